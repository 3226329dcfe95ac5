//! Subtle faults in the form of answers: what looks right at a glance.

use serde_json::{Value, json};

use super::{
    answer::{Scene, body_of, remove},
    around,
    subtle::Subtle,
};
use crate::vault::{action::Action, crypto::random_hex, wire::Answer};

/// Applies a fault to an answer; leaves those that it is not about alone.
pub fn apply(fault: Subtle, scene: &Scene, answer: &mut Answer) {
    let Some(action) = scene.action else { return };
    if fault == Subtle::ConflictImportWithoutMessage
        && action == Action::Import
        && answer.status == 409
    {
        if let Some(body) = body_of(answer) {
            remove(&mut body["error"], "message");
        }
        return;
    }
    around::apply(fault, scene, action, answer);
    if answer.status >= 300 {
        return;
    }
    let shown = answer.body();
    let manual = shown.is_some_and(|body| body["issuer"]["name"] == "Unknown");
    match action {
        Action::GetCertificate => {
            if let Some(body) = body_of(answer) {
                apply_to_bundle(fault, scene, body);
            }
        }
        Action::PutIssuer | Action::GetIssuer => {
            if let Some(body) = body_of(answer) {
                apply_to_issuer(fault, action, body);
            }
        }
        Action::GetPending => {
            if let Some(body) = body_of(answer) {
                apply_to_read(fault, scene, manual, body);
            }
        }
        _ => {}
    }
}

fn apply_to_read(fault: Subtle, scene: &Scene, manual: bool, body: &mut Value) {
    match body["status"].as_str() {
        Some("inProgress") => apply_to_in_progress(fault, scene, manual, body),
        Some("completed") if fault == Subtle::CompletedFlagSet => {
            body["cancellation_requested"] = json!(true);
        }
        Some("failed") => match fault {
            Subtle::FailedTurnsCanceled if scene.filtered => {
                body["status"] = json!("canceled");
                body["cancellation_requested"] = json!(true);
                remove(body, "error");
            }
            Subtle::FailedRenewsRequestId => body["request_id"] = json!(random_hex(16)),
            Subtle::FailedCsrDiffers => body["csr"] = json!("MIIBADCBpwIBADBF"),
            Subtle::FailedIdOfAnother => body["id"] = another(scene),
            _ => {}
        },
        Some("canceled" | "cancelled") => match fault {
            Subtle::CanceledRenewsRequestId => body["request_id"] = json!(random_hex(16)),
            Subtle::CanceledIssuerDiffers => body["issuer"]["name"] = json!("another"),
            _ => {}
        },
        _ => {}
    }
    if fault == Subtle::FilteredFlagDiffers && scene.filtered {
        let flag = body["cancellation_requested"] == true;
        body["cancellation_requested"] = json!(!flag);
    }
}

fn apply_to_in_progress(fault: Subtle, scene: &Scene, manual: bool, body: &mut Value) {
    match fault {
        Subtle::InProgressShowsTarget if !manual => body["target"] = json!(scene.url),
        Subtle::FilteredManualFails if manual && scene.filtered => {
            body["status"] = json!("failed");
            body["error"] = json!({ "code": "Request rejected", "message": "No." });
        }
        Subtle::IssuerPendingFlagSet if !manual => body["cancellation_requested"] = json!(true),
        Subtle::IssuerPendingWithoutDetails if !manual => remove(body, "status_details"),
        Subtle::FilteredDetailsDiffer if scene.filtered => {
            body["status_details"] = json!("Pending.");
        }
        _ => {}
    }
}

fn another(scene: &Scene) -> Value {
    json!(format!("{}-2/pending", scene.url))
}

fn apply_to_bundle(fault: Subtle, scene: &Scene, body: &mut Value) {
    match fault {
        Subtle::BundlePolicyIdOfAnother if body["policy"].is_object() => {
            body["policy"]["id"] = json!(format!("{}-2/policy", scene.url));
        }
        Subtle::BundleX5tTypeDiffers if body["cer"].is_string() => body["x5t"] = json!(7),
        _ => {}
    }
}

fn apply_to_issuer(fault: Subtle, action: Action, body: &mut Value) {
    match fault {
        Subtle::IssuerIdOfAnother => {
            let id = body["id"].as_str().unwrap_or_default();
            body["id"] = json!(format!("{id}-2"));
        }
        Subtle::IssuerWithoutProvider if action == Action::GetIssuer => remove(body, "provider"),
        _ => {}
    }
}
