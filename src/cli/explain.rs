//! `kvcontract explain`: one requirement with all that the suite knows of it. Sends nothing.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::args::{ExplainArgs, Listing};
use super::contract::{self, Entry};
use super::failure::{Exit, Failure};
use super::{suite, terminal};
use crate::scenario::Suite;
use crate::yaml::{Mistake, did_you_mean};

/// Rules, cases and faults, each by its id and with what it says.
struct Parts {
    rules: Vec<(String, String)>,
    cases: Vec<(String, String)>,
    faults: Vec<(String, String)>,
}

/// Tells of a requirement.
pub fn explain(args: &ExplainArgs) -> Result<Exit, Failure> {
    let suite = suite::load(&args.suite)?;
    let id = args.requirement.as_str();
    let Some(entry) = contract::entries(&suite).into_iter().find(|entry| entry.id() == id) else {
        let ids = suite.contract.ids();
        let hint = did_you_mean(id, ids.iter().map(String::as_str))
            .or_else(|| Some("see `kvcontract contract`".to_owned()));
        let message = format!("`{id}` is no requirement of the contract");
        return Err(Mistake::whole("explain", message).hint(hint).into());
    };
    let parts = parts(&suite, &entry);
    let text = match args.format {
        Listing::Text => text(&entry, &parts),
        Listing::Json => format!("{:#}", document(&entry, &parts)),
    };
    Ok(Exit::of_telling(terminal::out(&text)))
}

fn parts(suite: &Suite, entry: &Entry<'_>) -> Parts {
    let id = entry.id();
    let files = suite.rules.iter();
    let rules = files.flat_map(|file| {
        let own = file.rules.iter().filter(|rule| rule.clause == id);
        own.map(|rule| (format!("{}:{}", file.file, rule.line), rule.name.clone()))
    });
    let scenarios = suite.scenarios.iter();
    let cases = scenarios.filter(|case| case.covers.iter().any(|cover| cover.clause == id));
    let faults = entry.coverage.faults.iter();
    Parts {
        rules: rules.collect(),
        cases: cases.map(|case| (case.id.clone(), case.title.clone())).collect(),
        faults: faults.map(|f| (f.name().to_owned(), f.summary().to_owned())).collect(),
    }
}

fn text(entry: &Entry<'_>, parts: &Parts) -> String {
    let mut text = entry.head();
    for (title, none, list) in [
        ("Rules, held to every answer", "no rule", &parts.rules),
        ("Cases", "no case", &parts.cases),
        ("Faults of the reference vault that break it", "no fault", &parts.faults),
    ] {
        let _ = write!(text, "\n\n{title}:");
        for (id, says) in list {
            let _ = write!(text, "\n    {id}\n        {says}");
        }
        if list.is_empty() {
            let _ = write!(text, "\n    {none}");
        }
    }
    text
}

fn document(entry: &Entry<'_>, parts: &Parts) -> Value {
    let mut document = entry.document();
    document["rules"] = titled(&parts.rules);
    document["cases"] = titled(&parts.cases);
    document["faults"] = titled(&parts.faults);
    if let Some(fields) = document.as_object_mut() {
        fields.shift_remove("scenarios");
    }
    document
}

fn titled(list: &[(String, String)]) -> Value {
    list.iter().map(|(id, says)| json!({ "id": id, "title": says })).collect()
}
