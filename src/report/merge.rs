//! Shards of one run put together: each ran a part of the plan.
//!
//! In come results, out goes one, or what keeps them apart. A case counts as the shard found it
//! that selected it.

use std::collections::{HashMap, HashSet};

use crate::verdict::{CaseResult, RunRemark, RunResult, StepResult, Verdict, VerdictKind};

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
    /// One result is there twice.
    #[error("the result of run {0} is given twice")]
    Twice(String),
    /// One result has a case twice.
    #[error("the case {0} stands in one result twice")]
    Repeated(String),
    /// Not all shards of a run are there, or one twice, or they are of different numbers.
    #[error("the results are shards {there}, and no whole: {told}")]
    Parts {
        /// Those that are there.
        there: String,
        /// What is wrong.
        told: String,
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
    let mut shards: Vec<RunResult> = shards.into_iter().collect();
    // One alone stays what it is, and says so.
    if shards.len() > 1 {
        parts(&shards)?;
        for shard in &mut shards {
            shard.remarks.retain(|remark| part(remark).is_none());
        }
    }
    let mut shards = shards.into_iter();
    let mut whole = shards.next().ok_or(MergeError::Nothing)?;
    let mut runs = HashSet::from([whole.run_id.clone()]);
    unique(&whole)?;
    let places = whole.cases.iter().enumerate().map(|(at, case)| (case.id.clone(), at));
    let mut places: HashMap<String, usize> = places.collect();
    for shard in shards {
        same(&whole, &shard)?;
        unique(&shard)?;
        if !runs.insert(shard.run_id.clone()) {
            return Err(MergeError::Twice(shard.run_id));
        }
        for case in shard.cases {
            add(&mut whole.cases, &mut places, case)?;
        }
        whole.run_id = format!("{}+{}", whole.run_id, shard.run_id);
        whole.started_at = whole.started_at.min(shard.started_at);
        // Shards run beside each other.
        whole.millis = whole.millis.max(shard.millis);
        whole.interrupted |= shard.interrupted;
        whole.remarks.extend(shard.remarks);
        whole.issuers.extend(shard.issuers);
        whole.clean_up.created = whole.clean_up.created.saturating_add(shard.clean_up.created);
        whole.clean_up.removed = whole.clean_up.removed.saturating_add(shard.clean_up.removed);
        whole.clean_up.left.extend(shard.clean_up.left);
        whole.gate.extend(shard.gate);
    }
    Ok(whole)
}

/// Number, and of how many.
fn part(remark: &RunRemark) -> Option<(usize, usize)> {
    match remark {
        RunRemark::Shard { number, of } => Some((*number, *of)),
        _ => None,
    }
}

/// Whether the results that say that they are shards are all of them, each once: a shard that is
/// lost took its cases with it. Results that say nothing of shards were chosen by hand.
fn parts(results: &[RunResult]) -> Result<(), MergeError> {
    let parts = results.iter().flat_map(|run| run.remarks.iter().find_map(part));
    let mut parts: Vec<(usize, usize)> = parts.collect();
    parts.sort_unstable();
    let Some((_, of)) = parts.first().copied() else { return Ok(()) };
    let told = if parts.iter().any(|(_, other)| *other != of) {
        "they are of different numbers of shards".to_owned()
    } else if let Some(twice) = parts.windows(2).find(|two| two[0] == two[1]) {
        format!("{} is there twice", twice[0].0)
    } else if parts.len() < of {
        let missing = (1..=of).filter(|n| !parts.iter().any(|(number, _)| number == n));
        let missing: Vec<String> = missing.take(20).map(|number| number.to_string()).collect();
        format!("{} of {of} is missing", missing.join(", "))
    } else {
        return Ok(());
    };
    let there: Vec<String> = parts.iter().map(|(number, of)| format!("{number}/{of}")).collect();
    Err(MergeError::Parts { there: there.join(", "), told })
}

fn same(one: &RunResult, other: &RunResult) -> Result<(), MergeError> {
    let names = ["target", "contract", "api-version", "version of kvcontract", "URL"];
    for ((what, one), other) in names.into_iter().zip(facts(one)).zip(facts(other)) {
        if one != other {
            return Err(MergeError::Apart { what, one, other });
        }
    }
    Ok(())
}

fn facts(run: &RunResult) -> [String; 5] {
    let contract = run.contract.word().to_owned();
    let version = run.tool_version.clone();
    [run.implementation(), contract, run.api_version.clone(), version, place(&run.url)]
}

/// A URL without its port, for shards may each have a server of their own.
fn place(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(mut parsed) => {
            // Only a URL without a host refuses.
            let _ = parsed.set_port(None);
            parsed.to_string()
        }
        Err(_) => url.to_owned(),
    }
}

fn unique(run: &RunResult) -> Result<(), MergeError> {
    let mut seen = HashSet::new();
    match run.cases.iter().find(|case| !seen.insert(&case.id)) {
        Some(case) => Err(MergeError::Repeated(case.id.clone())),
        None => Ok(()),
    }
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
    if let (Some(_), Some(_)) = (&known.answers, &case.answers) {
        add_rule(known, case);
    } else if known.verdict == Verdict::NotSelected || is_excused(&case, known) {
        *known = case;
    } else if is_excused(known, &case) {
        // What one shard declares in vain another one needs.
    } else if case.verdict != Verdict::NotSelected && case.verdict.word() != known.verdict.word() {
        return Err(MergeError::Contradiction {
            id: case.id,
            one: known.verdict.word(),
            other: case.verdict.word(),
        });
    }
    Ok(())
}

