//! What must never be shown, and the masking of it: credentials, passwords and private keys, in
//! every form and escape in which a text may hold them.
//!
//! In: secret values as they become known, and texts. Out: the texts, masked, or whether one leaks.
//! Must not know where texts come from or where they go.

mod escapes;
mod forms;
mod grams;
mod known_forms;
pub mod learnt;
pub mod masks;
mod parts;
mod passwords;
#[cfg(test)]
mod properties;
pub mod redact;
pub mod sieve;
