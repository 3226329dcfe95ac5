//! The body of an answer: its bytes, and the JSON that they hold, read once.
//!
//! In: bytes. Out: the same, or their value. The rules, the case and the clean-up all look into one
//! answer; whoever is the first reads it. Must not know what is looked for.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

/// Bytes that nobody changes, so that what was read of them stays true, also of every copy.
#[derive(Debug, Clone, Default)]
pub struct Body(Arc<Read>);

#[derive(Debug, Default)]
struct Read {
    bytes: Vec<u8>,
    json: OnceLock<Option<Arc<Value>>>,
}

impl Body {
    /// Bytes, and the value that they were read as.
    pub fn read_as(bytes: Vec<u8>, json: Value) -> Body {
        Body(Arc::new(Read { bytes, json: OnceLock::from(Some(Arc::new(json))) }))
    }

    /// The value, if they are JSON (not nested too deep).
    pub fn json(&self) -> Option<&Value> {
        self.read().map(Arc::as_ref)
    }

    /// The same, for whoever keeps it.
    pub fn shared_json(&self) -> Option<Arc<Value>> {
        self.read().cloned()
    }

    fn read(&self) -> Option<&Arc<Value>> {
        let Read { bytes, json } = &*self.0;
        json.get_or_init(|| serde_json::from_slice(bytes).ok().map(Arc::new)).as_ref()
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Body(Arc::new(Read { bytes, json: OnceLock::new() }))
    }
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0.bytes
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.0.bytes == other.0.bytes
    }
}

impl Eq for Body {}
