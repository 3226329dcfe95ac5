//! The rules against what real vaults answered: recorded answers are the contract as observed, so
//! none may break a rule; held to the document, only where the two are known to differ.

#![cfg(feature = "cli")]
// Helpers are not inside `#[test]` functions, yet all of this crate is a test.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use kvcontract::check::rules::{Judge, ObservedExchange, Terms};
use kvcontract::check::wire_schema_names;
use kvcontract::credential;
use kvcontract::http::exchange::Answer;
use kvcontract::plan::{Capabilities, Filter, plan};
use kvcontract::run::{Run, Setup};
use kvcontract::scenario::{Suite, load, source};
use kvcontract::target::profile;
use kvcontract::target::{named, open};
use kvcontract::verdict::finding::Place;
use kvcontract::verdict::{CaseResult, ContractMode, Outcome};
use serde_json::Value;

/// Stands for what was cut: base64 that begins as a certificate does.
const CUT: &str = "MIICY3V0Y3V0Y3V0Y3V0Y3V0";
/// Stands for a version that was left out.
const VERSION: &str = "00000000000000000000000000000000";
const RECORDS: &str = "../shared/contract/recordings";

fn suite() -> Suite {
    load::suite(&source::embedded(), &wire_schema_names()).unwrap()
}

/// The recorded answers, in their order; nothing, and said aloud, where they are not.
fn records() -> Option<Vec<(String, Value)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(RECORDS);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED: no records in {}: the rules are not held to them", folder.display());
        return None;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
    };
    Some(paths.iter().map(read).collect())
}

/// What breaks a rule, as `clause: record: signature`, and how often an answer was held to a rule.
fn broken(mode: ContractMode, records: &[(String, Value)]) -> (BTreeSet<String>, usize) {
    let suite = suite();
    let judge = Judge::new(suite.rules);
    let may =
        |clause: &str| suite.contract.find(clause).is_some_and(|(_, r)| r.level.word() == "may");
    let (mut found, mut held) = (BTreeSet::new(), 0);
    for (name, record) in records {
        let (path, query) = address(record["url"].as_str().unwrap());
        let mut body = record["response_body"].clone();
        complete(&mut body);
        let body = match &body {
            Value::String(text) => text.clone().into_bytes(),
            Value::Null => Vec::new(),
            json => json.to_string().into_bytes(),
        };
        let transcribed = record["transcribed"] == true;
        let headers = record["headers"].as_object().unwrap().iter();
        let headers =
            headers.map(|(n, v)| (n.to_ascii_lowercase(), v.as_str().unwrap_or("").into()));
        let answer = Answer {
            status: u16::try_from(record["status"].as_u64().unwrap()).unwrap(),
            headers: headers.collect(),
            body,
            took: Duration::ZERO,
        };
        let request = Some(&record["request_body"]).filter(|body| body.is_object());
        let source = format!("{} {}", record["source_path"], record["commit"]);
        let observed = ObservedExchange {
            vault: &source,
            method: record["method"].as_str().unwrap(),
            path: &path,
            query: &query,
            request,
            answer: &answer,
            json: None,
            whole: false,
        };
        let terms = Terms { mode, level_may: &may, mask: &str::to_owned };
        for judged in judge.judge(&observed, &terms) {
            held += usize::from(judged.checks.is_some());
            for check in judged.checks.into_iter().flatten() {
                // Who transcribed a record by hand left headers out.
                let header = matches!(check.place, Place::Header { .. }) && transcribed;
                if check.outcome == Outcome::Failed && !header {
                    let signature = check.signature.unwrap_or_default();
                    found.insert(format!("{}: {name}: {signature}", judged.rule.clause));
                }
            }
        }
    }
    (found, held)
}

/// Certificates and requests that were cut when they were recorded, all alike; versions, hosts
/// and names that were left out, in angle brackets, no URL would have.
fn complete(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('…') => *text = CUT.to_owned(),
        Value::String(text) if text.starts_with("https://<vault>") => {
            *text = text.replace("<version>", VERSION).replace("<vault>", "vault");
        }
        Value::Array(items) => items.iter_mut().for_each(complete),
        Value::Object(fields) => fields.values_mut().for_each(complete),
        _ => {}
    }
}

/// Path and parameters; hosts of records are not always ones that parse.
fn address(url: &str) -> (String, Vec<(String, String)>) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    (path.to_owned(), pairs.collect())
}

#[test]
fn no_recorded_answer_breaks_a_rule_as_observed() {
    let Some(records) = records() else { return };
    let (found, held) = broken(ContractMode::Observed, &records);
    let found: Vec<_> = found.into_iter().collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
    assert!(held > 300, "{} records were held to rules {held} times in all", records.len());
}

#[test]
fn held_to_the_document_only_the_known_differences_break_a_rule() {
    let Some(records) = records() else { return };
    let (found, _) = broken(ContractMode::Documented, &records);
    let mut by_clause: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &found {
        *by_clause.entry(line.split(": ").next().unwrap()).or_default() += 1;
    }
    assert_eq!(by_clause.keys().copied().collect::<Vec<_>>(), ["canceled.status"], "{found:#?}");
}

/// One good run in that dialect, held to the same: the rules, and how many answers each saw.
async fn run(mode: ContractMode) -> Vec<CaseResult> {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let suite = suite();
    let mut found = named::find("reference").unwrap();
    if mode == ContractMode::Observed {
        found.profile.contract = profile::Contract::Observed;
    }
    let known = Capabilities::of(&found.profile, "f", true).unwrap();
    let target = open::open(found.name, found.profile, Vec::new()).await.unwrap();
    let bearer = credential::of(&target).unwrap();
    let plan = plan(&suite, &known, &Filter::default());
    let run = Run::prepare(Setup::new(&target, bearer, &suite, plan, known)).await.unwrap();
    run.walk(8).await;
    let finished = run.finish().await;
    target.close().await;
    finished.result.cases.into_iter().filter(|case| case.answers.is_some()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_run_breaks_no_rule_and_is_held_to_each() {
    for mode in [ContractMode::Documented, ContractMode::Observed] {
        let rules = run(mode).await;
        let told = |rule: &CaseResult| {
            let found = rule.steps.iter().map(|step| format!("{}: {step:?}", rule.id));
            found.collect::<Vec<_>>()
        };
        let broken: Vec<String> = rules.iter().flat_map(told).collect();
        assert!(broken.is_empty(), "{mode:?}\n{}", broken.join("\n"));
        let held = |rule: &CaseResult| rule.answers.as_ref().is_some_and(|a| a.held > 0);
        let idle: Vec<&str> = rules.iter().filter(|r| !held(r)).map(|r| r.id.as_str()).collect();
        assert_eq!(idle, [] as [&str; 0], "{mode:?}");
    }
}
