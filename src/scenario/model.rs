//! A scenario as the rest of the program uses it: checked, typed, every part with its line.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::method::Method;
use super::needs::{Need, Operation};
use super::over::OverIssuer;
use crate::keyvault::api_version::Versions;
use crate::keyvault::kind::{Kind, ListPlace};
use crate::keyvault::route::Route;
use crate::matcher::Matcher;

/// One scenario, one trial; one for each value where a file runs `over` some.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// `section/claim`, the path below `cases/`; `section/claim[value]` for a value of `over`.
    pub id: String,
    /// First part of the id: a section of the contract.
    pub section: String,
    /// The file as the user knows it.
    pub file: String,
    /// The claim as a sentence.
    pub title: String,
    /// Words for `--tag`.
    pub tags: Vec<String>,
    /// What a target must have for it.
    pub needs: BTreeSet<Need>,
    /// The api-versions with which the service has what it is about.
    pub versions: Versions,
    /// Variables of the environment that its strings hold.
    pub environment: BTreeSet<String>,
    /// The clauses its expectations name, in the order in which they appear.
    pub covers: Vec<Cited>,
    /// Whether it cites no requirement of the contract: what it covers is itself.
    pub uncited: bool,
    /// The value of `over`.
    pub over: Option<OverIssuer>,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// What is done at the end, whatever happened.
    pub finally: Vec<Step>,
}

impl Scenario {
    /// Whether any request is one of the certificates' API.
    pub fn is_of_certificates(&self) -> bool {
        let other = Need::Operation(Operation::Authentication);
        let needs = self.needs.iter().any(|need| *need != other);
        needs || self.steps.iter().chain(&self.finally).any(asks)
    }

    /// The id without the value of `over`: that of the file.
    pub fn conversation(&self) -> &str {
        self.id.split('[').next().unwrap_or(&self.id)
    }
}

fn asks(step: &Step) -> bool {
    match &step.action {
        Action::Send { request, .. } => Route::parse(&request.path).is_some(),
        Action::Sign { .. } | Action::Issue { .. } => false,
    }
}

/// A clause and where it is first cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    pub clause: String,
    pub place: (u64, u64),
}

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    pub name: String,
    pub line: u64,
    pub purpose: Purpose,
    /// Of a shared step: what it was given, and where what it makes goes.
    pub frame: Option<Frame>,
    pub action: Action,
    /// What its request creates, where its method and path do not tell.
    pub creates: Option<Creates>,
    /// Variables of earlier steps that the action needs.
    pub uses: BTreeSet<String>,
    pub captures: Vec<Capture>,
    pub expect: Vec<Expectation>,
}

impl Step {
    /// Whether it asks for that very status somewhere, not only for its class.
    pub fn names_status(&self, status: u16) -> bool {
        let expected = self.expect.iter().flat_map(|expectation| {
            let observed = expectation.observed.as_ref().map(|o| &o.demands);
            [Some(&expectation.documented), observed]
        });
        let polled = match &self.action {
            Action::Send { poll: Some(poll), .. } => [Some(&poll.until), poll.fail_if.as_ref()],
            _ => [None, None],
        };
        let through = match &self.action {
            Action::Send { poll: Some(poll), .. } => poll.through.as_ref(),
            _ => None,
        };
        let named = expected.chain(polled).flatten().filter_map(|demands| demands.status.as_ref());
        named.map(|(_, demand)| demand).chain(through).any(|demand| match demand {
            StatusDemand::Exactly(allowed) => allowed.contains(&status),
            StatusDemand::Class(_) => false,
        })
    }

    /// Whether that status is one with which later steps find the target as they expect it: one
    /// that every expectation allows, in either variant; a 2xx where none names any.
    pub fn allows(&self, status: u16) -> bool {
        let mut told = self.expect.iter().filter_map(|e| {
            let observed = e.observed.as_ref().and_then(|o| allows(&o.demands, status));
            Some(allows(&e.documented, status)? || observed.unwrap_or_default())
        });
        let Some(first) = told.next() else { return (200..300).contains(&status) };
        first && told.all(|allowed| allowed)
    }
}

/// None where they say nothing of it.
fn allows(demands: &Demands, status: u16) -> Option<bool> {
    demands.status.as_ref().map(|(_, demand)| demand.allows(status))
}

