//! The deviations of a target file, checked: what each names is in the suite, how it fails is
//! said, why is said, and its day is one.
//!
//! In: entries as they are written. Out: [`Declared`]s, or mistakes with their place.

use std::collections::BTreeSet;

use time::Date;
use time::format_description::parse_borrowed;

use super::declared::{Declared, Force};
use crate::cause::UNREASONED;
use crate::target::profile::Deviation;
use crate::yaml::{Mistake, did_you_mean, place};

/// How a day is written.
const DAY: &str = "[year]-[month]-[day]";

/// Reads the deviations of a target file. `today` decides which have expired.
pub fn read(
    written: &[serde_saphyr::Spanned<Deviation>],
    file: &str,
    requirements: &BTreeSet<String>,
    today: Date,
) -> Result<Vec<Declared>, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut declared: Vec<Declared> = Vec::new();
    for entry in written {
        match one(entry, file, requirements, today) {
            Ok(one) if declared.iter().any(|d| is_twin(d, &one)) => {
                let message = "this deviation stands in the file twice";
                mistakes.push(Mistake::at(file, place(entry), message));
            }
            Ok(one) => declared.push(one),
            Err(found) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() { Ok(declared) } else { Err(mistakes) }
}

fn is_twin(one: &Declared, other: &Declared) -> bool {
    one.requirement == other.requirement && one.signature == other.signature
}

fn one(
    spanned: &serde_saphyr::Spanned<Deviation>,
    file: &str,
    requirements: &BTreeSet<String>,
    today: Date,
) -> Result<Declared, Vec<Mistake>> {
    let entry = &spanned.value;
    let mistakes = mistakes(entry, file, requirements);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let expires = entry.expires.as_ref();
    let expired = expires.filter(|day| date(&day.value).is_some_and(|last| last <= today));
    let expired = expired.map(|day| Force::Expired(day.value.clone()));
    let unreasoned = entry.reason.value.starts_with(UNREASONED).then_some(Force::Unreasoned);
    Ok(Declared {
        file: file.to_owned(),
        line: place(spanned).0,
        requirement: entry.requirement.value.clone(),
        signature: entry.signature.value.clone(),
        reason: entry.reason.value.trim().to_owned(),
        force: expired.or(unreasoned).unwrap_or(Force::Full),
    })
}

/// All that is wrong with one.
fn mistakes(entry: &Deviation, file: &str, requirements: &BTreeSet<String>) -> Vec<Mistake> {
    let mut found = Vec::new();
    let requirement = &entry.requirement;
    if !requirements.contains(&requirement.value) {
        let word = &requirement.value;
        let hint = did_you_mean(word, requirements.iter().map(String::as_str));
        let message = format!("the deviation names no requirement of the contract: `{word}`");
        found.push(Mistake::at(file, place(requirement), message).hint(hint));
    }
    if entry.signature.value.trim().is_empty() {
        let hint = "write the signature of a cause, or let `run --update-deviations` write it";
        let message = "`signature` is empty: a deviation says what the target does";
        let mistake = Mistake::at(file, place(&entry.signature), message);
        found.push(mistake.hint(Some(hint.to_owned())));
    }
    if entry.reason.value.trim().is_empty() {
        found.push(Mistake::at(file, place(&entry.reason), "`reason` is empty"));
    }
    if let Some(day) = entry.expires.as_ref().filter(|day| date(&day.value).is_none()) {
        let message = format!("`{}` is no day (write 2027-01-31)", day.value);
        found.push(Mistake::at(file, place(day), message));
    }
    found
}

fn date(text: &str) -> Option<Date> {
    Date::parse(text, &parse_borrowed::<2>(DAY).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        assert!(date("2099-01-31").is_some());
        for no_day in ["2099-01-31-banana", "2099-1-31", "2099-02-30", "31.01.2099", ""] {
            assert_eq!(date(no_day), None, "{no_day}");
        }
    }
}
