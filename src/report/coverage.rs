//! What a run says about each requirement, section by section, in the order of the plan.
//!
//! In comes a [`RunResult`], out go sections with their requirements. A requirement that one case
//! saw broken is broken, however many others passed.

use crate::verdict::{CaseResult, Outcome, RequirementRef, RunResult, Verdict};

use super::group;

/// What is known of a requirement, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequirementState {
    /// No case of it was selected.
    Untested,
    /// The target lacks what its cases need.
    Blocked,
    /// A case tested it and found it kept.
    Kept,
    /// Broken, as the target file says it would be.
    Deviates,
    /// A case of it ended before it could be told.
    Unknown,
    /// A check of it failed.
    Broken,
}

impl RequirementState {
    /// Every state in the order in which tables have their columns.
    pub const ALL: [RequirementState; 6] = [
        RequirementState::Kept,
        RequirementState::Broken,
        RequirementState::Unknown,
        RequirementState::Deviates,
        RequirementState::Blocked,
        RequirementState::Untested,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            RequirementState::Kept => "kept",
            RequirementState::Broken => "broken",
            RequirementState::Unknown => "unknown",
            RequirementState::Deviates => "deviates",
            RequirementState::Blocked => "blocked",
            RequirementState::Untested => "untested",
        }
    }
}

/// A section of the contract, as far as the plan had cases for it.
pub struct Section<'r> {
    /// Its id.
    pub id: &'r str,
    /// Its requirements.
    pub requirements: Vec<Tested<'r>>,
}

impl Section<'_> {
    /// How many of its requirements are in that state.
    pub fn count(&self, state: RequirementState) -> usize {
        self.requirements.iter().filter(|r| r.state == state).count()
    }
}

/// A requirement and what is known of it.
pub struct Tested<'r> {
    /// The requirement.
    pub requirement: &'r RequirementRef,
    /// What is known.
    pub state: RequirementState,
    /// Whether any case or rule could tell, though another could not.
    pub is_tested: bool,
    /// The cases that cover it.
    pub cases: Vec<&'r CaseResult>,
}

/// The sections, by the first part of the requirements' ids.
pub fn sections(run: &RunResult) -> Vec<Section<'_>> {
    let cited = run
        .cases
        .iter()
        .flat_map(|case| case.requirements.iter().map(move |r| (r.id.as_str(), (r, case))));
    let walked = run.is_of_recorded_traffic() || run.has_judged_a_case();
    let tested = group::in_order(cited).into_iter().map(|(id, seen)| {
        let state = seen.iter().map(|(_, case)| told_of(id, case, walked)).max();
        let tested = Tested {
            requirement: seen[0].0,
            state: state.unwrap_or(RequirementState::Untested),
            is_tested: seen.iter().any(|(_, case)| is_told(id, case, walked)),
            cases: seen.iter().map(|(_, case)| *case).collect(),
        };
        (id.split_once('.').map_or(id, |(section, _)| section), tested)
    });
    let sections = group::in_order(tested).into_iter();
    sections.map(|(id, requirements)| Section { id, requirements }).collect()
}

/// Rules that held of nothing but the run's own look at the target verify nothing.
fn told_of(id: &str, case: &CaseResult, walked: bool) -> RequirementState {
    match state_of(id, case) {
        RequirementState::Kept if case.answers.is_some() && !walked => RequirementState::Untested,
        state => state,
    }
}

fn is_told(id: &str, case: &CaseResult, walked: bool) -> bool {
    match told_of(id, case, walked) {
        // A deviation tells nothing by itself: it has no checks.
        RequirementState::Kept if matches!(case.verdict, Verdict::StaleDeviation { .. }) => {
            case.checks().next().is_some()
        }
        RequirementState::Kept | RequirementState::Broken => true,
        RequirementState::Deviates => case.checks().next().is_some(),
        RequirementState::Untested | RequirementState::Blocked | RequirementState::Unknown => false,
    }
}

