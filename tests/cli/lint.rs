//! All that is wrong with one file, in one round: each mistake with its place and in plain words,
//! those of shape and those of meaning side by side.

use crate::support::{CONTRACT, kvcontract, write};

/// Words of parsers and libraries, which nobody who writes a scenario knows.
const JARGON: [&str; 20] = [
    "serde",
    "saphyr",
    "scalar",
    "mapping start",
    "sequence start",
    "struct",
    "enum ",
    "variant",
    "deserialize",
    "u16",
    "u64",
    "Option",
    "unit value",
    "regex",
    "unclosed group",
    "size limit",
    "expected one of",
    "at line",
    "untagged",
    "anchor id",
];

const WRONG: &str = r#"title: [A claim]
tags: slow
neds: [authentication]
steps:
  - use: craete
  - name: an unknown requirement and an unknown matcher
    request: { get: "/certificates/{{name}}" }
    expect:
      - clause: s.b
        status: 200
      - clause: s.a
        body:
          /cer: { mathces: "^M" }
          /kid: present
          value: 1
  - name: a variable of nobody, and one that is made later
    request: { get: "/certificates/{{nmae}}/{{version}}" }
    capture: { version: /id }
    expect:
      - staus: 200
      - status: 2000
      - body: { /a: { matches: "(x" } }
      - schema: operatoin
  - name: the same variable twice
    request: { head: "/certificates/{{name}}" }
    capture: { version: id }
    expect:
      - status: 200
        body: { /a: 1 }
        advisory: perhaps
  - name: nothing at all
"#;

fn lint(files: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "contract.yaml", CONTRACT);
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    let root = folder.path().display().to_string();
    kvcontract(&["lint", "--scenarios", &root]).exits(2).err.replace(&root, "DIR")
}

#[test]
fn every_mistake_of_shape_and_meaning_is_told_in_one_round() {
    let said = lint(&[("cases/s/a.yaml", WRONG)]);
    insta::assert_snapshot!(said);
    for line in said.lines().filter(|line| line.contains("DIR/")) {
        let place = line.split("a.yaml:").nth(1).unwrap_or_else(|| panic!("no file: {line}"));
        let mut numbers = place.split(": ").next().unwrap().split(':');
        let mut number = || numbers.next().and_then(|n| n.parse::<u64>().ok());
        assert!(number().is_some() && number().is_some(), "no line and column: {line}");
    }
    assert!(said.matches("a.yaml:").count() >= 12, "{said}");
    for word in JARGON {
        assert!(!said.contains(word), "{word} in {said}");
    }
}

/// One at a time: where one mistake stands alone, nothing else is said because of it.
#[test]
fn a_mistake_of_shape_draws_no_others_after_it() {
    let sound = "title: T\nsteps:\n  - name: n\n    request: { get: /certificates/a }\n    \
                 capture: { id: /id }\n    expect:\n      - clause: s.a\n        status: 404\n  \
                 - name: m\n    request: { get: \"/certificates/{{id}}\" }\n    \
                 expect: [{ status: 200 }]\n";
    for (right, wrong) in [
        ("title: T", "title: [T]"),
        ("title: T\n", ""),
        ("title: T\n", "titel: T\n"),
        ("steps:\n", "stepz:\n"),
        ("name: n", "name: [n]"),
        ("name: n", "qqqqqqqqqqqqqq: n"),
        ("request: { get: /certificates/a }", "request: /certificates/a"),
        ("request: { get: /certificates/a }", "request: { get: [/certificates/a] }"),
        ("request: { get: /certificates/a }", "request: { zzzzzzzz: /certificates/a }"),
        ("capture: { id: /id }", "capture: [id]"),
        ("capture: { id: /id }", "captrue: { id: /id }"),
        ("capture: { id: /id }", "keeping-of-values: { id: /id }"),
        ("clause: s.a", "clause: { s: a }"),
        ("status: 404", "staus: 404"),
        ("status: 404", "wwwwwwwwwwwww: 404"),
        ("- clause: s.a\n        status: 404", "- s.a"),
        ("expect: [{ status: 200 }]", "expect: { status: 200 }"),
    ] {
        assert!(sound.contains(right), "{right}");
        let said = lint(&[("cases/s/a.yaml", &sound.replacen(right, wrong, 1))]);
        assert_eq!(said.matches("a.yaml:").count(), 1, "{wrong}: {said}");
    }
}

