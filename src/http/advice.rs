//! What went wrong below HTTP, in words that say what to do.

use std::error::Error;

/// What TLS and sockets say, and what to do. The first that fits is told.
const ADVICE: [(&str, &str); 17] = [
    ("UnknownIssuer", UNTRUSTED),
    ("self-signed", UNTRUSTED),
    (
        "CaUsedAsEndEntity",
        "the certificate is a CA's own, and a server must not show one: make it with \
         `-addext basicConstraints=critical,CA:FALSE`, or use --insecure",
    ),
    ("not valid for any names", NAMELESS),
    ("NotValidForName", "the certificate is for another host"),
    ("not valid for name", "the certificate is for another host"),
    ("certificate expired", "the certificate has expired"),
    ("Expired", "the certificate has expired"),
    ("not valid yet", EARLY),
    ("NotValidYet", EARLY),
    ("InvalidContentType", "this port does not speak TLS: is it http:// ?"),
    ("does not allow extended key usage", "the certificate is not one for servers"),
    ("invalid HTTP version", "this port does not speak HTTP: is it https:// ?"),
    ("HandshakeFailure", "the two have no cipher or version of TLS in common"),
    ("ProtocolVersion", "the two have no version of TLS in common; at least 1.2 is spoken here"),
    ("Connection refused", REFUSED),
    ("dns error", UNRESOLVED),
];

const UNTRUSTED: &str = "the certificate is not trusted: give its CA with --ca, or --insecure";
const NAMELESS: &str = "the certificate names no host: give it a subjectAltName, or use --insecure";
const EARLY: &str = "the certificate is not valid yet: are the clocks right?";
const REFUSED: &str = "nothing listens there: is the target started?";
const UNRESOLVED: &str = "the host name cannot be resolved";

/// An error with its causes, and advice where the cause is a usual one. Behind a proxy it is the
/// proxy that refuses a connection or has no address, and not the target.
pub fn told(error: &dyn Error, proxy: Option<&str>) -> String {
    let text = causes(error);
    let advice = ADVICE.iter().find(|(sign, _)| text.contains(sign)).map(|(_, advice)| *advice);
    let is_direct = proxy.is_none();
    let told = match advice.filter(|a| is_direct || ![REFUSED, UNRESOLVED].contains(a)) {
        Some(advice) => format!("{text} ({advice})"),
        None => text,
    };
    by_way_of(proxy, &told)
}

/// What went wrong, and the proxy that may have its part in it.
pub fn by_way_of(proxy: Option<&str>, what: &str) -> String {
    match proxy {
        Some(proxy) => format!(
            "{what} (by way of the proxy {proxy}, which the environment names in HTTP_PROXY, \
             HTTPS_PROXY or ALL_PROXY)"
        ),
        None => what.to_owned(),
    }
}

/// An error with everything that caused it, without the URL, which is told beside it.
pub fn causes(error: &dyn Error) -> String {
    let text = error.to_string();
    let mut text = text.split(" for url (").next().unwrap_or(&text).to_owned();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let line = inner.to_string();
        if !text.ends_with(&line) {
            text.push_str(": ");
            text.push_str(&line);
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::pki_types::{ServerName, UnixTime};
    use rustls::{CertificateError, InvalidMessage};
    use std::time::Duration;

    /// The libraries' own wordings, so that a new version that says it otherwise is noticed.
    #[test]
    fn advice_goes_by_what_the_tls_library_really_says() {
        let at = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let names = |presented: &[&str]| CertificateError::NotValidForNameContext {
            expected: ServerName::try_from("v.example").unwrap(),
            presented: presented.iter().map(|&name| name.to_owned()).collect(),
        };
        let ca = rustls::OtherError(std::sync::Arc::new(webpki_says("CaUsedAsEndEntity")));
        let wrong: [(CertificateError, &str); 8] = [
            (CertificateError::UnknownIssuer, UNTRUSTED),
            (CertificateError::Other(ca), "basicConstraints=critical,CA:FALSE"),
            (names(&[]), NAMELESS),
            (names(&["a", "b"]), "for another host"),
            (CertificateError::ExpiredContext { time: at(2), not_after: at(1) }, "has expired"),
            (CertificateError::Expired, "has expired"),
            (CertificateError::NotValidYetContext { time: at(1), not_before: at(2) }, EARLY),
            (CertificateError::NotValidYet, EARLY),
        ];
        for (error, advice) in wrong {
            let said = told(&rustls::Error::InvalidCertificate(error), None);
            assert!(said.contains(advice), "{said}");
        }
        let plain = rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType);
        assert!(told(&plain, None).ends_with("(this port does not speak TLS: is it http:// ?)"));
    }

    /// An error of webpki's, whose `Display` is its `Debug`.
    fn webpki_says(word: &str) -> std::io::Error {
        std::io::Error::other(word.to_owned())
    }

    #[test]
    fn behind_a_proxy_the_target_is_not_blamed() {
        let refused = std::io::Error::from_raw_os_error(111);
        assert!(told(&refused, None).contains(REFUSED) || !cfg!(target_os = "linux"));
        let said = told(&refused, Some("http://p:1"));
        assert!(said.contains("proxy http://p:1") && !said.contains(REFUSED), "{said}");
    }
}
