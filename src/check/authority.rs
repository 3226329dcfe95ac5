//! The two authorities: which variant of an expectation is reported, and which one matched.
//!
//! In: an expectation and how to check demands. Out: the findings to report. Must not know what
//! a demand is.

use crate::scenario::model::{Demands, Expectation, Observed};
use crate::verdict::{Authority, ContractMode};

use super::finding::Finding;

/// The findings to report.
pub(super) struct Judged {
    pub findings: Vec<Finding>,
    /// The authority the answer matched, where the two differ and it matched one.
    pub matched: Option<Authority>,
}

/// Checks an expectation as the mode wants it.
pub(super) fn judge(
    expectation: &Expectation,
    mode: ContractMode,
    check: impl Fn(&Demands) -> Vec<Finding>,
) -> Judged {
    let documented = check(&expectation.documented);
    match &expectation.observed {
        None => Judged { findings: documented, matched: None },
        Some(observed) => {
            let recorded = check(&observed.demands);
            choose(documented, recorded, observed, mode)
        }
    }
}

fn choose(
    documented: Vec<Finding>,
    recorded: Vec<Finding>,
    observed: &Observed,
    mode: ContractMode,
) -> Judged {
    let hold = |findings: &[Finding]| findings.iter().all(|f| f.holds);
    let matched = match (hold(&documented), hold(&recorded)) {
        (true, false) => Some(Authority::Documented),
        (false, true) => Some(Authority::Observed),
        (true, true) | (false, false) => None,
    };
    let findings = match (mode, matched) {
        // The reader is told why the other authority would have it so.
        (ContractMode::Documented, Some(Authority::Observed)) => {
            remarked(documented, &observed.evidence)
        }
        (ContractMode::Observed, Some(Authority::Documented)) => {
            remarked(recorded, &observed.evidence)
        }
        (ContractMode::Observed, _) | (ContractMode::Either, Some(Authority::Observed)) => recorded,
        (ContractMode::Documented, _) | (ContractMode::Either, _) => documented,
    };
    Judged { findings, matched }
}

/// The same, each failed check with the remark.
fn remarked(mut findings: Vec<Finding>, remark: &str) -> Vec<Finding> {
    for finding in findings.iter_mut().filter(|f| !f.holds) {
        finding.remark = Some(remark.to_owned());
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(expected: &str, holds: bool) -> Finding {
        let text = || expected.to_owned();
        Finding { holds, ..Finding::held(1, text(), text(), text()) }
    }

    /// What is reported, whether it holds, what matched, and the remark.
    fn told(mode: ContractMode, documented: bool, recorded: bool) -> String {
        let observed = Observed { demands: Demands::default(), evidence: "seen".into() };
        let judged = choose(
            vec![finding("document", documented)],
            vec![finding("vaults", recorded)],
            &observed,
            mode,
        );
        let first = &judged.findings[0];
        let remark = first.remark.as_deref().unwrap_or("-");
        format!("{} {} {:?} {remark}", first.expected, first.holds, judged.matched)
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
