//! `schemas/suite` and the parsers in step: what editors accept is what the program accepts.
//!
//! Three ways: every file of ours is valid; every mapping knows the same keys on both sides; and
//! of a table of small documents, both sides take the good ones and refuse the bad ones. Where
//! the parser knows more than a schema can (variables, clauses, expressions), it is stricter,
//! and that is left out; where the schema warns of what the parser lets pass, the table says so.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

#[path = "suite_schemas/creates.rs"]
mod creates;
#[path = "suite_schemas/documents.rs"]
mod documents;
#[path = "suite_schemas/result.rs"]
mod result;
#[path = "suite_schemas/rules.rs"]
mod rules;
#[path = "suite_schemas/targets.rs"]
mod targets;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jsonschema::{Registry, Validator};
use kvcontract::matcher;
use kvcontract::plan::Capabilities;
use kvcontract::scenario::needs;
use kvcontract::scenario::over::OverIssuer;
use kvcontract::scenario::source::{self, SourceFile};
use kvcontract::target::named::{self, TargetFile};
use kvcontract::yaml;
use serde_json::{Value, json};

use documents::{UnknownKey, bad, doubtful, good, unknown_keys};

/// A contract with the one clause that the documents of the table cite.
const CONTRACT: &str = "sections: [{ id: s, title: t, source: d, requirements: \
    [{ id: a.b, level: must, authority: [document], clause: c }] }]";

/// A scenario and shared steps for it.
const SCENARIO: &str = "title: t\nsteps: [{ name: n, request: { get: /x } }]";
const STEPS: &str = "{ title: t, takes: { a: 1 }, \
    steps: [{ name: n, request: { get: /x }, capture: { made: /a } }] }";

/// Which kind of file a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Scenario,
    Steps,
    Contract,
    Target,
    Rules,
}

impl Kind {
    fn schema(self) -> Value {
        match self {
            Kind::Scenario => document("scenario"),
            Kind::Steps => document("steps"),
            Kind::Contract => document("contract"),
            Kind::Target => document("target"),
            Kind::Rules => document("rules"),
        }
    }

    fn validator(self) -> Validator {
        compiled(&self.schema())
    }

    /// What the program says of a document.
    fn parses(self, text: &str) -> Result<(), String> {
        match self {
            Kind::Scenario => suite(CONTRACT, text, STEPS),
            Kind::Steps => suite(CONTRACT, SCENARIO, text),
            Kind::Contract => suite(text, SCENARIO, STEPS),
            Kind::Target => target(text),
            Kind::Rules => rules(text),
        }
    }
}

