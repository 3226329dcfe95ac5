//! What a word was probably meant to be, and how much of it is told.

use std::borrow::Cow;

/// Characters of a word that is compared; nobody means a longer one.
const LONGEST: usize = 200;

/// The known word that was most likely meant.
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let known = known.iter().copied().filter(|_| word.len() <= LONGEST);
    let known = known.map(|k| (strsim::damerau_levenshtein(word, k), k));
    let (distance, nearest) = known.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + word.len() / 3).then_some(nearest)
}

/// `did you mean "x"?` for the nearest of the known words, or the list of a few known words.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(word, &known) {
        Some(k) => Some(format!("did you mean \"{k}\"?")),
        None if !known.is_empty() && known.len() <= 24 => {
            Some(format!("known: {}", known.join(", ")))
        }
        None => None,
    }
}

/// Characters of a word that an error repeats.
const SHOWN: usize = 100;
/// From so many characters on a run of letters and digits may be a secret.
const SECRET: usize = 20;

/// A word where another belongs, as an error may repeat it: not whole where it is long, and not at
/// all where it looks like a token or a key that was put in a wrong place.
pub fn shown(word: &str) -> Cow<'_, str> {
    if is_secret(word) {
        return "(not shown: it looks like a secret)".into();
    }
    match word.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &word[..end]).into(),
        None => word.into(),
    }
}

/// Small letters, capitals and digits in a long run, or many hexadecimal digits, or how every JWT
/// begins.
fn is_secret(word: &str) -> bool {
    word.split(|c: char| !(c.is_ascii_alphanumeric() || "+/_=~".contains(c))).any(is_telling)
}

fn is_telling(run: &str) -> bool {
    let any = |kind: fn(&char) -> bool| run.chars().any(|c| kind(&c));
    let mixed =
        any(char::is_ascii_lowercase) && any(char::is_ascii_uppercase) && any(char::is_ascii_digit);
    let hex = run.len() >= 32 && run.chars().all(|c| c.is_ascii_hexdigit());
    run.starts_with("eyJ") || hex || run.len() >= SECRET && mixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_secret_is_not_shown() {
        for secret in ["eyJhbGciOiJub25lIn0.e30.", "aB3dEfGhIjKlMnOpQrStUv", &"0f".repeat(16)] {
            assert_eq!(shown(secret), "(not shown: it looks like a secret)");
        }
        for word in ["managed-identity-endpoint", "KVC_TOKEN", "https://kv1.localhost:8443", "é"] {
            assert_eq!(shown(word), word);
        }
        assert_eq!(shown(&"x".repeat(300)), format!("{}…", "x".repeat(100)));
    }

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_lists_what_is_known() {
        let known = ["status", "schema", "headers"];
        assert_eq!(did_you_mean("staus", known).as_deref(), Some("did you mean \"status\"?"));
        let all = "known: status, schema, headers";
        assert_eq!(did_you_mean("zzzzzzzz", known).as_deref(), Some(all));
        assert_eq!(did_you_mean(&"s".repeat(300_000), known).as_deref(), Some(all));
        assert_eq!(did_you_mean("x", []), None);
    }
}
