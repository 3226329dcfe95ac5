//! The command line that repeats a request with curl.
//!
//! In come an exchange and what the target's certificate is held to, out goes a line for a shell.
//! The credential is named in it, never told.

use super::shell::quoted;
use crate::verdict::{ExchangeRecord, Tls};

/// The header that carries the credential; the shell fills it in.
const CREDENTIAL: &str = " -H \"Authorization: Bearer $TOKEN\"";

/// The line that repeats a request.
pub fn line(exchange: &ExchangeRecord, tls: &Tls) -> String {
    line_of(exchange, tls, quoted)
}

/// The same, each word of the request as `quote` writes it for the shell.
pub fn line_of(exchange: &ExchangeRecord, tls: &Tls, quote: impl Fn(&str) -> String) -> String {
    // With `-X HEAD` curl would wait for a body.
    let mut line = match exchange.method.as_str() {
        "HEAD" => lead("--head", tls),
        method => format!("{} -X {method}", lead("-i", tls)),
    };
    line.push(' ');
    line.push_str(&quote(&exchange.url));
    line.push_str(credential(exchange.authenticated));
    for (name, value) in headers(exchange) {
        // With a colon and nothing behind it curl would leave the header out.
        let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        line.push_str(" -H ");
        line.push_str(&quote(&header));
    }
    if let Some(body) = &exchange.request_body {
        // `-d` would take a body that begins with @ for the name of a file.
        line.push_str(" --data-raw ");
        line.push_str(&quote(body));
    }
    line
}

/// The headers that the line sends: all that went along but the credential, and what a client adds
/// by itself: its name, the length.
pub fn headers(exchange: &ExchangeRecord) -> impl Iterator<Item = &(String, String)> {
    let is_sent_apart =
        |name: &str| exchange.authenticated && name.eq_ignore_ascii_case("authorization");
    exchange.request_headers.iter().filter(move |(name, _)| !is_sent_apart(name))
}

/// What every line begins with: curl, what it is to do with the answer, and whom it is to trust.
pub fn lead(answer: &str, tls: &Tls) -> String {
    let trust = match &tls.ca {
        _ if tls.insecure => " -k".to_owned(),
        Some(ca) => format!(" --cacert {}", quoted(ca)),
        None => String::new(),
    };
    format!("curl -sS {answer}{trust}")
}

/// The option that sends the credential, where it goes along.
pub fn credential(is_sent: bool) -> &'static str {
    if is_sent { CREDENTIAL } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn exchange() -> ExchangeRecord {
        ExchangeRecord {
            url: "https://v/certificates/a/create?api-version=7.4".to_owned(),
            request_headers: vec![
                ("host".to_owned(), "kv1:8443".to_owned()),
                ("x-empty".to_owned(), String::new()),
            ],
            request_body: Some(r#"{"it's":"[masked]"}"#.to_owned()),
            authenticated: true,
            ..sample::run().cases[1].steps[0].exchanges[0].clone()
        }
    }

    #[test]
    fn it_is_quoted_and_names_the_credential() {
        assert_eq!(
            line(&exchange(), &Tls { ca: None, insecure: true }),
            "curl -sS -i -k -X POST 'https://v/certificates/a/create?api-version=7.4' \
             -H \"Authorization: Bearer $TOKEN\" -H 'host: kv1:8443' -H 'x-empty;' \
             --data-raw '{\"it'\\''s\":\"[masked]\"}'"
        );
        let headers = vec![("Authorization".to_owned(), "[masked]".to_owned())];
        let recorded = ExchangeRecord { request_headers: headers, ..exchange() };
        assert_eq!(line(&recorded, &Tls::default()).matches("Authorization").count(), 1);
        let unsent = ExchangeRecord { authenticated: false, ..recorded };
        assert!(!line(&unsent, &Tls::default()).contains("$TOKEN"));
    }

    #[test]
    fn a_head_waits_for_no_body() {
        let head = ExchangeRecord { method: "HEAD".to_owned(), request_body: None, ..exchange() };
        let line = line(&head, &Tls::default());
        assert!(line.starts_with("curl -sS --head 'https://v/"), "{line}");
    }

    #[test]
    fn it_trusts_whom_the_run_trusts() {
        let tls = |ca: Option<&str>, insecure| Tls { ca: ca.map(str::to_owned), insecure };
        let lead = |ca, insecure| lead("-i", &tls(ca, insecure));
        assert_eq!(lead(Some("my ca.pem"), false), "curl -sS -i --cacert 'my ca.pem'");
        assert_eq!(lead(Some("my ca.pem"), true), "curl -sS -i -k");
        assert_eq!(lead(None, false), "curl -sS -i");
    }
}
