//! Settings put into the text of a target file: the keys at its top, each replaced or added whole;
//! every other line, comments included, stays as it is.
//!
//! In: the text, the settings. Out: the new text, only if it reads back as wanted; else why not. It
//! must not know what the settings mean, nor who found them out.

use std::fmt::Write as _;

use serde_json::Value;

use super::scalar::{block, flow};
use crate::yaml;

/// One key at the top of a target file.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The key.
    pub key: &'static str,
    /// What it is to hold.
    pub value: Value,
    /// Why, for people: a comment above it, a line each.
    pub remarks: Vec<String>,
}

/// The text with these settings.
pub fn set(text: &str, settings: &[Setting]) -> Result<String, &'static str> {
    if text.trim_start().starts_with('{') {
        return Err("it is JSON or one line of YAML");
    }
    let new = settings.iter().fold(text.to_owned(), |text, setting| with(&text, setting));
    if is_as_wanted(text, &new, settings) {
        Ok(new)
    } else {
        Err("it would not read back as it is")
    }
}

fn with(text: &str, setting: &Setting) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mark = lines.iter().position(|line| line.trim_end() == "...").unwrap_or(lines.len());
    let (from, to) = section(&lines, setting.key).unwrap_or((mark, mark));
    let mut new = lines[..from].concat();
    if !new.is_empty() && !new.ends_with('\n') {
        new.push_str(end);
    }
    new.push_str(&written(setting, end));
    new.push_str(&lines[to..].concat());
    new
}

/// The lines of a key at the top: from its own to the next key, without the comments of that.
fn section(lines: &[&str], key: &str) -> Option<(usize, usize)> {
    let from = lines.iter().position(|line| {
        let named = [key.to_owned(), format!("\"{key}\""), format!("'{key}'")];
        let mut rests = named.iter().filter_map(|key| line.strip_prefix(key.as_str()));
        rests.any(|rest| rest.trim_start().starts_with(':'))
    })?;
    let more = lines[from + 1..]
        .iter()
        .take_while(|line| line.starts_with([' ', '\t', '-', '#']) || line.trim().is_empty());
    let mut to = from + 1 + more.count();
    while to > from + 1 && (lines[to - 1].starts_with('#') || lines[to - 1].trim().is_empty()) {
        to -= 1;
    }
    Some((from, to))
}

/// A setting as it is written: a map a line each, what is in it on one line.
fn written(setting: &Setting, end: &str) -> String {
    let mut text = String::new();
    for remark in &setting.remarks {
        let plain = remark.replace(|c: char| c.is_control() || yaml_breaks(c), " ");
        let _ = write!(text, "# {}{end}", plain.trim());
    }
    match &setting.value {
        Value::Object(fields) if !fields.is_empty() => {
            let _ = write!(text, "{}:{end}", setting.key);
            text.push_str(&block(fields, 2, end));
        }
        value => {
            let _ = write!(text, "{}: {}{end}", setting.key, flow(value));
        }
    }
    text
}

/// What some readers of YAML take for the end of a line.
fn yaml_breaks(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether the new text holds the settings, and all else as before.
fn is_as_wanted(old: &str, new: &str, settings: &[Setting]) -> bool {
    let read = (yaml::parse("", old), yaml::parse("", new));
    let (Ok(Value::Object(mut old)), Ok(Value::Object(mut new))) = read else {
        return false;
    };
    settings.iter().all(|setting| {
        old.shift_remove(setting.key);
        new.shift_remove(setting.key).as_ref() == Some(&setting.value)
    }) && old == new
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn setting(key: &'static str, value: Value, remark: &str) -> Setting {
        let remarks = Vec::from_iter((!remark.is_empty()).then(|| remark.to_owned()));
        Setting { key, value, remarks }
    }

    #[test]
    fn a_key_is_replaced_whole_and_every_other_line_stays() {
        let text = "# mine\nurl: https://a\nissuers:\n  # old\n  issuing: { name: Self }\n\n\
                    # of tls\ntls: { ca: a.pem }\n";
        let issuers = json!({"stalled": {"create": {"provider": "Test"}}});
        let new = set(text, &[setting("issuers", issuers, "seen\u{2028}x: y")]).unwrap();
        assert_eq!(
            new,
            "# mine\nurl: https://a\n# seen x: y\nissuers:\n  stalled: { create: { provider: Test } }\n\n\
             # of tls\ntls: { ca: a.pem }\n"
        );
    }

    #[test]
    fn a_key_that_is_not_there_comes_last_with_the_line_ends_of_the_file() {
        let lacks = json!({"import": "answers 404: \"none\""});
        let new = set("url: https://a\r\n...\r\n", &[setting("lacks", lacks, "")]).unwrap();
        let wanted =
            "url: https://a\r\nlacks:\r\n  import: \"answers 404: \\\"none\\\"\"\r\n...\r\n";
        assert_eq!(new, wanted);
        let new = set("url: https://a", &[setting("api_version", json!("7.5"), "")]).unwrap();
        assert_eq!(new, "url: https://a\napi_version: \"7.5\"\n");
    }

    #[test]
    fn what_cannot_be_kept_as_it_is_is_refused() {
        let lacks = || [setting("lacks", json!({"import": "x"}), "")];
        assert!(set("{ url: \"https://a\" }\n", &lacks()).unwrap_err().contains("JSON"));
        // The anchor is in what would be replaced.
        let text = "lacks: &a { merge: x }\nversion: *a\n";
        assert!(set(text, &lacks()).unwrap_err().contains("read back"));
    }
}
