//! What a run found out: pure data, serialisable, without behaviour beyond counting.
//!
//! Everything that is written about a run (terminal, JUnit, JSON) is made from [`RunResult`]
//! alone. This file imports nothing of the crate and must not know how results come about.

pub mod finding;
mod kind;
mod step;
mod visit;

use serde::{Deserialize, Serialize};

use finding::CheckResult;
pub use finding::{Authority, Outcome};
pub use kind::{Lack, Verdict, VerdictKind};
pub use step::{Answers, CaseStep, ExchangeRecord, MadeIssuer, Seen, StepResult, THE_RUN};
pub use visit::Visitor;

/// What the target's own certificate is held to, beside what the system trusts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tls {
    /// File with further roots, PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca: Option<String>,
    /// Whether any certificate was taken.
    #[serde(default)]
    pub insecure: bool,
}

impl Tls {
    fn is_usual(&self) -> bool {
        *self == Tls::default()
    }
}

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
    /// The page with that heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
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
    /// Milliseconds into the run at which it began; none for a rule, or where it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<u64>,
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

    /// Of a rule that was not kept: how often, whatever was wrong.
    pub fn seen(&self) -> Option<Seen> {
        let mut all: Option<Seen> = None;
        let failed = self
            .steps
            .iter()
            .filter(|step| step.checks.iter().any(|check| check.outcome == Outcome::Failed));
        for seen in failed.filter_map(|step| step.seen.as_ref()) {
            let all = all.get_or_insert_default();
            all.answers += seen.answers;
            all.cases.extend(seen.cases.iter().cloned());
        }
        all
    }

    /// Of the milliseconds it took, how many its requests waited for their turn.
    pub fn queued_millis(&self) -> u64 {
        let exchanges = self.steps.iter().flat_map(|step| &step.exchanges);
        exchanges.fold(0, |sum, exchange| sum.saturating_add(exchange.queued_millis))
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
    /// It is a part of the suite: the other cases are other machines'.
    Shard {
        /// Which part, from 1.
        number: usize,
        /// Of how many.
        of: usize,
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

/// What a gate does not let pass, though no requirement is broken by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Breach {
    /// A requirement went untested, and the target file does not say so.
    Untested {
        /// The requirement.
        requirement: String,
        /// Why it was not tested.
        why: String,
    },
    /// Fewer requirements were tested than asked for.
    TooFew {
        /// How many were.
        tested: usize,
        /// How many should be.
        wanted: usize,
    },
    /// A deviation waits for its reason.
    Unfilled {
        /// File and line.
        place: String,
    },
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
    /// What the target's own certificate was held to.
    #[serde(default, skip_serializing_if = "Tls::is_usual")]
    pub tls: Tls,
    /// Whether the target ended with the run: the vault built into the binary.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub embedded: bool,
    /// What to write on a command line for the same target, or the same traffic, held to the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
    /// What the gate does not let pass beside broken requirements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gate: Vec<Breach>,
    /// Whether a signal ended it early.
    pub interrupted: bool,
    /// What is worth telling of the run as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<RunRemark>,
    /// The issuers that were made before the first case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<MadeIssuer>,
    /// Every case of the plan, in its order.
    pub cases: Vec<CaseResult>,
    /// What was created and removed.
    pub clean_up: CleanUp,
}

#[cfg(test)]
impl RunResult {
    /// A run of which nothing matters but its cases.
    pub fn of(cases: Vec<CaseResult>) -> RunResult {
        RunResult {
            tool_version: String::new(),
            run_id: String::new(),
            target: String::new(),
            target_version: None,
            url: String::new(),
            api_version: String::new(),
            contract: ContractMode::Documented,
            started_at: String::new(),
            millis: 0,
            tls: Tls::default(),
            embedded: false,
            arguments: Vec::new(),
            gate: Vec::new(),
            interrupted: false,
            remarks: Vec::new(),
            issuers: Vec::new(),
            cases,
            clean_up: CleanUp::default(),
        }
    }
}

impl RunResult {
    /// The target and, where that is known, its version.
    pub fn implementation(&self) -> String {
        match &self.target_version {
            Some(version) => format!("{} {version}", self.target),
            None => self.target.clone(),
        }
    }

    /// Whether it tells of traffic that others recorded: rules were held to it, and no case was
    /// walked or left out.
    pub fn is_of_recorded_traffic(&self) -> bool {
        !self.cases.is_empty() && self.cases.iter().all(|case| case.answers.is_some())
    }

    /// Whether anything was verified. In a run, rules are held to whatever came, if only to the
    /// greeting: alone they verify nothing. Recorded traffic has no cases, and what it was held to
    /// is all there is.
    pub fn has_verified(&self) -> bool {
        let recorded = self.is_of_recorded_traffic();
        self.cases.iter().any(|case| {
            let kept =
                matches!(case.verdict.kind(), VerdictKind::Pass | VerdictKind::KnownDeviation);
            kept && (recorded || case.answers.is_none())
        })
    }

    /// Whether a case was walked to its end, whatever came of it.
    pub fn has_judged_a_case(&self) -> bool {
        self.cases.iter().any(|case| case.answers.is_none() && case.verdict.kind().is_judged())
    }

    /// What stood behind a word of the command line.
    pub fn argument(&self, word: &str) -> Option<&str> {
        let mut words = self.arguments.iter().skip_while(|argument| *argument != word).skip(1);
        words.next().map(String::as_str)
    }

    /// The target file, where the target was described by one of the user's.
    pub fn target_file(&self) -> Option<&str> {
        self.argument("--target")
            .filter(|target| target.ends_with(".yaml") || target.ends_with(".yml"))
    }

    /// How many cases ended with a verdict of that kind.
    pub fn count(&self, kind: VerdictKind) -> usize {
        self.cases.iter().filter(|c| c.verdict.kind() == kind).count()
    }
}
