//! The check of a body against a schema: each part that is not valid is a finding of its own.

use super::Schemas;
use super::error::{Mismatch, SchemaError};
use crate::check::parsed::Parsed;
use crate::verdict::finding::{CheckResult, Expected, Got, Place, Reason, SchemaPlace};

/// Checks the body against the schema of that name.
pub(in crate::check) fn check(
    line: u64,
    name: &str,
    parsed: &Parsed<'_>,
    schemas: &Schemas,
) -> Vec<CheckResult> {
    let place = |error| Place::Schema { schema: name.to_owned(), error };
    let whole = || (place(None), Expected::Valid { demand: None });
    let failed = |got| {
        let (place, expected) = whole();
        vec![CheckResult::failed(line, place, expected, got)]
    };
    let body = match parsed.json() {
        Err(not_json) => return failed(not_json),
        Ok(None) => return failed(Got::Nothing),
        Ok(Some(body)) => body,
    };
    let Err(errors) = schemas.validate(name, body) else {
        let (place, expected) = whole();
        return vec![CheckResult::passed(line, place, expected, Got::Valid)];
    };
    let result = |error| match error {
        SchemaError::Mismatch(mismatch) => {
            let Mismatch { place: error, demand, got } = *mismatch;
            let error: Option<SchemaPlace> = Some(error);
            CheckResult::failed(line, place(error), Expected::Valid { demand }, got)
        }
        SchemaError::More(errors) => {
            let (place, expected) = whole();
            CheckResult::failed(line, place, expected, Got::More { errors })
        }
        // The schemas are ours and `lint` compiles each of them.
        SchemaError::Unknown(_) | SchemaError::Broken { .. } => {
            let (place, expected) = whole();
            let about = [("text".to_owned(), error.to_string().into())];
            let reason =
                Reason { code: "broken-schema".into(), about: about.into_iter().collect() };
            CheckResult {
                reason: Some(reason),
                ..CheckResult::failed(line, place, expected, Got::Nothing)
            }
        }
    };
    errors.into_iter().map(result).collect()
}
