//! A finished answer as the faults of form see it: the call it belongs to, and how to change it.
//!
//! In: an answer. Out: its body and headers, to be changed. It must not know any fault, and
//! nothing here changes what the vault remembers.

use serde_json::Value;

use crate::vault::{
    action::Action,
    wire::{Answer, Content},
};

/// Which call an answer belongs to.
pub struct Scene {
    /// What was asked; `None` where no route was found.
    pub action: Option<Action>,
    /// The certificate's URL without a version.
    pub url: String,
    /// The api-version asked for.
    pub api_version: String,
    /// Whether the request carried a request_id.
    pub filtered: bool,
}

/// The JSON body, to be changed.
pub(super) fn body_of(answer: &mut Answer) -> Option<&mut Value> {
    match &mut answer.content {
        Content::Json(body) => Some(body),
        _ => None,
    }
}

/// Takes a key out of a JSON object.
pub(super) fn remove(body: &mut Value, key: &str) {
    if let Value::Object(map) = body {
        map.shift_remove(key);
    }
}

/// Changes the value of a header.
pub(super) fn set_header(answer: &mut Answer, name: &str, change: impl Fn(&str) -> Option<String>) {
    answer.headers.retain_mut(|(held, value)| {
        if *held != name {
            return true;
        }
        match change(value) {
            Some(changed) => {
                *value = changed;
                true
            }
            None => false,
        }
    });
}
