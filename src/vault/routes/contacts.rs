//! PUT, GET and DELETE certificates/contacts.

use serde::Deserialize;

use super::call::Call;
use crate::vault::{
    store::Contact,
    wire::{self, Answer, Refusal},
};

const MOST: usize = 100;
const LONGEST: usize = 256;

#[derive(Deserialize)]
struct Body {
    contacts: Vec<Contact>,
}

/// Puts all contacts in place of those before.
pub fn put(call: &Call) -> Result<Answer, Refusal> {
    let Body { contacts } = call.json()?;
    if contacts.len() > MOST || contacts.iter().any(|contact| contact.longest() > LONGEST) {
        let message =
            format!("Property contacts has more than {MOST} entries, or one of {LONGEST} bytes");
        return Err(Refusal::bad_parameter(message));
    }
    let answer = show(call, &contacts);
    call.store().contacts = Some(contacts);
    Ok(answer)
}

/// Shows them, if there are any.
pub fn get(call: &Call) -> Result<Answer, Refusal> {
    let store = call.store();
    let contacts = store.contacts.as_ref().ok_or_else(Refusal::no_contacts)?;
    Ok(show(call, contacts))
}

/// Takes them all away.
pub fn delete(call: &Call) -> Result<Answer, Refusal> {
    let contacts = call.store().contacts.take().ok_or_else(Refusal::no_contacts)?;
    Ok(show(call, &contacts))
}

fn show(call: &Call, contacts: &[Contact]) -> Answer {
    Answer::json(200, wire::contacts(call.base(), contacts))
}
