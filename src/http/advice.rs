//! What went wrong below HTTP, in words that say what to do.

use std::error::Error;

/// A sign in what the libraries say, what it means, and what to do, where that is known. The first
/// that fits is told.
type Known = (&'static str, &'static str, Option<&'static str>);

/// What TLS, sockets and proxies say.
const KNOWN: [Known; 19] = [
    ("UnknownIssuer", UNTRUSTED, Some(TRUST)),
    ("self-signed", UNTRUSTED, Some(TRUST)),
    (
        "CaUsedAsEndEntity",
        // By this name people find what others say of it.
        "the certificate is a CA's own (CaUsedAsEndEntity), and a server must not show one",
        Some("make it with `-addext basicConstraints=critical,CA:FALSE`, or use --insecure"),
    ),
    (
        "not valid for any names",
        "the certificate names no host",
        Some("give it a subjectAltName, or use --insecure"),
    ),
    ("NotValidForName", OF_ANOTHER, Some(RENAME)),
    ("not valid for name", OF_ANOTHER, Some(RENAME)),
    ("certificate expired", EXPIRED, None),
    ("Expired", EXPIRED, None),
    ("not valid yet", EARLY, Some(CLOCKS)),
    ("NotValidYet", EARLY, Some(CLOCKS)),
    ("InvalidContentType", "this port does not speak TLS", Some("is it http:// ?")),
    ("does not allow extended key usage", "the certificate is not one for servers", None),
    ("invalid HTTP version", "this port does not speak HTTP", Some("is it https:// ?")),
    ("HandshakeFailure", "the two have no cipher or version of TLS in common", None),
    (
        "ProtocolVersion",
        "the two have no version of TLS in common",
        Some("at least 1.2 is spoken here"),
    ),
    (
        "proxy authorization required",
        "the proxy demands a user and a password",
        Some("they stand in its URL: http://user:password@host"),
    ),
    ("tunnel error: unsuccessful", "the proxy refuses to connect to the target", None),
    (REFUSED, "the connection is refused", Some("nothing listens there: is the target started?")),
    (UNRESOLVED, "the host name cannot be resolved", None),
];

/// What means something else behind a proxy: it is the proxy that refuses a connection or has no
/// address, and not the target.
const BEHIND_A_PROXY: [Known; 2] = [
    (REFUSED, "the proxy refuses the connection", None),
    (UNRESOLVED, "the proxy's host name cannot be resolved", None),
];

const REFUSED: &str = "Connection refused";
const UNRESOLVED: &str = "dns error";
const UNTRUSTED: &str = "the certificate's issuer is not trusted";
const TRUST: &str = "give its CA with --ca, or use --insecure";
const OF_ANOTHER: &str = "the certificate is for another host";
const RENAME: &str = "call the target by a name in it, or use --insecure";
const EXPIRED: &str = "the certificate has expired";
const EARLY: &str = "the certificate is not valid yet";
const CLOCKS: &str = "are the clocks right?";

/// What went wrong, and what to do about it where that is known.
pub fn told(error: &dyn Error, proxy: Option<&str>) -> String {
    let what = match known(error, proxy) {
        Some((_, what, Some(advice))) => format!("{what} ({advice})"),
        Some((_, what, None)) => (*what).to_owned(),
        None => innermost(error),
    };
    by_way_of(proxy, &what)
}

/// The same without what to do.
pub fn plainly(error: &dyn Error, proxy: Option<&str>) -> String {
    let what = known(error, proxy).map(|(_, what, _)| (*what).to_owned());
    by_way_of(proxy, &what.unwrap_or_else(|| innermost(error)))
}

fn known(error: &dyn Error, proxy: Option<&str>) -> Option<&'static Known> {
    let causes = causes(error).map(ToString::to_string);
    let said: Vec<String> = std::iter::once(error.to_string()).chain(causes).collect();
    let of_proxy = BEHIND_A_PROXY.iter().filter(|_| proxy.is_some());
    of_proxy.chain(&KNOWN).find(|(sign, ..)| said.iter().any(|text| text.contains(sign)))
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

/// What caused all the rest, without the URL, which is told beside it, and the system's number.
fn innermost(error: &dyn Error) -> String {
    let text = causes(error).last().map_or_else(|| error.to_string(), ToString::to_string);
    let text = text.split(" for url (").next().unwrap_or(&text);
    text.split(" (os error ").next().unwrap_or(text).to_owned()
}

/// What caused an error, what caused that.
pub fn causes(error: &dyn Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
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
            (names(&[]), "names no host (give it a subjectAltName"),
            (names(&["a", "b"]), "for another host"),
            (CertificateError::ExpiredContext { time: at(2), not_after: at(1) }, "has expired"),
            (CertificateError::Expired, "has expired"),
            (CertificateError::NotValidYetContext { time: at(1), not_before: at(2) }, EARLY),
            (CertificateError::NotValidYet, EARLY),
        ];
        for (error, advice) in wrong {
            let said = told(&rustls::Error::InvalidCertificate(error), None);
            assert!(said.contains(advice), "{said}");
            assert!(said.starts_with("the certificate"), "{said}");
        }
        let plain = rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType);
        assert_eq!(told(&plain, None), "this port does not speak TLS (is it http:// ?)");
        assert_eq!(plainly(&plain, None), "this port does not speak TLS");
    }

    /// An error of webpki's, whose `Display` is its `Debug`.
    fn webpki_says(word: &str) -> std::io::Error {
        std::io::Error::other(word.to_owned())
    }

    /// An error that another one caused.
    #[derive(Debug, thiserror::Error)]
    #[error("error sending request for url (http://v.example/)")]
    struct Sending(#[source] std::io::Error);

    #[test]
    fn of_a_cause_that_is_not_known_the_innermost_is_told_and_no_number() {
        let unknown = Sending(std::io::Error::other("closed (os error 4711)"));
        assert_eq!(told(&unknown, None), "closed");
        assert_eq!(plainly(&unknown, None), "closed");
        let alone = std::fmt::Error;
        assert_eq!(told(&alone, None), alone.to_string());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn behind_a_proxy_the_target_is_not_blamed() {
        let refused = Sending(std::io::Error::from_raw_os_error(111));
        let direct = "the connection is refused (nothing listens there: is the target started?)";
        assert_eq!(told(&refused, None), direct);
        let said = told(&refused, Some("http://p:1"));
        let proxied = "the proxy refuses the connection (by way of the proxy http://p:1, ";
        assert!(said.starts_with(proxied), "{said}");
    }
}
