//! The errors of a schema in words.
//!
//! In come the place and the demand of an error, out goes what was expected there. It must not
//! know which schemas there are.

use serde_json::Value;

use crate::matcher::shorten;
use crate::verdict::finding::SchemaPlace;

/// The part of the body that an error is about.
pub(super) fn part(error: &SchemaPlace) -> String {
    let SchemaPlace { pointer, property, .. } = error;
    match property {
        Some(property) => {
            format!("{pointer}/{}", property.replace('~', "~0").replace('/', "~1"))
        }
        None => pointer.clone(),
    }
}

/// What the keyword demands, with the place in the schema that says so.
pub(super) fn expected(error: &SchemaPlace, demand: Option<&Value>) -> String {
    format!("{} ({})", demanded(&error.keyword, demand), error.by)
}

fn demanded(keyword: &str, demand: Option<&Value>) -> String {
    match (keyword, demand) {
        ("required", _) => "present".to_owned(),
        ("additionalProperties" | "unevaluatedProperties" | "falseSchema", _) => {
            "nothing".to_owned()
        }
        ("type", Some(Value::String(kind))) => format!("type {kind}"),
        ("type" | "enum", Some(Value::Array(choices))) => {
            let choices = choices.iter().map(|choice| match choice {
                Value::String(kind) if keyword == "type" => kind.clone(),
                other => shorten::value(other),
            });
            let choices = choices.collect::<Vec<_>>().join(" or ");
            if keyword == "type" { format!("type {choices}") } else { choices }
        }
        ("const", Some(value)) => shorten::value(value),
        ("pattern", Some(Value::String(pattern))) => format!("a string that matches {pattern}"),
        ("format", Some(Value::String(format))) => format!("a string of the format {format}"),
        ("minLength", Some(least)) => format!("at least {least} characters"),
        ("maxLength", Some(most)) => format!("at most {most} characters"),
        ("minItems", Some(least)) => format!("at least {least} elements"),
        ("maxItems", Some(most)) => format!("at most {most} elements"),
        ("minProperties", Some(least)) => format!("at least {least} properties"),
        ("maxProperties", Some(most)) => format!("at most {most} properties"),
        ("minimum", Some(least)) => format!("at least {least}"),
        ("maximum", Some(most)) => format!("at most {most}"),
        (keyword, _) => format!("a value valid by `{keyword}`"),
    }
}
