//! What holds of any secret, in any coat, cut anywhere: nothing of it that is long enough to be of use
//! is shown, and what stands beside it stays. Tests only.
//!
//! A coat writes character by character, so that a part of a secret in a coat is known without taking
//! the coat off: the judge shares no code with what it judges.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::redact::{MASK, Redactor};

#[allow(clippy::duplicate_mod, reason = "shared by properties inside and outside of the crate")]
#[path = "../../tests/fuzz/rounds.rs"]
mod rounds;

/// Characters of a secret that may stay where it was cut: the promise is sixteen, wherever the cut
/// falls in what is looked up eight at a time.
const SHOWN: usize = 24;

/// How one character is written.
#[derive(Debug, Clone, Copy)]
enum Coat {
    Percent,
    PercentLower,
    Json,
    JsonU,
    JsonLowerU,
    Hex,
    Braced,
    Decimal,
    HexEntity,
    Html,
}

const COATS: [Coat; 10] = [
    Coat::Percent,
    Coat::PercentLower,
    Coat::Json,
    Coat::JsonU,
    Coat::JsonLowerU,
    Coat::Hex,
    Coat::Braced,
    Coat::Decimal,
    Coat::HexEntity,
    Coat::Html,
];

impl Coat {
    fn of(self, c: char, all: bool) -> String {
        let needs = !c.is_ascii_alphanumeric() || all;
        let code = u32::from(c);
        match self {
            _ if !needs => c.to_string(),
            Coat::Percent | Coat::PercentLower => {
                let bytes = c.to_string().into_bytes();
                let text: String = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
                if matches!(self, Coat::Percent) { text } else { text.to_lowercase() }
            }
            Coat::Json => match c {
                '"' | '\\' | '/' => format!("\\{c}"),
                c => c.to_string(),
            },
            Coat::JsonU | Coat::JsonLowerU => {
                let mut units = [0; 2];
                let units = c.encode_utf16(&mut units).iter();
                units
                    .map(|unit| match self {
                        Coat::JsonU => format!("\\u{unit:04X}"),
                        _ => format!("\\u{unit:04x}"),
                    })
                    .collect()
            }
            Coat::Hex if code < 0x80 => format!("\\x{code:02x}"),
            Coat::Hex | Coat::Braced => format!("\\u{{{code:x}}}"),
            Coat::Decimal => format!("&#{code};"),
            Coat::HexEntity => format!("&#x{code:X};"),
            Coat::Html => match c {
                '&' => "&amp;".to_owned(),
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                '"' => "&quot;".to_owned(),
                '\'' => "&#39;".to_owned(),
                '+' => "&plus;".to_owned(),
                '/' => "&sol;".to_owned(),
                '=' => "&equals;".to_owned(),
                c => c.to_string(),
            },
        }
    }
}

/// The text in coats, the first nearest to the skin.
fn dressed(text: &str, coats: &[(Coat, bool)]) -> String {
    coats
        .iter()
        .fold(text.to_owned(), |text, (coat, all)| text.chars().map(|c| coat.of(c, *all)).collect())
}

fn base64(secret: &str, kind: usize, before: usize) -> String {
    let text = format!("{}{secret}", &"u:p"[..before]);
    match kind {
        0 => STANDARD.encode(text),
        1 => URL_SAFE.encode(text),
        2 => STANDARD_NO_PAD.encode(text),
        _ => URL_SAFE_NO_PAD.encode(text),
    }
}

fn coats() -> impl Strategy<Value = Vec<(Coat, bool)>> {
    vec((select(&COATS[..]), any::<bool>()), 0..3)
}

fn token() -> impl Strategy<Value = String> {
    "[A-Za-z0-9._~+/-]{40,90}={0,2}"
}

/// Whether a part of `secret` that is long enough stands in what is shown, in these coats.
fn shows(masked: &str, secret: &str, coats: &[(Coat, bool)]) -> Option<String> {
    let characters: Vec<char> = secret.chars().collect();
    let mut parts = characters.windows(SHOWN).map(|part| part.iter().collect::<String>());
    parts.find(|part| masked.contains(&dressed(part, coats)))
}

fn judged(
    redactor: &Redactor,
    text: &str,
    secret: &str,
    coats: &[(Coat, bool)],
) -> Result<(), String> {
    let masked = redactor.text(text);
    if let Some(part) = shows(&masked, secret, coats) {
        return Err(format!("{part:?} is shown in {masked:?}, masked of {text:?}"));
    }
    if !(masked.starts_with("before [") && masked.ends_with("] after")) {
        return Err(format!("what stands beside it goes: {masked:?}, masked of {text:?}"));
    }
    let again = redactor.text(&masked);
    if again == masked { Ok(()) } else { Err(format!("{masked:?} becomes {again:?}")) }
}

#[test]
fn no_part_of_a_token_is_shown_in_any_coat() {
    let inputs = (token(), coats(), any::<Index>(), any::<Index>(), any::<bool>());
    rounds::round("tokens", 512, &inputs, |(token, coats, from, length, whole)| {
        let redactor = Redactor::new([token.clone()]);
        let coated = dressed(&token, &coats);
        if !redactor.leaks(&coated) {
            return Err(format!("{coated:?} is not found"));
        }
        let from = from.index(coated.len());
        let cut = &coated[from..from + length.index(coated.len() - from + 1)];
        let part = if whole { &coated } else { cut };
        judged(&redactor, &format!("before [{part}] after"), &token, &coats)
    });
}

#[test]
fn nor_of_one_that_was_encoded() {
    let inputs =
        (token(), 0..4_usize, 0..4_usize, coats(), prop_oneof![Just(76), Just(64), 0..90_usize]);
    rounds::round("encoded-tokens", 512, &inputs, |(token, kind, before, coats, width)| {
        let redactor = Redactor::new([token.clone()]);
        let encoded = base64(&token, kind, before);
        let lines: Vec<String> = match width {
            0 => vec![dressed(&encoded, &coats)],
            width => {
                let lines = encoded.as_bytes().chunks(width.max(8));
                lines.map(|line| dressed(&String::from_utf8_lossy(line), &coats)).collect()
            }
        };
        let text = format!("before [{}] after", lines.join("\r\n"));
        judged(&redactor, &text, &encoded, &coats)
    });
}

#[test]
fn a_password_is_masked_in_any_coat() {
    let password = prop_oneof!["[ -~]{8,30}", "[a-zA-Z0-9!-/]{8,12}", "[é-ü€a-z😀]{8,12}"];
    rounds::round("passwords", 512, &(password, coats()), |(password, coats)| {
        let redactor = Redactor::new([]);
        redactor.learn_password(&password);
        let body = serde_json::json!({ "pwd": password }).to_string();
        redactor.learn_from(&[], Some(&body));
        let dressed = dressed(&password, &coats);
        let masked = redactor.text(&format!("before [{dressed}] after"));
        let hidden = !masked.contains(&dressed) && masked.contains(MASK);
        if hidden { Ok(()) } else { Err(masked) }
    });
}

#[test]
fn a_text_without_a_secret_stays_as_it_is() {
    let words = vec(prop_oneof!["[a-z]{1,14}", "[é-ü ]{1,4}", "[0-9]{1,6}", "[%&;:/]{1,2}"], 0..12);
    rounds::round("plain-texts", 512, &(token(), words), |(token, words)| {
        let redactor = Redactor::new([token]);
        let text = words.join(" ");
        let masked = redactor.text(&text);
        if masked == text { Ok(()) } else { Err(format!("{text:?} became {masked:?}")) }
    });
}
