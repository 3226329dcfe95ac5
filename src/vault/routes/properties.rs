//! What a client may say of a version beside its certificate: whether it is enabled, and tags.
//!
//! In: the keys `attributes` and `tags` of a create, import, merge or PATCH. Out: a version that
//! has them, or why not.

use serde::Deserialize;

use super::call::Call;
use crate::vault::{
    action::Action,
    faults::Subtle,
    store::{Tags, Version},
    wire::Refusal,
};

const MOST_TAGS: usize = 15;
const LONGEST_TAG: usize = 256;

/// The keys as a client writes them.
#[derive(Debug, Default, Deserialize)]
pub struct Properties {
    attributes: Option<Attributes>,
    tags: Option<Tags>,
    /// Whether the chain keeps the order in which it came.
    #[serde(rename = "preserveCertOrder")]
    pub preserves_order: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Attributes {
    enabled: Option<bool>,
}

impl Properties {
    /// Checks the bounds that the service has for tags.
    pub fn check(&self) -> Result<(), Refusal> {
        let tags = self.tags.iter().flatten();
        if tags.clone().count() > MOST_TAGS {
            let message = format!("Property tags has more than {MOST_TAGS} entries");
            return Err(Refusal::bad_parameter(message));
        }
        let mut texts = tags.flat_map(|(key, value)| [key, value]);
        if texts.any(|text| text.len() > LONGEST_TAG) {
            let message = format!("Property tags has a text of more than {LONGEST_TAG} bytes");
            return Err(Refusal::bad_parameter(message));
        }
        Ok(())
    }

    /// Puts what is given into a version; the rest stays.
    pub fn apply(self, call: &Call, version: &mut Version) {
        if let Some(enabled) = self.attributes.and_then(|attributes| attributes.enabled)
            && !call.has(Subtle::EnabledIgnored)
        {
            version.enabled = enabled;
        }
        let (dropped, reset) = match call.action {
            Action::Create => (call.has(Subtle::CreateTagsDropped), false),
            Action::Import => (call.has(Subtle::ImportTagsDropped), false),
            Action::Merge => (call.has(Subtle::MergeTagsDropped), false),
            _ => (false, call.has(Subtle::PatchDropsOtherTags)),
        };
        if let Some(tags) = self.tags.filter(|_| !dropped) {
            version.tags = tags;
        } else if reset {
            version.tags.clear();
        }
        version.preserves_order = self.preserves_order.or(version.preserves_order);
    }
}
