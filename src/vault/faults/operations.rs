//! Faults in the form of operation answers: create and the pending object.

use serde_json::{Value, json};

use super::{
    answer::{Scene, body_of, remove, set_header},
    table::Fault,
};
use crate::vault::{
    action::Action,
    crypto::random_hex,
    wire::{Answer, Content, Refusal},
};

/// Applies a fault to an operation answer; leaves any other alone.
pub fn apply(fault: Fault, scene: &Scene, answer: &mut Answer) {
    let Some(action) = scene.action else { return };
    let operation = matches!(
        action,
        Action::Create | Action::GetPending | Action::CancelPending | Action::DeletePending
    );
    if !operation || answer.status >= 300 {
        return;
    }
    let shown = answer.body();
    let manual = shown.is_some_and(|body| body["issuer"]["name"] == "Unknown");
    apply_to_status_line(fault, action, manual, answer);
    match (action, manual) {
        (Action::Create, false) => apply_to_created(fault, scene, answer),
        (Action::Create, true) => apply_to_created_by_hand(fault, answer),
        _ => {}
    }
    if let Some(body) = body_of(answer) {
        apply_to_body(fault, scene, manual, body);
    }
}

fn apply_to_status_line(fault: Fault, action: Action, manual: bool, answer: &mut Answer) {
    let shown = answer.body();
    let ended = shown.is_some_and(|body| body["status"] != "inProgress");
    match (fault, action) {
        (Fault::CreateAnswers200, Action::Create) if !manual => answer.status = 200,
        (Fault::PendingAnswers202, Action::GetPending) if !ended => answer.status = 202,
        (Fault::CancelAnswers202, Action::CancelPending) => answer.status = 202,
        (Fault::DeleteAnswers204, Action::DeletePending) => {
            answer.status = 204;
            answer.content = Content::Nothing;
        }
        (Fault::DeleteWithIssuerForbidden, Action::DeletePending) if !manual && !ended => {
            *answer = Refusal::new(403, "Forbidden", "An issuer is at work.").into_answer();
        }
        (_, Action::DeletePending) if refuses_delete(fault, shown) => {
            *answer =
                Refusal::new(409, "Conflict", "The operation cannot be deleted.").into_answer();
        }
        _ => {}
    }
}

/// The faults that grudge the deletion of an operation in some state.
fn refuses_delete(fault: Fault, shown: Option<&Value>) -> bool {
    let Some(body) = shown else { return false };
    let status = body["status"].as_str().unwrap_or_default();
    match fault {
        Fault::DeleteEndedAnswers409 => status != "inProgress",
        Fault::DeleteCompletedAnswers409 => status == "completed",
        Fault::DeleteFailedAnswers409 => status == "failed",
        Fault::DeleteCanceledAnswers409 => status.starts_with("cancel"),
        Fault::DeleteCancelRequestedAnswers409 => {
            status == "inProgress" && body["cancellation_requested"] == true
        }
        _ => false,
    }
}

/// The answer of a create with an issuer.
fn apply_to_created(fault: Fault, scene: &Scene, answer: &mut Answer) {
    apply_to_location(fault, answer);
    let Some(body) = body_of(answer) else { return };
    match fault {
        Fault::RequestIdMissing => remove(body, "request_id"),
        Fault::OperationIdOfCertificate => body["id"] = json!(scene.url),
        Fault::CreatedCancelRequested => body["cancellation_requested"] = json!(true),
        Fault::CreateStatusWord => body["status"] = json!("pending"),
        Fault::IssuerEchoUrl => {
            let name = body["issuer"]["name"].as_str().unwrap_or_default();
            body["issuer"]["name"] = json!(format!("{}/issuers/{name}", scene.url));
        }
        Fault::CsrPem => {
            let csr = body["csr"].as_str().unwrap_or_default();
            let armoured = format!(
                "-----BEGIN CERTIFICATE REQUEST-----\n{csr}\n-----END CERTIFICATE REQUEST-----\n"
            );
            body["csr"] = json!(armoured);
        }
        _ => {}
    }
}

fn apply_to_location(fault: Fault, answer: &mut Answer) {
    set_header(answer, "location", |location| match fault {
        Fault::CreateWithoutLocation => None,
        Fault::LocationWithoutApiVersion => Some(without(location, "api-version=")),
        Fault::LocationWithoutRequestId => Some(without(location, "request_id=")),
        Fault::LocationRequestIdDiffers => {
            let rest = without(location, "request_id=");
            Some(format!("{rest}&request_id={}", random_hex(16)))
        }
        _ => Some(location.to_owned()),
    });
}

fn without(location: &str, parameter: &str) -> String {
    let (path, query) = location.split_once('?').unwrap_or((location, ""));
    let kept: Vec<_> = query.split('&').filter(|pair| !pair.starts_with(parameter)).collect();
    format!("{path}?{}", kept.join("&"))
}

