//! The gate beside broken requirements: what went untested though nobody said so.
//!
//! In come the run and what it is to be held to, out go breaches, and what is named as untested
//! though it is tested. It must not know where the demands are written.

use std::collections::BTreeMap;

use super::coverage;
use crate::verdict::{Breach, RunResult, Verdict};

/// What the gate is to hold a run to.
#[derive(Debug, Default)]
pub struct Demands {
    /// The requirements that are named as untested; none where that is not asked for.
    pub untested: Option<Vec<String>>,
    /// At least so many requirements are tested.
    pub min_tested: Option<usize>,
}

/// What the gate does not let pass, and the requirements that are named though they are tested.
pub fn judge(run: &RunResult, demands: &Demands) -> (Vec<Breach>, Vec<String>) {
    let mut breaches = Vec::new();
    let untested = untested(run);
    let mut stale = Vec::new();
    if let Some(named) = &demands.untested {
        let unnamed = untested.iter().filter(|(id, _)| !named.contains(id));
        breaches.extend(unnamed.map(|(requirement, why)| Breach::Untested {
            requirement: requirement.clone(),
            why: why.clone(),
        }));
        stale.extend(named.iter().filter(|id| !untested.contains_key(*id)).cloned());
    }
    if let Some(wanted) = demands.min_tested {
        let sections = coverage::sections(run);
        let all: usize = sections.iter().map(|section| section.requirements.len()).sum();
        let tested = all - untested.len();
        if tested < wanted {
            breaches.push(Breach::TooFew { tested, wanted });
        }
    }
    (breaches, stale)
}

/// The requirements that no case or rule tested, each with the reason.
pub fn untested(run: &RunResult) -> BTreeMap<String, String> {
    let sections = coverage::sections(run);
    let all = sections.iter().flat_map(|section| &section.requirements);
    let open = all.filter(|tested| !tested.is_tested);
    open.map(|tested| (tested.requirement.id.clone(), why(tested))).collect()
}

fn why(tested: &coverage::Tested<'_>) -> String {
    let reasons = tested.cases.iter().filter_map(|case| match &case.verdict {
        Verdict::Blocked { reason, .. } | Verdict::Error { reason } => Some(reason.clone()),
        _ => None,
    });
    reasons.min().unwrap_or_else(|| "no case of it ran".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn breaches(untested: Option<&[&str]>, min_tested: Option<usize>) -> Vec<Breach> {
        let mut run = sample::run();
        // Only what passed and what is blocked.
        run.cases.retain(|c| matches!(c.verdict, Verdict::Pass | Verdict::Blocked { .. }));
        let untested = untested.map(|ids| ids.iter().map(|id| (*id).to_owned()).collect());
        judge(&run, &Demands { untested, min_tested }).0
    }

    #[test]
    fn what_went_untested_breaks_the_gate_only_where_it_is_asked_for_and_not_named() {
        let expected = Breach::Untested {
            requirement: "cancel.granted".to_owned(),
            why: "the target has no issuer for the role `stalled`".to_owned(),
        };
        assert_eq!(breaches(None, None), []);
        assert_eq!(breaches(Some(&[]), None), [expected]);
        assert_eq!(breaches(Some(&["cancel.granted"]), None), []);
    }

    #[test]
    fn too_little_tested_breaks_it() {
        assert_eq!(breaches(None, Some(2)), []);
        assert_eq!(breaches(None, Some(3)), [Breach::TooFew { tested: 2, wanted: 3 }]);
    }

    #[test]
    fn what_is_named_and_tested_is_told() {
        let named = vec!["create.accepted".to_owned(), "cancel.granted".to_owned()];
        let demands = Demands { untested: Some(named), min_tested: None };
        let mut run = sample::run();
        run.cases.retain(|c| matches!(c.verdict, Verdict::Pass | Verdict::Blocked { .. }));
        assert_eq!(judge(&run, &demands).1, ["create.accepted"]);
    }
}
