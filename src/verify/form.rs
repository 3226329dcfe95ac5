//! Reads JSON of a certain form; other JSON is told from what is none.
//!
//! In: a text. Out: what was to be read, or none where it is other JSON. Must not know the form.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

/// What the text holds; none where it is JSON of another form.
pub(super) fn read<'t, T: Deserialize<'t>>(text: &'t str) -> serde_json::Result<Option<T>> {
    match serde_json::from_str(text) {
        Ok(read) => Ok(Some(read)),
        // Behind the place at which the form ends it may be none.
        Err(error) if error.classify() == Category::Data => {
            serde_json::from_str::<IgnoredAny>(text).map(|_| None)
        }
        Err(error) => Err(error),
    }
}
