//! Faults in the form of error answers.

use serde_json::{Value, json};

use super::{
    answer::{Scene, body_of, remove, set_header},
    table::Fault,
};
use crate::vault::{
    action::Action,
    wire::{Answer, Content},
};

/// Applies a fault to an error answer; leaves any other alone.
pub fn apply(fault: Fault, scene: &Scene, answer: &mut Answer) {
    let Some(code) = answer.body().map(|body| body["error"]["code"].clone()) else {
        return;
    };
    if answer.status < 400 {
        return;
    }
    match scene.action {
        Some(Action::Create) if answer.status == 409 => apply_to_conflict(fault, true, answer),
        Some(Action::Import) if answer.status == 409 => apply_to_conflict(fault, false, answer),
        Some(Action::Merge) => apply_to_merge(fault, answer),
        Some(Action::CancelPending) if fault == Fault::CancelAbsentCode => {
            recode(answer, 404, "CertificateNotFound");
        }
        _ => {}
    }
    match fault {
        Fault::IssuerAbsentCode if code == "CertificateIssuerNotFound" => {
            recode(answer, 404, "NotFound");
        }
        Fault::ChallengeMissing => set_header(answer, "www-authenticate", |_| None),
        Fault::UnauthorizedBare if answer.status == 401 => answer.content = Content::Nothing,
        _ => {}
    }
    apply_to_envelope(fault, answer);
}

fn apply_to_conflict(fault: Fault, create: bool, answer: &mut Answer) {
    match fault {
        Fault::ConflictAnswers400 if create => answer.status = 400,
        Fault::ConflictCode if create => recode(answer, 409, "OperationInProgress"),
        Fault::ConflictImportCode if !create => recode(answer, 409, "OperationInProgress"),
        Fault::ConflictMessageVague => reword(answer, "The request conflicts."),
        _ => {}
    }
}

fn apply_to_merge(fault: Fault, answer: &mut Answer) {
    match (fault, answer.status) {
        (Fault::MergeWithIssuerAnswers409, 403) => answer.status = 409,
        (Fault::MergeWithIssuerCode, 403) => recode(answer, 403, "Conflict"),
        (Fault::MergeWithIssuerAnonymous, 403) => reword(answer, "Merge is forbidden."),
        (Fault::MergeAbsentCode, 404) => recode(answer, 404, "CertificateNotFound"),
        _ => {}
    }
}

fn apply_to_envelope(fault: Fault, answer: &mut Answer) {
    match fault {
        Fault::ErrorsBare => {
            if let Some(body) = body_of(answer) {
                *body = body["error"].take();
            }
        }
        Fault::ErrorsHtml if answer.status == 400 => {
            answer.content = Content::Text {
                media: "text/html; charset=utf-8",
                text: "<!doctype html><title>400</title><h1>Bad Request</h1>".into(),
            };
        }
        Fault::ErrorsWithoutMessage => {
            if let Some(body) = body_of(answer) {
                remove(&mut body["error"], "message");
            }
        }
        _ => {}
    }
}

fn recode(answer: &mut Answer, status: u16, code: &str) {
    if answer.status == status {
        set(answer, "code", json!(code));
    }
}

fn reword(answer: &mut Answer, message: &str) {
    set(answer, "message", json!(message));
}

fn set(answer: &mut Answer, key: &str, value: Value) {
    if let Some(body) = body_of(answer) {
        body["error"][key] = value;
    }
}
