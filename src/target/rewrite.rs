//! Rewriting a list of a target file: entries dropped and added, every other line, comments and
//! line ends included, kept as it is.
//!
//! In: the text, the lines on which entries stand, the texts of new ones. Out: the new text, only
//! if it reads back as wanted; else why not. It must not know what the entries mean.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::scalar::dotted;
use crate::yaml;

/// What becomes of a list.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// The key of the list at the top of the file.
    pub key: &'static str,
    /// The line of each entry that is there, from 1.
    pub lines: Vec<u64>,
    /// Entries to drop, by index.
    pub drop: BTreeSet<usize>,
    /// Entries to add: each a list of key and value.
    pub add: Vec<Entry>,
}

/// An entry: its keys and texts in order.
pub type Entry = Vec<(&'static str, String)>;

/// The text with that change, read back and compared; else what stands in the way.
pub fn rewrite(text: &str, change: &Change) -> Result<String, &'static str> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let new = match lines.iter().position(|line| is_key(line, change.key)) {
        None => appended(text, &lines, change, end)?,
        Some(key) => replaced(&lines, key, change, end)?,
    };
    if is_as_wanted(text, &new, change) { Ok(new) } else { Err("it would not read back as it is") }
}

/// The list at the end of a file that has none, before the mark that ends it.
fn appended(
    text: &str,
    lines: &[&str],
    change: &Change,
    end: &str,
) -> Result<String, &'static str> {
    if text.trim_start().starts_with('{') {
        return Err("it is JSON or one line of YAML");
    }
    if change.add.is_empty() {
        return Ok(text.to_owned());
    }
    let mark = lines.iter().position(|line| line.trim_end() == "...").unwrap_or(lines.len());
    let mut new = lines[..mark].concat();
    if !new.is_empty() && !new.ends_with('\n') {
        new.push_str(end);
    }
    let _ = write!(new, "{end}{}:{end}", change.key);
    new.extend(change.add.iter().map(|entry| written(entry, "  ", end)));
    new.push_str(&lines[mark..].concat());
    Ok(new)
}

fn replaced(
    lines: &[&str],
    key: usize,
    change: &Change,
    end: &str,
) -> Result<String, &'static str> {
    let (name, value) = lines[key].split_once(':').unwrap_or((lines[key], ""));
    let value = value.split(" #").next().unwrap_or_default().trim();
    if !matches!(value, "" | "[]" | "~" | "null") {
        return Err("the list is written on one line, or with an anchor");
    }
    let mut last = (key + 1..lines.len()).find(|at| ends_list(lines[*at])).unwrap_or(lines.len());
    // Comments at the margin speak of what comes next.
    while last > key + 1 && (lines[last - 1].starts_with('#') || lines[last - 1].trim().is_empty())
    {
        last -= 1;
    }
    let mut starts = Vec::new();
    for line in &change.lines {
        let line = usize::try_from(*line).unwrap_or_default().saturating_sub(1);
        starts.push(start(lines, key, line).ok_or("an entry has no dash of its own")?);
    }
    let last = if starts.is_empty() { key + 1 } else { last };
    let mut new = lines[..key].concat();
    let kept = starts.len() - change.drop.len() + change.add.len();
    if kept == 0 {
        // The comments of the last entries stay where they are.
        new.push_str(&lines[last..].concat());
        return Ok(new);
    }
    let _ = write!(new, "{name}:{}", remark(lines[key], end));
    for (index, from) in starts.iter().enumerate() {
        let to = starts.get(index + 1).copied().unwrap_or(last);
        if !change.drop.contains(&index) {
            new.push_str(&lines[*from..to].concat());
            if !new.ends_with('\n') {
                new.push_str(end);
            }
        }
    }
    let indent = indent(&lines[key + 1..last]).unwrap_or_else(|| "  ".to_owned());
    new.extend(change.add.iter().map(|entry| written(entry, &indent, end)));
    new.push_str(&lines[last..].concat());
    Ok(new)
}

/// What stands behind the key on its line: a comment, and the end.
fn remark(line: &str, end: &str) -> String {
    match line.find(" #") {
        Some(at) => line[at..].to_owned(),
        None => end.to_owned(),
    }
}

fn is_key(line: &str, key: &str) -> bool {
    [key.to_owned(), format!("\"{key}\""), format!("'{key}'")]
        .iter()
        .any(|key| line.strip_prefix(key.as_str()).is_some_and(|r| r.trim_start().starts_with(':')))
}

/// Whether a line is of another key, or the end of the document.
fn ends_list(line: &str) -> bool {
    let first = line.chars().next().unwrap_or('\n');
    !(first.is_whitespace() || first == '#' || first == '-') || line.starts_with("---")
}

/// The first line of the entry that a line belongs to, the comments above it included.
fn start(lines: &[&str], key: usize, line: usize) -> Option<usize> {
    let mut first = line.min(lines.len().checked_sub(1)?);
    while first > key && !lines[first].trim_start().starts_with('-') {
        first -= 1;
    }
    if first == key {
        return None;
    }
    while first > key + 1 && is_remark(lines[first - 1]) {
        first -= 1;
    }
    Some(first)
}

fn is_remark(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

/// What stands before the dash of the first entry.
fn indent(lines: &[&str]) -> Option<String> {
    let first = lines.iter().find(|line| line.trim_start().starts_with('-'))?;
    Some(first[..first.len() - first.trim_start().len()].to_owned())
}

/// An entry as it is written.
fn written(entry: &Entry, indent: &str, end: &str) -> String {
    let mut text = String::new();
    for (at, (key, value)) in entry.iter().enumerate() {
        let dash = if at == 0 { "- " } else { "  " };
        let _ = write!(text, "{indent}{dash}{key}: {}{end}", dotted(value));
    }
    text
}

/// Entries as a person adds them by hand.
pub fn by_hand(key: &str, entries: &[Entry]) -> String {
    let entries: String = entries.iter().map(|entry| written(entry, "  ", "\n")).collect();
    format!("{key}:\n{entries}")
}

/// Whether the new text holds the list as wanted, and all else as before.
fn is_as_wanted(old: &str, new: &str, change: &Change) -> bool {
    let read = (yaml::parse("", old), yaml::parse("", new));
    let (Ok(Value::Object(mut old)), Ok(Value::Object(mut new))) = read else {
        return false;
    };
    let before = list(old.shift_remove(change.key)).into_iter().enumerate();
    let kept = before.filter(|(index, _)| !change.drop.contains(index)).map(|(_, entry)| entry);
    let wanted: Vec<Value> = kept.chain(change.add.iter().map(value)).collect();
    list(new.shift_remove(change.key)) == wanted && old == new
}

fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(entries)) => entries,
        _ => Vec::new(),
    }
}

fn value(entry: &Entry) -> Value {
    let pairs = entry.iter();
    pairs.map(|(key, value)| ((*key).to_owned(), Value::from(value.as_str()))).collect()
}

#[cfg(test)]
mod tests;
