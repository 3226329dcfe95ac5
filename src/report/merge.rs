//! Shards of one run put together: each ran a part of the plan.
//!
//! In come results, out goes one, or what keeps them apart. A case counts as the shard found it
//! that selected it.

use std::collections::HashMap;

use crate::verdict::{CaseResult, RunResult, Verdict};

/// Why results are not shards of one run.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// Nothing to merge.
    #[error("no result to report")]
    Nothing,
    /// They are about different things.
    #[error("the results differ in their {what} ({one}, {other}) and are no shards of one run")]
    Apart {
        /// What differs.
        what: &'static str,
        /// In the first result.
        one: String,
        /// In the other one.
        other: String,
    },
    /// Two shards ran one case.
    #[error("the case {id} ended as {one} in one shard and as {other} in another")]
    Contradiction {
        /// The case.
        id: String,
        /// Its verdict in the earlier shard.
        one: &'static str,
        /// Its verdict in the later one.
        other: &'static str,
    },
}

/// One result of all the shards.
pub fn merge(shards: impl IntoIterator<Item = RunResult>) -> Result<RunResult, MergeError> {
    let mut shards = shards.into_iter();
    let mut whole = shards.next().ok_or(MergeError::Nothing)?;
    let places = whole.cases.iter().enumerate().map(|(at, case)| (case.id.clone(), at));
    let mut places: HashMap<String, usize> = places.collect();
    for shard in shards {
        same(&whole, &shard)?;
        for case in shard.cases {
            add(&mut whole.cases, &mut places, case)?;
        }
        whole.run_id = format!("{}+{}", whole.run_id, shard.run_id);
        whole.started_at = whole.started_at.min(shard.started_at);
        // Shards run beside each other.
        whole.millis = whole.millis.max(shard.millis);
        whole.interrupted |= shard.interrupted;
        whole.remarks.extend(shard.remarks);
        whole.clean_up.created = whole.clean_up.created.saturating_add(shard.clean_up.created);
        whole.clean_up.removed = whole.clean_up.removed.saturating_add(shard.clean_up.removed);
        whole.clean_up.left.extend(shard.clean_up.left);
    }
    Ok(whole)
}

fn same(one: &RunResult, other: &RunResult) -> Result<(), MergeError> {
    let facts = |run: &RunResult| {
        [run.implementation(), run.contract.word().to_owned(), run.api_version.clone()]
    };
    let names = ["target", "contract", "api-version"];
    for ((what, one), other) in names.into_iter().zip(facts(one)).zip(facts(other)) {
        if one != other {
            return Err(MergeError::Apart { what, one, other });
        }
    }
    Ok(())
}

fn add(
    cases: &mut Vec<CaseResult>,
    places: &mut HashMap<String, usize>,
    case: CaseResult,
) -> Result<(), MergeError> {
    let at = *places.entry(case.id.clone()).or_insert(cases.len());
    let Some(known) = cases.get_mut(at) else {
        cases.push(case);
        return Ok(());
    };
    if known.verdict == Verdict::NotSelected {
        *known = case;
    } else if case.verdict != Verdict::NotSelected && case.verdict.word() != known.verdict.word() {
        return Err(MergeError::Contradiction {
            id: case.id,
            one: known.verdict.word(),
            other: case.verdict.word(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// The sample as the shard that ran only what `selected` says.
    fn shard(selected: impl Fn(usize) -> bool) -> RunResult {
        let mut run = sample::run();
        for (_, case) in run.cases.iter_mut().enumerate().filter(|(i, _)| !selected(*i)) {
            case.verdict = Verdict::NotSelected;
            case.steps.clear();
        }
        run
    }

    #[test]
    fn two_halves_are_the_whole_in_its_order() {
        let merged = merge([shard(|i| i % 2 == 0), shard(|i| i % 2 == 1)]).unwrap();
        assert_eq!(merged.cases, sample::run().cases);
        assert_eq!((merged.clean_up.created, merged.clean_up.left.len()), (6, 2));
        assert_eq!(merged.remarks.len(), 2);
        assert_eq!(merged.run_id, "k3x9+k3x9");
        assert_eq!(merge([sample::run()]).unwrap(), sample::run());
    }

    #[test]
    fn a_case_of_one_shard_alone_is_kept() {
        let (mut one, mut other) = (sample::run(), sample::run());
        let last = one.cases.pop();
        other.cases.drain(..3);
        assert_eq!(merge([one, other]).unwrap().cases.pop(), last);
    }

    #[test]
    fn a_case_that_ended_differently_is_named() {
        let mut other = sample::run();
        other.cases[0].verdict = Verdict::Fail;
        let error = merge([sample::run(), other]).unwrap_err().to_string();
        let said = "create/answers-with-an-operation ended as Pass in one shard and as Fail";
        assert!(error.contains(said), "{error}");
        assert!(merge([sample::run(), sample::run()]).is_ok());
    }

    #[test]
    fn results_about_different_things_stay_apart() {
        let mut other = sample::run();
        other.api_version = "2025-07-01".to_owned();
        let error = merge([sample::run(), other]).unwrap_err().to_string();
        assert!(error.starts_with("the results differ in their api-version (7.4, 2025-07-01)"));
        assert_eq!(merge([]).unwrap_err(), MergeError::Nothing);
    }
}
