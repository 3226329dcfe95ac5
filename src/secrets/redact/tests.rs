//! Secrets in every coat, and what is none.

use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

#[test]
fn secrets_are_masked_in_every_coat() {
    let redactor = Redactor::new(["tok/en+1".to_owned()]);
    let seen = format!("tok/en+1 {} tok%2Fen%2B1", STANDARD.encode("tok/en+1"));
    assert_eq!(redactor.text(&seen), "[masked] [masked] [masked]");
    // As each of many encoders writes it, and one encoder after another.
    for coat in ["tok/en%2b1", "tok%2Fen+1", "tok%252fen%252B1", r"tok\/en\u002b1", r"tok\\\/en+1"]
    {
        assert_eq!(redactor.text(&format!("=\"{coat}\" é")), "=\"[masked]\" é");
        assert!(redactor.leaks(coat), "{coat}");
    }
    // The first that is escaped comes late, or the beginning repeats itself.
    let redactor = Redactor::new(["0123456789abcdef/tail\"mo\u{e9}re".to_owned()]);
    for coat in [
        r#"0123456789abcdef/tail\"mo\u00e9re"#,
        "0123456789abcdef%2ftail%22mo%c3%a9re",
        "0123456789abcdef%252Ftail%2522mo%25C3%25A9re",
        r#"0123456789abcdef\/tail\\\"mo\xe9re"#,
    ] {
        assert_eq!(redactor.text(&format!("<{coat}>")), "<[masked]>");
    }
    let redactor = Redactor::new([format!("{}-tail-abc", "0".repeat(24))]);
    assert_eq!(redactor.text(&format!("0{}-tail-abc.", "0".repeat(24))), "[masked].");
    let redactor = Redactor::new(["tok/en+1".to_owned()]);
    let html = "a&amp;b tok&#x2f;en&#43;1&quot;";
    assert_eq!(redactor.text(html), "a&amp;b [masked]&quot;");
    assert_eq!(redactor.header("Authorization", "Bearer x"), MASK);
    assert_eq!(redactor.header("X-MS-Token-AAD-Access-Token", "x"), MASK);
    assert_eq!(redactor.header("accept", "text/plain"), "text/plain");
}

#[test]
fn a_secret_learnt_later_is_masked_as_well() {
    let redactor = Redactor::new([]);
    assert_eq!(redactor.text("tok/en+1"), "tok/en+1");
    redactor.learn("tok/en+1");
    redactor.learn("tok/en+1");
    let seen = format!("tok/en+1 {} tok%2Fen%2B1", STANDARD.encode("tok/en+1"));
    assert_eq!(redactor.text(&seen), "[masked] [masked] [masked]");
    assert!(!format!("{redactor:?}").contains("tok"));
}

