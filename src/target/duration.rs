//! A duration in a target file.

use std::time::Duration;

use serde::{Deserialize as _, Deserializer};

use crate::yaml;

/// Reads one; what is none is told with how to write it.
pub fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let written = String::deserialize(deserializer)?;
    yaml::duration(&written).ok_or_else(|| {
        serde::de::Error::custom(format!(
            "`{written}` is no duration: write 500ms, 20s or 3m (at most an hour)"
        ))
    })
}
