//! What reads our reports, each as its program does: XML, JSON with its schema, HAR by `verify`, pages,
//! the lines of GitHub Actions, YAML of deviations by the loader of target files.
//!
//! In: a result. Out: what a reader stumbles over.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jsonschema::Validator;
use kvcontract::cause::causes;
use kvcontract::check::wire_schema_names;
use kvcontract::deviation;
use kvcontract::report::redacted::without_volatile;
use kvcontract::report::{Kind, script, text};
use kvcontract::scenario::{Suite, load, source};
use kvcontract::target::named::{self, TargetFile};
use kvcontract::target::rewrite::{Change, rewrite};
use kvcontract::verdict::{ContractMode, RunResult};
use kvcontract::verify::Verification;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use regex::Regex;
use serde_json::Value;

use crate::page;

pub static SUITE: LazyLock<Suite> =
    LazyLock::new(|| load::suite(&source::embedded(), &wire_schema_names()).unwrap());

static ANYWHERE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)##[A-Za-z0-9._-]*\[|(?:^|\r)\s*::").unwrap());

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/suite/run.schema.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::draft202012::options().build(&schema).unwrap()
});

/// Everything that is written of a result is what its readers can read.
pub fn read(run: &RunResult) -> Result<(), String> {
    for run in [run, &without_volatile(run)] {
        for kind in Kind::ALL {
            let report = kind.render(run);
            let read = match kind {
                Kind::Junit => junit(&report, run),
                Kind::Html => page::html(&report),
                Kind::Markdown => page::markdown(&report),
                Kind::Json => json(&report, run),
                Kind::Har => har(&report),
                Kind::Github => github(&report),
            };
            let read = if kind == Kind::Github { read } else { read.and_then(|()| inert(&report)) };
            read.map_err(|why| format!("{}: {why}\n{report}", kind.word()))?;
        }
    }
    told(run)?;
    declared(run)
}

fn inert(report: &str) -> Result<(), String> {
    let found = ANYWHERE.find(report);
    found.map_or(Ok(()), |found| Err(format!("a pipeline obeys {:?}", found.as_str())))
}

/// What XML 1.0 takes.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn junit(report: &str, run: &RunResult) -> Result<(), String> {
    let mut reader = Reader::from_str(report);
    let (mut open, mut cases) = (0, BTreeSet::new());
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match &event {
            Event::Start(_) => open += 1,
            Event::End(_) => open -= 1,
            Event::Eof => break,
            Event::Text(_)
            | Event::Empty(_)
            | Event::Decl(_)
            | Event::CData(_)
            | Event::GeneralRef(_) => {}
            other => return Err(format!("{other:?} stands in it")),
        }
        if let Event::Start(element) | Event::Empty(element) = &event {
            let mut named = Vec::new();
            for attribute in element.attributes() {
                let attribute = attribute.map_err(|error| error.to_string())?;
                let value = attribute
                    .normalized_value(XmlVersion::Explicit1_0)
                    .map_err(|error| error.to_string())?;
                if !value.chars().all(is_xml) {
                    return Err(format!("no XML: {value:?}"));
                }
                named.push(value.into_owned());
            }
            if element.name().as_ref() == b"testcase" && !cases.insert(named[..2].to_vec()) {
                return Err(format!("two cases of one name: {named:?}"));
            }
        }
    }
    if open != 0 || !report.chars().all(is_xml) {
        return Err("it is no whole document".to_owned());
    }
    if cases.len() != run.cases.len() {
        return Err(format!("{} cases, not {}", cases.len(), run.cases.len()));
    }
    Ok(())
}

fn json(report: &str, run: &RunResult) -> Result<(), String> {
    let value: Value = serde_json::from_str(report).map_err(|error| error.to_string())?;
    SCHEMA.validate(&value).map_err(|error| format!("{}: {error}", error.instance_path()))?;
    let again: RunResult = serde_json::from_str(report).map_err(|error| error.to_string())?;
    if again == *run { Ok(()) } else { Err("it is another result when it is read".to_owned()) }
}

fn har(report: &str) -> Result<(), String> {
    let value: Value = serde_json::from_str(report).map_err(|error| error.to_string())?;
    let entries = value["log"]["entries"].as_array().ok_or("no entries")?.len();
    let mut verification = Verification::new(&SUITE, ContractMode::Either);
    let heard = verification.judge("a.har", report.as_bytes());
    heard.map_err(|error| format!("{entries} entries: {error}"))?;
    verification.finish(&[]);
    Ok(())
}

/// Each line is a command, and none that sets anything.
fn github(report: &str) -> Result<(), String> {
    let command = Regex::new(r"^::(error|warning|notice) ?[^:]*::").unwrap();
    let other = report.split(['\n', '\r']).find(|line| !line.is_empty() && !command.is_match(line));
    match (other, Regex::new(r"##[A-Za-z0-9._-]*\[").unwrap().find(report)) {
        (Some(line), _) => Err(format!("a line is {line:?}")),
        (_, Some(found)) => Err(format!("another pipeline obeys {:?}", found.as_str())),
        _ => Ok(()),
    }
}

/// What a terminal is told; `inert` is the terminal's own part, hidden characters are not.
fn told(run: &RunResult) -> Result<(), String> {
    let hidden = |c: &char| c.is_control() && !"\n\t".contains(*c) || *c == '\u{202e}';
    let mut texts = vec![text::show(run, None).ok_or("nothing is shown")?.to_string()];
    for name in text::names(run) {
        texts.push(text::show(run, Some(&name)).ok_or(format!("{name} is not shown"))?.to_string());
    }
    let of_case = |case| text::case(case, run.contract, &run.tls).to_string();
    texts.extend(run.cases.iter().map(of_case));
    for text in texts {
        if let Some(c) = text.chars().find(hidden) {
            return Err(format!("a terminal would act on {c:?} in {text}"));
        }
    }
    Ok(())
}

/// The causes, written into a target file and read from it, are those causes.
fn declared(run: &RunResult) -> Result<(), String> {
    let found = causes(run);
    let _: Vec<String> = found.iter().filter_map(|cause| script::of_cause(run, cause)).collect();
    let add = deviation::update(&[], &run.cases, &found).add;
    let wanted = add.len();
    let entry = |(requirement, signature): (String, String)| {
        vec![("requirement", requirement), ("signature", signature), ("reason", "r".to_owned())]
    };
    let add = add.into_iter().map(entry).collect();
    let change = Change { key: "deviations", add, ..Change::default() };
    let text = rewrite("url: https://127.0.0.1/\n", &change)?;
    let file = TargetFile { name: "t".to_owned(), shown: "t.yaml".to_owned(), text };
    let profile = named::parse(&file).map_err(|mistake| format!("{mistake}\n{}", file.text))?;
    let known = found.iter().flat_map(|cause| &cause.requirements).map(|r| r.id.clone()).collect();
    let today = time::Date::from_calendar_date(2026, time::Month::June, 1).unwrap();
    let read = deviation::read(&profile.deviations, "t.yaml", &known, today);
    let read = read.map_err(|mistakes| format!("{mistakes:?}\n{}", file.text))?;
    let excused =
        |entry: &deviation::Declared| found.iter().any(|cause| entry.excuses(&cause.root));
    match read.iter().find(|entry| !excused(entry)) {
        Some(entry) => Err(format!("{entry:?} excuses nothing of {found:#?}")),
        None if read.len() != wanted => Err(format!("{wanted} entries, read {}", read.len())),
        None => Ok(()),
    }
}
