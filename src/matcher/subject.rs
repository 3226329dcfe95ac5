//! Distinguished names: compared by types and values, not as text.
//!
//! The same name is written in two orders (RFC 4514 begins with the last part, others with the
//! first) and with `CN` or `cn`; both orders of the whole count as the same name.

use x509_parser::x509::X509Name;

/// Attribute types by the words for them; the first word is the one that is shown.
const TYPES: [(&str, &str); 17] = [
    ("CN", "2.5.4.3"),
    ("SN", "2.5.4.4"),
    ("SERIALNUMBER", "2.5.4.5"),
    ("C", "2.5.4.6"),
    ("L", "2.5.4.7"),
    ("ST", "2.5.4.8"),
    ("S", "2.5.4.8"),
    ("STREET", "2.5.4.9"),
    ("O", "2.5.4.10"),
    ("OU", "2.5.4.11"),
    ("T", "2.5.4.12"),
    ("G", "2.5.4.42"),
    ("GN", "2.5.4.42"),
    ("UID", "0.9.2342.19200300.100.1.1"),
    ("DC", "0.9.2342.19200300.100.1.25"),
    ("E", "1.2.840.113549.1.9.1"),
    ("EMAILADDRESS", "1.2.840.113549.1.9.1"),
];

/// A name: its parts in order, each a sorted set of types (as OIDs) with values.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Subject(Vec<Vec<(String, String)>>);

impl Subject {
    /// Reads `CN=x, O="y, z"`; the part that is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts: Vec<Vec<(String, String)>> = Vec::new();
        if text.trim().is_empty() {
            return Ok(Subject(parts));
        }
        for (begins_part, piece) in pieces(text) {
            let pair = pair(&piece)?;
            match parts.last_mut() {
                Some(part) if !begins_part => part.push(pair),
                _ => parts.push(vec![pair]),
            }
        }
        parts.iter_mut().for_each(|part| part.sort());
        Ok(Subject(parts))
    }

    /// The name a certificate or request bears.
    pub fn of(name: &X509Name<'_>) -> Self {
        let parts = name.iter_rdn().map(|rdn| {
            let pairs = rdn.iter().map(|pair| {
                let value = String::from_utf8_lossy(pair.as_slice()).into_owned();
                (pair.attr_type().to_id_string(), value)
            });
            let mut part: Vec<_> = pairs.collect();
            part.sort();
            part
        });
        Subject(parts.collect())
    }

    /// Whether both are the same name, in one order or the other.
    pub fn is(&self, other: &Subject) -> bool {
        self.0 == other.0 || self.0.iter().eq(other.0.iter().rev())
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = self.0.iter().map(|part| {
            let pairs = part.iter().map(|(oid, value)| format!("{}={value}", word(oid)));
            pairs.collect::<Vec<_>>().join("+")
        });
        f.write_str(&parts.collect::<Vec<_>>().join(", "))
    }
}

/// The short name of an attribute's type, else its number.
fn word(oid: &str) -> &str {
    let known = TYPES.iter().find(|(_, known)| *known == oid);
    known.map_or(oid, |(word, _)| *word)
}

/// The unescaped `type=value` pieces, each with whether it begins a part (`+` continues one).
fn pieces(text: &str) -> Vec<(bool, String)> {
    let mut found = vec![(true, String::new())];
    let mut quoted = false;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            ',' | ';' if !quoted => found.push((true, String::new())),
            '+' if !quoted => found.push((false, String::new())),
            other => {
                let literal = if other == '\\' { characters.next() } else { Some(other) };
                if let (Some((_, piece)), Some(literal)) = (found.last_mut(), literal) {
                    piece.push(literal);
                }
            }
        }
    }
    found
}

fn pair(piece: &str) -> Result<(String, String), String> {
    let no = || piece.trim().to_owned();
    let (word, value) = piece.split_once('=').ok_or_else(no)?;
    let word = word.trim();
    let known = TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    let dotted = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let oid = match known {
        Some((_, oid)) => *oid,
        None if dotted => word,
        None => return Err(no()),
    };
    Ok((oid.to_owned(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        Subject::parse(one).unwrap().is(&Subject::parse(other).unwrap())
    }

    #[test]
    fn names_are_compared_by_meaning() {
        assert!(same("CN=x, O=y", "cn=x,o = y"));
        assert!(same("CN=x, O=y, C=z", "C=z, O=y, CN=x"));
        assert!(same("CN=a+OU=b", "OU=b+CN=a"));
        assert!(same(r#"O="y, z""#, r"O=y\, z"));
        assert!(same("ST=x", "2.5.4.8=x"));
        assert!(same("", " "));
        assert!(!same("CN=x", "CN=X"));
        assert!(!same("CN=a, O=b, C=c", "O=b, CN=a, C=c"));
        assert!(!same("CN=a+OU=b", "CN=a, OU=b"));
        assert!(!same("CN=x", "CN=x, O=y"));
    }

    #[test]
    fn what_is_no_name_is_told() {
        assert_eq!(Subject::parse("CN=x, y"), Err("y".into()));
        assert!(Subject::parse("XX=y").is_err());
        assert!(Subject::parse(r"CN=x\").is_ok());
        assert_eq!(Subject::parse("e=a; cn=b").unwrap().to_string(), "E=a, CN=b");
    }
}
