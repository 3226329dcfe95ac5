//! The forms in which one value may stand in a text: plain, encoded, escaped.
//!
//! In comes a value, out go texts to look for. It must not know what makes a value a secret.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use url::form_urlencoded::byte_serialize;

/// A form shorter than this would be found by chance.
const SHORTEST: usize = 8;

/// The forms in which requests, answers and their records may hold it.
pub fn of(value: &str) -> Vec<String> {
    let form: String = byte_serialize(value.as_bytes()).collect();
    let mut forms = vec![
        STANDARD.encode(value),
        URL_SAFE.encode(value),
        STANDARD_NO_PAD.encode(value),
        URL_SAFE_NO_PAD.encode(value),
        form.replace('+', "%20"),
        form,
        json(value),
        // A body that was echoed inside another one.
        json(&json(value)),
    ];
    // As a part of something longer that was encoded as a whole, such as `user:value`.
    forms.extend((1..3).filter_map(|offset| inside(value, offset)));
    forms.retain(|f| f.len() >= SHORTEST && f != value);
    forms.push(value.to_owned());
    forms
}

/// A text as it is, and how a writer of JSON, XML or HTML would put it.
pub fn spelt(text: &str) -> BTreeSet<String> {
    let xml = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let quoted = xml.replace('"', "&quot;").replace('\'', "&#x27;");
    [text.to_owned(), json(text), xml, quoted.replace('/', "&#x2f;"), quoted].into()
}

fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// The characters of its base64 that do not depend on what stands beside it.
fn inside(value: &str, offset: usize) -> Option<String> {
    let mut bytes = vec![0; offset];
    bytes.extend_from_slice(value.as_bytes());
    let encoded = STANDARD_NO_PAD.encode(&bytes);
    let whole = bytes.len() / 3 * 4;
    encoded.get(4..whole).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_in_the_middle_of_what_was_encoded() {
        for before in ["", "u:", "us:", "usr:"] {
            let encoded = STANDARD.encode(format!("{before}correct horse battery/staple"));
            let forms = of("correct horse battery/staple");
            assert!(forms.iter().any(|f| encoded.contains(f.as_str())), "{encoded}");
        }
    }

    #[test]
    fn short_forms_that_would_be_found_by_chance_are_left_out() {
        assert_eq!(of("abc"), ["abc"]);
        assert!(of("a\"longer\"one").contains(&"a\\\"longer\\\"one".to_owned()));
    }
}
