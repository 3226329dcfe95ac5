//! How YAML is read: bounded, YAML 1.2 booleans only.
//!
//! In: nothing. Out: the parser's options. Must not know what is read.

use serde_saphyr::DuplicateKeyPolicy;

/// Depth and size bounded, duplicate keys refused.
pub(super) fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: 32, max_nodes: 100_000 },
        strict_booleans: true,
        // Else `0123` and `1_000` would be the numbers 123.0 and 1000.
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    }
}

/// The same, but a key that is there twice is handed on twice: whoever tells all mistakes of a file
/// goes on after it.
pub(super) fn forgiving() -> serde_saphyr::Options {
    let mut options = options();
    options.duplicate_keys = DuplicateKeyPolicy::PassThrough;
    options
}
