//! The client of a run: what a request may create is noted before it leaves, and removed again.
//!
//! In: calls. Out: exchanges, and a target without what was created. Must not know cases.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::journal::{Journal, JournalError};
use super::names::RunId;
use super::patience::Patience;
use super::removal::Remover;
use super::tracker::Tracker;
use crate::http::client::{Client, Exchange};
use crate::http::exchange::Call;
use crate::keyvault::object::Object;
use crate::target::Target;

/// Objects removed at the same time at most: a removal mostly waits.
const AT_ONCE: usize = 8;

/// Talks to one target and leaves nothing in it.
#[derive(Debug)]
pub struct TrackedClient {
    client: Arc<Client>,
    api_version: String,
    remover: Remover,
    tracker: Tracker,
    patience: Arc<Patience>,
    at_once: usize,
}

impl TrackedClient {
    /// For that target. With a folder for journals, what a run creates is noted there, for who
    /// sweeps after it; a target that ends with the process needs none.
    pub fn new(
        client: Client,
        target: &Target,
        run: &RunId,
        journals: Option<&Path>,
    ) -> Result<TrackedClient, JournalError> {
        let journals = journals.filter(|_| !target.is_embedded());
        let journal =
            journals.map(|folder| Journal::begin(folder, run, &target.place())).transpose()?;
        let (client, api_version) = (Arc::new(client), target.profile.api_version.clone());
        let remover = Remover::new(client.clone(), &api_version, target.profile.timeouts);
        // What it holds ends with the process.
        let remover = if target.is_embedded() { remover.of_tidy() } else { remover };
        Ok(TrackedClient {
            client,
            api_version,
            remover,
            tracker: Tracker::new(journal),
            patience: Arc::new(Patience::new(target.profile.timeouts.clean_up)),
            at_once: target.profile.at_once().unwrap_or(AT_ONCE).clamp(1, AT_ONCE),
        })
    }

    /// A call with the target's api-version.
    pub fn call(&self, method: &'static str, path: impl Into<String>) -> Call {
        Call::new(method, path, &self.api_version)
    }

    /// Sends a call; what it may create is tracked before it leaves. A target that throttles is
    /// not waited for beyond `until`.
    pub async fn send(&self, call: &Call, until: Option<Instant>) -> Exchange {
        let creates = match self.tracker.before(call) {
            Ok(creates) => creates,
            Err(error) => return self.client.unsent(call, format!("not sent: {error}")),
        };
        let exchange = self.client.send(call, until).await;
        // Of the last try: one that was throttled to the end was refused as well.
        self.tracker.after(creates, exchange.record.status);
        self.tracker.unknown().note(call, exchange.record.status);
        exchange
    }

    /// Removes what was created under names that begin so.
    pub async fn remove(&self, prefix: &str) {
        let pending = self.tracker.pending(prefix);
        // An issuer that is still used may be refused to go.
        let (issuers, certificates) =
            pending.into_iter().partition::<Vec<_>, _>(|(o, _)| matches!(o, Object::Issuer(_)));
        for objects in [certificates, issuers] {
            self.remove_all(objects).await;
        }
    }

    /// Removes everything that was created, and what could not be removed before is tried again.
    pub async fn remove_rest(&self) {
        self.patience.renew();
        self.remove("").await;
    }

    async fn remove_all(&self, objects: Vec<(Object, bool)>) {
        let permits = Arc::new(Semaphore::new(self.at_once));
        let mut removals = JoinSet::new();
        for (object, was_there) in objects {
            let (remover, permits) = (self.remover.clone(), permits.clone());
            let patience = self.patience.clone();
            removals.spawn(async move {
                let _permit = permits.acquire().await;
                let end = patience.during(remover.remove(&object)).await;
                (object, was_there, end)
            });
        }
        while let Some(removal) = removals.join_next().await {
            // One that panicked leaves its object as it was: nobody removed it.
            let Ok((object, was_there, end)) = removal else { continue };
            match end {
                Ok(outcome) => self.tracker.note(object, outcome, was_there),
                Err(given_up) => self.tracker.given_up(object, &given_up.to_string(), was_there),
            }
        }
    }

    /// How many objects are still to be removed, and how long nothing may be removed before they
    /// are left.
    pub fn to_remove(&self) -> (usize, Duration) {
        (self.tracker.pending("").len(), self.patience.limit())
    }

    /// What is below: for requests that create nothing and are nobody's business.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The api-version that goes with every call.
    pub fn api_version(&self) -> &str {
        &self.api_version
    }

    /// What was created.
    pub fn tracker(&self) -> &Tracker {
        &self.tracker
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;
    use crate::target::{named, open};

    #[tokio::test]
    async fn what_cannot_be_noted_is_not_sent() {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let found = named::find(&url).unwrap();
        let target = open::open(found.name, found.profile, Vec::new()).await.unwrap();
        let client = Client::new(&target, None).unwrap();
        let tracked = TrackedClient::new(client, &target, &RunId::new(0), None).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let tracker = Tracker::new(Some(Journal::broken(&folder.path().join("j"))));
        let tracked = TrackedClient { tracker, ..tracked };
        let call = tracked.call("PUT", "/certificates/issuers/a");
        let error = tracked.send(&call, None).await.answer.unwrap_err().to_string();
        assert!(error.contains("not sent: the journal ") && error.contains("/j cannot"), "{error}");
        assert!(listener.accept().is_err(), "it was sent");
        assert_eq!(tracked.tracker().summary().created, 0);
    }
}
