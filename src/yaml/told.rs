//! What the YAML parser says, told to people: what is wrong in the file, and what to do.
//!
//! In: the parser's error and the text. Out: message and hint. No word of a parser, of serde or of
//! Rust comes through.

use serde_saphyr::Error;

use super::near::{did_you_mean, shown};
use super::syntax;

/// Message and hint.
pub fn told(error: &Error, text: &str) -> (String, Option<String>) {
    let (message, hint) = by_kind(error);
    let place = error.location().map_or((1, 1), |at| (at.line(), at.column()));
    (message, hint.or_else(|| by_line(text, place)))
}

fn by_kind(error: &Error) -> (String, Option<String>) {
    match error.without_snippet() {
        Error::SerdeUnknownField { field, expected, .. } => {
            let hint = did_you_mean(field, expected.iter().copied());
            (format!("unknown key `{}`", shown(field)), hint)
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            let hint = did_you_mean(variant, expected.iter().copied());
            (format!("unknown word `{}`", shown(variant)), hint)
        }
        Error::InvalidPropertyName { name, .. } => {
            let hint = "write ${NAME} for an environment variable, $${NAME} for the text itself";
            let message = format!("`{}` names no environment variable", shown(name));
            (message, Some(hint.to_owned()))
        }
        other => (of_content(other), None),
    }
}

/// What is wrong with what is in the file.
fn of_content(error: &Error) -> String {
    match error {
        Error::UnresolvedProperty { name, .. } | Error::PropertyRequiredButUnset { name, .. } => {
            format!("the environment variable {} is not set", shown(name))
        }
        Error::PropertyRequiredButEmpty { name, .. } => {
            format!("the environment variable {} is empty", shown(name))
        }
        Error::DuplicateMappingKey { key: Some(key), .. } => {
            format!("the key `{}` is there twice", shown(key))
        }
        Error::DuplicateMappingKey { .. } => "a key is there twice".to_owned(),
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            "an alias stands inside what it stands for".to_owned()
        }
        Error::MultipleDocuments { .. } => {
            "a second document begins here (`---`); a file holds one".to_owned()
        }
        Error::Unexpected { expected, .. } => wanted(expected),
        Error::NullIntoString { .. } => NO_TEXT.to_owned(),
        Error::InvalidBooleanStrict { .. } => "true or false is expected here".to_owned(),
        Error::SerdeMissingField { field, .. } => format!("the key `{field}` is missing"),
        Error::SerdeInvalidType { unexpected, expected, .. }
        | Error::SerdeInvalidValue { unexpected, expected, .. } => instead(unexpected, expected),
        Error::InvalidScalar { ty, .. } => wanted(ty),
        Error::ExpectedStringKeyForExternallyTaggedEnum { .. }
        | Error::ExternallyTaggedEnumExpectedScalarOrMapping { .. }
        | Error::ExpectedMappingEndAfterEnumVariantValue { .. } => ONE_WORD.to_owned(),
        other => of_form(other),
    }
}

/// What is wrong with the form of the file: what may or may not stand in any YAML that is read here.
fn of_form(error: &Error) -> String {
    match error {
        Error::Budget { .. } => syntax::TOO_LARGE.to_owned(),
        Error::Eof { .. } => "nothing stands here, or the file ends too early".to_owned(),
        Error::UnknownAnchor { .. } => {
            "an alias (*) stands for what was not named before (&)".to_owned()
        }
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasReplayCounterOverflow { .. } => {
            "its aliases (*) stand for more than is read".to_owned()
        }
        Error::UnsupportedTag { .. }
        | Error::TaggedStructFieldName { .. }
        | Error::TaggedEnumMismatch { .. }
        | Error::TaggedScalarCannotDeserializeIntoString { .. }
        | Error::InvalidBinaryBase64 { .. }
        | Error::BinaryNotUtf8 { .. } => syntax::TAGGED.to_owned(),
        Error::MergeValueNotMapOrSeqOfMaps { .. } | Error::MergeKeyNotAllowed { .. } => {
            "what << takes in is no mapping".to_owned()
        }
        Error::NonFiniteFloat { .. } => "this is no number that can be read".to_owned(),
        other => {
            let said = plain(&other.to_string());
            syntax::words(&said).map_or(said, str::to_owned)
        }
    }
}

/// What is said where none of the known words stands, or several of them do.
pub(super) const ONE_WORD: &str = "exactly one of the known words is expected here";

/// What is said where a text is wanted and nothing stands.
pub(super) const NO_TEXT: &str = "it has no value; a text is expected here";

/// Something came and something else is wanted.
pub(super) fn instead(unexpected: &str, expected: &str) -> String {
    format!("{} where {} is expected", came(unexpected), kind(expected))
}

