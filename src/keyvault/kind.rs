//! A kind of object that requests create: how one is called, how it is removed, and where it is seen.
//! Suites declare kinds of their own; that of the issuers is ours.
//!
//! In: words and paths of a scenario file, or of a journal, which anybody may have written. Out: a
//! kind whose paths lead to the object of a name and to nothing else. Must not know who declares it,
//! nor how a request is sent.

use serde::{Deserialize, Serialize};

/// Removals of one kind at most, and bytes of a path.
const MOST_REMOVALS: usize = 8;
const LONGEST_PATH: usize = 512;
/// Characters of the word for a kind.
const LONGEST_WORD: usize = 40;

/// What stands for the name in a path.
const NAME: &str = "{name}";

/// Words that are ours.
pub const RESERVED: [&str; 2] = ["certificate", "issuer"];

/// A kind of object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind {
    /// What it is called.
    pub word: String,
    /// The requests that remove one, in order.
    pub remove: Vec<Removal>,
    /// Where one is seen as long as it is there.
    pub look: NamedPath,
    /// Whether somebody vouches for these paths: then any 404 means that it is not there, and any
    /// 2xx that it is. Else it may be a server that has no such route.
    pub vouched: bool,
}

/// A request that removes an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// How.
    pub method: RemovingMethod,
    /// What.
    pub path: NamedPath,
    /// Statuses that will do, beside 2xx and those that mean that it is not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<u16>,
}

/// The methods that remove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RemovingMethod {
    /// The usual one.
    Delete,
    /// Of an API that has a route for it.
    Post,
}

impl RemovingMethod {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            RemovingMethod::Delete => "DELETE",
            RemovingMethod::Post => "POST",
        }
    }
}

/// A path in which `{name}` stands for the name of an object, once and as a whole segment. All other
/// segments are plain: none leads upwards, and none hides another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NamedPath(String);

impl NamedPath {
    /// Reads a path; why it is none.
    pub fn parse(written: &str) -> Result<NamedPath, String> {
        let mut names = 0;
        plain(written, &mut |segment| {
            let is_name = segment == NAME;
            names += usize::from(is_name);
            is_name
        })?;
        if names == 1 {
            Ok(NamedPath(written.to_owned()))
        } else {
            Err(format!("`{written}` holds `{NAME}` {names} times: once, as a whole segment"))
        }
    }

    /// The path of the object of that name.
    pub fn of(&self, name: &str) -> String {
        self.0.replace(NAME, name)
    }
}

impl TryFrom<String> for NamedPath {
    type Error = String;

    fn try_from(written: String) -> Result<NamedPath, String> {
        NamedPath::parse(&written)
    }
}

impl From<NamedPath> for String {
    fn from(path: NamedPath) -> String {
        path.0
    }
}

/// Where objects are listed, page by page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListPlace {
    /// The path, which is plain.
    pub path: String,
    /// Parameters beside the api-version.
    pub query: Vec<(String, String)>,
    /// Where the list stands in the answer, a JSON pointer.
    pub items: String,
    /// Where the name stands in an item: alone, or as a segment of a URL.
    pub name: String,
}

impl ListPlace {
    /// A list as vaults have them.
    pub fn at(path: &str) -> ListPlace {
        let (items, name) = ("/value".to_owned(), "/id".to_owned());
        ListPlace { path: path.to_owned(), query: Vec::new(), items, name }
    }
}

/// Whether a path is plain: why it is not. `known` says of a segment that it is one of those that
/// need not be.
pub fn plain(path: &str, known: &mut dyn FnMut(&str) -> bool) -> Result<(), String> {
    let Some(below) = path.strip_prefix('/').filter(|_| path.len() <= LONGEST_PATH) else {
        return Err(format!("`{path}` is no path below the target: it begins with `/`"));
    };
    for segment in below.split('/') {
        let is_plain = segment.bytes().all(is_unreserved) && segment.bytes().any(|b| b != b'.');
        if !known(segment) && !is_plain {
            return Err(format!(
                "`{path}` is no plain path: `{segment}` is not made of letters, digits, `-`, `_`, \
                 `~` and `.`"
            ));
        }
    }
    Ok(())
}

/// Whether a path has it as it is (RFC 3986).
pub fn is_unreserved(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-_.~".contains(&b)
}

impl Kind {
    /// A kind that is declared; why it is none.
    pub fn declared(word: &str, remove: Vec<Removal>, look: NamedPath) -> Result<Kind, String> {
        if word.is_empty() || word.len() > LONGEST_WORD || !word.bytes().all(is_of_a_word) {
            return Err(format!("`{word}` is no word for a kind: small letters, digits and `-`"));
        }
        if RESERVED.contains(&word) {
            return Err(format!(
                "what a `{word}` is, and how it is removed, is known: another word"
            ));
        }
        if !(1..=MOST_REMOVALS).contains(&remove.len()) {
            return Err(format!("a {word} is removed by 1 to {MOST_REMOVALS} requests"));
        }
        Ok(Kind { word: word.to_owned(), remove, look, vouched: true })
    }

    /// That of the issuers.
    pub fn issuer() -> Kind {
        let path = NamedPath(super::route::Route::Issuer(NAME).to_string());
        let method = RemovingMethod::Delete;
        let remove = vec![Removal { method, path: path.clone(), status: Vec::new() }];
        Kind { word: "issuer".to_owned(), remove, look: path, vouched: false }
    }
}

fn is_of_a_word(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_the_object_of_a_name_and_nowhere_else() {
        let path = NamedPath::parse("/api/v1.0/secrets/{name}/purge").unwrap();
        assert_eq!(path.of("kvc-a"), "/api/v1.0/secrets/kvc-a/purge");
        for wrong in [
            "secrets/{name}",
            "/secrets",
            "/secrets/x{name}",
            "/{name}/{name}",
            "/secrets/{name}/../precious",
            "/secrets/{name}/./precious",
            "/secrets/{name}/%2e%2e/precious",
            "/secrets//{name}",
            "/secrets/{name}?x=y",
            "/secrets/{name}#x",
            "/secrets/{name}\\..\\precious",
            "//host/{name}",
            "/secrets/{name}/",
        ] {
            assert!(NamedPath::parse(wrong).is_err(), "{wrong}");
        }
        assert!(NamedPath::parse(&format!("/{}/{{name}}", "x".repeat(600))).is_err());
    }

    #[test]
    fn a_kind_has_a_word_of_its_own_and_a_way_out() {
        let path = || NamedPath::parse("/s/{name}").unwrap();
        let method = RemovingMethod::Delete;
        let removal = || Removal { method, path: path(), status: Vec::new() };
        assert!(Kind::declared("secret", vec![removal()], path()).is_ok());
        for word in ["certificate", "issuer", "", "Secret", "a b"] {
            assert!(Kind::declared(word, vec![removal()], path()).is_err(), "{word}");
        }
        assert!(Kind::declared("secret", Vec::new(), path()).is_err());
        assert!(Kind::declared("secret", vec![removal(); 9], path()).is_err());
    }
}
