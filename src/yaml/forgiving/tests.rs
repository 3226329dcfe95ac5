//! What is told of a spoilt file, all at once, and what is left of it.

use serde::Deserialize;
use serde_json::{Value, json};
use serde_saphyr::Spanned;

use super::super::{place, read};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Spanned<String>,
    #[serde(default)]
    count: u16,
    level: Option<Level>,
    steps: Spanned<Vec<Spanned<Step>>>,
    #[serde(default)]
    more: Value,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Level {
    Must,
    May,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    name: Spanned<String>,
    #[serde(default)]
    flag: bool,
}

fn told(text: &str) -> (Option<File>, Vec<String>) {
    let (content, flaws) = read::<File>("a", text, &["steps"]);
    let all = flaws.with(Vec::new());
    (content, all.iter().map(ToString::to_string).collect())
}

#[test]
fn every_mistake_is_told_in_one_round_with_its_place() {
    let text = "\
titel: T
count: many
level: mya
steps:
  - name: [n]
    flag: yes
    flag: true
  - { naem: 7.10, qqqqqqqqqq: 1 }
  - flag: true
  - x
more: { a: 1, a: 2 }
count: 70000
";
    let (content, told) = told(text);
    assert_eq!(
        told,
        [
            "a:1:1: unknown key `titel`\n    did you mean \"title\"?",
            "a:2:8: a whole number, not below 0, is expected here",
            "a:3:8: unknown word `mya`\n    did you mean \"may\"?",
            "a:5:11: a text is expected here",
            "a:6:11: true or false is expected here",
            "a:7:5: the key `flag` is there twice",
            "a:8:7: unknown key `naem`\n    did you mean \"name\"?",
            "a:8:19: unknown key `qqqqqqqqqq`\n    known: name, flag",
            "a:9:5: the key `name` is missing",
            "a:10:5: a mapping (lines of `key: value`) is expected here",
            "a:11:15: the key `a` is there twice",
            "a:12:1: the key `count` is there twice",
        ]
    );
    let content = content.unwrap();
    assert_eq!((content.title.value.as_str(), content.count), ("T", 1));
    assert_eq!(place(&content.title), (1, 8));
    assert_eq!((content.level, content.more), (Some(Level::Must), json!({"a": 1})));
    let names: Vec<&str> =
        content.steps.value.iter().map(|step| step.value.name.value.as_str()).collect();
    assert_eq!(names, ["", "7.10", "", ""], "what is read is read as it is written");
    let places: Vec<_> = content.steps.value.iter().map(place).collect();
    assert_eq!(places, [(5, 5), (8, 5), (9, 5), (10, 5)]);
    assert!(content.steps.value[2].value.flag);
}

#[test]
fn what_will_not_do_is_left_out_and_the_rest_is_read() {
    let (content, told) = told("title: T\ncount: 70000\nsteps: []\nlevel: must\nmore: [1]\n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("a:2:8: "), "{told:?}");
    assert!(!told[0].contains("u16"), "{told:?}");
    assert_eq!(content.unwrap().more, json!([1]));
}

#[test]
fn of_more_mistakes_than_anybody_reads_the_first_ones_are_told() {
    let keys: String = (0..5000).map(|n| format!("k{n}: 1\n")).collect();
    let steps = "  - x\n".repeat(5000);
    for text in [format!("title: T\n{keys}steps: []\n"), format!("title: T\nsteps:\n{steps}")] {
        let (_, told) = told(&text);
        assert_eq!(told.len(), 200);
        assert!(told[0].starts_with("a:2:1: ") || told[0].starts_with("a:3:5: "), "{}", told[0]);
    }
}

#[test]
fn what_is_no_yaml_at_all_is_one_mistake() {
    let (content, told) = told("title: [\nsteps: x\n");
    assert!(content.is_none());
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn a_sound_file_is_read_and_nothing_is_told() {
    let (content, flaws) = read::<File>("a", "title: T\nsteps: [{ name: n }]\n", &[]);
    assert!(content.is_some() && flaws.is_empty());
}
