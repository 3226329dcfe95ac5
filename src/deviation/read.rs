//! The deviations of a target file, checked: what each names is in the suite, how it fails is
//! said, why is said, and its day is one.
//!
//! In: entries as they are written. Out: [`Declared`]s, or mistakes with their place.

use time::Date;
use time::format_description::parse_borrowed;

use super::declared::Declared;
use crate::target::profile::Deviation;
use crate::yaml::{Mistake, did_you_mean, place};

/// A trial of the suite: its id, and the requirements it is about.
type Trial<'a> = (String, Vec<&'a str>);

/// How a day is written.
const DAY: &str = "[year]-[month]-[day]";

/// Reads the deviations of a target file. `today` decides which have expired.
pub fn read(
    written: &[serde_saphyr::Spanned<Deviation>],
    file: &str,
    trials: &[Trial<'_>],
    today: Date,
) -> Result<Vec<Declared>, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut declared = Vec::new();
    for entry in written {
        let at = place(entry);
        match one(&entry.value, file, at, trials, today) {
            Ok(one) => declared.push(one),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if mistakes.is_empty() { Ok(declared) } else { Err(mistakes) }
}

fn one(
    entry: &Deviation,
    file: &str,
    at: (u64, u64),
    trials: &[Trial<'_>],
    today: Date,
) -> Result<Declared, Mistake> {
    if entry.case.is_some() == entry.requirement.is_some() {
        let message = "a deviation names either a `case` or a `requirement`";
        return Err(Mistake::at(file, at, message));
    }
    if entry.failures.is_empty() {
        let hint =
            "write what fails, as `step: signature`, or let `run --update-deviations` write it"
                .to_owned();
        let message = "`failures` is empty: a deviation says how the case fails";
        return Err(Mistake::at(file, at, message).hint(Some(hint)));
    }
    if entry.reason.value.trim().is_empty() {
        return Err(Mistake::at(file, place(&entry.reason), "`reason` is empty"));
    }
    let expired = match &entry.expires {
        None => false,
        Some(day) => {
            let wrong = || format!("`{}` is no day (write 2027-01-31)", day.value);
            let wrong = || Mistake::at(file, place(day), wrong());
            date(&day.value).ok_or_else(wrong)? <= today
        }
    };
    let declared = Declared {
        place: format!("{file}:{}", at.0),
        case: entry.case.as_ref().map(|c| c.value.clone()),
        requirement: entry.requirement.as_ref().map(|r| r.value.clone()),
        failures: entry.failures.clone(),
        reason: entry.reason.value.trim().to_owned(),
        expired,
    };
    if trials.iter().any(|(id, clauses)| declared.names(id, clauses)) {
        Ok(declared)
    } else {
        Err(nothing(entry, file, at, trials))
    }
}

fn nothing(entry: &Deviation, file: &str, at: (u64, u64), trials: &[Trial<'_>]) -> Mistake {
    let (kind, word) = match (&entry.case, &entry.requirement) {
        (Some(case), _) => ("case", case.value.as_str()),
        (None, requirement) => {
            ("requirement", requirement.as_ref().map_or("", |r| r.value.as_str()))
        }
    };
    let clauses = trials.iter().flat_map(|(_, clauses)| clauses.iter().copied());
    let hint = match kind {
        "case" => did_you_mean(word, trials.iter().map(|(id, _)| id.as_str())),
        _ => did_you_mean(word, clauses),
    };
    let message = format!("the deviation matches nothing: no {kind} is named `{word}`");
    Mistake::at(file, at, message).hint(hint)
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
