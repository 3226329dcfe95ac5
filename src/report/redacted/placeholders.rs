//! Placeholders for values that are made anew each time, numbered in the order of appearance.
//!
//! In come the parts of one case, in a fixed order; they are changed in place. What is volatile
//! is known in `volatile`; it must not know which field a text is from.

use serde_json::Number;

use crate::verdict::Visitor;
use crate::volatile::{self, Form};

/// The values of a case that were seen so far.
pub struct Placeholders<'r> {
    runs: &'r [String],
    ids: Vec<String>,
    blobs: Vec<String>,
}

impl<'r> Placeholders<'r> {
    /// None seen yet, in a run of that id or those ids.
    pub fn new(runs: &'r [String]) -> Self {
        Placeholders { runs, ids: Vec::new(), blobs: Vec::new() }
    }

    fn of(&mut self, form: Form, part: &str) -> String {
        match form {
            Form::Pem => {
                let label = part.trim_start_matches("-----BEGIN ").split("-----").next();
                format!("<{}>", label.unwrap_or_default())
            }
            Form::HttpDate => "date".to_owned(),
            Form::Time => "time".to_owned(),
            Form::Trace => "trace".to_owned(),
            // The run's own id is already replaced, and the rest of a name says which case it is.
            Form::RunName => part.to_owned(),
            Form::Id => numbered("id", &mut self.ids, part),
            Form::Blob => numbered("blob", &mut self.blobs, part),
            // Numbers, so that JSON stays JSON and a URL a URL.
            Form::Port | Form::Seconds => "0".to_owned(),
        }
    }
}

impl Visitor for Placeholders<'_> {
    fn text(&mut self, text: &mut String) {
        for run in self.runs.iter().filter(|id| !id.is_empty()) {
            *text = text.replace(run.as_str(), "run");
        }
        *text = volatile::replace(text, |form, part| self.of(form, part));
    }

    fn number(&mut self, number: &mut Number) {
        if volatile::is_volatile(&number.to_string()) {
            *number = 0.into();
        }
    }

    fn size(&mut self, size: &mut usize) {
        *size = 0;
    }

    /// How often a step had to ask depends on the clock.
    fn count(&mut self, count: &mut u64) {
        *count = 0;
    }
}

fn numbered(kind: &str, seen: &mut Vec<String>, value: &str) -> String {
    let known = seen.iter().position(|v| v == value);
    let index = known.unwrap_or_else(|| {
        seen.push(value.to_owned());
        seen.len() - 1
    });
    format!("{kind}-{}", index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(text: &str) -> String {
        let runs = ["6b02b053964bc2".to_owned()];
        let mut text = text.to_owned();
        Placeholders::new(&runs).text(&mut text);
        text
    }

    #[test]
    fn values_are_told_by_their_form_and_numbered_as_they_come() {
        let (one, other) = ("a1".repeat(16), "B2".repeat(16));
        let blob = format!("MIIB{}/+aZ9==", "Ab0".repeat(40));
        let text = format!(
            r#"{{"id":"https://127.0.0.1:40123/c/kvc-6b02b053964bc2-01-x/{one}","v":"{other} {one}",
            "csr":"{blob}","x5t":"IWBVFOwAHmXosjTTA-GLEAzZOLI","again":"{blob}","nbf":1795334724}}"#
        );
        assert_eq!(
            settled(&text),
            r#"{"id":"https://127.0.0.1:0/c/kvc-run-01-x/id-1","v":"id-2 id-1",
            "csr":"blob-1","x5t":"blob-2","again":"blob-1","nbf":0}"#
        );
        let wordlike = r#"{"x5t":"rsl30znig-tax2-zu2licihjhxc"}"#;
        assert_eq!(settled(wordlike), r#"{"x5t":"blob-1"}"#);
        let times = "Sun, 22 Nov 2026 09:05:24 GMT, 2026-11-22T09:05:24.123Z";
        assert_eq!(settled(times), "date, time");
        let trace = format!("00-{}-{}-00", "0a".repeat(16), "b1".repeat(8));
        assert_eq!(settled(&trace), "trace");
        let pem = "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----";
        assert_eq!(settled(pem), "<CERTIFICATE>");
    }

    #[test]
    fn what_is_the_same_each_time_stays() {
        for text in [
            "/certificates/kvc-run-070-merge-completes-the-operation/pending?api-version=7.4",
            "/policy/x509_props/subjectAlternativeNames/dns_names",
            "Recoverable+Purgeable, application/x-pkcs12, 1.3.6.1.5.5.7.3.1, P-256, 2048, 404",
            "https://vault.example:8443/certificates",
        ] {
            assert_eq!(settled(text), text);
        }
    }
}
