//! Known deviations: what a target file excuses, and whether it really happens.
//!
//! A deviation excuses failed checks by their signature, so that a different failure of the
//! same case still fails. One that excuses nothing in a case it names is stale, and told.

mod signature;
mod update;

use time::{Date, Month};

use crate::target::profile::Deviation;
use crate::verdict::{StepResult, Verdict};
use crate::yaml::{Mistake, did_you_mean, place};

use super::end::End;
use signature::{failures, matches};
pub use update::{Update, update};

/// What the reason of a written deviation says until somebody fills it in.
pub const UNREASONED: &str = "FILL IN";

/// A trial of the suite: its id, and the requirements it is about.
type Trial<'a> = (String, Vec<&'a str>);

/// A deviation, checked against the suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// `file:line` of its entry.
    pub place: String,
    case: Option<String>,
    requirement: Option<String>,
    failures: Vec<String>,
    reason: String,
    expired: bool,
}

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
        let hint = "write what fails, as `step: what was looked at: what came`".to_owned();
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
    match trials.iter().any(|(id, clauses)| declared.names(id, clauses)) {
        true => Ok(declared),
        false => Err(nothing(entry, file, at, trials)),
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
    let mut parts = text.split('-');
    let mut next = || parts.next()?.parse::<i32>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()
}

impl Declared {
    /// Whether the entry speaks of that trial.
    pub fn names(&self, case: &str, clauses: &[&str]) -> bool {
        match (&self.case, &self.requirement) {
            // `section/claim` speaks of every value of `over`.
            (Some(pattern), _) => {
                let conversation = case.split('[').next().unwrap_or(case);
                matches(pattern, case) || matches(pattern, conversation)
            }
            (None, Some(id)) => clauses.contains(&id.as_str()),
            (None, None) => false,
        }
    }

    /// Which of its failures describes this one.
    fn describes(&self, clause: Option<&str>, signature: &str) -> Option<usize> {
        let spoken_of = self.requirement.is_none() || self.requirement.as_deref() == clause;
        self.failures.iter().position(|pattern| spoken_of && matches(pattern, signature))
    }

    /// Whether it excuses this one.
    fn excuses(&self, clause: Option<&str>, signature: &str) -> bool {
        !self.expired && self.describes(clause, signature).is_some()
    }
}

/// The verdict of a case that was walked, the deviations that name it taken into account.
pub fn judge(end: End, steps: &[StepResult], declared: &[&Declared], name: &str) -> Verdict {
    let verdict = match end {
        End::Unknown(reason) | End::Unready(reason, _) => return Verdict::Error { reason },
        End::NotDue(reason) => return Verdict::Blocked { reason },
        End::Held => Verdict::Pass,
        End::Broken => Verdict::Fail,
    };
    let failed = failures(steps, name);
    let excused = |(clause, signature): &(Option<&str>, String)| {
        declared.iter().any(|d| d.excuses(*clause, signature))
    };
    if verdict == Verdict::Fail && !failed.iter().all(excused) {
        return Verdict::Fail;
    }
    let happens = |d: &Declared, index: usize| {
        failed.iter().any(|(clause, signature)| d.describes(*clause, signature) == Some(index))
    };
    let stale = declared.iter().find_map(|d| {
        let index = (0..d.failures.len()).find(|index| !happens(d, *index))?;
        Some(format!("{}: `{}` did not happen ({})", d.place, d.failures[index], d.reason))
    });
    match (stale, verdict) {
        (Some(reason), _) => Verdict::Undeclared { reason },
        (None, Verdict::Fail) => {
            let reasons: Vec<&str> = declared.iter().map(|d| d.reason.as_str()).collect();
            Verdict::KnownDeviation { reason: reasons.join("; ") }
        }
        (None, held) => held,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{CheckResult, Outcome};

    const NAME: &str = "kvc-6920ab12aabbcc-001-a";

    fn steps(actual: &str) -> Vec<StepResult> {
        let check = CheckResult {
            clause: Some("conflict.create".into()),
            subject: "status".into(),
            outcome: Outcome::Failed,
            matched: None,
            line: 1,
            expected: "409".into(),
            actual: actual.into(),
            diff: Vec::new(),
            remark: None,
        };
        let (exchanges, checks) = (Vec::new(), vec![check]);
        vec![StepResult { name: "again".into(), line: 1, exchanges, checks, seen: None }]
    }

    fn declared(failure: &str, expired: bool) -> Declared {
        Declared {
            place: "t.yaml:3".into(),
            case: Some("conflict/*".into()),
            requirement: None,
            failures: vec![failure.into()],
            reason: "it replaces".into(),
            expired,
        }
    }

    fn verdict(end: End, actual: &str, entry: &Declared) -> Verdict {
        judge(end, &steps(actual), &[entry], NAME)
    }

    #[test]
    fn only_the_declared_failure_is_excused() {
        let entry = declared("again: status: 202*", false);
        let known = Verdict::KnownDeviation { reason: "it replaces".into() };
        assert_eq!(verdict(End::Broken, "202", &entry), known);
        assert_eq!(verdict(End::Broken, "500", &entry), Verdict::Fail);
        let lost = verdict(End::Unknown("net".into()), "202", &entry);
        assert_eq!(lost, Verdict::Error { reason: "net".into() });
        assert_eq!(
            verdict(End::Broken, "202", &declared("again: status: 202", true)),
            Verdict::Fail
        );
    }

    #[test]
    fn what_does_not_happen_is_stale() {
        let held = judge(End::Held, &[], &[&declared("again: status: 202", false)], NAME);
        assert_eq!(held.word(), "Undeclared");
        assert!(held.reason().is_some_and(|r| r.starts_with("t.yaml:3: ")), "{held:?}");
        let both = [&declared("again: status: 202", false), &declared("other: *", false)];
        assert_eq!(judge(End::Broken, &steps("202"), &both, NAME).word(), "Undeclared");
        assert_eq!(judge(End::Held, &[], &[], NAME), Verdict::Pass);
    }
}
