//! What every case of a run shares: the client, names, issuers, bounds, and the stop signal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use super::deviation::Declared;
use super::material::Authority;
use crate::http::bearer::Bearer;
use crate::http::client::{Client, Exchange};
use crate::http::exchange::Call;
use crate::http::wire::ClientError;
use crate::leftovers::names::RunId;
use crate::leftovers::removal::Remover;
use crate::leftovers::tracker::Tracker;
use crate::scenario::contract::{Contract, Level};
use crate::scenario::needs::Role;
use crate::survey::permissions::Heard;
use crate::target::Target;
use crate::target::profile::{Held, Timeouts};
use crate::template::Variables;
use crate::verdict::ContractMode;

/// An answer to a request that is under way when the run is stopped is waited for this long.
const GRACE: Duration = Duration::from_secs(2);

/// The run.
#[derive(Debug)]
pub struct Session {
    /// Talks to the target.
    pub client: Arc<Client>,
    /// Part of every name.
    pub run_id: RunId,
    /// Sent with every request.
    pub api_version: String,
    /// Which authority counts.
    pub mode: ContractMode,
    /// Put under the policy of a create.
    pub policy: Map<String, Value>,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// Names of the issuers in their roles.
    pub issuers: BTreeMap<Role, String>,
    /// Clauses of level may.
    pub may: BTreeSet<String>,
    /// What the target file excuses.
    pub deviations: Vec<Declared>,
    /// Signs captured CSRs.
    pub authority: Authority,
    /// What was created.
    pub tracker: Tracker,
    /// What answers said of permissions.
    pub heard: Arc<Heard>,
    /// Cancelled by Ctrl-C and SIGTERM.
    pub stop: CancellationToken,
}

impl Session {
    /// A run against that target; the issuers of the roles are not made yet.
    pub fn new(
        target: &Target,
        bearer: Option<Arc<Bearer>>,
        contract: &Contract,
        run_id: RunId,
    ) -> Result<Self, ClientError> {
        let may = contract.requirements().filter(|(_, r)| r.level == Level::May);
        Ok(Session {
            client: Arc::new(Client::new(target, bearer)?),
            run_id,
            api_version: target.profile.api_version.clone(),
            mode: match target.profile.contract {
                Held::Documented => ContractMode::Documented,
                Held::Observed => ContractMode::Observed,
                Held::Either => ContractMode::Either,
            },
            policy: target.profile.policy.clone(),
            timeouts: target.profile.timeouts,
            issuers: BTreeMap::new(),
            may: may.map(|(_, r)| r.id.value.clone()).collect(),
            deviations: Vec::new(),
            authority: Authority::default(),
            tracker: Tracker::default(),
            heard: Arc::default(),
            stop: CancellationToken::new(),
        })
    }

    /// A call with the run's api-version.
    pub fn call(&self, method: &'static str, path: impl Into<String>) -> Call {
        Call::new(method, path, &self.api_version)
    }

    /// Takes objects out of the target.
    pub fn remover(&self) -> Remover {
        let remover = Remover::new(self.client.clone(), &self.api_version, self.timeouts);
        remover.telling(self.heard.clone())
    }

    /// Sends a call; what it may create is tracked before it leaves.
    pub async fn send(&self, call: &Call) -> Exchange {
        self.send_until(call, None).await
    }

    /// The same for a case: a stopped run does not wait for long, and a target that throttles is
    /// not waited for beyond `until`.
    pub async fn send_unless_stopped(&self, call: &Call, until: Instant) -> Option<Exchange> {
        tokio::select! {
            biased;
            exchange = self.send_until(call, Some(until)) => Some(exchange),
            () = self.stopped() => None,
        }
    }

    /// Ends when the run was stopped and what was under way then had its time to end.
    pub fn stopped(&self) -> impl Future<Output = ()> + use<> {
        let stop = self.stop.clone();
        async move {
            stop.cancelled().await;
            tokio::time::sleep(GRACE).await;
        }
    }

    async fn send_until(&self, call: &Call, until: Option<Instant>) -> Exchange {
        let creates = match self.tracker.before(call) {
            Ok(creates) => creates,
            Err(error) => return self.client.unsent(call, format!("not sent: {error}")),
        };
        let exchange = self.client.send(call, until).await;
        if let Ok(answer) = &exchange.answer {
            self.heard.note(call, answer);
        }
        // Of the last try: one that was throttled to the end was refused as well.
        self.tracker.after(creates, exchange.record.status);
        exchange
    }

    /// The variables a case begins with.
    pub fn variables(&self, name: &str) -> Variables {
        let issuers: Map<String, Value> = self
            .issuers
            .iter()
            .map(|(role, name)| (role.word().to_owned(), Value::from(name.as_str())))
            .collect();
        let start = json!({ "name": name, "api_version": self.api_version, "issuer": issuers });
        match start {
            Value::Object(variables) => variables,
            _ => Variables::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;
    use crate::leftovers::journal::Journal;
    use crate::target::{named, open};

    #[tokio::test]
    async fn what_cannot_be_noted_is_not_sent() {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let found = named::find(&url).unwrap();
        let target = open::open(found.name, found.profile, Vec::new()).await.unwrap();
        let contract = Contract { sections: Vec::new() };
        let mut session = Session::new(&target, None, &contract, RunId::new(0)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        session.tracker = Tracker::with(Journal::broken(&folder.path().join("j")));
        let call = session.call("PUT", "/certificates/issuers/a");
        let error = session.send(&call).await.answer.unwrap_err().to_string();
        assert!(error.contains("not sent: the journal ") && error.contains("/j cannot"), "{error}");
        assert!(listener.accept().is_err(), "it was sent");
        assert_eq!(session.tracker.summary().created, 0);
    }
}
