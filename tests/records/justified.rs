//! The spoilt records that a schema may accept, each kind with its reason.
//!
//! In: an accepted mutation. Out: the rule that excuses it, if there is one. A rule that excuses
//! nothing is told, so that none outlives its cause.

use crate::kind::{Content, Stage, State};
use crate::mutation::{Mutation, Wrong};
use crate::record::Record;

/// Why some mutations may be accepted.
pub struct Rule {
    /// The reason.
    pub reason: &'static str,
    /// The one record it is about; `None`: any.
    pub record: Option<&'static str>,
    excuses: fn(&Content, &Mutation) -> bool,
}

/// Every reason that there is.
pub const RULES: [Rule; 7] = [
    Rule {
        reason: "both spellings of canceled pass: which one is due is said by a scenario",
        record: None,
        excuses: |content, mutation| {
            let Wrong::Misspelt(word) = &mutation.wrong else { return false };
            *content == Content::Operation(State::Canceled)
                && ["canceled", "cancelled"].contains(&word.as_str())
        },
    },
    Rule {
        reason: "the contract compares inProgress without regard to case",
        record: None,
        excuses: |content, mutation| {
            let Wrong::Misspelt(word) = &mutation.wrong else { return false };
            *content == Content::Operation(State::InProgress)
                && word.eq_ignore_ascii_case("inProgress")
        },
    },
    Rule {
        reason: "lowkey-vault sends status_details that are null where there is nothing to tell; \
                 where there is, a rule wants them",
        record: None,
        excuses: |content, mutation| {
            matches!(content, Content::Operation(_))
                && mutation.at == "/status_details"
                && mutation.wrong == Wrong::Retyped("null")
        },
    },
    Rule {
        reason: "cer is what tells a finished certificate: without it, it reads as one deleted \
                 while its operation was in progress",
        record: None,
        excuses: |content, mutation| {
            *content == Content::Deleted(Stage::Finished)
                && (mutation.at.as_str(), &mutation.wrong) == ("/cer", &Wrong::Removed)
        },
    },
    Rule {
        reason: "no schema speaks of the policy of a certificate deleted unfinished: in its only \
                 record the policy is left out, with text in its place",
        record: None,
        excuses: |content, mutation| {
            *content == Content::Deleted(Stage::Pending)
                && matches!(mutation.wrong, Wrong::Retyped(_))
                && (mutation.at == "/policy" || mutation.at.starts_with("/policy/"))
        },
    },
    Rule {
        reason: "whoever wrote this record down by hand put a note in place of most attributes",
        record: Some("157-tr-7.0-cert-delete-while-inprogress"),
        excuses: |_, mutation| {
            mutation.at == "/attributes/…" && matches!(mutation.wrong, Wrong::Retyped(_))
        },
    },
    Rule {
        reason: "the contract says nothing of innererror, and the schemas are open where it is \
                 silent",
        record: None,
        excuses: |content, mutation| {
            matches!(content, Content::Error { inner: Some(_), .. })
                && mutation.at.starts_with("/error/innererror")
        },
    },
];

/// The rule that excuses a mutation, by its place in [`RULES`].
pub fn by(record: &Record, content: &Content, mutation: &Mutation) -> Option<usize> {
    RULES.iter().position(|rule| {
        rule.record.is_none_or(|name| name == record.name) && (rule.excuses)(content, mutation)
    })
}
