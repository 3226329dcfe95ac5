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
            Err(mistake) => mistakes.push(mistake),
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
) -> Result<Declared, Mistake> {
    let entry = &spanned.value;
    let requirement = &entry.requirement;
    if !requirements.contains(&requirement.value) {
        let word = &requirement.value;
        let hint = did_you_mean(word, requirements.iter().map(String::as_str));
        let message = format!("the deviation names no requirement of the contract: `{word}`");
        return Err(Mistake::at(file, place(requirement), message).hint(hint));
    }
    if entry.signature.value.trim().is_empty() {
        let hint = "write the signature of a cause, or let `run --update-deviations` write it";
        let message = "`signature` is empty: a deviation says what the target does";
        let mistake = Mistake::at(file, place(&entry.signature), message);
        return Err(mistake.hint(Some(hint.to_owned())));
    }
    if entry.reason.value.trim().is_empty() {
        return Err(Mistake::at(file, place(&entry.reason), "`reason` is empty"));
    }
    let force = match &entry.expires {
        Some(day) => {
            let Some(last) = date(&day.value) else {
                let message = format!("`{}` is no day (write 2027-01-31)", day.value);
                return Err(Mistake::at(file, place(day), message));
            };
            let expired = last <= today;
            expired.then(|| Force::Expired(day.value.clone()))
        }
        None => None,
    };
    let unreasoned = entry.reason.value.starts_with(UNREASONED).then_some(Force::Unreasoned);
    Ok(Declared {
        file: file.to_owned(),
        line: place(spanned).0,
        requirement: requirement.value.clone(),
        signature: entry.signature.value.clone(),
        reason: entry.reason.value.trim().to_owned(),
        force: force.or(unreasoned).unwrap_or(Force::Full),
    })
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
