//! `thumbprint-of`: the SHA-1 of DER bytes in base64url without padding, as the service writes
//! `x5t`.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::template::{self, TemplateError, Variables};
use crate::verdict::finding::Reason;

use super::argument::{mapping, quoted, string, text, when};
use super::encoded;
use super::kind::{Judged, Kind, Matcher, NoMatcher, Reader};
use super::reason::of_argument;

#[derive(Debug)]
struct ThumbprintOf(String);

/// Reads the base64 of the bytes.
pub(super) fn read(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(ThumbprintOf(text("thumbprint-of", argument)?)))
}

impl Kind for ThumbprintOf {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(ThumbprintOf(template::fill_text(&self.0, variables)?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let wanted = thumbprint(&self.0).map_err(|why| of_argument(why, "thumbprint-of"))?;
        when(wanted == string(value)?)
    }

    fn describe(&self) -> String {
        match thumbprint(&self.0) {
            Ok(thumbprint) => format!("the thumbprint {}", quoted(&thumbprint)),
            Err(_) => format!("the thumbprint of {}", quoted(&self.0)),
        }
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        encoded::explain(reason).map(|words| format!("`thumbprint-of` is {words}"))
    }

    fn written(&self) -> Value {
        mapping("thumbprint-of", self.0.clone())
    }
}

fn thumbprint(given: &str) -> Result<String, Reason> {
    let der = encoded::lenient(given)?;
    Ok(URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &der)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbprint_is_the_known_sha1_in_base64url() {
        assert_eq!(thumbprint("YWJj").as_deref(), Ok("qZk-NkcGgWq6PiVxeFDCbJzQ2J0"));
        assert!(thumbprint("?").is_err());
    }
}
