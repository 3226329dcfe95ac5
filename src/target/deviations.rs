//! Rewriting the deviations at the end of a target file: entries dropped and added, every other
//! line, comments included, kept as it is. Pure text.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_saphyr::Spanned;

use super::profile::Deviation;
use crate::yaml::place;

/// The text with those entries dropped (by index) and those blocks added.
pub fn rewrite(
    text: &str,
    entries: &[Spanned<Deviation>],
    drop: &BTreeSet<usize>,
    add: &[String],
) -> Result<String, String> {
    let lines: Vec<&str> = text.lines().collect();
    let key = lines.iter().position(|line| line.starts_with("deviations:"));
    let mut kept = String::new();
    let Some(key) = key else {
        let mut all = text.trim_end().to_owned();
        if !add.is_empty() {
            all.push_str("\n\ndeviations:\n");
            all.push_str(&add.concat());
        }
        return Ok(format!("{}\n", all.trim_end()));
    };
    if lines[key + 1..].iter().any(|line| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
        return Err("`deviations` must be the last key of the file to be rewritten".to_owned());
    }
    // Tools write lists at the key's own column, too; all entries stand below each other.
    let add: Vec<String> = match indent(&lines[key + 1..]) {
        Some(indent) => add.iter().map(|block| moved(block, &indent)).collect(),
        None => add.to_vec(),
    };
    let starts: Vec<usize> = entries.iter().map(|e| start(&lines, key, e)).collect();
    for line in &lines[..key] {
        kept.push_str(line);
        kept.push('\n');
    }
    let empty = drop.len() == entries.len() && add.is_empty();
    if !empty {
        kept.push_str("deviations:\n");
    }
    for (index, from) in starts.iter().enumerate() {
        let to = starts.get(index + 1).copied().unwrap_or(lines.len());
        if !drop.contains(&index) {
            kept.extend(lines[*from..to].iter().flat_map(|line| [*line, "\n"]));
        }
    }
    kept.push_str(&add.concat());
    Ok(format!("{}\n", kept.trim_end()))
}

/// What stands before the dash of the first entry.
fn indent(lines: &[&str]) -> Option<String> {
    let first = lines.iter().find(|line| line.trim_start().starts_with("- "))?;
    Some(first[..first.len() - first.trim_start().len()].to_owned())
}

/// A block as `entry` writes it, with another indentation.
fn moved(block: &str, indent: &str) -> String {
    let line = |line: &str| format!("{indent}{}\n", line.strip_prefix("  ").unwrap_or(line));
    block.lines().map(line).collect()
}

/// The first line of an entry, the comments above it included.
fn start(lines: &[&str], key: usize, entry: &Spanned<Deviation>) -> usize {
    let mut first = usize::try_from(place(entry).0).unwrap_or_default().saturating_sub(1);
    let remark = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    while first > key + 1 && remark(lines[first - 1]) {
        first -= 1;
    }
    first
}

/// An entry as it is written.
pub fn entry(case: &str, failures: &[String], reason: &str, link: Option<&str>) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_/.[]".contains(c);
    let case = if case.chars().all(plain) && !case.starts_with(['[', '-']) {
        case.to_owned()
    } else {
        quoted(case)
    };
    let mut block = format!("  - case: {case}\n    failures:\n");
    for failure in failures {
        block.push_str(&format!("      - {}\n", quoted(failure)));
    }
    block.push_str(&format!("    reason: {}\n", quoted(reason)));
    if let Some(link) = link {
        block.push_str(&format!("    link: {}\n", quoted(link)));
    }
    block
}

/// A JSON string is a YAML string, but for characters that YAML does not take as they are, and
/// those that would hide or turn around what stands beside them.
fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    for c in Value::from(text).to_string().chars() {
        let hides = matches!(u32::from(c),
            0x7f..=0x9f | 0xad | 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff
                | 0xfff9..=0xffff);
        if hides { quoted.push_str(&format!("\\u{:04x}", u32::from(c))) } else { quoted.push(c) }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::named::{self, TargetFile};

    const FILE: &str = "\
url: https://x
# known
deviations:
  # kept: a note
  - case: a/b
    failures: [x]
    reason: r
  # goes
  - case: a/c
    failures: [y]
    reason: s
";

    fn rewritten(drop: &[usize], add: &[String]) -> String {
        let shown = "t.yaml".to_owned();
        let file = TargetFile { name: "t".into(), shown, text: FILE.into() };
        let profile = named::parse(&file).unwrap();
        rewrite(FILE, &profile.deviations, &drop.iter().copied().collect(), add).unwrap()
    }

    #[test]
    fn notes_stay_and_entries_go_and_come() {
        let added = entry("a/d", &["s: body \"q\"".into()], "why", None);
        insta::assert_snapshot!(rewritten(&[1], &[added]), @r#"
        url: https://x
        # known
        deviations:
          # kept: a note
          - case: a/b
            failures: [x]
            reason: r
          - case: a/d
            failures:
              - "s: body \"q\""
            reason: "why"
        "#);
        assert_eq!(rewritten(&[], &[]), FILE);
        assert_eq!(rewritten(&[0, 1], &[]), "url: https://x\n# known\n");
    }

    #[test]
    fn entries_stand_below_each_other_wherever_a_tool_has_put_them() {
        let text = "url: https://x\ndeviations:\n- case: a/b\n  failures: [x]\n  reason: r\n";
        let file = |text: &str| TargetFile {
            name: "t".into(),
            shown: "t.yaml".into(),
            text: text.to_owned(),
        };
        let profile = named::parse(&file(text)).unwrap();
        let hostile = "s: \u{85}\u{202e}\u{7f}\u{2028}\"".to_owned();
        let added = entry("a/x (1): #", std::slice::from_ref(&hostile), "why", None);
        let text = rewrite(text, &profile.deviations, &BTreeSet::new(), &[added]).unwrap();
        assert!(!text.contains(['\u{202e}', '\u{85}']), "{text}");
        let profile = named::parse(&file(&text)).unwrap();
        assert_eq!(profile.deviations.len(), 2);
        assert_eq!(profile.deviations[1].value.failures, [hostile]);
        let case = profile.deviations[1].value.case.as_ref().map(|case| case.value.as_str());
        assert_eq!(case, Some("a/x (1): #"));
    }

    #[test]
    fn a_file_without_any_gets_them_at_its_end() {
        let added = entry("a/d", &["z".into()], "why", Some("l"));
        let text = rewrite("url: https://x\n", &[], &BTreeSet::new(), &[added]).unwrap();
        assert!(text.starts_with("url: https://x\n\ndeviations:\n  - case: a/d\n"), "{text}");
    }
}
