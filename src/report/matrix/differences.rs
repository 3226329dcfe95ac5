//! Where two answers to the same step differ in shape though their cases passed: status, the
//! headers that matter, keys and types of the body. Values differ by nature and are not compared.

use std::collections::BTreeSet;

use serde_json::Value;

use super::table::Difference;
use crate::verdict::{CaseResult, ExchangeRecord, RunResult, Verdict};

/// Differences that are listed at most.
const MOST: usize = 200;
/// Keys of one body that are looked at.
const KEYS: usize = 500;
/// Headers whose presence counts.
const HEADERS: [&str; 3] = ["location", "retry-after", "www-authenticate"];

/// The differences to the first run, and how many more there are than are listed.
pub fn between(runs: &[RunResult]) -> (Vec<Difference>, usize) {
    let mut found = Vec::new();
    let Some((first, others)) = runs.split_first() else { return (found, 0) };
    for case in first.cases.iter().filter(|c| c.verdict == Verdict::Pass) {
        for (index, other) in others.iter().enumerate() {
            let there = other.cases.iter().find(|c| c.id == case.id);
            if let Some(there) = there.filter(|c| c.verdict == Verdict::Pass) {
                found.extend(of_case(case, there, index + 1));
            }
        }
    }
    let more = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    (found, more)
}

fn of_case(one: &CaseResult, other: &CaseResult, column: usize) -> Vec<Difference> {
    let pairs = one.steps.iter().zip(&other.steps).filter(|(a, b)| a.name == b.name);
    let differing = pairs.filter_map(|(a, b)| {
        let (a_shape, b_shape) = (shape(a.exchanges.last()?), shape(b.exchanges.last()?));
        let only = |x: &BTreeSet<String>, y: &BTreeSet<String>| {
            x.difference(y).cloned().collect::<Vec<_>>()
        };
        let (only_first, only_there) = (only(&a_shape, &b_shape), only(&b_shape, &a_shape));
        let same = only_first.is_empty() && only_there.is_empty();
        (!same).then(|| Difference {
            case: one.id.clone(),
            step: a.name.clone(),
            only_first,
            column,
            only_there,
        })
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
            curl: String::new(),
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
        assert_eq!(of_case(&one, &same, 1), []);
        let other = case(r#"{"a": "1", "b": {}}"#, &[("retry-after", "10")]);
        let found = &of_case(&one, &other, 1)[0];
        assert_eq!(found.only_first, ["/a number", "/b/c string", "content-type application/json"]);
        assert_eq!(found.only_there, ["/a string", "header retry-after"]);
    }
}