/// Whether a deviation that is declared happened in the one shard, and not in the other.
fn is_excused(one: &CaseResult, other: &CaseResult) -> bool {
    one.verdict.kind() == VerdictKind::KnownDeviation
        && other.verdict.kind() == VerdictKind::StaleDeviation
}

/// A rule is held to the answers of every shard: what any of them found counts, alike findings once.
fn add_rule(known: &mut CaseResult, rule: CaseResult) {
    for step in rule.steps {
        match known.steps.iter_mut().find(|one| are_alike(one, &step)) {
            Some(one) => {
                let seen = one.seen.get_or_insert_default();
                let more = step.seen.unwrap_or_default();
                seen.answers = seen.answers.saturating_add(more.answers);
                seen.cases.extend(more.cases);
                // An example that can be repeated is the better one.
                if seen.example.is_none() && more.example.is_some() {
                    seen.example = more.example;
                    (one.exchanges, one.checks) = (step.exchanges, step.checks);
                }
            }
            None => known.steps.push(step),
        }
    }
    if let (Some(all), Some(more)) = (&mut known.answers, rule.answers) {
        all.held = all.held.saturating_add(more.held);
        all.unknown = all.unknown.saturating_add(more.unknown);
        all.broken = all.broken.saturating_add(more.broken);
    }
    if weight(&rule.verdict) > weight(&known.verdict) {
        known.verdict = rule.verdict;
    }
}

fn are_alike(one: &StepResult, other: &StepResult) -> bool {
    one.name == other.name
        && one.line == other.line
        && one.checks.first().map(|c| &c.signature) == other.checks.first().map(|c| &c.signature)
}

fn weight(verdict: &Verdict) -> u8 {
    match verdict.kind() {
        VerdictKind::NotSelected => 0,
        VerdictKind::Blocked => 1,
        VerdictKind::Pass => 2,
        VerdictKind::KnownDeviation => 3,
        VerdictKind::StaleDeviation => 4,
        VerdictKind::Fail => 5,
        VerdictKind::Error => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::verdict::Answers;

    /// The sample as the shard that ran only what `selected` says.
    fn shard(id: &str, selected: impl Fn(usize) -> bool) -> RunResult {
        let mut run = RunResult { run_id: id.to_owned(), ..sample::run() };
        for (_, case) in run.cases.iter_mut().enumerate().filter(|(i, _)| !selected(*i)) {
            case.verdict = Verdict::NotSelected;
            case.steps.clear();
            case.answers = case.answers.as_ref().map(|_| Answers::default());
        }
        run
    }

    #[test]
    fn two_halves_are_the_whole_in_its_order() {
        let merged = merge([shard("a", |i| i % 2 == 0), shard("b", |i| i % 2 == 1)]).unwrap();
        assert_eq!(merged.cases, sample::run().cases);
        assert_eq!((merged.clean_up.created, merged.clean_up.left.len()), (6, 2));
        assert_eq!(merged.remarks.len(), 2);
        assert_eq!(merged.run_id, "a+b");
        assert_eq!(merge([sample::run()]).unwrap(), sample::run());
    }

    #[test]
    fn a_case_of_one_shard_alone_is_kept() {
        let (mut one, mut other) = (sample::run(), sample::run());
        let last = one.cases.pop();
        other.cases.drain(..3);
        other.run_id = "b".to_owned();
        assert_eq!(merge([one, other]).unwrap().cases.pop(), last);
    }

    #[test]
    fn a_case_that_ended_differently_is_named() {
        let mut other = shard("b", |_| true);
        other.cases[0].verdict = Verdict::Fail;
        let error = merge([sample::run(), other]).unwrap_err().to_string();
        let said = "create/answers-with-an-operation ended as Pass in one shard and as Fail";
        assert!(error.contains(said), "{error}");
        assert!(merge([sample::run(), shard("b", |_| true)]).is_ok());
    }

    #[test]
    fn results_about_different_things_stay_apart() {
        let mut other = sample::run();
        other.api_version = "2025-07-01".to_owned();
        let error = merge([sample::run(), other]).unwrap_err().to_string();
        assert!(error.starts_with("the results differ in their api-version (7.4, 2025-07-01)"));
        assert_eq!(merge([]).unwrap_err(), MergeError::Nothing);
        let at = |url: &str| RunResult { url: url.to_owned(), ..shard("b", |_| true) };
        assert!(merge([sample::run(), at("https://127.0.0.1:9/")]).is_ok());
        let error = merge([sample::run(), at("https://prod.example/")]).unwrap_err().to_string();
        assert!(error.starts_with("the results differ in their URL"), "{error}");
        let twice = merge([sample::run(), sample::run()]).unwrap_err();
        assert_eq!(twice, MergeError::Twice("k3x9".to_owned()));
        let mut double = sample::run();
        double.cases.push(double.cases[0].clone());
        assert_eq!(merge([double.clone()]), Err(MergeError::Repeated(double.cases[0].id.clone())));
    }
}
