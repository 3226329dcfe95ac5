//! Faults in the form of operation answers: create and the pending object.

use serde_json::{Value, json};

use super::{
    Fault,
    form::{Scene, body_of, remove, set_header},
};
use crate::vault::{
    crypto::random_hex,
    routes::Action,
    wire::{Answer, Content, Refusal},
};

/// Bends an operation answer; leaves any other alone.
pub fn bend(fault: Fault, scene: &Scene<'_>, answer: &mut Answer) {
    let Some(action) = scene.action else { return };
    let operation = matches!(
        action,
        Action::Create | Action::GetPending | Action::CancelPending | Action::DeletePending
    );
    if !operation || answer.status >= 300 {
        return;
    }
    bend_status_line(fault, action, answer);
    if action == Action::Create {
        bend_created(fault, answer);
    }
    if let Some(body) = body_of(answer) {
        bend_identity(fault, scene, body);
        match body["status"].as_str() {
            Some("inProgress") => bend_in_progress(fault, scene, action, body),
            Some("completed") => bend_completed(fault, scene, action, body),
            Some("failed") => bend_failed(fault, body),
            Some("canceled" | "cancelled") => bend_canceled(fault, body),
            _ => {}
        }
        if fault == Fault::DeleteStatusDeleted && action == Action::DeletePending {
            body["status"] = json!("deleted");
        }
    }
}

fn bend_status_line(fault: Fault, action: Action, answer: &mut Answer) {
    let ended = answer
        .body()
        .is_some_and(|body| body["status"] != "inProgress");
    match (fault, action) {
        (Fault::CreateAnswers200, Action::Create) => answer.status = 200,
        (Fault::PendingAnswers202, Action::GetPending) if !ended => answer.status = 202,
        (Fault::CancelAnswers202, Action::CancelPending) => answer.status = 202,
        (Fault::DeleteAnswers204, Action::DeletePending) => {
            answer.status = 204;
            answer.content = Content::Nothing;
        }
        (Fault::DeleteEndedAnswers409, Action::DeletePending) if ended => {
            *answer = Refusal::new(409, "Conflict", "The operation has ended.").into_answer();
        }
        _ => {}
    }
}

fn bend_created(fault: Fault, answer: &mut Answer) {
    let part = |location: &str, keep: fn(&str) -> bool| {
        let (path, query) = location.split_once('?').unwrap_or((location, ""));
        let kept: Vec<_> = query.split('&').filter(|pair| keep(pair)).collect();
        Some(format!("{path}?{}", kept.join("&")))
    };
    match fault {
        Fault::CreateWithoutLocation => set_header(answer, "location", |_| None),
        Fault::LocationWithoutApiVersion => set_header(answer, "location", |location| {
            part(location, |pair| !pair.starts_with("api-version="))
        }),
        Fault::LocationWithoutRequestId => set_header(answer, "location", |location| {
            part(location, |pair| !pair.starts_with("request_id="))
        }),
        Fault::LocationRequestIdDiffers => set_header(answer, "location", |location| {
            let rest = part(location, |pair| !pair.starts_with("request_id="))?;
            Some(format!("{rest}&request_id={}", random_hex(16)))
        }),
        Fault::RequestIdMissing => {
            if let Some(body) = body_of(answer) {
                remove(body, "request_id");
            }
        }
        _ => {}
    }
}

fn bend_identity(fault: Fault, scene: &Scene<'_>, body: &mut Value) {
    let manual = body["issuer"]["name"] == "Unknown";
    match fault {
        Fault::OperationIdOfCertificate => body["id"] = json!(scene.url),
        Fault::IssuerEchoUrl if !manual => {
            let name = body["issuer"]["name"].as_str().unwrap_or_default();
            body["issuer"]["name"] = json!(format!("{}/issuers/{name}", scene.url));
        }
        Fault::ManualIssuerMissing if manual => body["issuer"] = json!({}),
        Fault::CsrPem => {
            let csr = body["csr"].as_str().unwrap_or_default();
            let armoured = format!(
                "-----BEGIN CERTIFICATE REQUEST-----\n{csr}\n-----END CERTIFICATE REQUEST-----\n"
            );
            body["csr"] = json!(armoured);
        }
        Fault::TargetAlways if body["status"] != "completed" => {
            body["target"] = target(scene);
        }
        _ => {}
    }
}

fn bend_in_progress(fault: Fault, scene: &Scene<'_>, action: Action, body: &mut Value) {
    let read = action == Action::GetPending;
    let manual = body["issuer"]["name"]
        .as_str()
        .is_none_or(|name| name == "Unknown");
    match fault {
        Fault::InProgressStatusWord => body["status"] = json!("pending"),
        Fault::CreatedCancelRequested => body["cancellation_requested"] = json!(true),
        Fault::StatusDetailsEmpty if !manual => body["status_details"] = json!(""),
        Fault::ManualStatusDetailsGeneric if manual => {
            body["status_details"] = json!("Pending certificate created.");
        }
        Fault::PendingWithoutCsr if read => remove(body, "csr"),
        Fault::RequestIdUnstable if read => body["request_id"] = json!(random_hex(16)),
        Fault::FilteredPendingAbridged if read && scene.filtered => {
            for key in ["issuer", "csr", "cancellation_requested", "status_details"] {
                remove(body, key);
            }
        }
        _ => {}
    }
}

fn bend_completed(fault: Fault, scene: &Scene<'_>, action: Action, body: &mut Value) {
    let manual = body["issuer"]["name"] == "Unknown";
    match fault {
        Fault::CompletedCapitalised => body["status"] = json!("Completed"),
        Fault::TargetMissing => remove(body, "target"),
        Fault::TargetIsPending => body["target"] = json!(format!("{}/pending", scene.url)),
        Fault::CompletedWithError => body["error"] = json!({ "code": "None", "message": "" }),
        Fault::CompletedRenewsRequestId if action == Action::GetPending => {
            body["request_id"] = json!(random_hex(16));
        }
        Fault::CompletedWithoutCsr => remove(body, "csr"),
        Fault::MergeLeavesInProgress if manual && action == Action::GetPending => {
            body["status"] = json!("inProgress");
            remove(body, "target");
        }
        _ => {}
    }
}

fn bend_failed(fault: Fault, body: &mut Value) {
    match fault {
        Fault::FailedStatusWord => body["status"] = json!("error"),
        Fault::FailedWithoutError => remove(body, "error"),
        Fault::FailedErrorMessageEmpty => body["error"]["message"] = json!(""),
        Fault::FailedErrorCode => body["error"]["code"] = json!("IssuerFailure"),
        _ => {}
    }
}

fn bend_canceled(fault: Fault, body: &mut Value) {
    match fault {
        Fault::CanceledStatusWord => body["status"] = json!("aborted"),
        Fault::CanceledFlagReset => body["cancellation_requested"] = json!(false),
        _ => {}
    }
}

fn target(scene: &Scene<'_>) -> Value {
    json!(format!("{}?api-version={}", scene.url, scene.api_version))
}
