//! Unproven faults in the form of answers: what looks right at a glance.

use serde_json::{Value, json};

use super::{
    answer::{Scene, body_of, remove},
    unproven::Unproven,
};
use crate::vault::{action::Action, crypto::random_hex, wire::Answer};

/// Applies a fault to an answer; leaves those that it is not about alone.
pub fn apply(fault: Unproven, scene: &Scene, answer: &mut Answer) {
    let Some(action) = scene.action else { return };
    if fault == Unproven::ConflictImportWithoutMessage
        && action == Action::Import
        && answer.status == 409
    {
        if let Some(body) = body_of(answer) {
            remove(&mut body["error"], "message");
        }
        return;
    }
    if answer.status >= 300 {
        return;
    }
    let shown = answer.body();
    let manual = shown.is_some_and(|body| body["issuer"]["name"] == "Unknown");
    match action {
        Action::GetPending => {
            if let Some(body) = body_of(answer) {
                apply_to_read(fault, scene, manual, body);
            }
        }
        _ => {}
    }
}

fn apply_to_read(fault: Unproven, scene: &Scene, manual: bool, body: &mut Value) {
    match body["status"].as_str() {
        Some("inProgress") => apply_to_in_progress(fault, scene, manual, body),
        Some("completed") => match fault {
            Unproven::CompletedFlagSet => body["cancellation_requested"] = json!(true),
            _ => {}
        },
        Some("failed") => match fault {
            Unproven::FailedRenewsRequestId => body["request_id"] = json!(random_hex(16)),
            Unproven::FailedCsrDiffers => body["csr"] = json!("MIIBADCBpwIBADBF"),
            Unproven::FailedIdOfAnother => body["id"] = another(scene),
            _ => {}
        },
        Some("canceled" | "cancelled") => match fault {
            Unproven::CanceledRenewsRequestId => body["request_id"] = json!(random_hex(16)),
            Unproven::CanceledIssuerDiffers => body["issuer"]["name"] = json!("another"),
            _ => {}
        },
        _ => {}
    }
    if fault == Unproven::FilteredFlagDiffers && scene.filtered {
        let flag = body["cancellation_requested"] == true;
        body["cancellation_requested"] = json!(!flag);
    }
}

fn apply_to_in_progress(fault: Unproven, scene: &Scene, manual: bool, body: &mut Value) {
    match fault {
        Unproven::IssuerPendingFlagSet if !manual => body["cancellation_requested"] = json!(true),
        Unproven::IssuerPendingWithoutDetails if !manual => remove(body, "status_details"),
        Unproven::FilteredDetailsDiffer if scene.filtered => {
            body["status_details"] = json!("Pending.");
        }
        _ => {}
    }
}

fn another(scene: &Scene) -> Value {
    json!(format!("{}-2/pending", scene.url))
}
