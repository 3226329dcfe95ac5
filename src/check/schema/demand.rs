//! The check of a body against a schema: each part that is not valid is a finding of its own.

use super::Schemas;
use super::error::{Mismatch, SchemaError};
use crate::check::parsed::Parsed;
use crate::verdict::finding::{CheckResult, Expected, Got, Place, Reason, SchemaPlace};

/// What is expected of a body as a whole.
const VALID: Expected = Expected::Valid { demand: None };

/// Checks the body against the schema of that name.
pub(in crate::check) fn check(
    line: u64,
    name: &str,
    parsed: &Parsed<'_>,
    schemas: &Schemas,
) -> Vec<CheckResult> {
    let body = match parsed.json() {
        Err(not_json) => return vec![failed(line, name, not_json)],
        Ok(None) => return vec![failed(line, name, Got::Nothing)],
        Ok(Some(body)) => body,
    };
    match schemas.validate(name, body) {
        Ok(()) => vec![CheckResult::passed(line, place(name, None), VALID, Got::Valid)],
        Err(errors) => errors.into_iter().map(|error| result(line, name, error)).collect(),
    }
}

fn result(line: u64, name: &str, error: SchemaError) -> CheckResult {
    match error {
        SchemaError::Mismatch(mismatch) => {
            let Mismatch { place: error, demand, got } = *mismatch;
            CheckResult::failed(line, place(name, Some(error)), Expected::Valid { demand }, got)
        }
        SchemaError::More(errors) => failed(line, name, Got::More { errors }),
        // The schemas are ours and `lint` compiles each of them.
        SchemaError::Unknown(_) | SchemaError::Broken { .. } => {
            let about = [("text".to_owned(), error.to_string().into())];
            let reason =
                Reason { code: "broken-schema".into(), about: about.into_iter().collect() };
            CheckResult { reason: Some(reason), ..failed(line, name, Got::Nothing) }
        }
    }
}

/// That the body is not valid as a whole.
fn failed(line: u64, name: &str, got: Got) -> CheckResult {
    CheckResult::failed(line, place(name, None), VALID, got)
}

fn place(name: &str, error: Option<SchemaPlace>) -> Place {
    Place::Schema { schema: name.to_owned(), error }
}
