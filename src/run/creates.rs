//! What a step says that its request creates, with its name filled in.
//!
//! In: what the scenario says, the variables of the case. Out: the object, for who removes it; or why
//! the request is not to be sent: what nobody would know for a run's own is not made.

use super::send::Stuck;
use crate::keyvault::object::Object;
use crate::leftovers::names::RunId;
use crate::scenario::model::Creates;
use crate::template::{self, Variables};

/// The object of a request of the case that uses `own` as its name.
pub(super) fn fill(creates: &Creates, variables: &Variables, own: &str) -> Result<Object, Stuck> {
    let name = template::fill_text(&creates.name, variables).map_err(|e| Stuck(e.to_string()))?;
    if name.starts_with(own) && RunId::of(&name).is_some() {
        return Ok(Object::Declared(creates.kind.clone(), name));
    }
    let word = &creates.kind.word;
    Err(Stuck(format!(
        "not sent: the {word} would be called `{name}`, which clean-up would not know for its own; \
         it begins with {{{{name}}}} and is made of letters, digits, `-`, `_`, `.` and `~`"
    )))
}
