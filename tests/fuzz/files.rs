//! Our own kinds of file, spoilt or made up: read, or refused with a place in a few plain words.

use std::sync::LazyLock;

use kvcontract::check::wire_schema_names;
use kvcontract::deviation;
use kvcontract::scenario::source::{self, SourceFile};
use kvcontract::scenario::{Suite, load};
use kvcontract::target::named::{self, TargetFile};
use kvcontract::yaml::{self, Mistake};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use crate::rounds::round;
use crate::texts::{change, changes, cut, cuts, json, text};

/// Words of the parser and of this language, which nobody who writes a file knows.
const JARGON: [&str; 6] = ["serde", "saphyr", "untagged", "newtype", "i64", "Some("];
/// Characters of one mistake and its hint. A name of a file's may be told, cut.
const MOST: usize = 4100;

static SUITE: LazyLock<Vec<SourceFile>> = LazyLock::new(source::embedded);

/// A suite of the contract, the shared steps, one sound case, and that file.
fn with(file: SourceFile) -> Result<Suite, Vec<Mistake>> {
    let sound = |f: &&SourceFile| {
        let needed = f.relative == "contract.yaml" || f.relative.starts_with("steps/");
        (needed || f.relative.ends_with("create/answers-202-with-an-operation.yaml"))
            && f.relative != file.relative
    };
    let mut files: Vec<SourceFile> = SUITE.iter().filter(sound).cloned().collect();
    files.push(file);
    load::suite(&files, &wire_schema_names()).map_err(|mistakes| mistakes.0)
}

/// Whether mistakes are told as people need them.
fn told(mistakes: &[Mistake], text: &str, shown: &str) -> Result<(), String> {
    if mistakes.is_empty() {
        return Err("refused without a reason".to_owned());
    }
    for mistake in mistakes {
        let whole = format!("{} {}", mistake.message, mistake.hint.clone().unwrap_or_default());
        if whole.chars().count() > MOST {
            return Err(format!("a mistake of {} bytes: {whole}", whole.len()));
        }
        if let Some(word) =
            JARGON.iter().find(|word| whole.contains(**word) && !text.contains(**word))
        {
            return Err(format!("{word:?} in {whole:?}"));
        }
        let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count() as u64;
        if mistake.file == shown && mistake.line > lines + 1 {
            return Err(format!("line {} of {lines}: {whole}", mistake.line));
        }
    }
    Ok(())
}

fn read_suite(file: SourceFile) -> Result<(), String> {
    let (text, shown) = (file.text.clone(), file.shown.clone());
    match with(file.clone()) {
        Err(mistakes) => told(&mistakes, &text, &shown),
        Ok(suite) => {
            let again = with(file).map_err(|_| "refused the second time")?;
            if suite.trials() != again.trials() {
                return Err("other trials the second time".to_owned());
            }
            let mut ids: Vec<_> = suite.scenarios.iter().map(|scenario| &scenario.id).collect();
            ids.dedup();
            if ids.len() != suite.scenarios.len() {
                return Err(format!("two cases of one id: {ids:?}"));
            }
            Ok(())
        }
    }
}

fn read_target(text: String) -> Result<(), String> {
    let file = TargetFile { name: "t".to_owned(), shown: "t.yaml".to_owned(), text };
    match named::parse(&file) {
        Err(mistake) => told(&[mistake], &file.text, &file.shown),
        Ok(profile) => {
            let today = time::Date::from_calendar_date(2026, time::Month::June, 1).unwrap();
            let known = Default::default();
            match deviation::read(&profile.deviations, &file.shown, &known, today) {
                Ok(_) => Ok(()),
                Err(mistakes) => told(&mistakes, &file.text, &file.shown),
            }
        }
    }
}

/// As JSON, which is YAML as well: what is spoilt in it is the meaning, not the form.
fn meaning(text: &str) -> Value {
    yaml::parse("", text).unwrap()
}

#[test]
fn a_spoilt_file_of_a_suite_is_read_or_refused_in_plain_words() {
    round("suite-files", 128, &(any::<Index>(), cuts()), |(at, cuts)| {
        let mut file = at.get(&SUITE).clone();
        file.text = cut(&file.text, &cuts);
        read_suite(file)
    });
}

#[test]
fn so_is_one_that_means_something_else() {
    round("suite-meanings", 128, &(any::<Index>(), changes()), |(at, changes)| {
        let mut file = at.get(&SUITE).clone();
        file.text = change(meaning(&file.text), &changes).to_string();
        read_suite(file)
    });
}

#[test]
fn so_is_a_spoilt_target_file() {
    let targets = named::embedded();
    round("target-files", 128, &(any::<Index>(), cuts()), |(at, cuts)| {
        read_target(cut(&at.get(&targets).text, &cuts))
    });
    round("target-meanings", 128, &(any::<Index>(), changes()), |(at, changes)| {
        let target = &at.get(&targets).text;
        let Ok(meaning) = yaml::parse::<Value>("", target) else { return Ok(()) };
        read_target(change(meaning, &changes).to_string())
    });
}

#[test]
fn so_is_what_was_never_a_file_of_ours() {
    let kinds = ["contract.yaml", "cases/s/a.yaml", "rules/r.yaml", "steps/s.yaml"];
    let nonsense = prop_oneof![text(), json().prop_map(|json| json.to_string())];
    round("nonsense-files", 128, &(any::<Index>(), nonsense), |(at, text)| {
        let relative = (*at.get(&kinds)).to_owned();
        read_suite(SourceFile { shown: relative.clone(), relative, text: text.clone() })?;
        read_target(text)
    });
}
