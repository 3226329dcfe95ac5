//! A recorded exchange, whichever form it was recorded in.

use time::OffsetDateTime;

/// A request and what is known of its answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Exchange {
    /// Which one of its file, from 1.
    pub number: u64,
    /// HTTP method in capitals.
    pub method: String,
    /// Whole URL, as it was recorded.
    pub url: String,
    /// When it was sent.
    pub started: Option<OffsetDateTime>,
    /// Milliseconds until the answer was there.
    pub millis: u64,
    /// Headers of the request.
    pub request_headers: Vec<(String, String)>,
    /// Body of the request.
    pub request: Body,
    /// Status; none where no answer came.
    pub status: Option<u16>,
    /// Headers of the answer, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body of the answer.
    pub answer: Body,
}

/// A body as far as it was recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// Its bytes; none where it was not recorded.
    pub bytes: Option<Vec<u8>>,
    /// How long the recorder says it was.
    pub length: Option<u64>,
    /// Whether it was recorded in base64 that is none.
    pub is_garbled: bool,
}

impl Exchange {
    /// The first header of the answer of that name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        value(&self.headers, name)
    }

    /// The first header of the request of that name.
    pub fn request_header(&self, name: &str) -> Option<&str> {
        value(&self.request_headers, name)
    }
}

fn value<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
}
