//! What holds of every template, whoever wrote it and whatever is filled in. Tests only.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

#[allow(clippy::duplicate_mod, reason = "shared by properties inside and outside of the crate")]
#[path = "../../tests/fuzz/rounds.rs"]
mod rounds;

/// A piece: text without braces, or a variable with what stands for it.
fn piece() -> impl Strategy<Value = (Option<String>, String)> {
    let text = any::<String>().prop_map(|text| (None, text.replace(['{', '}'], "")));
    let filled = prop_oneof![any::<String>(), "[{}a-z.]{0,9}", Just("{{a}}".to_owned())];
    prop_oneof![text, ("[a-z_][a-z0-9_]{0,5}", filled).prop_map(|(name, text)| (Some(name), text))]
}

#[test]
fn each_variable_gives_way_to_its_value_and_nothing_is_filled_in_twice() {
    rounds::round("templates", 512, &vec(piece(), 0..6), |pieces| {
        let (mut template, mut variables) = (String::new(), Variables::new());
        for (name, text) in &pieces {
            match name {
                Some(name) => {
                    template.push_str(&format!("{{{{ {name} }}}}"));
                    variables.insert(name.clone(), text.as_str().into());
                }
                None => template.push_str(text),
            }
        }
        let meant = |(name, text): &(Option<String>, String)| match name {
            Some(name) => {
                variables.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
            }
            None => text.clone(),
        };
        let meant: String = pieces.iter().map(meant).collect();
        let known: Vec<&str> = pieces.iter().filter_map(|(name, _)| name.as_deref()).collect();
        if names(&template).as_deref() != Ok(&known[..]) {
            return Err(format!("names {:?}", names(&template)));
        }
        match fill(&Value::from(template.as_str()), &variables) {
            Ok(Value::String(filled)) if filled == meant => Ok(()),
            other => Err(format!("{template:?} became {other:?}, not {meant:?}")),
        }
    });
}

#[test]
fn any_text_is_a_template_or_none_and_both_ways_of_filling_agree() {
    let text = prop_oneof![any::<String>(), "[{}a. é]{0,12}"];
    rounds::round("template-texts", 512, &text, |text| {
        let variables = json!({ "a": { "a": "x" } });
        let variables = Variables::from(variables.as_object().cloned().unwrap_or_default());
        let (found, filled) = (names(&text), fill_text(&text, &variables));
        let whole = fill(&Value::from(text.as_str()), &variables);
        match (found, &filled, whole) {
            (Err(one), Err(other), Err(third)) if one == *other && one == third => Ok(()),
            (Ok(names), Ok(filled), Ok(_)) if !names.is_empty() || *filled == text => Ok(()),
            // A variable that stands for an object may be a whole value, and is no text.
            (Ok(_), Err(TemplateError::NotText(_)), _) => Ok(()),
            (Ok(_), Err(TemplateError::Missing(_)), Err(TemplateError::Missing(_))) => Ok(()),
            other => Err(format!("{text:?}: {other:?}")),
        }
    });
}
