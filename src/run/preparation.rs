//! Before the first case, stage by stage: is the target there, does it let us in, what has it, and
//! the issuers of the roles.
//!
//! In: a target, a plan, how deep to look. Out: what was found, as far as it came, and whether the
//! cases can be walked. Must not know what is made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{certificate_authority, issuers};
use crate::http::not_ready::NotReady;
use crate::leftovers::names::RunId;
use crate::leftovers::tracked_client::TrackedClient;
use crate::plan::{Capabilities, Decision, Plan};
use crate::scenario::method::Method;
use crate::scenario::model::{Action, Step};
use crate::scenario::needs::{Operation, Role};
use crate::survey::connection::{self, Connection, First};
use crate::survey::creates::{self, Creates};
use crate::survey::learn::{self, Learnt};
use crate::survey::permissions::{self, Permissions};
use crate::survey::probe::{self, Finding};
use crate::target::Target;
use crate::template::{self, Variables};
use crate::verdict::MadeIssuer;

/// Characters of the target's words that stand beside each case.
const WORDS: usize = 100;

/// How much of a target is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// What the cases need. Of the embedded vault nothing: it is ours, and what its target file
    /// says of it holds.
    Needed,
    /// Every operation and every permission; a credential that may not read is no end.
    Everything,
    /// What its target file should say; of operations nothing.
    Learning,
}

/// What was found, as far as the stages came.
#[derive(Debug, Default)]
pub struct Surveyed {
    /// How the target is reached; only if everything was looked at.
    pub connection: Option<Connection>,
    /// Whether the credential was taken, and may read.
    pub greeted: Option<bool>,
    /// What was found of each operation that was asked for.
    pub findings: Option<Vec<Finding>>,
    /// What answers said of permissions; only if everything was looked at.
    pub permissions: Option<Arc<Permissions>>,
    /// What the target is known to have and to lack.
    pub known: Capabilities,
    /// What it wants in a create, where it refused the plain one.
    pub creates: Option<Creates>,
    /// How many cases are not walked because of that.
    pub stopped: usize,
    /// Names of the issuers in their roles, where they were made or are there.
    pub issuers: Option<BTreeMap<Role, String>>,
    /// What its target file should say; only if that was to be learnt.
    pub learnt: Option<Learnt>,
    /// How those were made that were not there.
    pub made: Vec<MadeIssuer>,
}

/// A target before the first case.
pub struct Preparation<'a> {
    /// The client of the run.
    pub client: &'a TrackedClient,
    /// What the target file says.
    pub target: &'a Target,
    /// Part of every name.
    pub run_id: &'a RunId,
    /// How much to look at.
    pub depth: Depth,
    /// Issuers to try, where that is to be learnt.
    pub bodies: &'a [Map<String, Value>],
}

