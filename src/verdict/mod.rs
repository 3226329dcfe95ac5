//! What a run found out: pure data, serialisable, without behaviour beyond counting.
//!
//! Everything that is written about a run (terminal, JUnit, JSON) is made from [`RunResult`]
//! alone. This file imports nothing of the crate and must not know how results come about.

pub mod finding;
mod kind;
mod visit;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use finding::CheckResult;
pub use finding::{Authority, Outcome};
pub use kind::{Verdict, VerdictKind};
pub use visit::Visitor;

/// Which authority a run holds the target to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContractMode {
    /// The document, to the letter.
    #[default]
    Documented,
    /// The recorded answers, where they differ from the document.
    Observed,
    /// Either of the two.
    Either,
}

impl ContractMode {
    /// The word used on the command line and in reports.
    pub fn word(self) -> &'static str {
        match self {
            ContractMode::Documented => "documented",
            ContractMode::Observed => "observed",
            ContractMode::Either => "either",
        }
    }
}

/// One request and its answer, secrets already masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeRecord {
    /// HTTP method.
    pub method: String,
    /// Whole URL.
    pub url: String,
    /// Request headers as sent; secrets masked.
    pub request_headers: Vec<(String, String)>,
    /// Request body as sent; secrets masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_body: Option<String>,
    /// Status of the answer; none where none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Headers of the answer.
    pub response_headers: Vec<(String, String)>,
    /// Body of the answer, bounded; bytes that are no UTF-8 replaced.
    pub response_body: String,
    /// Bytes of the body as it came, before it was bounded.
    pub response_bytes: u64,
    /// When it was sent, RFC 3339.
    pub started_at: String,
    /// Milliseconds from sending to the whole answer.
    pub millis: u64,
    /// A command line that repeats the request, without secrets.
    pub curl: String,
}

/// One step of a case as it was walked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    /// The step's name in the scenario.
    pub name: String,
    /// Its line in the scenario file.
    pub line: u64,
    /// What was sent and came back; several where the step polled.
    pub exchanges: Vec<ExchangeRecord>,
    /// Every check, passes too.
    pub checks: Vec<CheckResult>,
    /// Of a rule that was not kept: how often, and by whose requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

/// How often answers were alike.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// How many answers.
    pub answers: u64,
    /// Who asked: ids of cases, or the run itself.
    pub cases: BTreeSet<String>,
}

/// How many answers a rule was about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Held to it.
    pub held: u64,
    /// Not held to it, since too little was known.
    pub unknown: u64,
    /// Held to it, and broke it.
    pub broken: u64,
}

/// A requirement as a report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementRef {
    /// Its id in `contract.yaml`.
    pub id: String,
    /// `must` or `may`.
    pub level: String,
    /// The demand in words.
    pub clause: String,
    /// Heading of the document, or where it was recorded.
    pub source: String,
}

/// One case of the plan and its end; or one rule, which is held against the answers of all cases:
/// then each step is a kind of answer that did not keep it, with one exchange as the example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseResult {
    /// `section/claim`.
    pub id: String,
    /// The section's id.
    pub section: String,
    /// The claim as a sentence.
    pub title: String,
    /// Path of the scenario file.
    pub file: String,
    /// The requirements it covers.
    pub requirements: Vec<RequirementRef>,
    /// Its end.
    pub verdict: Verdict,
    /// The steps that were walked.
    pub steps: Vec<StepResult>,
    /// Milliseconds it took, waiting included, clean-up not.
    pub millis: u64,
    /// Of a rule, how many answers it was about; none for a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Answers>,
}

impl CaseResult {
    /// Every check of the case, with the step it belongs to.
    pub fn checks(&self) -> impl Iterator<Item = (&StepResult, &CheckResult)> {
        self.steps.iter().flat_map(|step| step.checks.iter().map(move |check| (step, check)))
    }

    /// The checks that failed.
    pub fn failures(&self) -> impl Iterator<Item = (&StepResult, &CheckResult)> {
        self.checks().filter(|(_, c)| c.outcome == Outcome::Failed)
    }
}

/// What the run created in the target and what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleanUp {
    /// Objects (certificates, issuers) created.
    pub created: usize,
    /// Objects seen to be gone.
    pub removed: usize,
    /// What could not be removed, and why.
    pub left: Vec<String>,
}

/// Something worth telling of a run as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RunRemark {
    /// The target answered 429, and requests were sent again.
    Throttled {
        /// How often it did.
        times: usize,
        /// How long requests waited because of it, in all.
        waited_millis: u64,
    },
    /// Anything else, in words.
    Note {
        /// The words.
        text: String,
    },
}

impl From<String> for RunRemark {
    fn from(text: String) -> Self {
        RunRemark::Note { text }
    }
}

/// One whole run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunResult {
    /// Version of kvcontract.
    pub tool_version: String,
    /// Id of the run; part of every name it used.
    pub run_id: String,
    /// Name of the target.
    pub target: String,
    /// Version of the implementation, where its target file says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_version: Option<String>,
    /// URL of the target.
    pub url: String,
    /// The api-version sent.
    pub api_version: String,
    /// The authority the target was held to.
    pub contract: ContractMode,
    /// When it began, RFC 3339.
    pub started_at: String,
    /// Milliseconds it took.
    pub millis: u64,
    /// Whether a signal ended it early.
    pub interrupted: bool,
    /// What is worth telling of the run as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<RunRemark>,
    /// Every case of the plan, in its order.
    pub cases: Vec<CaseResult>,
    /// What was created and removed.
    pub clean_up: CleanUp,
}

impl RunResult {
    /// The target and, where that is known, its version.
    pub fn implementation(&self) -> String {
        match &self.target_version {
            Some(version) => format!("{} {version}", self.target),
            None => self.target.clone(),
        }
    }

    /// How many cases ended with a verdict of that kind.
    pub fn count(&self, kind: VerdictKind) -> usize {
        self.cases.iter().filter(|c| c.verdict.kind() == kind).count()
    }
}
