//! A number of things in words.
//!
//! In: how many, and the word for one. Out: the two, the word in the plural where it must be.

/// `1 case`, `2 cases`.
pub fn counted(n: u64, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}
