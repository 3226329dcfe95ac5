//! Answers of the stand-ins, and how answers of the vault are bent into theirs.

use serde_json::{Value, json};

use crate::endpoint::Said;

/// JSON.
pub fn json(status: u16, body: &Value) -> Said {
    Said::json(status, &body.to_string())
}

/// Text, as frameworks say what has gone wrong.
pub fn text(status: u16, body: &str) -> Said {
    let said = Said { status, body: body.as_bytes().to_vec(), ..Said::default() };
    said.with("content-type", "text/plain; charset=utf-8")
}

/// Nothing but a status.
pub fn bare(status: u16) -> Said {
    Said { status, ..Said::default() }
}

/// An error in the service's envelope.
pub fn refused(status: u16, code: &str) -> Said {
    json(status, &json!({ "error": { "code": code, "message": "It was refused." } }))
}

/// An answer's body.
pub fn body(said: &Said) -> Value {
    serde_json::from_slice(&said.body).unwrap_or_default()
}

/// The code of a refusal, or nothing.
pub fn code(said: &Said) -> String {
    body(said)["error"]["code"].as_str().unwrap_or_default().to_owned()
}

/// The same answer with a body that was changed, if it was a success in JSON.
pub fn bent(said: Said, change: impl FnOnce(&mut Value)) -> Said {
    let mut whole = body(&said);
    if !(200..300).contains(&said.status) || !whole.is_object() {
        return said;
    }
    change(&mut whole);
    Said { body: whole.to_string().into_bytes(), ..said }
}

/// The same answer without a header.
pub fn without(mut said: Said, header: &str) -> Said {
    said.headers.retain(|(name, _)| name != header);
    said
}

/// The same answer, every address of the vault's replaced.
pub fn at(said: Said, from: &str, to: &str) -> Said {
    let body = String::from_utf8_lossy(&said.body).replace(from, to).into_bytes();
    Said { body, ..said }
}

/// 32 hex digits, different each time.
pub fn hex() -> String {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).unwrap();
    format!("{:032x}", u128::from_be_bytes(bytes))
}
