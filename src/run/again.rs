//! Walks one case of a run once more, over another way than the network: a recording of it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::lifecycle::Run;
use super::slots::Slot;
use super::walk::{Log, Walked, walk};
use crate::deviation;
use crate::http::client::Client;
use crate::leftovers::journal::JournalError;
use crate::leftovers::tracked_client::TrackedClient;
use crate::target::Target;
use crate::target::profile::Timeouts;
use crate::verdict::{CaseResult, StepResult, Verdict};

/// What a case came to when it was walked again.
#[derive(Debug)]
pub struct Again {
    /// Its end.
    pub verdict: Verdict,
    /// Its steps.
    pub steps: Vec<StepResult>,
    /// What the rules say of its exchanges.
    pub rules: Vec<CaseResult>,
}

impl Run {
    /// Walks the case of that index over that client, without its clean-up. Between two reads of
    /// one step `interval` passes, and a step waits for `poll` at most.
    pub async fn again(
        &self,
        index: usize,
        target: &Target,
        client: Client,
        (interval, poll): (Duration, Duration),
    ) -> Result<Again, JournalError> {
        let session = self.session();
        let rulebook = Arc::new(self.rulebook().fresh());
        let client = client.observed(rulebook.clone());
        let client = TrackedClient::new(client, target, &session.run_id, None)?;
        let timeouts = Timeouts { interval, poll, ..session.timeouts };
        let session = session.over(client, timeouts);
        let scenario = &self.plan().cases[index].scenario;
        let (name, log) = (session.run_id.case(index, &scenario.id), Mutex::new(Log::new()));
        let Walked { end, .. } = walk(&session, scenario, &name, &log, Slot::default()).await;
        let mut steps = log.into_inner().unwrap_or_else(PoisonError::into_inner);
        let verdict = deviation::judge(end.verdict(), &mut steps, &[]);
        Ok(Again { verdict, steps, rules: rulebook.results() })
    }
}
