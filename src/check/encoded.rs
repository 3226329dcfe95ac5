//! Base64 as the service writes it, and as captured values may come.

use base64::DecodeError;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// Decodes standard base64 with padding; where it is none, why.
pub(super) fn strict(text: &str) -> Result<Vec<u8>, String> {
    STANDARD.decode(text).map_err(|error| why(&error))
}

/// Decodes base64 with either alphabet, padded or not.
pub(super) fn lenient(text: &str) -> Result<Vec<u8>, String> {
    let standard: String = text
        .trim_end_matches('=')
        .chars()
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    STANDARD_NO_PAD.decode(standard).map_err(|error| why(&error))
}

fn why(error: &DecodeError) -> String {
    match error {
        DecodeError::InvalidByte(offset, _) | DecodeError::InvalidLastSymbol { offset, .. } => {
            format!("not base64 at character {}", offset + 1)
        }
        DecodeError::InvalidLength(_) => "not base64: cut short".to_owned(),
        DecodeError::InvalidPadding => "not base64: wrong padding".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_writes_standard_base64_and_a_capture_may_be_any() {
        assert_eq!(strict("+/8="), Ok(vec![0xfb, 0xff]));
        assert_eq!(lenient("-_8"), Ok(vec![0xfb, 0xff]));
        assert_eq!(strict("-_8="), Err("not base64 at character 1".into()));
        assert_eq!(strict("AAAAAAAAAAA\nAAAA"), Err("not base64 at character 12".into()));
        assert_eq!(strict("+/8"), Err("not base64: wrong padding".into()));
        assert_eq!(strict("AAAAA"), Err("not base64: cut short".into()));
        assert_eq!(lenient("é"), Err("not base64 at character 1".into()));
    }
}
