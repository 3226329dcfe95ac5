//! One step of a case, or one kind of answer that did not keep a rule: what went over the network,
//! and what was found of it.
//!
//! Nothing comes in. Must not know how a step is walked.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::finding::CheckResult;

/// One request and its answer, secrets already masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeRecord {
    /// HTTP method.
    pub method: String,
    /// Whole URL.
    pub url: String,
    /// Request headers as sent; secrets masked.
    pub request_headers: Vec<(String, String)>,
    /// Whether the target's credential went along, which is none of the headers above.
    pub authenticated: bool,
    /// Request body as sent; secrets masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_body: Option<String>,
    /// Status of the answer; none where none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Headers of the answer.
    pub response_headers: Vec<(String, String)>,
    /// Body of the answer, bounded; bytes that are no UTF-8 replaced.
    pub response_body: String,
    /// Bytes of the body as it came, before it was bounded.
    pub response_bytes: u64,
    /// When it was sent, RFC 3339.
    pub started_at: String,
    /// Milliseconds for which it waited to be sent: for its turn, where requests may leave only so
    /// fast, and for a target that had throttled it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub queued_millis: u64,
    /// Milliseconds from sending to the whole answer.
    pub millis: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(millis: &u64) -> bool {
    *millis == 0
}

/// One step of a case as it was walked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    /// The step's name in the scenario.
    pub name: String,
    /// Its line in the scenario file.
    pub line: u64,
    /// What was sent and came back; several where the step polled.
    pub exchanges: Vec<ExchangeRecord>,
    /// Every check, passes too.
    pub checks: Vec<CheckResult>,
    /// Of a rule that was not kept: how often, and by whose requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

/// An issuer that was made for the run, so that cases can name it by its role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeIssuer {
    /// The role's word.
    pub role: String,
    /// Its name.
    pub name: String,
    /// The exchange that made it.
    pub exchange: ExchangeRecord,
}

/// How often answers were alike.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// How many answers.
    pub answers: u64,
    /// Who asked: ids of cases, or [`THE_RUN`].
    pub cases: BTreeSet<String>,
    /// Whose request the example is the answer to; none where no step of a case asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<CaseStep>,
}

/// A step of a case that was walked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CaseStep {
    /// Id of the case.
    pub case: String,
    /// Index of the step in the result of the case.
    pub step: usize,
}

/// Who asked where no case did: the greeting, the probe, the issuers of the roles, clean-up.
pub const THE_RUN: &str = "(the run)";

/// How many answers a rule was about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Held to it.
    pub held: u64,
    /// Not held to it, since too little was known.
    pub unknown: u64,
    /// Held to it, and broke it.
    pub broken: u64,
}
