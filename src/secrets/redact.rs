//! Masks secrets in everything that is kept of an exchange: by header, by JSON key, by their
//! form (private keys, tokens) and by known value; and finds what was missed.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use regex::Regex;

use super::parts::Parts;
use super::passwords::Passwords;
use super::{escapes, forms, masks};

/// What stands in the place of a secret.
pub const MASK: &str = "[masked]";

/// Headers whose value is never kept.
const HEADERS: [&str; 7] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-api-key",
    "x-identity-header",
    "x-ms-authorization-auxiliary",
];
/// Where the private keys, and the files, are among the forms.
const PRIVATE_KEY: usize = 0;
const KEY_FILE: usize = 4;
/// Secrets by their form, and what stands for them.
const FORMS: [(&str, &str); 5] = [
    (
        r"-----BEGIN ([A-Z ]*)PRIVATE KEY-----[^-]*(-----END [A-Z ]*PRIVATE KEY-----)?",
        "[masked private key]",
    ),
    // A PEM text that was encoded once more.
    (r"LS0tLS1CRUdJTi[A-Za-z0-9+/=_-]{20,}", MASK),
    // A token, told by its header and claims.
    (r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*", MASK),
    (r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/-]{16,}=*", "$1 [masked]"),
    // PKCS#12 and PKCS#8 as the service takes and gives them; a list of objects is no string.
    (r#"("value"\s*:\s*)"(MI[A-Za-z0-9+/=_-]{60,})""#, r#"$1"[masked]""#),
];
/// Values of these JSON keys.
const KEYS: &str = r#"("(?:pwd|password|passphrase|client_secret|client_assertion|access_token|refresh_token|id_token)"\s*:\s*)"((?:[^"\\]|\\.)*)""#;

/// A value is looked for in the reports only from this length on, and learnt from a body too.
const LEAST: usize = 8;
/// A longer value is none that a person made up: its capitals are as they are.
const PASSWORD: usize = 64;
/// A value that was cut is known by its beginning.
const HEAD: usize = 12;
/// Right before this sign a text of ours was cut, and less will do.
const CUT: char = '…';
const STUMP: usize = 4;

/// Masks secrets. Made once a run; learns a secret when it is got.
pub struct Redactor {
    known: RwLock<KnownSecrets>,
    keys: Regex,
    shapes: Vec<(Regex, &'static str)>,
    /// Any of them, so that a text with none is looked through once.
    any_shape: Regex,
}

#[derive(Default)]
struct KnownSecrets {
    /// The values themselves.
    values: BTreeSet<String>,
    /// Every form of every value.
    forms: BTreeSet<String>,
    /// Finds the beginning of any form, so that a text without a secret is looked through once.
    beginnings: Option<Regex>,
    /// What is left of a credential that was cut.
    parts: Parts,
    /// Passwords, whatever their length and capitals.
    passwords: Passwords,
    /// Whether one of them is the target's credential.
    credential: bool,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redactor").finish_non_exhaustive()
    }
}

impl Redactor {
    /// A redactor that knows these credentials.
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let regex = |p: &str| Regex::new(p).expect("the pattern is a literal and compiles");
        let shapes = FORMS.into_iter().map(|(pattern, with)| (regex(pattern), with)).collect();
        let any = FORMS.iter().map(|(pattern, _)| *pattern).chain([KEYS]);
        let any_shape = regex(&any.map(|p| format!("(?:{p})")).collect::<Vec<_>>().join("|"));
        let redactor = Redactor { known: RwLock::default(), keys: regex(KEYS), shapes, any_shape };
        secrets.into_iter().for_each(|secret| redactor.learn(&secret));
        redactor
    }

    /// From now on this credential is masked, plain and in its usual encodings.
    pub fn learn(&self, secret: &str) {
        if secret.is_empty() || (self.has_credential() && self.known().values.contains(secret)) {
            return;
        }
        self.remember(secret);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.credential = true;
        forms::of(secret).iter().for_each(|form| known.parts.add(form));
    }

    /// From now on this value is masked, which is a secret and no credential of the target's.
    pub fn learn_value(&self, secret: &str) {
        self.remember(secret);
        if secret.len() < PASSWORD {
            self.learn_password(secret);
        }
    }

    /// From now on this password, which a person gave, is masked however short it is.
    pub fn learn_password(&self, password: &str) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.passwords.add(password);
    }

    /// Learns what a request carries in secret places: passwords, private keys, credentials.
    pub fn learn_from(&self, headers: &[(String, String)], body: Option<&str>) {
        let secret = headers.iter().filter(|(n, _)| is_secret(n)).map(|(_, value)| value.as_str());
        let parts = secret.flat_map(|v| [Some(v), v.split_once(' ').map(|(_, part)| part)]);
        let body = body.unwrap_or_default();
        let passwords = self.keys.captures_iter(body).filter_map(|found| found.get(2));
        let files = self.shapes[KEY_FILE].0.captures_iter(body).filter_map(|found| found.get(2));
        let keys = self.shapes[PRIVATE_KEY].0.find_iter(body);
        let lines = keys.flat_map(|pem| pem.as_str().split("\\n").flat_map(str::lines));
        let values = parts.flatten().chain(passwords.chain(files).map(|p| p.as_str())).chain(lines);
        for value in values.filter(|v| !v.starts_with("-----") && !masks::is_mask(v)) {
            let quoted = format!("\"{value}\"");
            let value: String = serde_json::from_str(&quoted).unwrap_or_else(|_| value.to_owned());
            // A plain word is not learnt: masked wherever it stands, it would cripple the prose.
            if !value.chars().all(|c| c.is_ascii_lowercase()) {
                if value.len() >= LEAST {
                    self.remember(&value);
                }
                if value.len() < PASSWORD {
                    self.learn_password(&value);
                }
            }
        }
    }

    fn remember(&self, secret: &str) {
        if secret.is_empty() || self.known().values.contains(secret) {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.values.insert(secret.to_owned());
        known.forms.extend(forms::of(secret));
        let beginning = |form: &String| regex::escape(head(form).unwrap_or(form));
        let any = known.forms.iter().map(beginning).collect::<Vec<_>>().join("|");
        // Too many to be put together: each is then looked for by itself.
        known.beginnings = Regex::new(&any).ok();
    }

    fn known(&self) -> RwLockReadGuard<'_, KnownSecrets> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the run has a credential.
    pub fn has_credential(&self) -> bool {
        self.known().credential
    }

    /// A header's value as it may be kept.
    pub fn header(&self, name: &str, value: &str) -> String {
        if is_secret(name) { MASK.to_owned() } else { self.text(value) }
    }

    /// Text with every secret in it masked.
    pub fn text(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        let known = self.known();
        known.mask(&mut masked);
        drop(known);
        if !self.any_shape.is_match(&masked) {
            return masked;
        }
        masked = self.keys.replace_all(&masked, r#"$1"[masked]""#).into_owned();
        for (shape, with) in &self.shapes {
            masked = shape.replace_all(&masked, *with).into_owned();
        }
        masked
    }

    /// Whether a known value, in whatever form or escape, or a private key stands in the text.
    pub fn leaks(&self, text: &str) -> bool {
        let known = self.known();
        let telling = || known.forms.iter().filter(|form| form.len() >= LEAST);
        let stands = |text: &str| telling().any(|form| text.contains(head(form).unwrap_or(form)));
        escapes::any_layer(text, stands) || self.shapes[PRIVATE_KEY].0.is_match(text)
    }
}

impl KnownSecrets {
    /// Masks every form, as it stands in the text and where it shows only without escapes.
    fn mask(&self, text: &mut String) {
        let mut ranges = self.found(text);
        // One may begin as it stands and go on escaped: both are looked for in the same text.
        let layers = escapes::layers(text);
        for (at, plain) in layers.iter().enumerate() {
            let origin = |range| escapes::origin(&layers[..=at], range);
            ranges.extend(self.found(&plain.text).iter().map(origin));
        }
        for range in apart(ranges).into_iter().rev() {
            text.replace_range(range, MASK);
        }
    }

    /// Where forms stand.
    fn found(&self, text: &str) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        if self.beginnings.as_ref().is_none_or(|any| any.is_match(text)) {
            ranges.extend(self.forms.iter().flat_map(|form| places(text, form)));
        }
        ranges.extend(self.passwords.found(text));
        ranges.extend(self.parts.found(text));
        for (at, _) in text.match_indices(CUT) {
            let begun = self.forms.iter().filter_map(|form| stump(&text[..at], form));
            ranges.extend(begun.map(|length| at - length..at));
        }
        ranges
    }
}

/// The ranges in their order, those that overlap made one.
fn apart(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

fn is_secret(header: &str) -> bool {
    // Azure's own services hand tokens on in headers of that form.
    let header = header.to_ascii_lowercase();
    let is_token = header.starts_with("x-ms-") && header.contains("token");
    is_token || HEADERS.contains(&header.as_str())
}

/// The beginning by which a long value is known even where it was cut.
fn head(form: &str) -> Option<&str> {
    form.get(..HEAD).filter(|_| form.len() >= HEAD + 4)
}

/// How much of the beginning of a form stands at the end of a text that was cut there.
fn stump(text: &str, form: &str) -> Option<usize> {
    (STUMP..HEAD + 4).rev().find(|n| form.get(..*n).is_some_and(|begun| text.ends_with(begun)))
}

/// Where a form stands, and what is left of it where it was cut.
fn places(text: &str, form: &str) -> impl Iterator<Item = Range<usize>> {
    let whole = text.match_indices(form).map(|(at, found)| at..at + found.len());
    let begun = head(form).into_iter().flat_map(|head| text.match_indices(head));
    whole.chain(begun.map(move |(at, _)| {
        let pairs = text[at..].chars().zip(form.chars());
        let common = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8());
        at..at + common.sum::<usize>()
    }))
}

#[cfg(test)]
#[path = "redact/tests.rs"]
mod tests;