#[test]
fn what_is_sound_is_held_to_the_contract_whatever_is_wrong_elsewhere() {
    let nothing = "title: T\nsteps:\n  - name: n\n    request: { get: /x }\n";
    let said = lint(&[("cases/t/b.yaml", nothing), ("cases/s/a.yaml", "titel: [\n")]);
    assert!(said.contains("b.yaml: the scenario covers no requirement"), "{said}");
    assert!(said.contains("b.yaml: `t` is no section of the contract"), "{said}");
    assert_eq!(said.matches("a.yaml:").count(), 1, "{said}");
    assert!(!said.contains("no scenario and no rule covers"), "{said}");
}

#[test]
fn mistakes_of_every_file_of_a_suite_are_told_together() {
    let said = lint(&[
        (
            "cases/s/a.yaml",
            "title: T\nsteps:\n  - { use: start }\n  - name: n\n    reqest: { get: x }\n",
        ),
        ("cases/s/b.yaml", "title: T\nsteps: [\n"),
        ("steps/start.yaml", "title: T\ntakes: { a: \"{{b}}\" }\nsteps: { name: n }\n"),
        (
            "rules/r.yaml",
            "title: T\nrules:\n  - { name: n, clause: s.b, when: { method: get }, expect: {} }\n",
        ),
        (
            "contract.yaml",
            "sections:\n  - { id: s, titel: T, source: S, requirements: [{ id: s.a, level: shall, \
             authority: [me], clause: C }] }\n",
        ),
    ]);
    insta::assert_snapshot!(said);
    for word in JARGON {
        assert!(!said.contains(word), "{word} in {said}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_one_mistake_among_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let case = |step: &str| {
        format!(
            "title: T\nsteps:\n  - name: n\n{step}    expect: [{{ clause: s.a, schema: mine }}]\n"
        )
    };
    let get = "    request: { get: /x }\n";
    write(folder.path(), "contract.yaml", CONTRACT);
    write(folder.path(), "cases/s/wrong.yaml", &case(get).replace("request", "reqest"));
    let user = case(get).replace("steps:\n", "steps:\n  - { use: start, with: { a: b } }\n");
    write(folder.path(), "cases/s/user.yaml", &user);
    write(folder.path(), "rules/wrong.yaml", "title: T\n");
    write(folder.path(), "schemas/mine.schema.json", "{ \"a\": }");
    let no_text = |name: &str| {
        write(folder.path(), name, "");
        std::fs::write(folder.path().join(name), b"\xff\xfe").unwrap();
    };
    let suite = folder.path().to_str().unwrap();
    let said = || kvcontract(&["lint", "--suite", suite]).exits(2).err.replace(suite, "DIR");
    no_text("cases/s/no-text.yaml");
    no_text("steps/start.yaml");
    let before = said();
    insta::assert_snapshot!(before, @r#"
error: DIR/cases/s/no-text.yaml: cannot be read: line 1 is no text in UTF-8
DIR/steps/start.yaml: cannot be read: line 1 is no text in UTF-8
DIR/schemas/mine.schema.json:1:8: it is no JSON that can be read
DIR/rules/wrong.yaml:1:1: the key `rules` is missing
DIR/cases/s/wrong.yaml:4:5: unknown key `reqest`
    did you mean "request"?
"#);
    // The contract is one more, and draws no other.
    no_text("contract.yaml");
    let steps = "DIR/steps/start.yaml: cannot be read";
    let contract = "DIR/contract.yaml: cannot be read: line 1 is no text in UTF-8\n";
    assert!(before.contains(steps), "{before}");
    assert_eq!(said(), before.replace(steps, &format!("{contract}{steps}")));
}

#[test]
fn a_requirement_that_nothing_covers_is_told_at_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let case = "title: T\nsteps:\n  - name: n\n    request: { get: /x }\n    \
                expect: [{ clause: s.a, status: 404 }]\n";
    let contract = format!("{CONTRACT}{}", CONTRACT.lines().last().unwrap().replace("s.a", "s.b"));
    write(folder.path(), "contract.yaml", &contract);
    write(folder.path(), "cases/s/a.yaml", case);
    let suite = folder.path().to_str().unwrap();
    let said = kvcontract(&["lint", "--suite", suite]).exits(2).err.replace(suite, "DIR");
    let told = "DIR/contract.yaml:7:15: no scenario and no rule covers the requirement `s.b`";
    assert_eq!(said, format!("error: {told}\n"));
}

#[test]
fn a_text_that_is_no_yaml_is_told_in_plain_words() {
    let mut told = String::new();
    for text in [
        "title: [\n",
        "title: {\n",
        "title: \"T\n",
        "title: 'T\n",
        "title: T\n steps: []\n",
        "title: T\nsteps:\n- name: n\n   request: x\n",
        "title: T\n\tsteps: []\n",
        "title: T: U\n",
        "title: *nobody\n",
        "title: &a\nsteps: []\n",
        "title: @T\n",
        "title: `T`\n",
        "title: %T\n",
        "title: T\nsteps\n",
        "- a\nb: c\n",
        "title: \"\\q\"\n",
        "title: [a, b}\n",
        "? [a]\n: b\n",
        "title: T\n...\nsteps: []\n",
        "%YAML 9.9\n---\ntitle: T\n",
        "title: |x\n  T\n",
        "title: !!int x\nsteps: []\n",
        "",
        "\u{1}",
    ] {
        let said = lint(&[("cases/s/a.yaml", text)]);
        for word in JARGON {
            assert!(!said.contains(word), "{word} in {said}");
        }
        told.push_str(&format!("{text:?}\n{said}"));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_target_file_is_told_of_in_one_round_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let text = "\
url: nonsense
api_verion: 7.4
host: \"a b\"
has: [craete]
timeouts: { poll: 5 hours, conect: 1s }
auth: { token_env: [A] }
concurrency: many
deviations:
  - { requirement: nobody.knows, signature: \"status 200\", reason: r }
  - { requirement: conflict.create }
";
    write(folder.path(), "t.yaml", text);
    let path = folder.path().join("t.yaml").display().to_string();
    let said = kvcontract(&["lint", "--target", &path]).exits(2).err;
    let said = said.replace(&folder.path().display().to_string(), "DIR");
    insta::assert_snapshot!(said);
    for word in JARGON {
        assert!(!said.contains(word), "{word} in {said}");
    }
}

#[test]
fn each_mistake_of_a_target_file_is_told_with_its_place_and_draws_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.yaml").display().to_string();
    let no_duration = "is no duration: write 500ms, 20s or 3m (at most an hour)";
    let credentials = "exactly one of the known words is expected here\n    \
                       known: none, token_env, azure, managed_identity_endpoint, minted";
    let nothing_runs = "`concurrency` is 0: nothing would ever run";
    for (text, told) in [
        ("rate_limit: { requests: 5, per: 0s }", format!("2:33: `0s` {no_duration}")),
        ("rate_limit: { requests: 5, per: x }", format!("2:33: `x` {no_duration}")),
        ("auth: { token_env: X, azure: {} }", format!("2:7: {credentials}")),
        ("auth: [azure]", format!("2:7: {credentials}")),
        ("concurrency: 0", format!("2:14: {nothing_runs}")),
        ("api_version: \"\"", "2:14: `api_version` is \"\": give one, as 7.4".to_owned()),
    ] {
        write(folder.path(), "t.yaml", &format!("url: https://x\n{text}\n"));
        let said = kvcontract(&["lint", "--target", &path]).exits(2).err;
        assert_eq!(said.replace(&path, "t.yaml"), format!("error: t.yaml:{told}\n"), "{text}");
        let first = told.split(": ").nth(1).unwrap().lines().next().unwrap();
        kvcontract(&["run", "--target", &path]).exits(2).complains(first);
    }
}

#[test]
fn all_that_is_wrong_with_a_deviation_is_told_in_one_round() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.yaml").display().to_string();
    let deviation = "url: https://x\ndeviations:\n  - { requirement: nobody.knows, \
                     signature: \"\", reason: \" \", expires: 2027-13-45 }\n";
    write(folder.path(), "t.yaml", deviation);
    let done = kvcontract(&["lint", "--target", &path]).exits(2);
    done.complains("t.yaml:3:20: the deviation names no requirement")
        .complains("t.yaml:3:45: `signature` is empty")
        .complains("t.yaml:3:57: `reason` is empty")
        .complains("t.yaml:3:71: `2027-13-45` is no day (write 2027-01-31)");
}
