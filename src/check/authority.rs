//! The two authorities: which variant of an expectation is reported, and which one matched.
//!
//! In: an expectation and how to check demands. Out: the checks to report. Must not know what
//! a demand is.

use crate::scenario::model::{Demands, Expectation, Observed};
use crate::verdict::finding::{CheckResult, Remark};
use crate::verdict::{Authority, ContractMode};

/// The checks to report.
pub(super) struct Judged {
    pub checks: Vec<CheckResult>,
    /// The authority the answer matched, where the two differ and it matched one.
    pub matched: Option<Authority>,
}

/// Whether what would be reported holds.
pub(super) fn holds(
    expectation: &Expectation,
    mode: ContractMode,
    fits: impl Fn(&Demands) -> bool,
) -> bool {
    match (mode, &expectation.observed) {
        (ContractMode::Documented, _) | (_, None) => fits(&expectation.documented),
        (ContractMode::Observed, Some(observed)) => fits(&observed.demands),
        (ContractMode::Either, Some(observed)) => {
            fits(&expectation.documented) || fits(&observed.demands)
        }
    }
}

/// Checks an expectation as the mode wants it.
pub(super) fn judge(
    expectation: &Expectation,
    mode: ContractMode,
    check: impl Fn(&Demands) -> Vec<CheckResult>,
) -> Judged {
    let documented = check(&expectation.documented);
    match &expectation.observed {
        None => Judged { checks: documented, matched: None },
        Some(observed) => {
            let recorded = check(&observed.demands);
            choose(documented, recorded, observed, mode)
        }
    }
}

fn choose(
    documented: Vec<CheckResult>,
    recorded: Vec<CheckResult>,
    observed: &Observed,
    mode: ContractMode,
) -> Judged {
    let matched = match (all_hold(&documented), all_hold(&recorded)) {
        (true, false) => Some(Authority::Documented),
        (false, true) => Some(Authority::Observed),
        (true, true) | (false, false) => None,
    };
    let checks = match (mode, matched) {
        // The reader is told why the other authority would have it so.
        (ContractMode::Documented, Some(Authority::Observed)) => {
            with_evidence(documented, &observed.evidence)
        }
        (ContractMode::Observed, Some(Authority::Documented)) => {
            with_evidence(recorded, &observed.evidence)
        }
        (ContractMode::Observed, _) | (ContractMode::Either, Some(Authority::Observed)) => recorded,
        (ContractMode::Documented, _) | (ContractMode::Either, _) => documented,
    };
    Judged { checks, matched }
}

fn all_hold(checks: &[CheckResult]) -> bool {
    checks.iter().all(CheckResult::holds)
}

/// The same, each failed check with the evidence for the other authority.
fn with_evidence(mut checks: Vec<CheckResult>, evidence: &str) -> Vec<CheckResult> {
    for check in checks.iter_mut().filter(|f| !f.holds()) {
        check.remark = Some(Remark::Evidence { text: evidence.to_owned() });
    }
    checks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::finding::{Expected, Got, Place};

    fn finding(status: u16, holds: bool) -> CheckResult {
        let make = if holds { CheckResult::passed } else { CheckResult::failed };
        make(1, Place::Status, Expected::Status { any_of: vec![status] }, Got::Nothing)
    }

    /// What is reported, whether it holds, what matched, and the remark.
    fn told(mode: ContractMode, documented: bool, recorded: bool) -> String {
        let observed = Observed { demands: Demands::default(), evidence: "seen".into() };
        let judged =
            choose(vec![finding(202, documented)], vec![finding(409, recorded)], &observed, mode);
        let first = &judged.checks[0];
        let variant = match &first.expected {
            Expected::Status { any_of } if any_of[..] == [202] => "document",
            _ => "vaults",
        };
        let remark = match &first.remark {
            Some(Remark::Evidence { text }) => text.as_str(),
            _ => "-",
        };
        format!("{variant} {} {:?} {remark}", first.holds(), judged.matched)
    }

    #[test]
    fn the_mode_picks_the_variant_and_the_other_one_is_named() {
        use ContractMode::{Documented, Either, Observed};
        let cases = [
            (Documented, true, false, "document true Some(Documented) -"),
            (Documented, false, true, "document false Some(Observed) seen"),
            (Documented, false, false, "document false None -"),
            (Documented, true, true, "document true None -"),
            (Observed, true, false, "vaults false Some(Documented) seen"),
            (Observed, false, true, "vaults true Some(Observed) -"),
            (Observed, false, false, "vaults false None -"),
            (Either, true, false, "document true Some(Documented) -"),
            (Either, false, true, "vaults true Some(Observed) -"),
            (Either, true, true, "document true None -"),
            (Either, false, false, "document false None -"),
        ];
        for (mode, documented, recorded, expected) in cases {
            assert_eq!(told(mode, documented, recorded), expected, "{mode:?}");
        }
    }
}
