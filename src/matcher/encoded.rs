//! Base64 as the service writes it, and as captured values may come.
//!
//! In: text. Out: its bytes, in the one alphabet that is asked for, or in either. Must not know
//! what the bytes are.

use base64::DecodeError;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use crate::verdict::finding::Reason;

use super::reason::{about, because, number};

/// Decodes standard base64 with padding; where it is none, why.
pub(super) fn strict(text: &str) -> Result<Vec<u8>, Reason> {
    STANDARD.decode(text).map_err(|error| why(&error))
}

/// Decodes base64 with either alphabet, padded or not.
pub(super) fn lenient(text: &str) -> Result<Vec<u8>, Reason> {
    let text = text.trim_end_matches('=');
    let decoded = if text.contains(['-', '_']) {
        STANDARD_NO_PAD.decode(text.replace('-', "+").replace('_', "/"))
    } else {
        STANDARD_NO_PAD.decode(text)
    };
    decoded.map_err(|error| why(&error))
}

fn why(error: &DecodeError) -> Reason {
    match error {
        DecodeError::InvalidByte(offset, _) | DecodeError::InvalidLastSymbol { offset, .. } => {
            about("not-base64", [("at", (offset + 1).into())])
        }
        DecodeError::InvalidLength(_) => because("base64-cut-short"),
        DecodeError::InvalidPadding => because("base64-wrong-padding"),
    }
}

/// Words for a reason of this file.
pub(super) fn explain(reason: &Reason) -> Option<String> {
    match reason.code.as_str() {
        "not-base64" => Some(format!("not base64 at character {}", number(reason, "at"))),
        "base64-cut-short" => Some("not base64: cut short".to_owned()),
        "base64-wrong-padding" => Some("not base64: wrong padding".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_writes_standard_base64_and_a_capture_may_be_any() {
        let said = |decoded: Result<Vec<u8>, Reason>| explain(&decoded.unwrap_err()).unwrap();
        assert_eq!(strict("+/8="), Ok(vec![0xfb, 0xff]));
        assert_eq!(lenient("-_8"), Ok(vec![0xfb, 0xff]));
        assert_eq!(said(strict("-_8=")), "not base64 at character 1");
        assert_eq!(said(strict("AAAAAAAAAAA\nAAAA")), "not base64 at character 12");
        assert_eq!(said(strict("+/8")), "not base64: wrong padding");
        assert_eq!(said(strict("AAAAA")), "not base64: cut short");
        assert_eq!(said(lenient("é")), "not base64 at character 1");
    }
}