fn apply_to_created_by_hand(fault: Fault, answer: &mut Answer) {
    match fault {
        Fault::ManualWithoutLocation => set_header(answer, "location", |_| None),
        Fault::ManualLocationWithoutApiVersion => {
            set_header(answer, "location", |location| Some(without(location, "api-version=")));
        }
        Fault::ManualIdOfAnother => {
            if let Some(body) = body_of(answer) {
                let id = body["id"].as_str().unwrap_or_default();
                body["id"] = json!(id.replace("/pending", "-b/pending"));
            }
        }
        Fault::ManualIssuerMissing => {
            if let Some(body) = body_of(answer) {
                body["issuer"] = json!({});
            }
        }
        _ => {}
    }
}

/// The operation by the state it shows.
fn apply_to_body(fault: Fault, scene: &Scene, manual: bool, body: &mut Value) {
    let read = scene.action == Some(Action::GetPending);
    match body["status"].as_str() {
        Some("inProgress") => {
            match fault {
                Fault::StatusDetailsEmpty if !manual => body["status_details"] = json!(""),
                Fault::ManualStatusDetailsGeneric if manual => {
                    body["status_details"] = json!("Pending certificate created.");
                }
                _ => {}
            }
            if read {
                apply_to_read_in_progress(fault, scene, body);
            }
        }
        Some("completed") => apply_to_completed(fault, scene, manual, body),
        Some("failed") => apply_to_failed(fault, scene, body),
        Some("canceled" | "cancelled") => apply_to_canceled(fault, scene, body),
        _ => {}
    }
    apply_to_action(fault, scene, manual, body);
    if fault == Fault::DeleteStatusDeleted && scene.action == Some(Action::DeletePending) {
        body["status"] = json!("deleted");
    }
}

/// What a cancellation or a deletion leaves out of its answer.
fn apply_to_action(fault: Fault, scene: &Scene, manual: bool, body: &mut Value) {
    let ended = body["status"] != "inProgress";
    match (fault, scene.action) {
        (Fault::CancelWithIssuerBare, Some(Action::CancelPending)) if !manual => {
            *body = json!({});
        }
        (Fault::DeleteLiveAbridged, Some(Action::DeletePending)) if !ended => {
            *body = json!({ "status": body["status"] });
        }
        (Fault::DeleteEndedAbridged, Some(Action::DeletePending)) if ended => {
            *body = json!({ "status": body["status"] });
        }
        _ => {}
    }
}

fn apply_to_read_in_progress(fault: Fault, scene: &Scene, body: &mut Value) {
    match fault {
        Fault::PendingStatusWord => body["status"] = json!("pending"),
        Fault::PendingWithoutCsr => remove(body, "csr"),
        Fault::RequestIdUnstable => body["request_id"] = json!(random_hex(16)),
        Fault::TargetTooEarly => body["target"] = target(scene),
        Fault::CancelNotShown => body["cancellation_requested"] = json!(false),
        Fault::FilteredPendingAbridged if scene.filtered => {
            for key in ["issuer", "csr", "cancellation_requested", "status_details"] {
                remove(body, key);
            }
        }
        _ => {}
    }
}

fn apply_to_completed(fault: Fault, scene: &Scene, manual: bool, body: &mut Value) {
    let read = scene.action == Some(Action::GetPending);
    match fault {
        Fault::CompletedCapitalised => body["status"] = json!("Completed"),
        Fault::TargetMissing => remove(body, "target"),
        Fault::FilteredTargetMissing if read && scene.filtered => remove(body, "target"),
        Fault::TargetOfAnotherVersion => {
            body["target"] = json!(format!("{}?api-version=2016-10-01", scene.url));
        }
        Fault::TargetIsPending => body["target"] = json!(format!("{}/pending", scene.url)),
        Fault::CompletedWithError => {
            body["error"] = json!({ "code": "None", "message": "No error" });
        }
        Fault::CompletedRenewsRequestId if read && !manual => {
            body["request_id"] = json!(random_hex(16));
        }
        Fault::CompletedRenewsCsr if read && !manual => body["csr"] = json!("AAAA"),
        Fault::CompletedWithoutCsr => remove(body, "csr"),
        Fault::MergeLeavesInProgress if read && manual => {
            body["status"] = json!("inProgress");
            remove(body, "target");
        }
        _ => {}
    }
}

fn apply_to_failed(fault: Fault, scene: &Scene, body: &mut Value) {
    match fault {
        Fault::FailedStatusWord => body["status"] = json!("error"),
        Fault::FailedWithoutError => remove(body, "error"),
        Fault::FailedErrorMessageEmpty => body["error"]["message"] = json!(""),
        Fault::FailedErrorCode => body["error"]["code"] = json!("IssuerFailure"),
        Fault::FailedWithTarget => body["target"] = target(scene),
        _ => {}
    }
}

fn apply_to_canceled(fault: Fault, scene: &Scene, body: &mut Value) {
    match fault {
        Fault::CanceledStatusWord => body["status"] = json!("aborted"),
        Fault::CanceledFlagReset => body["cancellation_requested"] = json!(false),
        Fault::CanceledWithTarget => body["target"] = target(scene),
        _ => {}
    }
}

fn target(scene: &Scene) -> Value {
    json!(format!("{}?api-version={}", scene.url, scene.api_version))
}
