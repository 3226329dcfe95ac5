//! What a value of an answer must be: the matchers of an expectation.
//!
//! One file a matcher, or a small family of them: how it is read, filled, judged, described, and
//! how its reasons are put into words. In: YAML values, then the values of an answer. Out: matched
//! or not, as data. Must not know where in an answer a value comes from. A new matcher is a file
//! and its line in `KINDS`.

mod argument;
mod bound;
mod certificate;
mod combined;
mod contains;
mod count;
mod csr;
mod der;
mod diff;
mod each;
mod encoded;
mod equals;
mod has;
mod kind;
mod matches;
mod media_type;
pub mod pattern;
mod reason;
mod shape;
pub mod shorten;
mod subject;
mod thumbprint;
mod url;
mod word;
mod x509;

use serde_json::Value;

pub use equals::OTHER_TEXT;
pub use kind::{Judged, Matcher, Miss, NoMatcher};

use kind::{Read, Reader};

/// The matchers there are: the key, and what reads what stands under it.
const KINDS: [(&str, Read); 22] = [
    ("equals", equals::read),
    ("same-word", word::read),
    ("one-of", combined::read_one_of),
    ("all-of", combined::read_all_of),
    ("not", combined::read_not),
    ("matches", matches::read),
    ("present", shape::read_present),
    ("optional", combined::read_optional),
    ("type", shape::read_type),
    ("non-empty", shape::read_non_empty),
    ("at-least", bound::read_at_least),
    ("at-most", bound::read_at_most),
    ("contains", contains::read),
    ("each", each::read),
    ("has", has::read),
    ("count", count::read),
    ("url", url::read),
    ("media-type", media_type::read),
    ("csr", csr::read),
    ("der", der::read),
    ("certificate", certificate::read),
    ("thumbprint-of", thumbprint::read),
];

/// Reads a matcher: a plain value, or a mapping with exactly one known key.
pub fn parse(value: &Value) -> Result<Matcher, NoMatcher> {
    Reader { kinds: &KINDS, plain: equals::read }.matcher(value)
}

/// The keys a matcher can have.
pub fn names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(name, _)| *name)
}

#[cfg(test)]
mod tests;
