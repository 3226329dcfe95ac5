//! Faults of form: a finished, right answer is bent on its way out.
//!
//! In: the answer, and the scene it belongs to. Out: the same answer, wrong in
//! one way for each fault asked for. It must not change what the vault remembers.

use super::chosen::Faults;
use super::scene::Scene;
use super::table::Fault;
use super::{certificates, errors, operations};
use crate::vault::wire::{Answer, Content};

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
