//! The lifecycle of a run: prepare, walk, finish.
//!
//! In: a [`Setup`]. Out: a [`RunResult`], whatever happened. Whoever leads a run leads it through
//! here; must not know who that is, nor how anything is printed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio_util::sync::CancellationToken;

use super::case::{self, Case};
use super::declarations::Declarations;
use super::environment::{self, Environment, EnvironmentError};
use super::ledger::Ledger;
use super::preparation::{Depth, Preparation, Surveyed};
use super::remarks;
use super::rulebook::Rulebook;
use super::session::Session;
use super::slots::{AtOnce, Slots};
use super::stop::Stop;
use crate::check::schema::Schemas;
use crate::deviation::Declared;
use crate::http::bearer::Bearer;
use crate::http::client::Client;
use crate::http::not_ready::NotReady;
use crate::http::wire::{ClientError, Transport};
use crate::leftovers::journal::JournalError;
use crate::leftovers::names::RunId;
use crate::leftovers::tracked_client::TrackedClient;
use crate::plan::{Capabilities, Decision, Plan, Planned};
use crate::random;
use crate::scenario::Suite;
use crate::secrets::redact::Redactor;
use crate::survey::permissions::Permissions;
use crate::target::Target;
use crate::target::profile;
use crate::verdict::{ContractMode, RunResult, Tls};

/// What a run is made of.
pub struct Setup<'a> {
    /// What is tested.
    pub target: &'a Target,
    /// Another way to it than the network.
    pub wire: Option<Box<dyn Transport>>,
    /// The credential that goes along.
    pub bearer: Option<Arc<Bearer>>,
    /// The requirements, and the rules of every answer.
    pub suite: &'a Suite,
    /// The cases.
    pub plan: Plan,
    /// What the target is known to have and to lack.
    pub known: Capabilities,
    /// Part of every name.
    pub run_id: RunId,
    /// What the target file excuses.
    pub deviations: Vec<Declared>,
    /// The folder of the journals, for who sweeps after a run that was killed.
    pub journals: Option<&'a Path>,
    /// How much of the target is looked at first.
    pub depth: Depth,
    /// Issuers to try, where a target is to be learnt of.
    pub bodies: Vec<Map<String, Value>>,
    /// Whether to begin no further case once one failed.
    pub fail_fast: bool,
    /// Whether to leave what failed cases made, and the issuers.
    pub keep: bool,
    /// The cases begin in the order that this gives, not in the plan's.
    pub seed: Option<u64>,
    /// Cancelled to stop the run in good order.
    pub stop: CancellationToken,
}

impl<'a> Setup<'a> {
    /// A run that begins now, keeps no journal and excuses nothing.
    pub fn new(
        target: &'a Target,
        bearer: Option<Arc<Bearer>>,
        suite: &'a Suite,
        plan: Plan,
        known: Capabilities,
    ) -> Setup<'a> {
        Setup {
            target,
            wire: None,
            bearer,
            suite,
            plan,
            known,
            run_id: RunId::now(),
            deviations: Vec::new(),
            journals: None,
            depth: Depth::Needed,
            bodies: Vec::new(),
            fail_fast: false,
            keep: false,
            seed: None,
            stop: CancellationToken::new(),
        }
    }
}

