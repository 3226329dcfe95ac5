//! Eight bytes of a text at once, and a quick answer to whether they are of interest.
//!
//! In: grams. Out: whether one may be known. It must not know what a gram is a part of.

/// Bytes that are looked up at once.
pub const GRAM: usize = 8;
/// Bits for grams: the forms of a token have some thousand.
const LIKELY: usize = 1 << 16;

/// A bit for each known gram: one that is not among these is not known, one that is may be by
/// chance.
pub struct Likely(Box<[u64]>);

impl Default for Likely {
    fn default() -> Self {
        Likely(vec![0; LIKELY / 64].into())
    }
}

impl Likely {
    /// The word and the bit of a gram: the upper bits of a product that all its bytes reach.
    fn bit(gram: [u8; GRAM]) -> (usize, u64) {
        let mixed = u64::from_le_bytes(gram).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let bit = mixed >> (u64::BITS - LIKELY.ilog2());
        ((bit / 64) as usize, 1 << (bit % 64))
    }

    /// From now on it may be known.
    pub fn add(&mut self, gram: [u8; GRAM]) {
        let (word, bit) = Likely::bit(gram);
        self.0[word] |= bit;
    }

    /// Whether it may be known.
    pub fn has(&self, gram: [u8; GRAM]) -> bool {
        let (word, bit) = Likely::bit(gram);
        self.0[word] & bit != 0
    }
}