/// What one case says about a requirement it covers.
fn state_of(id: &str, case: &CaseResult) -> RequirementState {
    match &case.verdict {
        Verdict::Pass => RequirementState::Kept,
        Verdict::NotSelected => RequirementState::Untested,
        Verdict::Blocked { .. } => RequirementState::Blocked,
        // The target file says that it is broken, and whatever could have shown it did not.
        Verdict::StaleDeviation { .. } => RequirementState::Kept,
        // A deviation itself has no checks.
        Verdict::KnownDeviation { .. } if case.checks().next().is_none() => {
            RequirementState::Deviates
        }
        Verdict::KnownDeviation { .. } => checked(id, case, RequirementState::Deviates),
        Verdict::Error { .. } => RequirementState::Unknown,
        Verdict::Fail => checked(id, case, RequirementState::Broken),
    }
}

/// What the checks of a case say about a requirement, which is in that state if one failed.
fn checked(id: &str, case: &CaseResult, failed: RequirementState) -> RequirementState {
    let of_it = || case.checks().filter(|(_, c)| c.clause.as_deref() == Some(id));
    if of_it().any(|(_, c)| c.outcome == Outcome::Failed) {
        failed
    } else if of_it().next().is_some() {
        RequirementState::Kept
    } else {
        // The case ended before it came to this requirement.
        RequirementState::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_requirement_is_as_its_worst_case_says() {
        let run = sample::run();
        let sections = sections(&run);
        let ids: Vec<&str> = sections.iter().map(|s| s.id).collect();
        assert_eq!(ids, ["create", "conflict", "cancel"]);
        let state = |id: &str| {
            let mut all = sections.iter().flat_map(|s| &s.requirements);
            all.find(|t| t.requirement.id == id).unwrap().state
        };
        assert_eq!(state("create.accepted"), RequirementState::Kept);
        assert_eq!(state("create.location"), RequirementState::Deviates);
        assert_eq!(state("conflict.create"), RequirementState::Broken);
        // Blocked, could not tell, a stale deviation and not selected: could not tell is worst.
        assert_eq!(state("cancel.granted"), RequirementState::Unknown);
        assert_eq!(sections[1].count(RequirementState::Broken), 3);
    }

    #[test]
    fn what_is_declared_and_did_not_happen_is_kept() {
        let mut run = sample::run();
        let stale = |case: &CaseResult| matches!(case.verdict, Verdict::StaleDeviation { .. });
        run.cases.retain(stale);
        let sections = sections(&run);
        assert_eq!(sections[0].requirements[0].state, RequirementState::Kept);
    }

    #[test]
    fn rules_that_held_of_the_runs_own_questions_alone_test_nothing() {
        let mut run = sample::run();
        run.cases.retain(|case| case.verdict.kind() == crate::verdict::VerdictKind::Blocked);
        let mut rule = run.cases[0].clone();
        rule.answers = Some(crate::verdict::Answers::default());
        rule.verdict = Verdict::Pass;
        run.cases.push(rule);
        let tested = |run: &RunResult| {
            let sections = sections(run);
            sections.iter().flat_map(|s| &s.requirements).filter(|r| r.is_tested).count()
        };
        assert_eq!(tested(&run), 0);
        run.cases[0].verdict = Verdict::Pass;
        assert_eq!(tested(&run), 1);
    }

    #[test]
    fn what_a_failed_case_did_not_reach_is_unknown() {
        let mut run = sample::run();
        run.cases.truncate(2);
        run.cases[1].steps[1].checks.retain(|c| c.clause.as_deref() != Some("conflict.create"));
        let sections = sections(&run);
        let states: Vec<RequirementState> =
            sections[1].requirements.iter().map(|t| t.state).collect();
        assert_eq!(states, [RequirementState::Unknown, RequirementState::Broken]);
    }
}
