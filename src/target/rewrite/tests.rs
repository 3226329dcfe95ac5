//! Shapes of target files, rewritten and read back.

use super::*;
use crate::target::named::{self, TargetFile};
use crate::yaml::place;

fn entry(requirement: &str, signature: &str) -> Entry {
    vec![
        ("requirement", requirement.to_owned()),
        ("signature", signature.to_owned()),
        ("reason", "why".to_owned()),
    ]
}

/// The text with these entries dropped and one added.
fn rewritten(text: &str, drop: &[usize], add: &[Entry]) -> Result<String, &'static str> {
    let file = TargetFile { name: "t".into(), shown: "t.yaml".into(), text: text.to_owned() };
    let profile = named::parse(&file).unwrap();
    let lines = profile.deviations.iter().map(|entry| place(entry).0).collect();
    let drop = drop.iter().copied().collect();
    rewrite(text, &Change { key: "deviations", lines, drop, add: add.to_vec() })
}

const FILE: &str = "\
url: https://x
# known
deviations: # of June
  # kept: a note
  - requirement: a.b
    signature: x
    reason: r
  # goes
  - requirement: a.c
    signature: y
    reason: s
# of the version
version: \"1\"
";

#[test]
fn notes_stay_and_entries_go_and_come_wherever_the_list_stands() {
    insta::assert_snapshot!(rewritten(FILE, &[1], &[entry("a.d", "s: body \"q\"")]).unwrap(), @r#"
    url: https://x
    # known
    deviations: # of June
      # kept: a note
      - requirement: a.b
        signature: x
        reason: r
      - requirement: a.d
        signature: "s: body \"q\""
        reason: "why"
    # of the version
    version: "1"
    "#);
    assert_eq!(rewritten(FILE, &[], &[]).unwrap(), FILE);
    let none = rewritten(FILE, &[0, 1], &[]).unwrap();
    assert_eq!(none, "url: https://x\n# known\n# of the version\nversion: \"1\"\n");
}

#[test]
fn every_shape_of_file_is_right_or_left_alone() {
    let one = "requirement: a.b\n    signature: x\n    reason: r\n";
    let column = "requirement: a.b\n  signature: x\n  reason: r\n";
    let four = "requirement: a.b\n      signature: x\n      reason: r\n";
    let flow = "{requirement: a.b, signature: x, reason: r}";
    let shapes = [
        ("no list", "url: https://x\n".to_owned(), true),
        ("no line end", "url: https://x".to_owned(), true),
        ("an empty list", "url: https://x\ndeviations: []\n".to_owned(), true),
        ("nothing below", "url: https://x\ndeviations:\n  # - none\nversion: a\n".to_owned(), true),
        ("two spaces", format!("url: https://x\ndeviations:\n  - {one}"), true),
        ("column 0", format!("url: https://x\ndeviations:\n- {column}"), true),
        ("four spaces", format!("url: https://x\ndeviations:\n    - {four}"), true),
        ("a lone dash", format!("url: https://x\ndeviations:\n  -\n    {one}"), true),
        ("quoted keys", format!("\"url\": https://x\n\"deviations\":\n  - {one}"), true),
        ("flow entries", format!("url: https://x\ndeviations:\n  - {flow}\n"), true),
        ("an end mark", format!("---\nurl: https://x\ndeviations:\n  - {one}...\n"), true),
        ("an end mark, no list", "---\nurl: https://x\n...\n".to_owned(), true),
        ("Windows", format!("url: https://x\ndeviations:\n  - {one}").replace('\n', "\r\n"), true),
        ("a list in the middle", format!("deviations:\n  - {one}url: https://x\n"), true),
        ("flow list", format!("url: https://x\ndeviations: [{flow}]\n"), false),
        ("JSON", "{\"url\": \"https://x\", \"version\": \"1\"}".to_owned(), false),
        ("an anchor", format!("url: https://x\ndeviations: &all\n  - {one}"), false),
    ];
    for (shape, text, writable) in shapes {
        let new = rewritten(&text, &[], &[entry("c.d", "z: *")]);
        assert_eq!(new.is_ok(), writable, "{shape}: {new:?}");
        let Ok(new) = new else { continue };
        assert_eq!(new.contains("\r\n"), text.contains("\r\n"), "{shape}");
        assert_eq!(new.matches('\r').count(), new.matches("\r\n").count(), "{shape}");
        let lines = || text.lines().filter(|line| *line != "deviations: []");
        assert!(lines().all(|line| new.lines().any(|l| l == line)), "{shape}: {new}");
        // Taken out again, the text is as it was, or has the list that was empty no more.
        let index = usize::from(text.contains("a.b"));
        let back = rewritten(&new, &[index], &[]).unwrap();
        assert!(!back.contains("c.d"), "{shape}: {back}");
    }
}

#[test]
fn an_entry_that_others_refer_to_is_not_dropped() {
    let text =
        "url: https://x\ndeviations:\n  - &a {requirement: a.b, signature: x, reason: r}\n  - *a\n";
    assert!(rewritten(text, &[0], &[]).is_err());
}

#[test]
fn what_a_target_sent_cannot_break_the_file() {
    let hostile = "s: \u{85}\u{202e}\u{7f}\u{2028}\"\n- x: #";
    let text = rewritten("url: https://x\n", &[], &[entry("a.b", hostile)]).unwrap();
    assert!(!text.contains(['\u{202e}', '\u{85}']), "{text}");
    let file = TargetFile { name: "t".into(), shown: "t.yaml".into(), text };
    let profile = named::parse(&file).unwrap();
    assert_eq!(profile.deviations[0].value.signature.value, hostile);
}
