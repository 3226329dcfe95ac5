//! Reading our own YAML files (scenarios, contract, targets): a bounded parse, and mistakes that
//! say where, what, and what to do.
//!
//! In: text and the name of its file. Out: the typed content, or [`Mistake`]s with line and
//! column. Knows nothing of what the files mean; imports nothing of the crate.

mod flaws;
mod forgiving;
mod mistake;
mod near;
mod options;
mod quoted;
mod syntax;
mod told;
mod tree;

use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_saphyr::{Error, Spanned};

pub use flaws::Flaws;
pub use mistake::{Mistake, Mistakes};
pub use near::{did_you_mean, shown};

use options::options;

/// Parses one document: depth and size bounded, duplicate keys refused, YAML 1.2 booleans only.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Mistake> {
    let parsed = serde_saphyr::from_str_with_options(text, options());
    parsed.map_err(|error| mistake(file, text, &error))
}

/// What a file holds, and all that is wrong with its shape, told at once. Where something is wrong
/// there may still be content: what is missing or of another kind is then as good as empty, and an
/// unknown key is taken for the one that was meant. It is good for finding more mistakes and for
/// nothing else. `defining` are keys below which names are given: where something is lost there,
/// whoever looks for names cannot be sure.
pub fn read<T: DeserializeOwned>(file: &str, text: &str, defining: &[&str]) -> (Option<T>, Flaws) {
    match parse(file, text) {
        Ok(content) => (Some(content), Flaws::default()),
        Err(first) => amended(file, text, options::forgiving(), defining, first),
    }
}

/// The same, with `${NAME}` in an unquoted value standing for what `variables` say; `$${NAME}`
/// is `${NAME}` itself. Keys stay as they are written, and so do values in quotes, which are
/// refused where such a name stands in them, other than below the keys of `prose`.
pub fn parse_with<T: DeserializeOwned>(
    file: &str,
    text: &str,
    variables: HashMap<String, String>,
    prose: &[&str],
) -> Result<T, Mistake> {
    let filling = || options().with_properties(variables.clone());
    let parsed = serde_saphyr::from_str_with_options(text, filling());
    let parsed = parsed.map_err(|error| mistake(file, text, &error))?;
    let written = serde_saphyr::from_str_with_options::<Value>(text, options());
    let filled = serde_saphyr::from_str_with_options::<Value>(text, filling());
    let (Ok(written), Ok(filled)) = (written, filled) else { return Ok(parsed) };
    match quoted::left_alone(&written, &filled, prose) {
        None => Ok(parsed),
        Some(value) => {
            let message = format!("a variable in quotes is not filled in: {value:?}");
            let hint = "take the quotes away and give the value a line of its own; the text itself \
                        is written $${NAME}";
            Err(Mistake::at(file, found(text, value), message).hint(Some(hint.to_owned())))
        }
    }
}

/// What is left of a file in which `${NAME}` stands for what `variables` say, and all that is wrong
/// with it; `first` is known to be.
pub fn read_with<T: DeserializeOwned>(
    file: &str,
    text: &str,
    variables: HashMap<String, String>,
    first: Mistake,
) -> (Option<T>, Flaws) {
    amended(file, text, options::forgiving().with_properties(variables), &[], first)
}

/// What is no YAML at all has no other mistakes.
fn amended<T: DeserializeOwned>(
    file: &str,
    text: &str,
    options: serde_saphyr::Options,
    defining: &[&str],
    first: Mistake,
) -> (Option<T>, Flaws) {
    match tree::read(text, options) {
        Ok(root) => forgiving::read(file, text, &root, defining, first),
        Err(error) => (None, Flaws::of(mistake(file, text, &error))),
    }
}

/// Where a text stands, as far as it is written as it is.
fn found(text: &str, value: &str) -> (u64, u64) {
    let at = text.find(value).unwrap_or_default();
    let line = text[..at].matches('\n').count() + 1;
    let column = text[..at].rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line as u64, column as u64)
}

fn mistake(file: &str, text: &str, error: &Error) -> Mistake {
    let at = error.location().map_or((1, 1), |l| (l.line(), l.column()));
    let (message, hint) = told::told(error, text);
    Mistake::at(file, at, message).hint(hint)
}

/// Line and column of a part.
pub fn place<T>(part: &Spanned<T>) -> (u64, u64) {
    (part.referenced.line(), part.referenced.column())
}

/// `500ms`, `20s` or `3m`: more than nothing, at most an hour.
pub fn duration(written: &str) -> Option<Duration> {
    span(written).filter(|span| !span.is_zero() && *span <= Duration::from_secs(3600))
}

/// A number with a unit: `ms`, `s`, `m`, `h` or `d`. The one rule for files and flags.
pub fn span(written: &str) -> Option<Duration> {
    let digits = written.find(|c: char| !c.is_ascii_digit())?;
    let number: u64 = written[..digits].parse().ok()?;
    let seconds = match &written[digits..] {
        "ms" => return Some(Duration::from_millis(number)),
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    number.checked_mul(seconds).map(Duration::from_secs)
}

/// The bytes of a file, at most so many. Nothing but a regular file is opened: others may never
/// end, or never begin.
pub fn bytes_of(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err("cannot be read: it is no regular file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > most {
        Err(format!("too large; at most {most} bytes are read"))
    } else {
        Ok(bytes)
    }
}

fn unreadable(e: std::io::Error) -> String {
    format!("cannot be read: {e}")
}

/// The same as text, which is UTF-8; a mark of the byte order before it is no part of it.
pub fn text_of(path: &Path, most: u64) -> Result<String, String> {
    let text = String::from_utf8(bytes_of(path, most)?).map_err(|e| {
        let before = &e.as_bytes()[..e.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("cannot be read: line {line} is no text in UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_bounded() {
        assert_eq!(duration("20s"), Some(Duration::from_secs(20)));
        assert_eq!(duration("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(duration("3m"), Some(Duration::from_secs(180)));
        assert_eq!(duration("1h"), Some(Duration::from_secs(3600)));
        for wrong in ["", "20", "0s", "s", "2h", "99999999999999999999s", "61m", "-1s", "1d"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn mistakes_carry_their_place() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only its shape is read")]
        struct Shape {
            status: u16,
        }
        let said = |text: &str| parse::<Shape>("a.yaml", text).unwrap_err().to_string();
        assert_eq!(
            said("status: 1\nstaus: 2\n"),
            "a.yaml:2:1: unknown key `staus`\n    did you mean \"status\"?"
        );
        assert!(said("status: 1\nstatus: 2\n").starts_with("a.yaml:2:1: "));
        assert!(said("status: [\n").starts_with("a.yaml:1:"));
    }
}
