//! What went wrong below HTTP, in words that say what to do.

use std::error::Error;

const ADVICE: [(&str, &str); 8] = [
    ("UnknownIssuer", "the certificate is not trusted: give its CA with --ca, or --insecure"),
    ("NotValidForName", "the certificate is for another host"),
    ("not valid for name", "the certificate is for another host"),
    ("self-signed", "the certificate is not trusted: give its CA with --ca, or --insecure"),
    ("Expired", "the certificate has expired"),
    ("CorruptMessage", "this port does not speak TLS: is it http:// ?"),
    ("Connection refused", "nothing listens there: is the target started?"),
    ("dns error", "the host name cannot be resolved"),
];

/// An error with its causes, and advice where the cause is a usual one.
pub fn told(error: &dyn Error) -> String {
    let text = causes(error);
    match ADVICE.iter().find(|(sign, _)| text.contains(sign)) {
        Some((_, advice)) => format!("{text} ({advice})"),
        None => text,
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
