//! Removes what earlier runs left in a target: what their journals name, whatever its age, and
//! what bears the name of a run that began long enough ago.
//!
//! In: a target's client and a journals' folder. Out: every object with what became of it. What a
//! run that still goes on has made is left alone. Must not know scenarios or printing.

mod journaled;
mod listed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::http::client::Client;
use crate::keyvault::object::Object;
use crate::leftovers::names::RunId;
use crate::leftovers::removal::{Removed, Remover};
use crate::run::prepare::NotReady;
use crate::target::Target;
use crate::target::profile::Profile;
use journaled::Noted;

/// Objects removed at the same time: a removal mostly waits.
const AT_ONCE: usize = 8;

/// What to sweep.
#[derive(Debug)]
pub struct Order<'a> {
    /// Talks to the target.
    pub client: Arc<Client>,
    /// The target.
    pub target: &'a Target,
    /// The journals' folder.
    pub journal: &'a Path,
    /// Names tell what was left only of runs that began this long ago.
    pub older_than: Duration,
    /// Seconds since 1970.
    pub now: u64,
    /// Remove nothing.
    pub dry_run: bool,
}

/// What became of an object that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is gone.
    Removed,
    /// Deleted; why it stays among the deleted ones.
    Deleted(String),
    /// It may still be there, and why.
    Left(String),
    /// It is there; nothing was to be removed.
    Found,
}

/// What a sweep did.
#[derive(Debug, Default)]
pub struct Swept {
    /// What was found.
    pub objects: BTreeMap<Object, Fate>,
    /// What is worth knowing.
    pub notes: Vec<String>,
    /// Why something may be left that was not found.
    pub problems: Vec<String>,
}

impl Swept {
    /// How many of the objects found are gone, or deleted as far as the target allows it.
    pub fn removed(&self) -> usize {
        let removed = |fate: &&Fate| matches!(fate, Fate::Removed | Fate::Deleted(_));
        self.objects.values().filter(removed).count()
    }

    /// How many may still be there.
    pub fn left(&self) -> usize {
        self.objects.len() - self.removed()
    }
}

/// Why nothing was swept.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The target.
    #[error("{0}")]
    NotReady(#[from] NotReady),
    /// The folder of the journals.
    #[error("the journals in {0} cannot be read: {1}")]
    Journal(String, std::io::Error),
}

/// Sweeps.
pub async fn sweep(order: &Order<'_>) -> Result<Swept, SweepError> {
    order.client.authenticate().await.map_err(NotReady::from)?;
    let mut swept = Swept::default();
    let unreadable = |e| SweepError::Journal(order.journal.display().to_string(), e);
    let noted =
        Noted::read(order.journal, &order.target.place(), &mut swept).map_err(unreadable)?;
    let listed = listed::all(order, &mut swept).await?;
    if !listed.any && noted.objects.is_empty() {
        let problem = "the target has no journal and no list: what is left cannot be told";
        swept.problems.push(problem.to_owned());
    }
    let unnoted = listed.objects.difference(&noted.objects).cloned();
    let mut objects = of_old_runs(unnoted, order, &noted.live, &mut swept.notes);
    objects.extend(noted.objects.iter().cloned());
    // An issuer that is still used may be refused to go.
    let (issuers, certificates) =
        objects.into_iter().partition::<Vec<_>, _>(|o| matches!(o, Object::Issuer(_)));
    for objects in [certificates, issuers] {
        for (object, outcome) in each(order, objects).await {
            settle(&mut swept, object, outcome);
        }
    }
    if !order.dry_run {
        noted.settle(&mut swept);
    }
    Ok(swept)
}

/// Those of the listed objects whose run began long enough ago, and does not go on.
fn of_old_runs(
    listed: impl Iterator<Item = Object>,
    order: &Order<'_>,
    live: &BTreeSet<String>,
    notes: &mut Vec<String>,
) -> BTreeSet<Object> {
    let mut young: BTreeMap<String, usize> = BTreeMap::new();
    let mut old = BTreeSet::new();
    for object in listed {
        let Some(run) = RunId::of(object.name()) else { continue };
        let age = order.now.saturating_sub(run.began());
        if live.contains(run.as_str()) {
            continue;
        }
        match age >= order.older_than.as_secs() {
            true => drop(old.insert(object)),
            false => *young.entry(run.as_str().to_owned()).or_default() += 1,
        }
    }
    let told = young.iter().map(|(run, count)| {
        let limit = order.older_than;
        format!("run {run} began less than {limit:?} ago: {count} of its objects are not touched")
    });
    notes.extend(told);
    old
}

/// An object's fate; none if there is no such object.
type Outcome = Result<Option<Removed>, String>;

async fn each(order: &Order<'_>, objects: Vec<Object>) -> Vec<(Object, Outcome)> {
    let Profile { api_version, timeouts, .. } = &order.target.profile;
    let remover = Remover::new(order.client.clone(), api_version, *timeouts);
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let mut removals = JoinSet::new();
    for object in objects {
        let (remover, permits, dry_run) = (remover.clone(), permits.clone(), order.dry_run);
        removals.spawn(async move {
            let _permit = permits.acquire().await;
            let outcome = match dry_run {
                true => match remover.shows(&object).await {
                    Ok(true) => Ok(None),
                    Ok(false) => Ok(Some(Removed::NotThere)),
                    Err(why) => Err(why),
                },
                false => remover.remove(&object).await.map(Some),
            };
            (object, outcome)
        });
    }
    removals.join_all().await
}

fn settle(swept: &mut Swept, object: Object, outcome: Outcome) {
    let fate = match outcome {
        Ok(Some(Removed::NotThere)) => return,
        Ok(Some(Removed::StaysDeleted(why))) => {
            swept.notes.push(format!("{object} was deleted before and stays so: {why}"));
            return;
        }
        Ok(Some(Removed::Gone)) => Fate::Removed,
        Ok(Some(Removed::Deleted(why))) => Fate::Deleted(why),
        Ok(None) => Fate::Found,
        // A journal does not tell whether it was ever made.
        Ok(Some(Removed::Unlisted(why))) | Err(why) => Fate::Left(why),
    };
    swept.objects.insert(object, fate);
}
