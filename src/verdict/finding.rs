//! A check of an answer as data: where was looked, what was expected, what came. Text is made of
//! it in `report` and nowhere else; the saved JSON holds it as it stands here.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The two sources of the contract: the document, and what real vaults were recorded to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// The contract document.
    Documented,
    /// Recorded answers of real vaults.
    Observed,
}

/// How one check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// As expected.
    Passed,
    /// Not as expected.
    Failed,
    /// Not as expected where the contract leaves it open: worth telling, not a failure.
    Noted,
}

/// One check of one answer. One that did not pass is a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// The requirement it tests; none where it only secures the set-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Where was looked.
    pub place: Place,
    /// How it came out.
    pub outcome: Outcome,
    /// Which authority the answer matched, where the two differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matched: Option<Authority>,
    /// Line of the expectation in its file.
    pub line: u64,
    /// What was expected there.
    pub expected: Expected,
    /// What came.
    pub got: Got,
    /// Why that is not what was expected, where there is more to say than the value itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The values that differ, where a whole object or list was expected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
    /// The same in every run in which the target does the same, and short enough to be written in
    /// a target file; `*` stands for what differs from run to run. Only findings have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// Why it is known, where the target file declares it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// Something for the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Remark>,
}

impl CheckResult {
    /// A check that found what it looked for.
    pub fn passed(line: u64, place: Place, expected: Expected, got: Got) -> Self {
        CheckResult {
            clause: None,
            place,
            outcome: Outcome::Passed,
            matched: None,
            line,
            expected,
            got,
            reason: None,
            differences: Vec::new(),
            signature: None,
            declared: None,
            remark: None,
        }
    }

    /// A check that did not.
    pub fn failed(line: u64, place: Place, expected: Expected, got: Got) -> Self {
        CheckResult { outcome: Outcome::Failed, ..CheckResult::passed(line, place, expected, got) }
    }

    /// Whether a requirement is broken by it: it failed, and not for a set-up.
    pub fn breaks_a_requirement(&self) -> bool {
        self.outcome == Outcome::Failed && self.clause.is_some()
    }

    /// Whether it found what it looked for.
    pub fn holds(&self) -> bool {
        self.outcome == Outcome::Passed
    }
}

/// A place in an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Place {
    /// The status.
    Status,
    /// A header.
    Header {
        /// Its name in lower case.
        name: String,
    },
    /// A value of the body.
    Body {
        /// The JSON pointer to it; empty for the whole body.
        pointer: String,
    },
    /// The body as a whole, held to a schema.
    Schema {
        /// The schema's name.
        schema: String,
        /// The part that breaks it; none where the body is valid, or no JSON at all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<SchemaPlace>,
    },
    /// The body as text, whatever is in it.
    Text,
    /// A captured certificate request, handed to the run's certificate authority.
    Csr,
    /// The answer at which waiting for a condition ended.
    Poll,
}

impl Place {
    /// The key of the value that it names in a body; empty for any other place.
    pub fn key(&self) -> &str {
        match self {
            Place::Body { pointer } => pointer.rsplit('/').next().unwrap_or_default(),
            _ => "",
        }
    }
}

/// Where a body breaks a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SchemaPlace {
    /// JSON pointer to the part of the body.
    pub pointer: String,
    /// The keyword that it breaks: `required`, `type`, `pattern`, …
    pub keyword: String,
    /// The property that is missing or not allowed, where the keyword speaks of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// Schema and JSON pointer of the keyword: `operation#/properties/csr/type`.
    pub by: String,
}

/// What was expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Expected {
    /// One of these statuses.
    Status {
        /// The statuses.
        any_of: Vec<u16>,
    },
    /// A status of that class: 4 for `4xx`.
    StatusClass {
        /// Its first digit.
        hundreds: u16,
    },
    /// What a matcher wants, as a scenario writes it, its variables filled in.
    Match {
        /// The matcher.
        matcher: Value,
    },
    /// A value to capture, perhaps the first group of a pattern.
    Captured {
        /// The variable it is for.
        variable: String,
        /// The pattern.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pattern: Option<String>,
    },
    /// A body that is valid by the schema; where it is not, what the keyword demands.
    Valid {
        /// The value of the keyword in the schema, where it is short: a type, a list of words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        demand: Option<Value>,
    },
    /// A request that a certificate authority can sign.
    Signable,
    /// The condition that a step waits for.
    Condition,
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Got {
    /// Nothing is there.
    Nothing,
    /// Nothing is there to capture, in an answer of that kind.
    NothingIn {
        /// The answer.
        #[serde(flatten)]
        answer: StatusLine,
    },
    /// A value, small enough to be kept whole.
    Value {
        /// The value.
        value: Value,
    },
    /// A value that is too long to be kept whole.
    Long {
        /// Its beginning, with `…` where it was cut: there a secret may have been cut, too.
        start: String,
        /// Its length in characters, of the JSON text where it is no string; 0 as above.
        characters: usize,
    },
    /// Base64 of that many bytes, which nobody reads.
    Base64 {
        /// Bytes it decodes to; 0 where reports leave out what differs from run to run.
        bytes: usize,
    },
    /// A status, with the error the body tells.
    Status {
        /// The answer.
        #[serde(flatten)]
        answer: StatusLine,
    },
    /// A whole answer: its status, the error's code, and how the body begins.
    Answer {
        /// The answer.
        #[serde(flatten)]
        answer: StatusLine,
        /// The beginning of the body.
        start: String,
    },
    /// A body that is no JSON.
    NotJson {
        /// Its `Content-Type`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content_type: Option<String>,
        /// Its size.
        bytes: usize,
        /// Its beginning, on one line.
        start: String,
    },
    /// A body that is valid by the schema.
    Valid,
    /// That many further errors of the same body, which are not told one by one.
    More {
        /// How many.
        errors: usize,
    },
}

/// An answer in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusLine {
    /// The status.
    pub status: u16,
    /// `error.code` of the body, cut where it is too long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `error.message`, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl fmt::Display for StatusLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let StatusLine { status, code, message } = self;
        match (code, message) {
            (Some(code), Some(message)) => write!(f, "{status} ({code}: {message})"),
            (Some(only), None) | (None, Some(only)) => write!(f, "{status} ({only})"),
            (None, None) => write!(f, "{status}"),
        }
    }
}

/// Why a value is not what a matcher or a signer wants. Its owner makes words of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// A word for the kind of reason: `other-bytes`, `not-a-url`, … The same in every run.
    pub code: String,
    /// What the words need: `from` for the byte from which on bytes differ, …
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub about: Map<String, Value>,
}

/// A value that is there on one side only, or differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// JSON pointer to the value, below the place that was looked at.
    pub pointer: String,
    /// What was expected; none where nothing was. Cut where it is too long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Got>,
    /// What came; none where nothing did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub got: Option<Got>,
}

/// Something worth telling beside a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Remark {
    /// The other authority is kept: why it would have it so.
    Evidence {
        /// The record, as the scenario tells it.
        text: String,
    },
    /// The word is right, but in other capitals.
    Capitals {
        /// As it was written.
        written: String,
    },
}
