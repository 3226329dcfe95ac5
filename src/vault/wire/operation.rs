//! The JSON of a certificate operation.

use serde::Serialize;
use serde_json::{Value, json};

use crate::vault::{
    dialect::Dialect,
    operations::{Status, View},
    script::Blame,
    store::Pending,
};

const WAIT_FOR_ISSUER: &str = "Pending certificate created. Certificate request is in progress. \
    This may take some time based on the issuer provider. Please check again later.";
const WAIT_FOR_MERGE: &str =
    "Pending certificate created. Please Perform Merge to complete the request.";

#[derive(Serialize)]
struct Body<'a> {
    id: String,
    issuer: Named<'a>,
    csr: &'a str,
    cancellation_requested: bool,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_details: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Value>,
    request_id: &'a str,
    #[serde(rename = "preserveCertOrder", skip_serializing_if = "Option::is_none")]
    preserves_order: Option<bool>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
}

impl<'a> Body<'a> {
    /// What every state shows.
    fn of(url: &str, pending: &'a Pending, view: View) -> Self {
        Self {
            id: format!("{url}/pending"),
            issuer: Named { name: pending.operation.issuer() },
            csr: &pending.csr,
            cancellation_requested: view.cancellation_requested,
            status: "inProgress",
            status_details: None,
            target: None,
            error: None,
            request_id: &pending.request_id,
            preserves_order: pending.preserves_order,
        }
    }
}

/// Shows a pending object as it is in `view`. `url` is the certificate's URL
/// without a version.
pub fn operation(
    url: &str,
    api_version: &str,
    dialect: Dialect,
    pending: &Pending,
    view: View,
) -> Value {
    let mut body = Body::of(url, pending, view);
    match view.state {
        Status::InProgress if pending.operation.is_manual() => {
            body.status_details = Some(WAIT_FOR_MERGE);
        }
        Status::InProgress => body.status_details = Some(WAIT_FOR_ISSUER),
        Status::Completed => {
            body.status = "completed";
            body.target = Some(match dialect {
                Dialect::Documented => format!("{url}?api-version={api_version}"),
                Dialect::Observed => url.to_owned(),
            });
        }
        Status::Canceled => {
            body.status = match dialect {
                Dialect::Documented => "canceled",
                Dialect::Observed => "cancelled",
            };
        }
        Status::Failed(blame) => {
            body.status = "failed";
            body.status_details = (dialect == Dialect::Documented).then_some("");
            body.error = Some(failure(blame));
        }
    }
    json!(body)
}

fn failure(blame: Blame) -> Value {
    let (code, message) = match blame {
        Blame::Issuer => (
            "Certificate issuer error",
            "The issuer encountered an error processing the certificate request.",
        ),
        Blame::Request => (
            "Request rejected",
            "The issuer rejected the request. Please check the account and the policy.",
        ),
    };
    json!({ "code": code, "message": message })
}
