//! Subtle faults in the form of answers around the operation: lists, certificates that are not
//! there yet, deleted ones, refusals of their names.

use serde_json::{Value, json};

use super::{
    answer::{Scene, body_of, remove},
    subtle::Subtle,
};
use crate::vault::{
    action::Action,
    wire::{Answer, Content},
};

/// Applies a fault to an answer; leaves those that it is not about alone.
pub(super) fn apply(fault: Subtle, scene: &Scene, action: Action, answer: &mut Answer) {
    if fault == Subtle::PurgeAnswers200 && action == Action::Purge && answer.status == 204 {
        answer.status = 200;
        answer.content = Content::Json(json!({ "id": scene.url }));
        return;
    }
    let good = answer.status < 300;
    let Some(body) = body_of(answer) else { return };
    if fault == Subtle::SoftDeletedWithoutInnerCode {
        if let Some(error) = body.get_mut("error") {
            remove(error, "innererror");
        }
        return;
    }
    if !good {
        return;
    }
    match (fault, action) {
        (Subtle::ListItemWithoutAttributes, Action::ListCertificates | Action::ListVersions) => {
            items(body).for_each(|item| remove(item, "attributes"));
        }
        (Subtle::VersionItemWithoutVersion, Action::ListVersions) => {
            items(body).for_each(|item| item["id"] = json!(scene.url));
        }
        (Subtle::PendingCertificateEnabled, Action::GetCertificate) if body["cer"].is_null() => {
            body["attributes"]["enabled"] = json!(true);
        }
        (Subtle::DeletedWithoutPending, Action::DeleteCertificate) => remove(body, "pending"),
        (Subtle::DeletedWithoutDates, Action::DeleteCertificate)
        | (Subtle::DeletedReadBare, Action::GetDeleted) => {
            remove(body, "deletedDate");
            remove(body, "scheduledPurgeDate");
        }
        (Subtle::PreserveOrderDropped, _) => remove(body, "preserveCertOrder"),
        (Subtle::SansUrisDropped, _) => drop_names(body, "uris"),
        (Subtle::SansAddressesDropped, _) => drop_names(body, "ipAddresses"),
        _ => {}
    }
}

fn items(body: &mut Value) -> impl Iterator<Item = &mut Value> {
    body.get_mut("value").and_then(Value::as_array_mut).into_iter().flatten()
}

/// Takes alternative names out of a policy, by itself or in a certificate.
fn drop_names(body: &mut Value, kind: &str) {
    for pointer in ["/x509_props/sans", "/policy/x509_props/sans"] {
        if let Some(names) = body.pointer_mut(pointer) {
            remove(names, kind);
        }
    }
}
