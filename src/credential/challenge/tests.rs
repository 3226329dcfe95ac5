//! Headers as vaults send them and as they should not.

use std::time::Duration;

use super::*;

const VAULT: &str = "kv.vault.azure.net";
const SCOPE: &str = "https://vault.azure.net/.default";
const RECORDED: &str = "Bearer authorization=\"https://login.windows.net/t\", \
                        resource=\"https://vault.azure.net\"";

fn said(status: u16, headers: &[&str]) -> Result<(), String> {
    let header = |value: &&str| ("www-authenticate".to_owned(), (*value).to_owned());
    let headers = headers.iter().map(header).collect();
    let answer = Answer { status, headers, body: Vec::new().into(), took: Duration::ZERO };
    judge(&answer, VAULT, SCOPE)
}

fn shape(header: &str) -> Vec<(String, usize)> {
    parse(header).into_iter().map(|c| (c.scheme, c.parameters.len())).collect()
}

#[test]
fn a_real_challenge_is_right() {
    assert_eq!(said(401, &[RECORDED]), Ok(()));
    assert_eq!(said(401, &["Negotiate", RECORDED]), Ok(()));
    let many =
        format!("Negotiate YWJj==, Basic realm=\"a, Bearer resource=\\\"x\\\"\", {RECORDED}");
    assert_eq!(said(401, &[&many]), Ok(()));
    assert_eq!(said(401, &["bearer scope=https://vault.azure.net/.default"]), Ok(()));
}

#[test]
fn another_domain_is_refused_naming_both_and_the_way_out() {
    let why = said(401, &["Bearer resource=\"https://evil.example\""]).unwrap_err();
    for part in [VAULT, "https://evil.example", "verify_challenge"] {
        assert!(why.contains(part), "{why}");
    }
    assert!(said(401, &["Bearer resource=\"https://ault.azure.net\""]).is_err());
    assert!(said(401, &["Bearer resource=\"vault.azure.net\""]).is_err());
    assert!(said(401, &["Bearer resource=\"https://other.kv.vault.azure.net\""]).is_err());
    let wider = said(401, &["Bearer resource=\"https://azure.net\""]).unwrap_err();
    assert!(wider.contains("auth.azure.scope"), "{wider}");
}

#[test]
fn no_challenge_is_no_permission() {
    assert!(said(200, &[RECORDED]).unwrap_err().contains("200 and no challenge"));
    assert!(said(401, &[]).unwrap_err().contains("names no resource"));
    assert!(said(401, &["Basic resource=\"https://vault.azure.net\""]).is_err());
    assert!(said(401, &["Bearer"]).is_err());
}

#[test]
fn control_characters_of_a_challenge_are_escaped() {
    let why = said(401, &["Bearer resource=\"https://evil\u{1b}[31m\""]).unwrap_err();
    assert!(!why.contains('\u{1b}'), "{why:?}");
}

#[test]
fn headers_are_taken_apart_as_written() {
    let two = [("Basic".to_owned(), 1), ("Bearer".to_owned(), 2)];
    assert_eq!(shape("Basic realm=x, Bearer a=\"b,c\" , d=e"), two);
    assert_eq!(
        shape("Negotiate YWJj==, Bearer a = b"),
        [("Negotiate".into(), 1), ("Bearer".into(), 1)]
    );
    let escaped = parse(r#"Bearer a="q\"u\\o""#);
    assert_eq!(escaped[0].get("A"), Some(r#"q"u\o"#));
    for broken in
        ["", ",,,", "=", "\"", "Bearer a=\"unended", "a=b", "Bearer \u{e9}=x", "Bearer a=\"\\"]
    {
        let _ = parse(broken);
    }
    assert_eq!(parse("Bearer a=\"unended")[0].get("a"), Some("unended"));
}
