//! A scenario's request made a call: variables filled in, api-version and the target's policy
//! defaults added.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::session::Session;
use crate::http::exchange::Call;
use crate::keyvault::policy;
use crate::scenario::model::{Payload, Request};
use crate::scenario::needs::Operation;
use crate::template::{self, Variables};

/// Fills a request. The error says which variable cannot be filled.
pub fn fill(request: &Request, variables: &Variables, session: &Session) -> Result<Call, String> {
    let text = |t: &str| template::fill_text(t, variables).map_err(|e| e.to_string());
    let path = template::fill_with(&request.path, variables, percent_encoded);
    let mut call = session.target.call(request.method.word(), path.map_err(|e| e.to_string())?);
    for (name, value) in &request.query {
        call.query.retain(|(known, _)| known != name);
        if let Some(value) = value {
            call.query.push((name.clone(), text(value)?));
        }
    }
    for (name, value) in &request.headers {
        call.headers.push((name.clone(), text(value)?));
    }
    call.authenticated = request.authenticated;
    call.body = match &request.payload {
        Payload::None => None,
        Payload::Text(written) => Some(text(written)?),
        Payload::Json(body) => {
            let mut body = template::fill(body, variables).map_err(|e| e.to_string())?;
            let operation = Operation::of_request(request.method, &request.path);
            if operation == Some(Operation::Create) {
                policy::add_defaults(&mut body, &session.policy);
            }
            Some(body.to_string())
        }
    };
    Ok(call)
}

/// Everything but what RFC 3986 calls unreserved.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as it may stand in one segment of a path.
fn percent_encoded(value: &str) -> String {
    utf8_percent_encode(value, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_leave_its_path_segment() {
        assert_eq!(percent_encoded("../a b?c#d%"), "..%2Fa%20b%3Fc%23d%25");
    }
}
