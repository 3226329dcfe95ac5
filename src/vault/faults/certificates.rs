//! Faults in the form of certificate bundles and issuers.

use aws_lc_rs::digest;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};

use super::{
    answer::{Scene, body_of, remove, set_header},
    table::Fault,
};
use crate::vault::{
    action::Action,
    crypto::{dashed, random_hex},
    wire::{Answer, Content},
};

/// Applies a fault to a bundle or issuer; leaves any other answer alone.
pub fn apply(fault: Fault, scene: &Scene, answer: &mut Answer) {
    if answer.status >= 300 {
        return;
    }
    match scene.action {
        Some(Action::Merge) => apply_to_merged(fault, scene, answer),
        Some(Action::GetCertificate) => {
            if let Some(body) = body_of(answer) {
                apply_to_bundle(fault, body);
                if fault == Fault::CertificateWithoutCer {
                    remove(body, "cer");
                }
            }
        }
        Some(Action::PutIssuer) if fault == Fault::IssuerPutAnswers201 => answer.status = 201,
        Some(Action::DeleteIssuer) if fault == Fault::IssuerDeleteAnswers204 => {
            answer.status = 204;
            answer.content = Content::Nothing;
        }
        _ => {}
    }
}

/// What goes wrong wherever a bundle is shown.
fn apply_to_bundle(fault: Fault, body: &mut Value) {
    match fault {
        Fault::KidVersionDiffers => change(body, "kid", |_| random_hex(16)),
        Fault::VersionWithDashes => {
            for key in ["id", "kid", "sid"] {
                change(body, key, dashed);
            }
        }
        Fault::X5tSha256 => {
            let cer = STANDARD.decode(body["cer"].as_str().unwrap_or_default());
            let hash = digest::digest(&digest::SHA256, &cer.unwrap_or_default());
            body["x5t"] = json!(URL_SAFE_NO_PAD.encode(hash.as_ref()));
        }
        _ => {}
    }
}

fn apply_to_merged(fault: Fault, scene: &Scene, answer: &mut Answer) {
    match fault {
        Fault::MergeAnswers200 => answer.status = 200,
        Fault::MergeWithoutLocation => set_header(answer, "location", |_| None),
        Fault::MergeLocationOfPending => set_header(answer, "location", |location| {
            Some(location.replace(&scene.url, &format!("{}/pending", scene.url)))
        }),
        _ => {}
    }
    let Some(body) = body_of(answer) else { return };
    apply_to_bundle(fault, body);
    match fault {
        Fault::MergeLeavesDisabled => body["attributes"]["enabled"] = json!(false),
        Fault::MergeDatesIgnored => {
            let created = body["attributes"]["created"].as_i64().unwrap_or_default();
            body["attributes"]["nbf"] = json!(created);
            body["attributes"]["exp"] = json!(created + 31_536_000);
        }
        Fault::MergeWithoutPendingId => remove(body, "pending"),
        Fault::MergePolicyMissing => remove(body, "policy"),
        Fault::MergePolicySubjectLost => body["policy"]["x509_props"]["subject"] = json!(""),
        _ => {}
    }
}

/// Changes the last segment of a URL in the body.
fn change(body: &mut Value, key: &str, version: impl Fn(&str) -> String) {
    if let Some((path, held)) = body[key].as_str().and_then(|url| url.rsplit_once('/')) {
        body[key] = json!(format!("{path}/{}", version(held)));
    }
}
