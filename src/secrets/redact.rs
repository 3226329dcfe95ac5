//! Masks secrets in everything that is kept of an exchange: by header, by JSON key, by their
//! form (private keys, tokens) and by known value; and finds what was missed.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{LazyLock, PoisonError, RwLock, RwLockReadGuard};

use regex::Regex;

use super::known_forms::{KnownForms, head, least};
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

/// Bytes that a secret told by its form has at least, where no quote stands in the text.
const SHORTEST_FORM: usize = 22;
/// A value is looked for in the reports only from this length on, and learnt from a body too.
const LEAST: usize = 8;
/// A longer value is none that a person made up: its capitals are as they are.
const PASSWORD: usize = 64;
/// What secrets look like, whatever their values.
struct Shapes {
    keys: Regex,
    forms: Vec<(Regex, &'static str)>,
    /// Any of them, so that a text with none is looked through once.
    any: Regex,
}

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let forms = FORMS.into_iter().map(|(pattern, with)| (regex(pattern), with)).collect();
    let any = FORMS.iter().map(|(pattern, _)| *pattern).chain([KEYS]);
    let any = regex(&any.map(|p| format!("(?:{p})")).collect::<Vec<_>>().join("|"));
    Shapes { keys: regex(KEYS), forms, any }
});

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a literal and compiles")
}

/// Masks secrets. Made once a run; learns a secret when it is got.
#[derive(Default)]
pub struct Redactor {
    known: RwLock<KnownSecrets>,
}

#[derive(Default)]
struct KnownSecrets {
    /// The values themselves.
    values: BTreeSet<String>,
    /// Every form of every value.
    forms: KnownForms,
    /// What is left of a credential that was cut.
    parts: Parts,
    /// Passwords, whatever their length and capitals.
    passwords: Passwords,
    /// Whether one of them is the target's credential.
    credential: bool,
    /// Bytes of the shortest by which one is known.
    shortest: Option<usize>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redactor").finish_non_exhaustive()
    }
}

impl Redactor {
    /// A redactor that knows these credentials.
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let redactor = Redactor::default();
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
        // Whatever the capitals: ſ takes two bytes and is an s.
        known.is_as_short_as(password.chars().count());
    }

    /// Learns what a request carries in secret places: passwords, private keys, credentials.
    pub fn learn_from(&self, headers: &[(String, String)], body: Option<&str>) {
        let secret = headers.iter().filter(|(n, _)| is_secret(n)).map(|(_, value)| value.as_str());
        let parts = secret.flat_map(|v| [Some(v), v.split_once(' ').map(|(_, part)| part)]);
        // Most bodies have nothing of that kind, and are looked through once.
        let body = body.filter(|body| SHAPES.any.is_match(body)).unwrap_or_default();
        let passwords = SHAPES.keys.captures_iter(body).filter_map(|found| found.get(2));
        let files = SHAPES.forms[KEY_FILE].0.captures_iter(body).filter_map(|found| found.get(2));
        let keys = SHAPES.forms[PRIVATE_KEY].0.find_iter(body);
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
        for form in forms::of(secret) {
            known.is_as_short_as(least(&form));
            known.forms.add(form);
        }
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
        if known.may_stand_in(text) {
            known.mask(&mut masked);
        }
        drop(known);
        // Most headers are too short for any of these.
        let may_have_one = masked.len() >= SHORTEST_FORM || masked.contains('"');
        if !may_have_one || !SHAPES.any.is_match(&masked) {
            return masked;
        }
        masked = SHAPES.keys.replace_all(&masked, r#"$1"[masked]""#).into_owned();
        for (shape, with) in &SHAPES.forms {
            masked = shape.replace_all(&masked, *with).into_owned();
        }
        masked
    }

    /// Whether a known value, in whatever form or escape, or a private key stands in the text.
    pub fn leaks(&self, text: &str) -> bool {
        let known = self.known();
        let stands = escapes::any_layer(text, |text| {
            let mut telling = known.forms.iter().filter(|form| form.len() >= LEAST);
            telling.any(|form| text.contains(head(form).unwrap_or(form)))
        });
        stands || SHAPES.forms[PRIVATE_KEY].0.is_match(text)
    }
}

impl KnownSecrets {
    fn is_as_short_as(&mut self, length: usize) {
        self.shortest = Some(self.shortest.map_or(length, |shortest| shortest.min(length)));
    }

    /// Whether a text is long enough for one. What was cut is known by less, and ends with a sign that is
    /// no ASCII, or its escape.
    fn may_stand_in(&self, text: &str) -> bool {
        self.shortest.is_some_and(|shortest| text.len() >= shortest)
            || !text.is_ascii()
            || text.contains(['\\', '&', '%'])
    }

    /// Masks every form, as it stands in the text and where it shows only without escapes.
    fn mask(&self, text: &mut String) {
        let mut ranges = self.found(text);
        // One may begin as it stands and go on escaped: both are looked for in the same text.
        let layers = escapes::layers(text);
        for (at, plain) in layers.iter().enumerate() {
            let found = self.found(&plain.text);
            ranges.extend(found.iter().map(|range| escapes::origin(&layers[..=at], range)));
        }
        for range in apart(ranges).into_iter().rev() {
            text.replace_range(range, MASK);
        }
    }

    /// Where forms stand.
    fn found(&self, text: &str) -> Vec<Range<usize>> {
        let mut ranges = self.forms.found(text);
        ranges.extend(self.passwords.found(text));
        ranges.extend(self.parts.found(text));
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
    let is_azures = header.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("x-ms-"));
    let is_token = is_azures && header.to_ascii_lowercase().contains("token");
    is_token || HEADERS.iter().any(|known| known.eq_ignore_ascii_case(header))
}

#[cfg(test)]
#[path = "redact/tests.rs"]
mod tests;
