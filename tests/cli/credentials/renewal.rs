//! A token that wears out in the middle of a run.

use kvcontract::verdict::VerdictKind;
use serde_json::json;

use super::{Run, TOKEN, endpoint_auth, vault};
use crate::endpoint::{Endpoint, Gate, Said};
use crate::support::Served;

/// A target that takes `token-1` for a while and then only `token-2`.
fn wearing_out(vault: &Served, takes: usize) -> Endpoint {
    let gate = Gate::to(&vault.url, &vault.ca, TOKEN);
    Endpoint::plain(move |seen, before| {
        let good = if before < takes { "Bearer token-1" } else { "Bearer token-2" };
        if seen.header("authorization") == good { gate.pass(seen) } else { Said::json(401, "{}") }
    })
}

fn counting_endpoint() -> Endpoint {
    Endpoint::plain(|_, before| {
        let token = format!("token-{}", before + 1);
        Said::json(200, &json!({"access_token": token, "expires_in": 3600}).to_string())
    })
}

#[test]
fn a_token_that_wears_out_is_renewed_once_and_told() {
    let (vault, endpoint) = (vault(), counting_endpoint());
    let target = wearing_out(&vault, 2);
    let (done, result) = Run::against(&target.url, None, &endpoint_auth(&endpoint)).done();
    done.exits(0).tells("Remark: the target answered 401").tells("renewed once");
    assert_eq!(endpoint.log().len(), 2);
    assert_eq!(result.unwrap().remarks.len(), 1);
}

#[test]
fn a_token_that_was_never_taken_is_not_renewed() {
    let (vault, endpoint) = (vault(), counting_endpoint());
    let target = wearing_out(&vault, 0);
    let (done, result) = Run::against(&target.url, None, &endpoint_auth(&endpoint)).done();
    done.exits(3).tells("refuses the credential");
    assert_eq!(endpoint.log().len(), 1);
    assert!(result.unwrap().cases.iter().any(|c| c.verdict.kind() == VerdictKind::Error));
}
