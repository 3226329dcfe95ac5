//! Reading our own YAML files (scenarios, contract, targets): a bounded parse, and mistakes that
//! say where, what, and what to do.
//!
//! In: text and the name of its file. Out: the typed content, or [`Mistake`]s with line and
//! column. Knows nothing of what the files mean; imports nothing of the crate.

use std::collections::HashMap;
use std::fmt;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_saphyr::{Error, Spanned};

/// Parses one document: depth and size bounded, duplicate keys refused, YAML 1.2 booleans only.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Mistake> {
    let parsed = serde_saphyr::from_str_with_options(text, options());
    parsed.map_err(|error| mistake(file, &error))
}

/// The same, with `${NAME}` in an unquoted value standing for what `variables` say; `$${NAME}`
/// is `${NAME}` itself. Keys and quoted values stay as they are written.
pub fn parse_with<T: DeserializeOwned>(
    file: &str,
    text: &str,
    variables: HashMap<String, String>,
) -> Result<T, Mistake> {
    let options = options().with_properties(variables);
    let parsed = serde_saphyr::from_str_with_options(text, options);
    parsed.map_err(|error| mistake(file, &error))
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: 32, max_nodes: 100_000 },
        strict_booleans: true,
        with_snippet: false,
    }
}

fn mistake(file: &str, error: &Error) -> Mistake {
    let at = error.location().map_or((1, 1), |l| (l.line(), l.column()));
    let (message, hint) = match error.without_snippet() {
        Error::SerdeUnknownField { field, expected, .. } => {
            (format!("unknown key `{field}`"), did_you_mean(field, expected.iter().copied()))
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            (format!("unknown word `{variant}`"), did_you_mean(variant, expected.iter().copied()))
        }
        Error::UnresolvedProperty { name, .. } | Error::PropertyRequiredButUnset { name, .. } => {
            (format!("the environment variable {name} is not set"), None)
        }
        Error::PropertyRequiredButEmpty { name, .. } => {
            (format!("the environment variable {name} is empty"), None)
        }
        Error::InvalidPropertyName { name, .. } => {
            let hint = "write ${NAME} for an environment variable, $${NAME} for the text itself";
            (format!("`{name}` names no environment variable"), Some(hint.to_owned()))
        }
        Error::DuplicateMappingKey { key: Some(key), .. } => {
            (format!("the key `{key}` is there twice"), None)
        }
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            ("an alias stands inside what it stands for".to_owned(), None)
        }
        other => (plain(&other.to_string()), None),
    };
    Mistake::at(file, at, message).hint(hint)
}

/// The first line of a message, without the place that is told beside it.
fn plain(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default().trim();
    line.rsplit_once(" at line ").map_or(line, |(before, _)| before).to_owned()
}

/// Line and column of a part.
pub fn place<T>(part: &Spanned<T>) -> (u64, u64) {
    (part.referenced.line(), part.referenced.column())
}

/// `500ms`, `20s` or `3m`: more than nothing, at most an hour.
pub fn duration(written: &str) -> Option<Duration> {
    let bounded = |span: &Duration| !span.is_zero() && *span <= Duration::from_secs(3600);
    span(written).filter(bounded)
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

/// One mistake in one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file as the user knows it.
    pub file: String,
    /// Line, from 1; 0 where the whole file is meant.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
    /// What is wrong.
    pub message: String,
    /// What to do, if it can be told.
    pub hint: Option<String>,
}

impl Mistake {
    /// A mistake at a place.
    pub fn at(file: &str, (line, column): (u64, u64), message: impl Into<String>) -> Self {
        Mistake { file: file.to_owned(), line, column, message: message.into(), hint: None }
    }

    /// A mistake of the file as a whole.
    pub fn whole(file: &str, message: impl Into<String>) -> Self {
        Mistake::at(file, (0, 0), message)
    }

    /// The same with a hint.
    pub fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file, self.message)?;
        } else {
            write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        }
        match &self.hint {
            Some(hint) => write!(f, "\n    {hint}"),
            None => Ok(()),
        }
    }
}

/// All mistakes of one reading; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistake {}

impl std::error::Error for Mistakes {}

/// `did you mean "x"?` for the nearest of the known words, or the list of a few known words.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    let nearest = known
        .iter()
        .map(|k| (strsim::damerau_levenshtein(word, k), *k))
        .min_by_key(|(distance, _)| *distance);
    match nearest {
        Some((distance, k)) if distance <= 1 + word.len() / 3 => {
            Some(format!("did you mean \"{k}\"?"))
        }
        Some(_) if known.len() <= 24 => Some(format!("known: {}", known.join(", "))),
        _ => None,
    }
}

/// The text of a file, of at most so many bytes. Nothing but a regular file is opened: others may
/// never end, or never begin.
pub fn text_of(path: &Path, most: u64) -> Result<String, String> {
    let cannot = |e: std::io::Error| format!("cannot be read: {e}");
    if !std::fs::metadata(path).map_err(cannot)?.is_file() {
        return Err("cannot be read: it is no regular file".to_owned());
    }
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(cannot)?;
    file.take(most + 1).read_to_string(&mut text).map_err(cannot)?;
    match text.len() as u64 > most {
        true => Err(format!("too large; at most {most} bytes are read")),
        false => Ok(text),
    }
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

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_lists_what_is_known() {
        let known = ["status", "schema", "headers"];
        assert_eq!(did_you_mean("staus", known).as_deref(), Some("did you mean \"status\"?"));
        assert_eq!(
            did_you_mean("zzzzzzzz", known).as_deref(),
            Some("known: status, schema, headers")
        );
        assert_eq!(did_you_mean("x", []), None);
    }
}
