//! Which step of a scenario makes which variable, told before any of them is looked into: a variable
//! that is used too early is another mistake than one that nobody makes.
//!
//! In: the steps as they are written. Out: names and lines. Must not know what is wrong with a step.

use serde_saphyr::Spanned;

use crate::scenario::raw::RawStep;
use crate::scenario::steps::Library;
use crate::yaml::place;

/// The names that steps make, each with the line of the first step that does.
pub(super) fn of(steps: &[Spanned<RawStep>], library: &Library) -> Vec<(String, u64)> {
    steps.iter().flat_map(|step| made(step, library)).collect()
}

fn made(step: &Spanned<RawStep>, library: &Library) -> Vec<(String, u64)> {
    let raw = &step.value;
    if let Some(shared) = &raw.shared {
        let line = place(shared).0;
        return match (&raw.into, library.find(&shared.value)) {
            (Some(into), _) => vec![with_line(into)],
            (None, Some(found)) => {
                let steps = found.raw.steps.value.iter();
                let names = steps.flat_map(|step| written(&step.value));
                names.map(|name| (name.to_owned(), line)).collect()
            }
            (None, None) => Vec::new(),
        };
    }
    let captured = raw.capture.iter().map(|(name, value)| (name.clone(), place(value).0));
    let named = raw.sign.iter().map(|sign| &sign.value.name);
    let named = named.chain(raw.issue.iter().map(|issue| &issue.value.name));
    captured.chain(named.map(with_line)).collect()
}

fn with_line(name: &Spanned<String>) -> (String, u64) {
    (name.value.clone(), place(name).0)
}

/// The names that a step makes which uses no other steps.
fn written(raw: &RawStep) -> impl Iterator<Item = &str> {
    let named = raw.sign.iter().map(|sign| &sign.value.name.value);
    let named = named.chain(raw.issue.iter().map(|issue| &issue.value.name.value));
    raw.capture.keys().chain(named).map(String::as_str)
}