/// Something is wanted here.
pub(super) fn wanted(expected: &str) -> String {
    format!("{} is expected here", kind(expected))
}

/// What a parser calls a kind of value, as people do.
fn kind(expected: &str) -> &str {
    match expected {
        "mapping start" | "map" | "a map" => "a mapping (lines of `key: value`)",
        "sequence start" | "seq" | "a sequence" => "a list",
        "string" | "string scalar" | "a string" => "a text",
        "null" => "nothing",
        "bool" | "a boolean" => "true or false",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, not below 0,",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        other if other.starts_with("struct ") => "a mapping (lines of `key: value`)",
        other if other.starts_with("enum ") => "one of the known words",
        other => other,
    }
}

/// What came instead, as people call it.
fn came(unexpected: &str) -> String {
    match unexpected {
        "unit value" | "Option value" => "nothing stands".to_owned(),
        "map" => "a mapping stands".to_owned(),
        "sequence" => "a list stands".to_owned(),
        other => format!("{} stands", other.trim_end_matches(" value")),
    }
}

/// The first line of a message, without the place that is told beside it, nor what a programmer
/// could do.
pub(super) fn plain(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default().trim();
    let line = line.rsplit_once(" at line ").map_or(line, |(before, _)| before);
    let to_programmers = ["; use ", ", use ", ", set ", ". If you ", " by configured policy"];
    let cut = to_programmers.iter().filter_map(|sign| line.find(sign)).min();
    line[..cut.unwrap_or(line.len())].to_owned()
}

/// What is usually meant where a line looks like this.
pub(super) fn by_line(text: &str, (line, column): (u64, u64)) -> Option<String> {
    let line = text.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?)?;
    if bare(line, "{{") {
        return Some("a value that begins with {{ wants quotes: \"{{name}}\"".to_owned());
    }
    let variable = line.find("${");
    if variable.is_some_and(|at| line[..at].contains(['{', '['])) {
        let hint = "in `{ }` and `[ ]` no ${NAME} can stand: give the value a line of its own";
        return Some(hint.to_owned());
    }
    let before: String = line.chars().take(usize::try_from(column).ok()?).collect();
    let rest = line.get(before.len()..)?.trim();
    if before.trim_end().ends_with(':') && (rest.is_empty() || rest.starts_with('#')) {
        return Some("nothing stands under this key: take it away, or fill it".to_owned());
    }
    None
}

/// Whether that stands where a value begins, not in quotes.
fn bare(line: &str, sign: &str) -> bool {
    line.match_indices(sign).any(|(at, _)| {
        let before = line[..at].trim_end();
        before.ends_with([':', ',', '[', '-']) && before.matches('"').count().is_multiple_of(2)
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is read")]
    struct Shape {
        #[serde(default)]
        status: u16,
        #[serde(default)]
        names: Vec<String>,
        #[serde(default)]
        inner: Option<Inner>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only its shape is read")]
    struct Inner {
        text: String,
        flag: Option<bool>,
    }

    fn said(text: &str) -> String {
        parse::<Shape>("a", text).unwrap_err().to_string()
    }

    #[test]
    fn no_word_of_a_parser_reaches_a_person() {
        for text in [
            "status: 1\n---\nstatus: 2\n",
            "status:\n",
            "status: x\n",
            "status: -1\n",
            "status: 70000\n",
            "status: [1]\n",
            "names:\n",
            "names: x\n",
            "names: { a: b }\n",
            "names: [[x]]\n",
            "names: [~]\n",
            "inner: x\n",
            "inner: {}\n",
            "inner: { text: }\n",
            "inner: { text: a, flag: yes }\n",
            "inner: { text: a, text: b }\n",
            "inner: { text: {{name}} }\n",
            "inner: { text: ${NAME} }\n",
            "? [a]\n: b\n",
            "x\n",
            "- a\n",
            "status: !!binary x\n",
            "status: *nowhere\n",
        ] {
            let said = said(text);
            for word in [
                "from_str",
                "Option",
                "scalar",
                "struct ",
                "u16",
                "deserialize",
                "variant",
                "policy",
                "mapping start",
                "sequence start",
                "unit",
            ] {
                assert!(!said.contains(word), "{text:?} → {said}");
            }
        }
    }

    #[test]
    fn what_is_usually_meant_is_said() {
        assert!(said("status: 1\n---\nstatus: 2\n").contains("a file holds one"));
        assert!(said("names:\n  # none yet\n").contains("nothing stands under this key"));
        assert!(said("inner: { text: {{name}} }\n").contains("wants quotes"));
        assert!(said("inner: { text: ${NAME} }\n").contains("a line of its own"));
    }
}
