//! What a shared step sees and where what it makes goes.
//!
//! In: the variables of a case and a shared step. Out: the variables that the step works with. A
//! step that stands in its scenario needs none of this: it works with those of the case.

use serde_json::{Map, Value};

use crate::scenario::model::{Action, Frame, Step};
use crate::template::{self, TemplateError, Variables};

/// The variables as a shared step sees them.
pub(super) fn enter(frame: &Frame, variables: &Variables) -> Result<Variables, TemplateError> {
    let mut seen = variables.clone();
    let own = frame.into.as_ref().and_then(|into| variables.get(into)).and_then(Value::as_object);
    seen.own().extend(own.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
    let with = frame.with.iter();
    let with = with.map(|(name, value)| Ok((name.clone(), template::fill(value, variables)?)));
    seen.insert("with".to_owned(), Value::Object(with.collect::<Result<_, TemplateError>>()?));
    Ok(seen)
}

/// Takes over what the shared step made.
pub(super) fn leave(frame: &Frame, step: &Step, mut seen: Variables, variables: &mut Variables) {
    for name in made(step) {
        let Some(value) = seen.own().remove(name) else { continue };
        let place = match &frame.into {
            None => Some(variables.own()),
            Some(into) => {
                let part = variables.own().entry(into.clone());
                part.or_insert_with(|| Value::Object(Map::new())).as_object_mut()
            }
        };
        place.map(|place| place.insert(name.to_owned(), value));
    }
}

/// The variables that a step makes, as it names them.
pub(super) fn made(step: &Step) -> impl Iterator<Item = &str> {
    let into = match &step.action {
        Action::Sign { into, .. } | Action::Issue { into, .. } => Some(into.as_str()),
        Action::Send { .. } => None,
    };
    step.captures.iter().map(|capture| capture.name.as_str()).chain(into)
}
