//! The embedded set is sound; values are told what is wrong with them; bad sets are refused.

use super::*;
use serde_json::json;

fn set(documents: Value) -> Schemas {
    let mut named = BTreeMap::new();
    for (name, mut document) in documents.as_object().cloned().unwrap_or_default() {
        document["$id"] = json!(format!("{URN}{name}"));
        named.insert(name, document);
    }
    Schemas::new(named)
}

fn told(schemas: &Schemas, name: &str, instance: &Value) -> Vec<String> {
    let errors = schemas.validate(name, instance).err().unwrap_or_default();
    errors.iter().map(SchemaError::to_string).collect()
}

/// Each error as data in one line.
fn data(schemas: &Schemas, name: &str, instance: &Value) -> String {
    let line = |error: &SchemaError| match error {
        SchemaError::Mismatch(mismatch) => {
            let Mismatch { place, demand, got } = &**mismatch;
            let SchemaPlace { pointer, keyword, property, by } = place;
            let property = property.as_deref().unwrap_or("-");
            let demand = demand.as_ref().map_or_else(String::new, Value::to_string);
            format!("{pointer} {keyword} {property} ({by}) {demand} {}", json!(got))
        }
        other => other.to_string(),
    };
    let errors = schemas.validate(name, instance).err().unwrap_or_default();
    errors.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_embedded_schema_compiles() {
    let schemas = Schemas::embedded();
    assert!(schemas.names().contains("error"));
    for name in schemas.names() {
        assert_eq!(schemas.compiled(&name).err(), None, "{name}");
    }
}

#[test]
fn an_error_names_the_place_and_the_keyword() {
    let errors = data(Schemas::embedded(), "error", &json!({"error": {"code": ""}}));
    insta::assert_snapshot!(errors, @r#"
    /error required message (error#/$defs/reason/required) ["code","message"] {"kind":"nothing"}
    /error/code minLength - (error#/$defs/reason/properties/code/minLength) 1 {"kind":"value","value":""}
    "#);
}

#[test]
fn references_reach_other_schemas_of_the_set() {
    let schemas = set(json!({
        "a": {"properties": {"b": {"$ref": "urn:kvcontract:wire:b#/$defs/x"}}},
        "b": {"$defs": {"x": {"type": "string"}}},
        "tree": {"properties": {"next": {"$ref": "#"}, "n": {"type": "integer"}}},
    }));
    assert_eq!(schemas.validate("a", &json!({"b": "x"})), Ok(()));
    insta::assert_snapshot!(
        data(&schemas, "a", &json!({"b": 1})),
        @r#"/b type - (b#/$defs/x/type) "string" {"kind":"value","value":1}"#
    );
    let nested = json!({"next": {"next": {"n": "x"}}});
    insta::assert_snapshot!(
        data(&schemas, "tree", &nested),
        @r#"/next/next/n type - (tree#/properties/n/type) "integer" {"kind":"value","value":"x"}"#
    );
}

#[test]
fn what_cannot_be_compiled_is_an_error_and_no_panic() {
    let reason = |documents: Value| told(&set(documents), "a", &json!(1)).join("\n");
    let endless = "the schema `a` is broken: it refers to itself without end";
    assert_eq!(reason(json!({"a": {"$ref": "#"}})), endless);
    assert_eq!(
        reason(json!({"a": {"$ref": "#/$defs/b", "$defs": {"b": {"allOf": [{"$ref": "#"}]}}}})),
        endless
    );
    assert!(
        reason(json!({
            "a": {"not": {"$ref": "urn:kvcontract:wire:b"}},
            "b": {"$ref": "urn:kvcontract:wire:a"},
        }))
        .contains("without end")
    );
    for to in ["urn:kvcontract:wire:nope", "#/$defs/nope", "https://example.org/x", "#anchor"] {
        let said = format!("the schema `a` is broken: its `$ref` {to} leads nowhere");
        assert_eq!(reason(json!({ "a": { "items": { "$ref": to } } })), said);
    }
    for bad in [json!({"type": "nope"}), json!({"pattern": "(?=x)"}), json!({"pattern": "("})] {
        let said = reason(json!({ "a": bad }));
        assert!(said.starts_with("the schema `a` is broken: "), "{said}");
    }
    assert_eq!(told(&set(json!({})), "a", &json!(1)), ["there is no schema `a`"]);
    let nameless = Schemas::new(BTreeMap::from([("a".to_owned(), json!({}))]));
    assert!(told(&nameless, "a", &json!(1))[0].contains("`$id`"));
}

#[test]
fn errors_are_bounded_in_number_and_size() {
    let schemas = set(json!({"a": {"items": {"type": "string"}}}));
    let errors = told(&schemas, "a", &json!(vec![1; 30]));
    assert_eq!((errors.len(), errors[20].as_str()), (21, "… and 10 more"));
    assert_eq!(told(&schemas, "a", &json!(vec![1; 500_000])).len(), 1);
    let long = data(&schemas, "a", &json!([{ "x": "y".repeat(4_000_000) }]));
    assert!(long.len() < 600, "{}", long.len());
    let closed = set(json!({"a": {"properties": {"x": true}, "additionalProperties": false}}));
    let many: serde_json::Map<String, Value> =
        (0..30).map(|n| (format!("{n}-{}", "k".repeat(9000)), json!(n))).collect();
    let errors = data(&closed, "a", &Value::Object(many));
    assert_eq!(errors.lines().last(), Some("… and 10 more"));
    assert!(errors.lines().count() == 21 && errors.len() < 10_000, "{}", errors.len());
}

#[test]
fn each_property_that_is_not_allowed_or_missing_is_an_error_of_its_own() {
    let schemas = set(json!({"a": {
        "properties": {"c": false}, "required": ["x", "y"], "additionalProperties": false
    }}));
    insta::assert_snapshot!(data(&schemas, "a", &json!({"p": 1, "q": "r", "c": 2})), @r#"
     required x (a#/required) ["x","y"] {"kind":"nothing"}
     required y (a#/required) ["x","y"] {"kind":"nothing"}
    /c falseSchema - (a#/properties/c) false {"kind":"value","value":2}
     additionalProperties p (a#/additionalProperties) false {"kind":"value","value":1}
     additionalProperties q (a#/additionalProperties) false {"kind":"value","value":"r"}
    "#);
}
