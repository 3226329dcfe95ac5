//! The check of a body against a schema.

use crate::check::finding::Finding;
use crate::check::seen::Seen;

use super::{SchemaError, Schemas};

/// Checks the body against the schema of that name.
pub(in crate::check) fn check(
    line: u64,
    name: &str,
    seen: &Seen<'_>,
    schemas: &Schemas,
) -> Finding {
    let subject = format!("schema {name}");
    let expected = format!("a body valid by {name}");
    let failed = |actual: String, diff| Finding {
        diff,
        ..Finding::failed(line, subject.clone(), expected.clone(), actual)
    };
    match seen.json() {
        Err(no_json) => failed(no_json, Vec::new()),
        Ok(None) => failed("nothing".to_owned(), Vec::new()),
        Ok(Some(body)) => match schemas.validate(name, body) {
            Ok(()) => Finding::held(line, subject, expected, "valid".to_owned()),
            Err(errors) => {
                failed(count(&errors), errors.iter().map(SchemaError::to_string).collect())
            }
        },
    }
}

fn count(errors: &[SchemaError]) -> String {
    let told = |error: &SchemaError| match error {
        SchemaError::More(more) => *more,
        SchemaError::Unknown(_) | SchemaError::Broken { .. } | SchemaError::Mismatch { .. } => 1,
    };
    match errors.iter().map(told).sum::<usize>() {
        1 => "not valid: 1 error".to_owned(),
        count => format!("not valid: {count} errors"),
    }
}
