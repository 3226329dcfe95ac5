//! What answers say of permissions.

use super::*;
use std::time::Duration;

fn answer(status: u16, body: &str) -> Answer {
    let (headers, body) = (Vec::new(), body.as_bytes().to_vec());
    Answer { status, headers, body: body.into(), took: Duration::ZERO }
}

#[test]
fn a_request_asks_for_one_permission_or_tells_of_none() {
    let of = Permission::of;
    assert_eq!(of("GET", "/certificates/a/pending"), Some(Permission::Get));
    assert_eq!(of("PATCH", "/certificates/a/pending"), Some(Permission::Update));
    assert_eq!(of("DELETE", "/certificates/a"), Some(Permission::Delete));
    assert_eq!(of("DELETE", "/certificates/issuers/a"), Some(Permission::DeleteIssuers));
    assert_eq!(of("DELETE", "/deletedcertificates/a"), Some(Permission::Purge));
    assert_eq!(of("GET", "/certificates"), None);
}

#[test]
fn what_was_done_outweighs_a_refusal_and_a_refusal_what_is_unclear() {
    let known = Permissions::default();
    let call = Call::new("DELETE", "/deletedcertificates/a", "7.4");
    let told = |status, body: &str| {
        known.take_in(&call, &answer(status, body));
        known.of(Permission::Purge)
    };
    assert_eq!(known.of(Permission::Purge).words, Permission::Purge.untried());
    assert_eq!(told(404, "<html>").grant, Grant::Unclear);
    let envelope = r#"{"error":{"code":"Forbidden","message":"not\r\n  you"}}"#;
    assert_eq!(told(409, envelope).grant, Grant::Admitted);
    let refused = told(403, envelope);
    assert_eq!(refused.grant, Grant::Forbidden);
    assert_eq!(refused.words, "DELETE /deletedcertificates/a answers 403: not you");
    assert_eq!(told(409, envelope), refused);
    assert_eq!(told(204, "").grant, Grant::Done);
    assert_eq!(told(403, envelope).grant, Grant::Done);
}
