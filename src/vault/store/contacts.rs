//! Who is told when a certificate is about to expire. Nobody ever is: contacts are kept and shown.

use serde::{Deserialize, Serialize};

/// One person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The mail address.
    pub email: String,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Contact {
    /// The longest of its texts.
    pub fn longest(&self) -> usize {
        let texts = [Some(&self.email), self.name.as_ref(), self.phone.as_ref()];
        texts.into_iter().flatten().map(String::len).max().unwrap_or_default()
    }
}
