//! The api-versions with which a conversation is held, or for which a rule is.
//!
//! In: a range as it is written. Out: the same, checked. Must not know which api-version a run has.

use serde_saphyr::Spanned;

use super::finder::Finder;
use crate::keyvault::api_version::{STABLE, Since, Versions};
use crate::scenario::raw::{RawScenario, RawVersions};
use crate::yaml::{did_you_mean, place};

/// Of a scenario: `since`, or the long form.
pub(super) fn of_scenario(raw: &RawScenario, finder: &mut Finder<'_>) -> Versions {
    let short = raw.since.as_ref();
    let Some(when) = &raw.when else {
        return Versions { since: short.and_then(|since| version(since, finder)), before: None };
    };
    if let Some(since) = short {
        let message = "`since` stands here and `when` as well: `since` is its short form";
        finder.say(place(since), message, None);
    }
    range(&when.value.api_version, finder)
}

/// Of a range.
pub(in crate::scenario) fn range(
    written: &Spanned<RawVersions>,
    finder: &mut Finder<'_>,
) -> Versions {
    let RawVersions { since, before } = &written.value;
    if since.is_none() && before.is_none() {
        let hint = "name `since`, `before` or both".to_owned();
        finder.say(place(written), "`api_version` names no api-version", Some(hint));
    }
    let since = since.as_ref().and_then(|written| version(written, finder));
    let before = before.as_ref().and_then(|written| version(written, finder));
    let versions = Versions { since, before };
    if !versions.are_some() {
        finder.say(place(written), format!("no api-version is {versions}"), None);
    }
    versions
}

fn version(written: &Spanned<String>, finder: &mut Finder<'_>) -> Option<Since> {
    let since = Since::of_text(&written.value);
    if since.is_none() {
        let message = format!("`{}` is no api-version to count from", written.value);
        let hint = did_you_mean(&written.value, STABLE);
        finder.say(place(written), message, hint);
    }
    since
}
