//! The forms in which one value may stand in a text: plain, or encoded.
//!
//! In comes a value, out go texts to look for, in texts whose escapes were undone as well. It must
//! not know what makes a value a secret.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{
    GeneralPurpose, STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD,
};

use super::escapes;

/// A form shorter than this would be found by chance.
const SHORTEST: usize = 8;

/// The forms in which requests, answers and their records may hold it.
pub fn of(value: &str) -> BTreeSet<String> {
    // How a form field has spaces; its percent signs are undone.
    let mut forms = vec![value.replace(' ', "+")];
    forms.extend([STANDARD, URL_SAFE].map(|engine| engine.encode(value)));
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        forms.push(engine.encode(value));
        // As a part of something longer that was encoded as a whole, such as `user:value`.
        forms.extend((1..3).filter_map(|offset| inside(value, offset, &engine)));
    }
    forms.retain(|f| f.len() >= SHORTEST);
    forms.push(value.to_owned());
    let undone = forms.iter().flat_map(|form| escapes::layers(form)).map(|plain| plain.text);
    let undone: Vec<String> = undone.collect();
    forms.into_iter().chain(undone).collect()
}

/// The characters of its base64 that do not depend on what stands beside it.
fn inside(value: &str, offset: usize, engine: &GeneralPurpose) -> Option<String> {
    let mut bytes = vec![0; offset];
    bytes.extend_from_slice(value.as_bytes());
    let encoded = engine.encode(&bytes);
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
        assert_eq!(of("abc"), ["abc".to_owned()].into());
        assert!(of(r"back\slash%41").contains("backslashA"));
    }
}