impl Preparation<'_> {
    /// All stages. Cases of which something turns out to be missing are blocked in the plan.
    pub async fn stages(&self, plan: &mut Plan, surveyed: &mut Surveyed) -> Result<(), NotReady> {
        let first = first(plan);
        if self.depth == Depth::Everything {
            let looked = connection::look(self.client, self.run_id, &first).await?;
            surveyed.connection = Some(looked);
        }
        let refused = match connection::greet(self.client, self.run_id, &first).await {
            // There is more to be told of a credential that is taken but may not read.
            Err(refused @ NotReady::Refused(_, 403)) if self.depth == Depth::Everything => {
                Some(refused)
            }
            greeted => greeted.map(|()| None)?,
        };
        surveyed.greeted = Some(refused.is_none());
        if self.depth == Depth::Learning {
            let (name, policy) = (self.run_id.name("learn"), &self.target.profile.policy);
            let learnt = learn::all(self.client, policy, self.bodies, &name).await?;
            surveyed.learnt = Some(learnt);
            return Ok(());
        }
        let wanted = self.wanted(plan, &surveyed.known);
        if !wanted.is_empty() {
            let findings = self.probe(&wanted, surveyed.permissions.as_deref()).await?;
            probe::take_in(&mut surveyed.known, &findings);
            let refused = findings.iter().any(|f| f.operation == Operation::Create && f.refused);
            surveyed.findings = Some(findings);
            if refused {
                surveyed.creates = Some(self.creates().await?);
            }
        }
        if let Some(refused) = refused {
            return Err(refused);
        }
        plan.block(&surveyed.known);
        if let Some(creates) = &surveyed.creates
            && let Some(refusal) = &creates.refusal
        {
            let given = &self.target.profile.policy;
            let said: String = refusal.words.chars().take(WORDS).collect();
            let reason = format!("the target refuses a plain create: {} {said}", refusal.status);
            surveyed.stopped = plan.stop_behind(&reason, |policy| creates.refuses(policy, given));
        }
        let (needs, roles) = (plan.needs(), &self.target.profile.issuers);
        let known = &mut surveyed.known;
        let ready = issuers::make(self.client, self.run_id, roles, &needs, known).await?;
        (surveyed.issuers, surveyed.made) = (Some(ready.names), ready.made);
        Ok(())
    }

    fn wanted(&self, plan: &Plan, known: &Capabilities) -> BTreeSet<Operation> {
        match self.depth {
            Depth::Everything if !plan.is_of_certificates() => BTreeSet::new(),
            Depth::Everything | Depth::Learning => Operation::ALL.into_iter().collect(),
            Depth::Needed if self.target.is_embedded() => BTreeSet::new(),
            Depth::Needed => probe::wanted(&plan.needs(), known),
        }
    }

    /// What the target wants in a create.
    async fn creates(&self) -> Result<Creates, NotReady> {
        let name = self.run_id.name("create");
        let creates = creates::learn(self.client, &self.target.profile.policy, &name).await?;
        self.client.remove(&name).await;
        Ok(creates)
    }

    /// Asks for these operations, and for what they leave open of the permissions, and removes
    /// what that made: how this goes tells of the permissions to delete and to purge.
    async fn probe(
        &self,
        wanted: &BTreeSet<Operation>,
        permissions: Option<&Permissions>,
    ) -> Result<Vec<Finding>, NotReady> {
        let name = self.run_id.name("probe");
        let policy = &self.target.profile.policy;
        let findings = probe::ask(self.client, policy, wanted, &name).await?;
        if let Some(permissions) = permissions {
            permissions::ask(self.client, permissions, &name, || importable(&name)).await?;
        }
        self.client.remove(&name).await;
        Ok(findings)
    }
}

/// What is read first: of certificates a pending operation, else the first thing that a case reads
/// and that needs nothing but a name.
fn first(plan: &Plan) -> First {
    if plan.is_of_certificates() {
        return First::Operation;
    }
    let running = plan.cases.iter().filter(|case| case.decision == Decision::Run);
    let steps = running.flat_map(|case| &case.scenario.steps);
    let mut paths = steps.filter_map(path_read);
    paths.next().map_or(First::Nothing, First::Path)
}

/// The path that a step reads, where nothing must be known for it but a name.
fn path_read(step: &Step) -> Option<String> {
    match &step.action {
        Action::Send { request, .. } if request.method == Method::Get && request.authenticated => {
            let name = Variables::from(Map::from_iter([("name".to_owned(), json!("{name}"))]));
            template::fill_text(&request.path, &name).ok()
        }
        _ => None,
    }
}

/// The body of an import that can be taken; none if no certificate can be made.
fn importable(name: &str) -> Option<Value> {
    let made = certificate_authority::issue(&format!("CN={name}")).ok()?;
    let policy = json!({ "secret_props": { "contentType": "application/x-pkcs12" } });
    Some(json!({ "value": made["pfx"], "pwd": made["pwd"], "policy": policy }))
}