fn document(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/suite");
    let text = std::fs::read_to_string(folder.join(format!("{name}.schema.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Rules refer to the schema of scenarios beside theirs, as an editor finds it.
fn compiled(schema: &Value) -> Validator {
    jsonschema::draft202012::meta::validate(schema).unwrap_or_else(|e| panic!("{e}"));
    let beside = Registry::new().add("json-schema:///scenario.schema.json", document("scenario"));
    let beside = beside.unwrap().prepare().unwrap();
    let options = jsonschema::draft202012::options().with_registry(&beside);
    options.build(schema).unwrap_or_else(|e| panic!("{e}"))
}

fn suite(contract: &str, scenario: &str, steps: &str) -> Result<(), String> {
    load(contract, scenario, steps, None)
}

/// Rules stand beside a scenario that is sound.
fn rules(text: &str) -> Result<(), String> {
    load(CONTRACT, SCENARIO, STEPS, Some(text))
}

fn load(contract: &str, scenario: &str, steps: &str, rules: Option<&str>) -> Result<(), String> {
    let file = |relative: &str, text: &str| SourceFile {
        relative: relative.to_owned(),
        shown: relative.to_owned(),
        text: text.to_owned(),
    };
    let mut files = vec![
        file("contract.yaml", contract),
        file("cases/s/c.yaml", scenario),
        file("steps/shared.yaml", steps),
    ];
    files.extend(rules.map(|text| file("rules/r.yaml", text)));
    let schemas = BTreeSet::from(["error".to_owned()]);
    kvcontract::scenario::load::suite(&files, &schemas)
        .map(drop)
        .map_err(|mistakes| mistakes.to_string())
}

fn target(text: &str) -> Result<(), String> {
    let (name, shown) = ("t".to_owned(), "t.yaml".to_owned());
    let file = TargetFile { name, shown, text: text.to_owned() };
    let profile = named::parse(&file).map_err(|mistake| mistake.to_string())?;
    let known = Capabilities::of(&profile, "t.yaml", true);
    known.map(drop).map_err(|mistakes| format!("{mistakes:?}"))
}

/// What is wrong with a document by its schema; empty if nothing is.
fn errors(validator: &Validator, text: &str) -> Vec<String> {
    match yaml::parse::<Value>("document", text) {
        Ok(value) => validator
            .iter_errors(&value)
            .map(|e| format!("{}: {e} ({})", e.instance_path(), e.schema_path()))
            .collect(),
        Err(mistake) => vec![mistake.to_string()],
    }
}

#[test]
fn every_file_of_ours_is_valid() {
    let mut files = Vec::new();
    for file in source::embedded() {
        let kind = match file.relative.split('/').next() {
            Some("contract.yaml") => Kind::Contract,
            Some("steps") => Kind::Steps,
            Some("rules") => Kind::Rules,
            Some("open.yaml") => continue,
            _ => Kind::Scenario,
        };
        files.push((kind, file.shown, file.text));
    }
    files.extend(named::embedded().into_iter().map(|f| (Kind::Target, f.shown, f.text)));
    let mut counted: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (kind, shown, text) in files {
        *counted.entry(kind).or_default() += 1;
        let found = errors(&kind.validator(), &text);
        wrong.extend(found.iter().map(|error| format!("{shown}: {error}")));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(counted[&Kind::Scenario] >= 60, "{counted:?}");
    assert!(counted[&Kind::Steps] >= 1);
    assert_eq!(counted[&Kind::Contract], 1);
    assert!(counted[&Kind::Target] >= 1);
    assert!(counted[&Kind::Rules] >= 5, "{counted:?}");
}

#[test]
fn good_documents_are_good_to_both() {
    for document in good() {
        let (kind, text) = (document.kind, document.text);
        assert_eq!(errors(&kind.validator(), &text), Vec::<String>::new(), "schema, of: {text}");
        assert_eq!(kind.parses(&text), Ok(()), "parser, of: {text}");
    }
}

#[test]
fn bad_documents_are_bad_to_both() {
    let mut taken = Vec::new();
    for document in bad() {
        let (kind, why, text) = (document.kind, document.why, document.text);
        assert!(yaml::parse::<Value>("document", &text).is_ok(), "no YAML at all: {text}");
        if errors(&kind.validator(), &text).is_empty() {
            taken.push(format!("the schema takes {why}: {text}"));
        }
        if kind.parses(&text).is_ok() {
            taken.push(format!("the parser takes {why}: {text}"));
        }
    }
    assert!(taken.is_empty(), "\n{}", taken.join("\n"));
}

#[test]
fn doubtful_documents_are_shown_to_their_writer_and_read_all_the_same() {
    for document in doubtful() {
        let (kind, why, text) = (document.kind, document.why, document.text);
        assert!(!errors(&kind.validator(), &text).is_empty(), "the schema takes {why}: {text}");
        assert_eq!(kind.parses(&text), Ok(()), "{why}: {text}");
    }
}

/// The parser tells the keys it knows when it meets one that is far from all of them.
#[test]
fn every_mapping_knows_the_same_keys() {
    for UnknownKey { kind, pointer, text } in unknown_keys() {
        let said = kind.parses(&text).expect_err(pointer);
        let known = said.split_once("known: ").and_then(|(_, rest)| rest.lines().next());
        let known = known.unwrap_or_else(|| panic!("{kind:?} {pointer}: {said}"));
        let parser: BTreeSet<String> = known.split(", ").map(str::to_owned).collect();
        assert_eq!(parser, words(&kind.schema(), &format!("{pointer}/properties")), "{pointer}");
        assert!(!errors(&kind.validator(), &text).is_empty(), "{kind:?} {pointer} is open");
    }
}

/// The words at a place of a schema.
fn words(schema: &Value, pointer: &str) -> BTreeSet<String> {
    let found = schema.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"));
    match found {
        Value::Array(items) => items.iter().filter_map(|i| i.as_str().map(str::to_owned)).collect(),
        Value::Object(fields) => fields.keys().cloned().collect(),
        other => panic!("{pointer} is {other}"),
    }
}

#[test]
fn matchers_operations_and_roles_are_the_same_words() {
    let set = |found: &mut dyn Iterator<Item = String>| found.collect::<BTreeSet<String>>();
    let scenario = Kind::Scenario.schema();
    let matchers = set(&mut matcher::names().map(str::to_owned));
    assert_eq!(words(&scenario, "/$defs/matcher/then/properties"), matchers);

    let operations = set(&mut needs::Operation::ALL.iter().map(|o| o.word().to_owned()));
    let roles = set(&mut needs::Role::ALL.iter().map(|r| r.word().to_owned()));
    let target = Kind::Target.schema();
    assert_eq!(words(&target, "/$defs/operation/enum"), operations);
    assert_eq!(words(&target, "/properties/issuers/properties"), roles);

    let needed = set(&mut roles.iter().map(|role| format!("issuer.{role}")));
    let needed: BTreeSet<String> = needed.union(&operations).cloned().collect();
    assert_eq!(words(&scenario, "/properties/needs/items/enum"), needed);

    let over = set(&mut OverIssuer::words().map(str::to_owned));
    assert_eq!(words(&scenario, "/properties/over/properties/issuer/items/enum"), over);
}

#[test]
fn the_schemas_name_themselves() {
    assert!(document("steps").get("$id").is_none(), "it refers to the file beside it");
    for name in ["scenario", "contract", "target", "run"] {
        let schema = document(name);
        compiled(&schema);
        assert_eq!(schema["$id"], json!(format!("urn:kvcontract:suite:{name}")));
        assert!(schema["description"].is_string(), "{name}");
    }
}
