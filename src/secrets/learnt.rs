//! Learns the secrets of requests that somebody else sent, as many as can be kept in mind.
//!
//! In: requests, secrets and all. Out: what masks them, in their own exchange and, as far as it
//! goes, in all later ones. Must not know where the requests come from.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::LazyLock;

use regex::bytes::Regex;

use super::masks::is_mask;
use super::redact::Redactor;

/// Requests whose secrets are kept in mind at most; of further ones they are masked where they
/// stand in their own exchange.
const MOST: usize = 200;
/// A longer body is not searched for secrets to learn: those in it are masked by their form.
const LONGEST: usize = 256 * 1024;

/// Where a body may hold a secret.
static SECRETIVE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?-u:\"(?:pwd|pass|client_|access_|refresh_|id_token|value)|PRIVATE KEY)")
        .expect("a literal that compiles")
});

/// What masks the secrets of all exchanges.
#[derive(Debug)]
pub struct Learnt {
    shared: Redactor,
    known: BTreeSet<u64>,
}

/// What masks the secrets of one exchange.
pub struct Mask<'s> {
    shared: &'s Redactor,
    /// The request whose secrets are not among the shared ones.
    apart: Option<Request<'s>>,
    own: OnceCell<Redactor>,
}

/// Where the secrets of a request are: its headers, and its body if that may hold some.
type Request<'s> = (&'s [(String, String)], Option<String>);

impl Default for Learnt {
    fn default() -> Self {
        Learnt { shared: Redactor::new([]), known: BTreeSet::new() }
    }
}

impl Learnt {
    /// What masks secrets by what was learnt.
    pub fn into_redactor(self) -> Redactor {
        self.shared
    }

    /// Learns what a request carries in secret places.
    pub fn mask<'s>(&'s mut self, headers: &'s [(String, String)], body: &[u8]) -> Mask<'s> {
        // A recorder that masks one of several leaves the others.
        let mut sent =
            headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        let credential = sent.find(|(_, value)| !is_mask(value));
        let body = (body.len() <= LONGEST && SECRETIVE.is_match(body))
            .then(|| String::from_utf8_lossy(body).into_owned());
        let mut apart = None;
        if credential.is_some() || body.is_some() {
            let mut hasher = DefaultHasher::new();
            (credential, &body).hash(&mut hasher);
            let key = hasher.finish();
            if self.known.len() < MOST {
                if self.known.insert(key) {
                    self.shared.learn_from(headers, body.as_deref());
                }
            } else if !self.known.contains(&key) {
                apart = Some((headers, body));
            }
        }
        Mask { shared: &self.shared, apart, own: OnceCell::new() }
    }
}

impl Mask<'_> {
    /// A text without them.
    pub fn text(&self, text: &str) -> String {
        let text = self.shared.text(text);
        if self.apart.is_some() { self.redactor().text(&text) } else { text }
    }

    /// What masks those of the exchange itself.
    pub fn redactor(&self) -> &Redactor {
        let Some((headers, body)) = &self.apart else { return self.shared };
        self.own.get_or_init(|| {
            let own = Redactor::new([]);
            own.learn_from(headers, body.as_deref());
            own
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_beyond_those_kept_in_mind_are_masked_in_their_own_exchange() {
        let mut learnt = Learnt::default();
        for number in 0..MOST + 5 {
            let token = format!("Token-{number:04}-secret");
            let sent = [("Authorization".to_owned(), format!("Bearer {token}"))];
            let text = learnt.mask(&sent, b"").text(&format!("you sent {token}"));
            assert_eq!(text, "you sent [masked]", "{number}");
        }
        let text = learnt.mask(&[], b"").text("Token-0000-secret Token-0204-secret");
        assert_eq!(text, "[masked] Token-0204-secret", "one was learnt, the other not");
        let twice = ["[masked]", "Bearer Token-twice-secret"]
            .map(|value| ("Authorization".to_owned(), value.to_owned()));
        let text = Learnt::default().mask(&twice, b"").text("Token-twice-secret");
        assert_eq!(text, "[masked]", "the first of two was masked by whoever recorded it");
        let body = br#"{"pwd":"Pa55-word/1"}"#;
        assert_eq!(learnt.mask(&[], body).text("Pa55-word/1"), "[masked]");
    }
}
