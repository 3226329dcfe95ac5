//! The little DER that rcgen does not do for the vault: elements taken apart and put together,
//! and object identifiers.
//!
//! In: bytes. Out: elements, or `None` where the bytes are none. It must not know what they mean.

/// Tag and content of the first element, and what follows it.
pub(super) fn first(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (short, rest) = rest.split_first()?;
    let (length, rest) = if *short < 0x80 {
        (usize::from(*short), rest)
    } else {
        let count = usize::from(short & 0x7f);
        if !(1..=4).contains(&count) || rest.len() < count {
            return None;
        }
        let (bytes, rest) = rest.split_at(count);
        (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
    };
    (rest.len() >= length).then(|| (*tag, &rest[..length], &rest[length..]))
}

/// The elements within the first element, each whole.
pub(super) fn children(der: &[u8]) -> Option<Vec<&[u8]>> {
    let (_, mut content, _) = first(der)?;
    let mut children = Vec::new();
    while !content.is_empty() {
        let (_, _, rest) = first(content)?;
        children.push(&content[..content.len() - rest.len()]);
        content = rest;
    }
    Some(children)
}

/// An element made of its content, piece by piece.
pub(super) fn element(tag: u8, pieces: &[&[u8]]) -> Vec<u8> {
    let content = pieces.concat();
    let mut der = vec![tag];
    if let Ok(short @ 0..0x80) = u8::try_from(content.len()) {
        der.push(short);
    } else {
        let bytes = content.len().to_be_bytes();
        let bytes = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
        der.push(0x80 | u8::try_from(bytes.len()).unwrap_or(8));
        der.extend_from_slice(bytes);
    }
    der.extend(content);
    der
}

/// Reads a dotted OID, within the bounds that DER and the encoder allow.
pub(super) fn arcs(dotted: &str) -> Option<Vec<u64>> {
    let arcs: Vec<u64> = dotted
        .split('.')
        .map(|arc| arc.parse::<u32>().ok().map(u64::from))
        .collect::<Option<_>>()?;
    match arcs.as_slice() {
        [0 | 1, 0..=39, ..] | [2, _, ..] if arcs.len() <= 32 => Some(arcs),
        _ => None,
    }
}

/// An object identifier.
pub(super) fn identifier(arcs: &[u64]) -> Vec<u8> {
    let [first, second, rest @ ..] = arcs else { return element(OBJECT_IDENTIFIER, &[]) };
    let mut content = Vec::new();
    for arc in std::iter::once(&(first * 40 + second)).chain(rest) {
        let mut groups = vec![(arc & 0x7f) as u8];
        let mut left = arc >> 7;
        while left > 0 {
            groups.push((left & 0x7f) as u8 | 0x80);
            left >>= 7;
        }
        content.extend(groups.iter().rev());
    }
    element(OBJECT_IDENTIFIER, &[&content])
}

pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_together_comes_apart_again() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let content = vec![7; length];
            let whole = element(OCTET_STRING, &[&content]);
            let (tag, read, rest) = first(&whole).unwrap();
            assert_eq!((tag, read, rest), (OCTET_STRING, &content[..], &[][..]));
        }
        let (one, two) = (element(SET, &[]), identifier(&[1, 2, 840, 113_549]));
        let whole = element(SEQUENCE, &[&one, &two]);
        assert_eq!(children(&whole).unwrap(), [&one[..], &two[..]]);
        assert_eq!(two, [6, 6, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]);
    }

    #[test]
    fn what_is_cut_is_none() {
        for cut in [&[][..], &[0x30], &[0x30, 2, 1], &[0x30, 0x80], &[0x30, 0x85, 1, 1, 1, 1, 1]] {
            assert!(first(cut).is_none(), "{cut:?}");
        }
        assert!(children(&[0x30, 2, 4, 9]).is_none());
    }
}
