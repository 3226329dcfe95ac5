//! Random names: run ids and the embedded vault's token. Imports nothing of the crate.

use std::fmt::Write as _;

/// Lower-case hex of that many random bytes.
pub fn hex(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    aws_lc_rs::rand::fill(&mut buffer).expect("the system's random source answers");
    buffer.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn two_are_different_and_as_long_as_asked() {
        assert_eq!(hex(8).len(), 16);
        assert_ne!(hex(8), hex(8));
    }
}
