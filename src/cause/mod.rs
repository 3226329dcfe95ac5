//! Causes: what a target does wrong, each told once, however many requirements and cases noticed
//! it. What people read first, what a target file declares, what two runs are compared by.
//!
//! In: a [`RunResult`]. Out: its causes, the one that frees most first. It must not know how
//! findings come about, nor make text for people of them.

mod root;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use root::{Root, Shown};

use crate::verdict::finding::CheckResult;
use crate::verdict::{Authority, CaseResult, RequirementRef, RunResult, StepResult, Verdict};

/// One thing that a target does wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its place in the list, from 1.
    pub number: usize,
    /// What the target does.
    pub root: Root,
    /// [`Root::signature`], as a target file declares it.
    pub signature: String,
    /// The requirements that it breaks, the one it is charged to first.
    pub requirements: Vec<RequirementRef>,
    /// How many answers showed it; 0 where reports leave out what differs from run to run.
    pub answers: u64,
    /// Who saw it: ids of cases, or [`THE_RUN`](crate::verdict::THE_RUN).
    pub cases: BTreeSet<String>,
    /// The cases and rules that are broken by it.
    pub trials: Vec<String>,
    /// Of these and of the blocked cases, how many have nothing else against them.
    pub frees: usize,
    /// The cases that could not be tested because of it.
    pub blocks: Vec<String>,
    /// Where one finding of it stands.
    pub example: Example,
    /// Whether real vaults were recorded to answer so.
    pub observed: bool,
    /// Why it is known, where the target file declares it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
}

/// A finding by its place in the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// Id of the case or rule.
    pub trial: String,
    /// Index of the step.
    pub step: usize,
    /// Index of the check.
    pub check: usize,
}

impl Cause {
    /// The finding that is its example.
    pub fn example_in<'r>(
        &self,
        run: &'r RunResult,
    ) -> Option<(&'r CaseResult, &'r StepResult, &'r CheckResult)> {
        let case = run.cases.iter().find(|case| case.id == self.example.trial)?;
        let step = case.steps.get(self.example.step)?;
        Some((case, step, step.checks.get(self.example.check)?))
    }

    /// The case whose conversation leads to its example, and the index of the step that ends it;
    /// none where no step of a case asked for it, or where traffic was recorded by others.
    pub fn conversation_in<'r>(&self, run: &'r RunResult) -> Option<(&'r CaseResult, usize)> {
        let (found_by, step, _) = self.example_in(run)?;
        let (id, at) = match &step.seen {
            Some(seen) => seen.example.as_ref().map(|asked| (&asked.case, asked.step))?,
            None => (&found_by.id, self.example.step),
        };
        let case = run.cases.iter().find(|case| case.id == *id && case.answers.is_none())?;
        let walked = case.steps.get(at)?;
        (!walked.exchanges.is_empty()).then_some((case, at))
    }

    /// A case that shows it: that of its example, else one that it breaks, else one in which a
    /// broken rule saw it.
    pub fn shown_by<'r>(&self, run: &'r RunResult) -> Option<&'r CaseResult> {
        if let Some((case, _)) = self.conversation_in(run) {
            return Some(case);
        }
        let case = |id: &String| run.cases.iter().find(|c| c.id == *id && c.answers.is_none());
        self.trials.iter().find_map(case).or_else(|| self.cases.iter().find_map(case))
    }

    /// Whether the target file declares it.
    pub fn is_declared(&self) -> bool {
        self.declared.is_some()
    }
}

/// What the reason of an entry that declares a cause begins with until somebody fills it in.
pub const UNREASONED: &str = "FILL IN";

/// The reason of such an entry as we write it.
pub fn unreasoned() -> String {
    format!("{UNREASONED}: why does this target differ here?")
}

/// A failed check where it stands.
struct Finding<'r> {
    case: &'r CaseResult,
    step: &'r StepResult,
    check: &'r CheckResult,
    place: Example,
}

/// The causes of a run.
pub fn causes(run: &RunResult) -> Vec<Cause> {
    let mut groups: Vec<(Root, Vec<Finding<'_>>)> = Vec::new();
    for found in run.cases.iter().flat_map(found) {
        let root = Root::of(found.step, found.check);
        match groups.iter_mut().find(|(known, _)| *known == root) {
            Some((_, all)) => all.push(found),
            None => groups.push((root, vec![found])),
        }
    }
    let against = against(&groups);
    let mut causes: Vec<Cause> =
        groups.into_iter().enumerate().map(|(at, group)| cause(at, group, &against)).collect();
    for (case, clause) in blocked(run) {
        let explains = |cause: &&mut Cause| cause.requirements.iter().any(|r| r.id == clause);
        if let Some(cause) = causes.iter_mut().find(explains) {
            cause.blocks.push(case.to_owned());
            cause.frees += 1;
        }
    }
    // What the target file declares comes last; sorting keeps the order of those alike.
    causes.sort_by_key(|c| (c.is_declared(), usize::MAX - c.frees, usize::MAX - c.cases.len()));
    for (at, cause) in causes.iter_mut().enumerate() {
        cause.number = at + 1;
    }
    causes
}

/// The failed checks of a case or rule that have a requirement.
fn found(case: &CaseResult) -> impl Iterator<Item = Finding<'_>> {
    case.steps.iter().enumerate().flat_map(move |(at, step)| {
        let checks = step.checks.iter().enumerate();
        let failed = checks.filter(|(_, check)| check.breaks_a_requirement());
        failed.map(move |(index, check)| {
            let place = Example { trial: case.id.clone(), step: at, check: index };
            Finding { case, step, check, place }
        })
    })
}