/// What a request creates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creates {
    /// How one is removed.
    pub kind: Arc<Kind>,
    /// Its name; the string may hold variables.
    pub name: String,
    /// Where it is listed, for who looks for what runs have left.
    pub lists: Vec<ListPlace>,
}

/// What a step is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Brings a situation about: any 2xx will do, and it decides no verdict.
    SetUp,
    /// What must be so for the claim to be due.
    Given,
    /// Tests a requirement.
    Claim,
}

/// What a shared step sees beside the variables of its scenario.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The variable that what it makes becomes a part of.
    pub into: Option<String>,
    /// Its parameters.
    pub with: Vec<(String, Value)>,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Action {
    /// Sends a request, repeated while polling.
    Send { request: Request, poll: Option<Box<Poll>> },
    /// Signs a CSR with the run's throw-away CA into variables named `into`.
    Sign { csr: String, other_key: bool, into: String },
    /// Makes a certificate with its private key into variables named `into`.
    Issue { subject: String, into: String },
}

/// A request; its strings may hold variables.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: Method,
    pub path: String,
    /// Whether `path` is a whole URL that an answer gave, to be sent as it is if it is the target's.
    pub follows: bool,
    /// Added parameters; `api-version` with no value leaves it out.
    pub query: Vec<(String, Option<String>)>,
    pub headers: Vec<(String, String)>,
    pub payload: Payload,
    /// Whether the target's credential goes along.
    pub authenticated: bool,
}

/// What a request carries.
#[derive(Debug, Clone)]
pub enum Payload {
    None,
    Json(Value),
    Text(String),
}

/// How a request is repeated.
#[derive(Debug, Clone)]
pub struct Poll {
    pub until: Demands,
    /// Statuses that are waited through.
    pub through: Option<StatusDemand>,
    pub fail_if: Option<Demands>,
    pub deadline: Option<Duration>,
}

/// A value taken from an answer.
#[derive(Debug, Clone)]
pub struct Capture {
    pub name: String,
    pub line: u64,
    pub from: From,
    /// First group of this pattern instead of the whole value.
    pub pattern: Option<String>,
}

/// Where a captured value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// A JSON pointer.
    Body(String),
    /// A header, lower case.
    Header(String),
}

/// One expectation: what the document demands, and what real vaults answer where it differs.
#[derive(Debug, Clone)]
pub struct Expectation {
    pub clause: Option<String>,
    pub line: u64,
    pub advisory: bool,
    pub documented: Demands,
    pub observed: Option<Observed>,
    /// Captured or made variables that it needs.
    pub uses: BTreeSet<String>,
}

/// The observed variant, complete (what it does not name is the documented demand).
#[derive(Debug, Clone)]
pub struct Observed {
    pub demands: Demands,
    pub evidence: String,
}

/// What an answer must look like.
#[derive(Debug, Clone, Default)]
pub struct Demands {
    pub status: Option<(u64, StatusDemand)>,
    pub schema: Option<(u64, String)>,
    pub headers: Vec<Demand>,
    pub body: Vec<Demand>,
    /// The body as text; its key is empty.
    pub text: Option<Demand>,
}

impl Demands {
    /// Whether nothing is demanded.
    pub fn is_empty(&self) -> bool {
        self.status.is_none()
            && self.schema.is_none()
            && self.headers.is_empty()
            && self.body.is_empty()
            && self.text.is_none()
    }

    /// What is demanded of values, wherever they stand.
    pub fn values(&self) -> impl Iterator<Item = &Demand> {
        self.headers.iter().chain(&self.body).chain(&self.text)
    }
}

/// A header (lower-case name) or body value (JSON pointer) and what it must be.
#[derive(Debug, Clone)]
pub struct Demand {
    pub line: u64,
    pub key: String,
    pub matcher: Matcher,
}

/// Which statuses will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusDemand {
    /// One of these.
    Exactly(Vec<u16>),
    /// Any of a hundred: 4 for `4xx`.
    Class(u16),
}

impl StatusDemand {
    /// Whether that status will do.
    pub fn allows(&self, status: u16) -> bool {
        match self {
            StatusDemand::Exactly(allowed) => allowed.contains(&status),
            StatusDemand::Class(hundreds) => status / 100 == *hundreds,
        }
    }
}
