//! Where the vault is meant to answer otherwise than recorded vaults did, and why.
//!
//! In: the differences that were found. Out: those that nobody meant, and the entries that
//! nothing was found for, so that the table cannot grow stale.

use crate::comparison::{Difference, Side};
use crate::record::Record;

/// Fixtures of what the vault does not play, and why.
pub const UNPLAYED: [(&str, &str); 2] = [
    ("certificate-delete-no-soft-delete-2015", "this vault always has soft delete"),
    ("certificate-delete-no-soft-delete-2018", "this vault always has soft delete"),
];

/// Whether a record was written down with parts of its body left out.
pub fn is_elided(record: &Record) -> bool {
    record.name == "157-tr-7.0-cert-delete-while-inprogress"
}

/// A difference that is meant.
struct Meant {
    steps: &'static [&'static str],
    side: Side,
    mark: &'static str,
    /// Whether it shows only where the records are.
    records_only: bool,
    reason: &'static str,
}

const MEANT: [Meant; 10] = [
    Meant {
        steps: &["create Self", "create Self anew", "create to fail"],
        side: Side::Theirs,
        mark: "retry-after",
        records_only: false,
        reason: "these issuers end in milliseconds; the vault tells to wait only for what takes \
                 a second or longer, as `create` and `create Unknown` show",
    },
    Meant {
        steps: &["GET failed"],
        side: Side::Theirs,
        mark: "/status_details/: string",
        records_only: false,
        reason: "the vault answers as in 2020; in 2024 the text of the time in progress stayed on",
    },
    Meant {
        steps: &["merge", "GET certificate meanwhile", "DELETE certificate meanwhile"],
        side: Side::Ours,
        mark: "/tags/: object",
        records_only: false,
        reason: "the vault shows tags even where none were given; the contract asks for neither",
    },
    Meant {
        steps: &["list with pending"],
        side: Side::Ours,
        mark: "/value/*/attributes/recoveryLevel/: string",
        records_only: false,
        reason: "an item shows the attributes of its bundle; the recorded list, of 2019, shows five",
    },
    Meant {
        steps: &["list with pending"],
        side: Side::Ours,
        mark: "/value/*/attributes/recoverableDays/: integer",
        records_only: false,
        reason: "as for the recovery level; bundles of 2019 did not show it either",
    },
    Meant {
        steps: &["import PEM"],
        side: Side::Ours,
        mark: "/policy/x509_props/sans/: object",
        records_only: false,
        reason: "the policy of an import is read from the certificate; the recorded ones have no other names",
    },
    Meant {
        steps: &["import PEM"],
        side: Side::Ours,
        mark: "/policy/x509_props/sans/dns_names/: array",
        records_only: false,
        reason: "as for the names as such",
    },
    Meant {
        steps: &["DELETE certificate meanwhile"],
        side: Side::Theirs,
        mark: "/policy/: string",
        records_only: true,
        reason: "the only record has text in place of the policy",
    },
    Meant {
        steps: &["DELETE certificate meanwhile"],
        side: Side::Theirs,
        mark: "/attributes/…/: string",
        records_only: true,
        reason: "the only record has a note in place of most attributes",
    },
    Meant {
        steps: &["merge no pending", "create without a name"],
        side: Side::Theirs,
        mark: "retry-after",
        records_only: true,
        reason: "recorded by one client library alone, whose recorder puts a zero there; the same \
                 refusal recorded by others (GET pending, 404) has none",
    },
];

/// What was found and is not in the table, and what is in the table and was not found.
pub fn unexplained(found: &[Difference], with_records: bool) -> Vec<String> {
    let fits = |meant: &Meant, step: &str, difference: &Difference| {
        difference.step == step && difference.side == meant.side && difference.mark == meant.mark
    };
    let is_meant = |difference: &&Difference| {
        let step = difference.step;
        MEANT.iter().any(|meant| meant.steps.contains(&step) && fits(meant, step, difference))
    };
    let unmeant = found.iter().filter(|difference| !is_meant(difference));
    let mut wrong: Vec<String> = unmeant.map(|difference| format!("{difference:?}")).collect();
    for meant in MEANT.iter().filter(|meant| with_records || !meant.records_only) {
        let idle = |step: &&&str| !found.iter().any(|difference| fits(meant, step, difference));
        let idle = meant.steps.iter().filter(idle);
        wrong.extend(
            idle.map(|step| format!("no longer so: {step}: {} ({})", meant.mark, meant.reason)),
        );
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Difference> {
        let each = |meant: &Meant| {
            let (side, mark) = (meant.side, meant.mark);
            meant.steps.iter().map(move |step| Difference { step, side, mark: mark.to_owned() })
        };
        MEANT.iter().flat_map(each).collect()
    }

    #[test]
    fn a_difference_that_nobody_meant_is_told() {
        let mut found = all();
        assert!(unexplained(&found, true).is_empty());
        found.push(Difference { step: "merge", side: Side::Ours, mark: "odd".to_owned() });
        assert_eq!(unexplained(&found, true).len(), 1);
    }

    #[test]
    fn an_entry_that_nothing_was_found_for_is_told() {
        let mut found = all();
        let last = found.pop().unwrap();
        assert_eq!(unexplained(&found, true).len(), 1);
        // What shows in the records alone is not due without them.
        assert_eq!(last.step, "create without a name");
        assert!(unexplained(&found, false).is_empty());
    }
}
