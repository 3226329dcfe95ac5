//! The api-versions of the service in the order in which they came.
//!
//! In: an api-version as text. Out: whether it is older than another; a preview counts as what it
//! is a preview of. Must not know which of them a target knows.

use std::fmt;

/// Those that are no previews, oldest first.
pub const STABLE: [&str; 11] = [
    "2015-06-01",
    "2016-10-01",
    "7.0",
    "7.1",
    "7.2",
    "7.3",
    "7.4",
    "7.5",
    "7.6",
    "2025-07-01",
    "2026-04-01",
];

/// The service named its api-versions by dates, then by numbers, then by dates again.
const LAST_DATE_BEFORE_NUMBERS: u32 = 2017;

/// An api-version from which on something is there: one of [`STABLE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since(&'static str);

impl Since {
    /// Of its text.
    pub fn of_text(text: &str) -> Option<Since> {
        STABLE.into_iter().find(|known| *known == text).map(Since)
    }

    /// Whether an api-version is this one or came later; nothing where that cannot be told.
    pub fn is_met_by(self, version: &str) -> Option<bool> {
        Some(age(version)? >= age(self.0)?)
    }
}

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// The api-versions from one on, or before one, or between two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Versions {
    /// The first one.
    pub since: Option<Since>,
    /// The first one that is none of them.
    pub before: Option<Since>,
}

impl Versions {
    /// Whether an api-version is one of them; nothing where that cannot be told.
    pub fn hold(self, version: &str) -> Option<bool> {
        let met = |bound: Option<Since>, other: bool| {
            bound.map_or(Some(other), |bound| bound.is_met_by(version))
        };
        Some(met(self.since, true)? && !met(self.before, false)?)
    }

    /// Whether any can be.
    pub fn are_some(self) -> bool {
        let (Some(since), Some(before)) = (self.since, self.before) else { return true };
        since != before && before.is_met_by(since.0) == Some(false)
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.since, self.before) {
            (Some(since), None) => write!(f, "{since} or newer"),
            (None, Some(before)) => write!(f, "older than {before}"),
            (Some(since), Some(before)) => write!(f, "{since} or newer, but older than {before}"),
            (None, None) => f.write_str("any"),
        }
    }
}

/// Where a version stands: which way of naming, then its numbers.
fn age(version: &str) -> Option<(u8, Vec<u32>)> {
    let base = version.split("-preview").next()?;
    let numbers = |by: char| base.split(by).map(|part| part.parse().ok()).collect();
    let date: Option<Vec<u32>> = numbers('-');
    let number: Option<Vec<u32>> = numbers('.');
    match (date, number) {
        (Some(date), _) if date.len() == 3 => {
            Some((if date[0] > LAST_DATE_BEFORE_NUMBERS { 2 } else { 0 }, date))
        }
        (_, Some(number)) if number.len() == 2 => Some((1, number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_each_is_met_by_itself_and_what_follows() {
        for (index, since) in STABLE.iter().enumerate() {
            for (other, version) in STABLE.iter().enumerate() {
                let met = Since::of_text(since).unwrap().is_met_by(version);
                assert_eq!(met, Some(other >= index), "{version} for {since}");
            }
        }
    }

    #[test]
    fn versions_are_from_one_on_and_before_another() {
        let since = Since::of_text;
        let from_to = |from: &str, to: &str| Versions { since: since(from), before: since(to) };
        let held = |versions: Versions, all: [&str; 3]| all.map(|version| versions.hold(version));
        let some = Some(true);
        let no = Some(false);
        let all = ["7.3", "7.4", "7.6"];
        assert_eq!(held(from_to("7.4", "7.6"), all), [no, some, no]);
        assert_eq!(held(from_to("7.4", ""), all), [no, some, some]);
        assert_eq!(held(from_to("", "7.4"), all), [some, no, no]);
        assert_eq!(held(Versions::default(), ["7.3", "x", ""]), [some; 3]);
        assert_eq!(from_to("7.4", "7.6").hold("latest"), None);
        assert!(from_to("7.4", "7.6").are_some() && from_to("", "7.6").are_some());
        assert!(!from_to("7.6", "7.4").are_some() && !from_to("7.4", "7.4").are_some());
    }

    #[test]
    fn a_preview_counts_as_its_base_and_what_is_no_version_tells_nothing() {
        let since = |text| Since::of_text(text).unwrap();
        assert_eq!(since("7.6").is_met_by("7.6-preview.2"), Some(true));
        assert_eq!(since("7.6").is_met_by("7.5-preview.1"), Some(false));
        assert_eq!(since("2025-07-01").is_met_by("2026-03-01-preview"), Some(true));
        assert_eq!(since("2026-04-01").is_met_by("2026-03-01-preview"), Some(false));
        assert_eq!(since("7.6").is_met_by("7.10"), Some(true));
        for odd in ["", "latest", "7", "7.x", "2025-07"] {
            assert_eq!(since("7.6").is_met_by(odd), None, "{odd}");
        }
        assert_eq!(Since::of_text("7.6-preview.2"), None);
        assert_eq!(Since::of_text("9.9"), None);
    }
}
