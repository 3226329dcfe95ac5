//! Where two answers to the same step differ in shape though their cases passed: status, the
//! headers that matter, keys and types of the body. Values differ by nature and are not compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::table::Difference;
use crate::verdict::{CaseResult, ExchangeRecord, RunResult, Verdict};

/// Differences that are listed at most.
const MOST: usize = 200;
/// Keys of one body that are looked at.
const KEYS: usize = 500;
/// Headers whose presence counts.
const HEADERS: [&str; 3] = ["location", "retry-after", "www-authenticate"];

/// Places that are named of one difference.
const EXAMPLES: usize = 3;

/// A line of a shape that one answer has and the other lacks, and whether it is the first run's.
type Lack = (bool, String);

/// The differences to the first run, what differs in the same answers told once, and how many more
/// there are than are listed.
pub fn between(runs: &[RunResult]) -> (Vec<Difference>, usize) {
    let Some((first, others)) = runs.split_first() else { return (Vec::new(), 0) };
    let columns = others.iter().enumerate();
    let mut found: Vec<Difference> =
        columns.flat_map(|(index, other)| folded(first, other, index + 1)).collect();
    let more = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    (found, more)
}

/// The differences to one other run, those of most answers first.
fn folded(first: &RunResult, other: &RunResult, column: usize) -> Vec<Difference> {
    let mut places: Vec<String> = Vec::new();
    let mut seen: BTreeMap<Lack, Vec<usize>> = BTreeMap::new();
    for case in first.cases.iter().filter(|c| c.verdict == Verdict::Pass) {
        let there = other.cases.iter().find(|c| c.id == case.id);
        let Some(there) = there.filter(|c| c.verdict == Verdict::Pass) else { continue };
        for (step, lacks) in of_case(case, there) {
            for lack in lacks {
                seen.entry(lack).or_default().push(places.len());
            }
            places.push(format!("{}: {step}", case.id));
        }
    }
    let mut together: BTreeMap<Vec<usize>, Vec<Lack>> = BTreeMap::new();
    for (lack, answers) in seen {
        together.entry(answers).or_default().push(lack);
    }
    let found = together.into_iter().map(|(answers, lacks)| {
        let examples = answers.iter().take(EXAMPLES).map(|at| places[*at].clone()).collect();
        let (only_first, only_there) = (one_side(&lacks, true), one_side(&lacks, false));
        Difference { column, only_first, only_there, answers: answers.len(), examples }
    });
    let mut found: Vec<Difference> = found.collect();
    found.sort_by_key(|difference| usize::MAX - difference.answers);
    found
}

/// What only the first run's answers have, or only the others.
fn one_side(lacks: &[Lack], is_first: bool) -> Vec<String> {
    let lines = lacks.iter().filter(|(first, _)| *first == is_first);
    outermost(&lines.map(|(_, line)| line.as_str()).collect::<Vec<_>>())
}

/// Without what is inside of something that is there as a whole.
fn outermost(lines: &[&str]) -> Vec<String> {
    let pointers = lines.iter().map(|line| line.split(' ').next().unwrap_or_default());
    let all: Vec<String> = pointers.map(|pointer| format!("{pointer}/")).collect();
    let outer = lines
        .iter()
        .filter(|line| !line.starts_with('/') || !all.iter().any(|p| line.starts_with(p)));
    outer.map(|line| (*line).to_owned()).collect()
}

/// The steps whose answers differ, with what one has and the other lacks.
fn of_case(one: &CaseResult, other: &CaseResult) -> Vec<(String, Vec<Lack>)> {
    let pairs = one.steps.iter().zip(&other.steps).filter(|(a, b)| a.name == b.name);
    let differing = pairs.filter_map(|(a, b)| {
        let (first, there) = (shape(a.exchanges.last()?), shape(b.exchanges.last()?));
        let only_first = first.difference(&there).map(|line| (true, line.clone()));
        let only_there = there.difference(&first).map(|line| (false, line.clone()));
        let lacks: Vec<Lack> = only_first.chain(only_there).collect();
        (!lacks.is_empty()).then(|| (a.name.clone(), lacks))
    });
    differing.collect()
}

/// What of an answer is compared, one line each.
fn shape(exchange: &ExchangeRecord) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    if let Some(status) = exchange.status {
        lines.insert(format!("status {status}"));
    }
    for (name, value) in &exchange.response_headers {
        if HEADERS.contains(&name.as_str()) {
            lines.insert(format!("header {name}"));
        } else if name == "content-type" {
            let essence = value.split(';').next().unwrap_or_default().trim();
            lines.insert(format!("content-type {essence}"));
        }
    }
    if let Ok(body) = serde_json::from_str(&exchange.response_body) {
        keys(&body, "", &mut lines);
    }
    lines
}

fn keys(value: &Value, path: &str, lines: &mut BTreeSet<String>) {
    if lines.len() >= KEYS {
        return;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(items) => {
            items.iter().for_each(|item| keys(item, &format!("{path}/*"), lines));
            "list"
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(key, v)| keys(v, &format!("{path}/{key}"), lines));
            "object"
        }
    };
    if !path.is_empty() {
        lines.insert(format!("{path} {kind}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::StepResult;

    fn case(body: &str, headers: &[(&str, &str)]) -> CaseResult {
        let exchange = ExchangeRecord {
            method: "GET".into(),
            url: String::new(),
            request_headers: Vec::new(),
            request_body: None,
            status: Some(200),
            response_headers: headers.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect(),
            response_body: body.into(),
            millis: 0,
            ..crate::report::sample::run().cases[1].steps[0].exchanges[0].clone()
        };
        let (exchanges, checks) = (vec![exchange], Vec::new());
        let steps =
            vec![StepResult { name: "read".into(), line: 1, exchanges, checks, seen: None }];
        CaseResult {
            verdict: Verdict::Pass,
            steps,
            ..crate::report::sample::run().cases[0].clone()
        }
    }

    #[test]
    fn shapes_are_compared_and_values_are_not() {
        let one = case(r#"{"a": 1, "b": {"c": "x"}}"#, &[("content-type", "application/json")]);
        let same = case(r#"{"b": {"c": "y"}, "a": 2}"#, &[("content-type", "application/json; x")]);
        assert_eq!(of_case(&one, &same), []);
        let other = case(r#"{"a": "1", "b": {}}"#, &[("retry-after", "10")]);
        let (first, second) = (of(one.clone()), of(other));
        let (found, more) = between(&[first, second]);
        assert_eq!((found.len(), more), (1, 0));
        assert_eq!(
            found[0].only_first,
            ["/a number", "/b/c string", "content-type application/json"]
        );
        assert_eq!(found[0].only_there, ["/a string", "header retry-after"]);
    }

    #[test]
    fn what_differs_in_the_same_answers_is_told_once() {
        let several = |extra: &str| {
            let mut run = of(case("{}", &[]));
            for n in 0..50 {
                let body =
                    if n == 0 { format!("{{{extra},\"z\":1}}") } else { format!("{{{extra}}}") };
                run.cases.push(CaseResult { id: format!("s/{n}"), ..case(&body, &[]) });
            }
            run
        };
        let (found, _) = between(&[several("\"a\":{\"b\":1}"), several("\"a\":[]")]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].answers, found[0].examples.len()), (50, EXAMPLES));
        assert_eq!(found[0].only_first, ["/a object"]);
        assert_eq!(found[0].only_there, ["/a list"]);
    }

    fn of(case: CaseResult) -> RunResult {
        RunResult::of(vec![case])
    }
}
