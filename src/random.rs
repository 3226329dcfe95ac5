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

/// A seed for an order, short enough to be typed.
pub fn seed() -> u64 {
    let mut buffer = [0; 4];
    aws_lc_rs::rand::fill(&mut buffer).expect("the system's random source answers");
    u64::from(u32::from_le_bytes(buffer))
}

/// The same order for the same seed (Fisher and Yates, with the numbers of SplitMix64).
pub fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for last in (1..items.len()).rev() {
        items.swap(last, (next(&mut state) % (last as u64 + 1)) as usize);
    }
}

fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::{hex, shuffle};

    #[test]
    fn an_order_is_that_of_its_seed_and_loses_nothing() {
        let order = |seed| {
            let mut items: Vec<u8> = (0..50).collect();
            shuffle(&mut items, seed);
            items
        };
        assert_eq!(order(7), order(7));
        assert_ne!(order(7), order(8));
        let mut sorted = order(7);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<u8>>());
    }

    #[test]
    fn two_are_different_and_as_long_as_asked() {
        assert_eq!(hex(8).len(), 16);
        assert_ne!(hex(8), hex(8));
    }
}
