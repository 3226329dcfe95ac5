//! The values of `over`: which cases one conversation becomes.

use serde_saphyr::Spanned;

use super::finder::Finder;
use crate::scenario::over::OverIssuer;
use crate::scenario::raw::RawOver;
use crate::yaml::{did_you_mean, place};

/// The values in the order they are written; `[None]` where there is no `over`.
pub(super) fn values(
    written: Option<&Spanned<RawOver>>,
    finder: &mut Finder<'_>,
) -> Vec<Option<OverIssuer>> {
    let Some(written) = written else { return vec![None] };
    let list = &written.value.issuer;
    if list.value.is_empty() {
        finder.say(place(list), "`over` has no values", None);
    }
    let mut values = Vec::new();
    for word in &list.value {
        match OverIssuer::of_word(&word.value) {
            None => {
                let hint = did_you_mean(&word.value, OverIssuer::words());
                let message = format!("unknown issuer role `{}`", word.value);
                finder.say(place(word), message, hint);
            }
            Some(value) if values.contains(&Some(value)) => {
                finder.say(place(word), format!("`{}` is there twice", word.value), None);
            }
            Some(value) => values.push(Some(value)),
        }
    }
    // So that what is wrong with the steps is told all the same.
    if values.is_empty() { vec![Some(OverIssuer::Manual)] } else { values }
}
