//! A scenario's request made a call: variables filled in, api-version and the target's policy
//! defaults added.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::session::Session;
use crate::http::exchange::Call;
use crate::http::follow::NotFollowed;
use crate::keyvault::policy;
use crate::scenario::model::{Payload, Request};
use crate::scenario::needs::Operation;
use crate::template::{self, TemplateError, Variables};

/// Why there is no call.
#[derive(Debug)]
pub enum NoCall {
    /// A variable cannot be filled.
    Unfilled(TemplateError),
    /// The URL that an answer gave does not lead to the target.
    NotFollowed(NotFollowed),
}

impl std::convert::From<TemplateError> for NoCall {
    fn from(error: TemplateError) -> NoCall {
        NoCall::Unfilled(error)
    }
}

/// Fills a request.
pub fn fill(request: &Request, variables: &Variables, session: &Session) -> Result<Call, NoCall> {
    let text = |t: &str| template::fill_text(t, variables);
    let mut call = if request.follows {
        let url = text(&request.path)?;
        session.target.client().follow(&url).map_err(NoCall::NotFollowed)?
    } else {
        let path = template::fill_with(&request.path, variables, percent_encoded)?;
        session.target.call(request.method.word(), path)
    };
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
            let mut body = template::fill(body, variables)?;
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
