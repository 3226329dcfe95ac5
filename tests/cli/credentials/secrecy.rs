//! Whom a token is got for, and who must never see it.

use serde_json::json;

use super::{Run, TOKEN, client_secret, entra, vault};
use crate::endpoint::{Endpoint, Gate, Said};

const VERIFIED: &str = "  azure:
    credential: client-secret
    scope: https://127.0.0.1/.default
    tenant_id: t
    client_id: c
    client_secret_env: KVC_SECRET
    authority_host: ${AUTHORITY}";

#[test]
fn a_challenge_of_another_domain_gets_no_token() {
    // The reference vault asks for a token for https://vault.azure.net, as real ones do.
    let (vault, authority) = (vault(), Endpoint::tls(|_, _| entra(TOKEN)));
    let run = Run::on(&vault, VERIFIED).env("AUTHORITY", &authority.url);
    let (done, _) = run.env("SSL_CERT_FILE", authority.ca()).done();
    done.exits(3).tells("https://vault.azure.net").tells("127.0.0.1").tells("verify_challenge");
    assert!(authority.log().is_empty(), "{:?}", authority.log());
}

#[test]
fn a_challenge_of_its_own_domain_is_seen_before_any_token_is_sent() {
    let (vault, authority) = (vault(), Endpoint::tls(|_, _| entra(TOKEN)));
    let gate = Gate::to(&vault.url, &vault.ca, TOKEN);
    let target = Endpoint::plain(move |seen, _| match seen.header("authorization") {
        "" => Said::json(401, "{}")
            .with("www-authenticate", "Basic realm=\"a, Bearer resource=b\"")
            .with("www-authenticate", "Negotiate, Bearer a=b, resource=\"https://127.0.0.1\""),
        _ => gate.pass(seen),
    });
    let run = Run::against(&target.url, None, VERIFIED).env("AUTHORITY", &authority.url);
    run.env("SSL_CERT_FILE", authority.ca()).done().0.exits(0);
    let log = target.log();
    assert_eq!(log[0].header("authorization"), "");
    let bare = log.iter().filter(|seen| seen.header("authorization").is_empty()).count();
    assert_eq!(bare, 1, "asked for its challenge more than once");
    assert_eq!(authority.log().len(), 1);
}

#[test]
fn another_host_never_sees_the_token() {
    let other = Endpoint::plain(|_, _| Said::json(200, "{}"));
    let to = format!("{}/elsewhere", other.url);
    let target = Endpoint::plain(move |seen, before| match before % 2 {
        0 => Said::json(307, "{}").with("location", &to),
        // An operation that claims to live elsewhere.
        _ => {
            let body = json!({"id": &to, "status": "inProgress", "target": &to, "uri": seen.uri});
            Said::json(202, &body.to_string()).with("location", &to).with("link", &to)
        }
    });
    let run = Run::against(&target.url, None, "  token_env: KVC_TOKEN").env("KVC_TOKEN", TOKEN);
    run.done();
    let sent = format!("Bearer {TOKEN}");
    assert!(target.log().iter().any(|seen| seen.header("authorization") == sent));
    assert!(other.log().is_empty(), "{:?}", other.log());
}

#[test]
fn a_redirect_of_the_token_endpoint_is_not_followed() {
    let vault = vault();
    let other = Endpoint::tls(|_, _| entra(TOKEN));
    let to = format!("{}/token", other.url);
    let authority = Endpoint::tls(move |_, _| Said::json(307, "{}").with("location", &to));
    client_secret(&vault, &authority).done().0.exits(3).tells("answers 307");
    assert!(other.log().is_empty(), "{:?}", other.log());
}
