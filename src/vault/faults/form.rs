//! Faults of form: a finished, right answer is bent on its way out.
//!
//! In: the answer, and the scene it belongs to. Out: the same answer, wrong in
//! one way for each fault asked for. It must not change what the vault remembers.

use serde_json::Value;

use super::{Fault, Faults, certificates, errors, operations};
use crate::vault::{
    routes::Action,
    wire::{Answer, Content},
};

/// Which call an answer belongs to.
pub struct Scene<'a> {
    /// What was asked; `None` where no route was found.
    pub action: Option<Action>,
    /// The certificate's URL without a version.
    pub url: String,
    /// The api-version asked for.
    pub api_version: &'a str,
    /// Whether the request carried a request_id.
    pub filtered: bool,
}

/// Applies every fault of form to an answer.
pub fn bend(faults: &Faults, scene: &Scene<'_>, answer: &mut Answer) {
    for fault in &faults.0 {
        operations::bend(*fault, scene, answer);
        certificates::bend(*fault, scene, answer);
        errors::bend(*fault, scene, answer);
    }
    // Last, whatever the body has become.
    if faults.has(Fault::JsonAsText)
        && let Content::Json(body) = &answer.content
    {
        answer.content =
            Content::Text { media: "text/plain; charset=utf-8", text: body.to_string() };
    }
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