/// How many causes each case or rule has against it.
fn against<'r>(groups: &[(Root, Vec<Finding<'r>>)]) -> BTreeMap<&'r str, usize> {
    let mut against = BTreeMap::new();
    for (_, all) in groups {
        let trials: BTreeSet<&str> = all.iter().map(|found| found.case.id.as_str()).collect();
        for trial in trials {
            *against.entry(trial).or_default() += 1;
        }
    }
    against
}

fn cause(at: usize, group: (Root, Vec<Finding<'_>>), against: &BTreeMap<&str, usize>) -> Cause {
    let (root, all) = group;
    let mut trials: Vec<String> = Vec::new();
    let mut cases = BTreeSet::new();
    for found in &all {
        if !trials.contains(&found.case.id) {
            trials.push(found.case.id.clone());
        }
        match &found.step.seen {
            Some(seen) => cases.extend(seen.cases.iter().cloned()),
            None => drop(cases.insert(found.case.id.clone())),
        }
    }
    let alone = |id: &&String| against.get(id.as_str()) == Some(&1);
    let requirements = requirements(&all);
    let charged = requirements.first().map(|r| r.id.as_str());
    let of_it = example(&all, charged);
    let open = all.iter().any(|found| found.check.declared.is_none());
    Cause {
        number: at + 1,
        signature: root.signature(),
        answers: answers(&all),
        frees: trials.iter().filter(alone).count(),
        blocks: Vec::new(),
        example: of_it.place.clone(),
        observed: all.iter().any(|found| {
            let leading = root::leading(found.step, found.check);
            leading.matched == Some(Authority::Observed)
        }),
        declared: if open { None } else { of_it.check.declared.clone() },
        root,
        requirements,
        cases,
        trials,
    }
}

/// The finding to show: one that can be repeated before one that a look at the target or a clean-up
/// came upon, and then one of the requirement that is charged.
fn example<'f, 'r>(all: &'f [Finding<'r>], charged: Option<&str>) -> &'f Finding<'r> {
    let rank = |found: &&Finding<'_>| {
        let alone = found.step.seen.as_ref().is_some_and(|seen| seen.example.is_none());
        (alone, found.check.clause.as_deref() != charged)
    };
    all.iter().min_by_key(rank).unwrap_or(&all[0])
}

/// The requirements, the one that is charged first: a rule's, which holds of every answer, before
/// a case's; then the one that found most.
fn requirements(all: &[Finding<'_>]) -> Vec<RequirementRef> {
    let mut counted: Vec<(RequirementRef, (bool, usize))> = Vec::new();
    for found in all {
        let id = found.check.clause.as_deref().unwrap_or_default();
        let known = found.case.requirements.iter().find(|r| r.id == id);
        let requirement = known.cloned().unwrap_or_else(|| RequirementRef {
            id: id.to_owned(),
            level: String::new(),
            clause: String::new(),
            source: String::new(),
            link: None,
        });
        let rule = found.step.seen.is_some();
        match counted.iter_mut().find(|(r, _)| r.id == requirement.id) {
            Some((_, (by_rule, count))) => (*by_rule, *count) = (*by_rule || rule, *count + 1),
            None => counted.push((requirement, (rule, 1))),
        }
    }
    counted.sort_by_key(|(_, (rule, count))| (!rule, usize::MAX - count));
    counted.into_iter().map(|(requirement, _)| requirement).collect()
}

/// How many answers: what the rules of one requirement counted, or the steps of cases, whichever
/// are more, since several look at the same answer.
fn answers(all: &[Finding<'_>]) -> u64 {
    // Reports without what differs from run to run do not count answers.
    if all.iter().filter_map(|found| found.step.seen.as_ref()).any(|seen| seen.answers == 0) {
        return 0;
    }
    let mut by_rule: BTreeMap<&str, u64> = BTreeMap::new();
    let mut steps: BTreeSet<(&str, usize)> = BTreeSet::new();
    for found in all {
        match &found.step.seen {
            Some(seen) => *by_rule.entry(found.case.id.as_str()).or_default() += seen.answers,
            None => drop(steps.insert((found.case.id.as_str(), found.place.step))),
        }
    }
    by_rule.into_values().max().unwrap_or_default().max(steps.len() as u64)
}

/// The cases that a broken requirement keeps from being tested, with that requirement.
fn blocked(run: &RunResult) -> impl Iterator<Item = (&str, &str)> {
    run.cases.iter().filter_map(|case| match &case.verdict {
        Verdict::Blocked { broken: Some(clause), .. } => Some((case.id.as_str(), clause.as_str())),
        _ => None,
    })
}

/// How many causes there are against each verdict's trial: the numbers of the causes by trial.
pub fn by_trial(causes: &[Cause]) -> BTreeMap<&str, Vec<usize>> {
    let mut numbers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for cause in causes {
        for trial in &cause.trials {
            numbers.entry(trial).or_default().push(cause.number);
        }
    }
    numbers
}
