//! What can be an api-version: of a target file, or of the command line.

use serde::de::Error as _;
use serde::{Deserialize as _, Deserializer};

/// Reads that of a target file.
pub(super) fn api_version<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let written = String::deserialize(from)?;
    if is_api_version(&written) {
        Ok(written)
    } else {
        Err(D::Error::custom(format!("`api_version` is {written:?}: give one, as 7.4")))
    }
}

/// Whether a text can be an api-version; anything else would be the target's to refuse, and look
/// like its fault.
pub fn is_api_version(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_plain)
}

/// Letters, digits, dots and dashes.
pub(super) fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-.".contains(c)
}