/// Why a run cannot begin: nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// The client cannot be made.
    #[error("{0}")]
    Client(#[from] ClientError),
    /// The journal cannot be kept.
    #[error("{0}")]
    Journal(#[from] JournalError),
    /// A variable of the environment that a case needs.
    #[error("{0}")]
    Environment(#[from] EnvironmentError),
}

/// A run whose target was looked at.
pub struct Run {
    session: Arc<Session>,
    plan: Plan,
    ledger: Arc<Ledger>,
    rulebook: Arc<Rulebook>,
    declarations: Arc<Declarations>,
    surveyed: Surveyed,
    not_ready: Option<NotReady>,
    seed: Option<u64>,
    /// The result as far as it is known before the first case.
    draft: RunResult,
}

/// A run that is over.
pub struct Finished {
    /// What it found out.
    pub result: RunResult,
    /// Where its journal is, if it had to be kept for what is left.
    pub journal: Result<Option<PathBuf>, JournalError>,
    session: Arc<Session>,
}

impl Finished {
    /// What masks the secrets of the run.
    pub fn redactor(&self) -> &Redactor {
        self.session.target.client().redactor()
    }
}

impl Run {
    /// Makes sure of the target, looks at it, makes the issuers. A target that cannot be worked
    /// with is no error: the cases are settled for that reason, and the run is to be finished.
    pub async fn prepare(setup: Setup<'_>) -> Result<Run, BeginError> {
        let began = Instant::now();
        let draft = draft(&setup);
        let Setup { target, suite, mut plan, run_id, depth, ref bodies, .. } = setup;
        let environment = match depth {
            Depth::Needed => Environment::of(&suite.contract, &plan, environment::of_process)?,
            // Nothing is walked.
            Depth::Everything | Depth::Learning => Environment::default(),
        };
        let schemas = Schemas::with(&suite.schemas);
        let rulebook = Arc::new(Rulebook::new(
            suite,
            draft.contract,
            names(&plan, &run_id),
            setup.deviations.clone(),
            schemas.clone(),
        ));
        let declarations = Arc::new(Declarations::of(&setup.deviations, &suite.contract));
        let client = match setup.wire {
            Some(wire) => Client::over(wire, target, setup.bearer),
            None => Client::new(target, setup.bearer)?,
        };
        environment.secrets().for_each(|secret| client.redactor().learn_value(secret));
        let mut client = client.observed(rulebook.clone());
        let mut surveyed = Surveyed { known: setup.known, ..Surveyed::default() };
        if depth == Depth::Everything {
            let permissions = Arc::new(Permissions::default());
            client = client.observed(permissions.clone());
            surveyed.permissions = Some(permissions);
        }
        let client = TrackedClient::new(client, target, &run_id, setup.journals)?;
        let seed = setup.seed;
        let stop = Stop::at(setup.stop);
        let preparation = Preparation { client: &client, target, run_id: &run_id, depth, bodies };
        let not_ready = stop.unless(preparation.stages(&mut plan, &mut surveyed)).await.err();
        plan.block(&surveyed.known);
        let ledger = Arc::new(Ledger::of(&plan, &suite.contract));
        if let Some(reason) = &not_ready {
            ledger.settle_rest(&reason.to_string());
        }
        let session = Arc::new(Session {
            began,
            target: client,
            run_id,
            mode: draft.contract,
            may: suite.contract.may(),
            deviations: setup.deviations,
            policy: target.profile.policy.clone(),
            timeouts: target.profile.timeouts,
            issuers: surveyed.issuers.clone().unwrap_or_default(),
            environment,
            authority: Arc::default(),
            stop,
            fail_fast: setup.fail_fast,
            keep: setup.keep,
            failed: Arc::default(),
            schemas,
            untidy: Arc::default(),
        });
        Ok(Run { session, plan, ledger, rulebook, declarations, surveyed, not_ready, seed, draft })
    }

    /// Walks the cases without a word, so many at a time.
    pub async fn walk(&self, at_once: impl Into<AtOnce>) {
        let ready = self.not_ready.is_none();
        let mut cases: Vec<(usize, &Planned)> = self.plan.cases.iter().enumerate().collect();
        self.order(&mut cases);
        let cases = cases.into_iter().filter(|(_, c)| ready && c.decision == Decision::Run);
        let cases = cases.map(|(index, planned)| (self.case(index, planned), ()));
        case::all(cases.collect(), self.ledger.clone(), Slots::of(at_once.into())).await;
    }

    /// Removes what is left, ends the journal, and sums up.
    pub async fn finish(self) -> Finished {
        let target = &self.session.target;
        target.remove_rest().await;
        let tracker = target.tracker();
        let remarks = remarks::all(&self.session, &self.surveyed, &self.plan);
        let journal = tracker.end().map(|path| path.map(Path::to_owned));
        let mut cases = self.ledger.end(self.rulebook.results());
        cases.extend(self.declarations.outcomes(&cases));
        let result = RunResult {
            millis: self.session.began.elapsed().as_millis() as u64,
            interrupted: self.session.stop.is_stopped(),
            remarks: remarks.into_iter().chain(self.declarations.remarks()).collect(),
            issuers: self.surveyed.made,
            cases,
            clean_up: tracker.summary(),
            ..self.draft
        };
        Finished { result, journal, session: self.session }
    }

    /// What is still to be removed, to be asked while the run is being finished.
    pub fn clean_up(&self) -> impl Fn() -> (usize, Duration) + use<> {
        let session = self.session.clone();
        move || session.target.to_remove()
    }

    /// Why no case can be walked.
    pub fn not_ready(&self) -> Option<&NotReady> {
        self.not_ready.as_ref()
    }

    /// What was found of the target.
    pub fn surveyed(&self) -> &Surveyed {
        &self.surveyed
    }

    /// The cases, with what the survey blocked.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What the cases share.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The name that the case of that index uses.
    pub fn name_of(&self, index: usize) -> String {
        self.session.run_id.case(index, &self.plan.cases[index].scenario.id)
    }

    /// Which authority the target is held to.
    pub fn mode(&self) -> ContractMode {
        self.session.mode
    }

    /// What the target's certificate is held to.
    pub fn tls(&self) -> &Tls {
        &self.draft.tls
    }

    /// Where the cases end.
    pub(super) fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// What every exchange is held to.
    pub(super) fn rulebook(&self) -> &Arc<Rulebook> {
        &self.rulebook
    }

    /// What the target file declares.
    pub(super) fn declarations(&self) -> &Arc<Declarations> {
        &self.declarations
    }

    /// Puts cases into the order in which they begin.
    pub(super) fn order<T>(&self, cases: &mut [T]) {
        if let Some(seed) = self.seed {
            random::shuffle(cases, seed);
        }
    }

    /// A case of the plan, to be walked.
    pub(super) fn case(&self, index: usize, planned: &Planned) -> Case {
        Case { session: self.session.clone(), scenario: planned.scenario.clone(), index }
    }
}

/// The ids of the cases by the names they use.
fn names(plan: &Plan, run_id: &RunId) -> BTreeMap<String, String> {
    let cases = plan.cases.iter().map(|planned| &planned.scenario.id).enumerate();
    cases.map(|(index, id)| (run_id.case(index, id), id.clone())).collect()
}

fn tls(written: &profile::Tls) -> Tls {
    Tls { ca: written.ca.clone(), insecure: written.insecure }
}

fn draft(setup: &Setup<'_>) -> RunResult {
    let (target, written) = (setup.target, &setup.target.profile);
    let now = OffsetDateTime::now_utc().truncate_to_millisecond();
    RunResult {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        run_id: setup.run_id.as_str().to_owned(),
        target: target.name.clone(),
        target_version: written.version.clone(),
        url: target.base.to_string(),
        api_version: written.api_version.clone(),
        contract: match written.contract {
            profile::Contract::Documented => ContractMode::Documented,
            profile::Contract::Observed => ContractMode::Observed,
            profile::Contract::Either => ContractMode::Either,
        },
        started_at: now.format(&Rfc3339).unwrap_or_default(),
        millis: 0,
        tls: tls(&written.tls),
        embedded: target.is_embedded(),
        arguments: Vec::new(),
        gate: Vec::new(),
        interrupted: false,
        remarks: Vec::new(),
        issuers: Vec::new(),
        cases: Vec::new(),
        clean_up: crate::verdict::CleanUp::default(),
    }
}