#[test]
fn secrets_are_masked_by_their_form() {
    let redactor = Redactor::new([]);
    let pfx = format!("MIIJ{}", "Ab0/".repeat(40));
    let encoded = STANDARD.encode("-----BEGIN EC PRIVATE KEY-----\nMIIB");
    for (seen, kept) in [
        (
            r#"{"pwd": "a\"b", "value":"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"}"#.to_owned(),
            r#"{"pwd": "[masked]", "value":"[masked private key]\n"}"#,
        ),
        (format!(r#"{{"value": "{pfx}"}}"#), r#"{"value": "[masked]"}"#),
        (encoded, MASK),
        ("a eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIn0abc.c2ln b".to_owned(), "a [masked] b"),
        ("Bearer 0123456789abcdef=".to_owned(), "Bearer [masked]"),
    ] {
        assert_eq!(redactor.text(&seen), kept);
    }
    let challenge = "Bearer authorization=\"https://login.example/t\", resource=\"https://v\"";
    assert_eq!(redactor.text(challenge), challenge);
}

#[test]
fn what_a_request_carries_in_secret_places_is_learnt() {
    let redactor = Redactor::new([]);
    let headers = [("X-Api-Key".to_owned(), "Key-0123456789".to_owned())];
    let line = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg";
    let body = format!(
        r#"{{"pwd":"Pa55-word/1","value":"-----BEGIN PRIVATE KEY-----\n{line}\n-----END PRIVATE KEY-----"}}"#
    );
    redactor.learn_from(&headers, Some(&body));
    let echoed = format!("you sent Pa55-word/1, {line} and Key-0123456789");
    assert_eq!(redactor.text(&echoed), "you sent [masked], [masked] and [masked]");
    assert!(!redactor.has_credential(), "a password is no credential for the target");
    redactor.learn_from(&[], Some(r#"{"pwd":"[REDACTED]"}"#));
    assert!(!redactor.leaks("[REDACTED]"), "what was hidden before is no secret");
    redactor.learn_from(&[], Some(r#"{"pwd":"invented"}"#));
    assert_eq!(redactor.text("it was invented"), "it was invented");
}

#[test]
fn what_is_left_of_a_secret_that_was_cut_is_masked() {
    let redactor = Redactor::new(["0123456789-abcdefghij-secret".to_owned()]);
    assert_eq!(redactor.text("got \"0123456789-abcdefg…\""), "got \"[masked]…\"");
    assert_eq!(redactor.text("0123456789-"), "0123456789-");
    assert_eq!(
        redactor.text("got \"0123456…\" (9 characters)"),
        "got \"[masked]…\" (9 characters)"
    );
    assert_eq!(redactor.text("got 012…"), "got 012…");
}

#[test]
fn a_token_is_known_in_broken_lines_named_entities_and_without_its_beginning() {
    let token = format!("head.{}/tail+end==", "0123456789abcdefghijklmnopqrstuvw".repeat(3));
    let redactor = Redactor::new([token.clone()]);
    let broken = |end: &str| {
        let encoded = STANDARD.encode(&token);
        let lines: Vec<_> = encoded.as_bytes().chunks(76).map(String::from_utf8_lossy).collect();
        lines.join(end)
    };
    for end in ["\n", "\r\n", "\\r\\n", "&#10;"] {
        assert_eq!(redactor.text(&format!("<{}>", broken(end))), "<[masked]>", "{end:?}");
    }
    let named = token.replace('/', "&sol;").replace('+', "&plus;").replace('=', "&equals;");
    assert_eq!(redactor.text(&format!("<{named}>")), "<[masked]>");
    assert_eq!(redactor.text(&format!("…{} é", &token[40..])), "…[masked] é");
    assert_eq!(redactor.text(&format!("…{} é", &token[40..60])), "…[masked] é");
}

#[test]
fn a_password_is_known_however_short_and_in_capitals() {
    let redactor = Redactor::new([]);
    redactor.learn_password("pw");
    redactor.learn_password("abc");
    redactor
        .learn_from(&[], Some(r#"{"credentials":{"pwd":"Sh0rt","x":1},"pwd":"Hunter2-Hunter2"}"#));
    assert_eq!(
        redactor.text("ABC pw sh0rt hunter2-HUNTER2 abcd"),
        "[masked] pw [masked] [masked] abcd"
    );
}

#[test]
fn the_last_scan_finds_a_secret_in_every_escape() {
    let redactor = Redactor::new(["s3cr<e>t/\"quoted\"&more".to_owned()]);
    for leak in [
        "s3cr<e>t/\"quoted\"&more".to_owned(),
        "s3cr&lt;e&gt;t&#x2f;&quot;quoted&quot;&amp;more".to_owned(),
        "s3cr&lt;e&gt;t/&quot;quoted&quot;&amp;more".to_owned(),
        r#"s3cr<e>t/\"quoted\"&more"#.to_owned(),
        STANDARD.encode("user:s3cr<e>t/\"quoted\"&more"),
        "s3cr%3Ce%3Et%2F%22quoted%22%26more".to_owned(),
        "-----BEGIN RSA PRIVATE KEY-----".to_owned(),
    ] {
        assert!(redactor.leaks(&leak), "{leak}");
    }
    assert!(!redactor.leaks("s3cret"));
    assert!(!Redactor::new(["test".to_owned()]).leaks("untested"), "by chance");
}

#[test]
fn what_is_short_is_looked_through_as_far_as_a_secret_may_be_in_it() {
    let redactor = Redactor::new(["secret-of-12".to_owned()]);
    assert_eq!(redactor.text("secret-of-12"), MASK);
    assert_eq!(redactor.text("secre…"), format!("{MASK}…"), "cut");
    assert_eq!(redactor.text(r"secr\u2026"), format!(r"{MASK}\u2026"), "cut and escaped");
    redactor.learn_password("pa\u{17f}\u{17f}wort");
    assert_eq!(redactor.text("passwort"), MASK);
    redactor.learn_password("Pw1");
    assert_eq!(redactor.text("pw1"), MASK);
    // The shortest of each kind that is told by its form.
    let none = Redactor::default();
    for (text, masked) in [
        (r#""pwd":"""#, r#""pwd":"[masked]""#),
        ("basic 0123456789abcdef", "basic [masked]"),
        ("eyJ01234567.eyJ01234567.", MASK),
        ("-----BEGIN PRIVATE KEY-----", "[masked private key]"),
    ] {
        assert_eq!(none.text(text), masked, "{text}");
    }
}
