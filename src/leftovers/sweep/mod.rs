//! Removes what earlier runs left in a target: what their journals name, whatever its age, and
//! what bears the name of a run that began long enough ago.
//!
//! In: a target's client and a journals' folder. Out: every object with what became of it. What a
//! run that still goes on has made is left alone. Must not know scenarios or printing.

mod journaled;
mod listed;
mod swept;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::names::RunId;
use super::removal::Remover;
use super::removed::Removed;
use crate::http::not_ready::NotReady;
use crate::keyvault::object::Object;
use crate::target::profile::Profile;
use journaled::Journaled;
pub use swept::{Order, Outcome, SweepError, Swept};

/// Objects removed at the same time: a removal mostly waits.
const AT_ONCE: usize = 8;

/// Sweeps.
pub async fn sweep(order: &Order<'_>) -> Result<Swept, SweepError> {
    order.client.authenticate().await.map_err(NotReady::from)?;
    let mut swept = Swept::default();
    let unreadable = |e| SweepError::Journal(order.journal.display().to_string(), e);
    let journaled =
        Journaled::read(order.journal, &order.target.place(), &mut swept).map_err(unreadable)?;
    let listed = listed::all(order, &mut swept).await?;
    if !listed.any && journaled.objects.is_empty() {
        let problem = "the target has no journal and no list: what is left cannot be told";
        swept.problems.push(problem.to_owned());
    }
    let not_journaled = listed.objects.difference(&journaled.objects).cloned();
    let mut objects = of_old_runs(not_journaled, order, &journaled.live, &mut swept.notes);
    objects.extend(journaled.objects.iter().cloned());
    // An issuer that is still used may be refused to go.
    let (issuers, certificates) =
        objects.into_iter().partition::<Vec<_>, _>(|o| matches!(o, Object::Issuer(_)));
    for objects in [certificates, issuers] {
        for (object, removal) in each(order, objects).await {
            settle(&mut swept, object, removal);
        }
    }
    if !order.dry_run {
        journaled.settle(&mut swept);
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
        if age >= order.older_than.as_secs() {
            old.insert(object);
        } else {
            *young.entry(run.as_str().to_owned()).or_default() += 1;
        }
    }
    let untouched = young.iter().map(|(run, count)| {
        let limit = order.older_than;
        format!("run {run} began less than {limit:?} ago: {count} of its objects are not touched")
    });
    notes.extend(untouched);
    old
}

/// What came of a removal; nothing where nothing was to be removed. The error says why the object
/// may still be there.
type Removal = Result<Option<Removed>, String>;

async fn each(order: &Order<'_>, objects: Vec<Object>) -> Vec<(Object, Removal)> {
    let Profile { api_version, timeouts, .. } = &order.target.profile;
    let remover = Remover::new(order.client.clone(), api_version, *timeouts);
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let mut removals = JoinSet::new();
    for object in objects {
        let (remover, permits, dry_run) = (remover.clone(), permits.clone(), order.dry_run);
        removals.spawn(async move {
            let _permit = permits.acquire().await;
            let removal = if dry_run {
                remover.shows(&object).await.map(|there| (!there).then_some(Removed::NotThere))
            } else {
                remover.remove(&object).await.map(Some)
            };
            (object, removal)
        });
    }
    removals.join_all().await
}

fn settle(swept: &mut Swept, object: Object, removal: Removal) {
    let outcome = match removal {
        Ok(Some(Removed::NotThere | Removed::Hidden(_))) => return,
        // What the service could never be asked for, and no list shows, was never made.
        Ok(Some(Removed::Unlisted(_))) if !object.is_nameable() => return,
        Ok(Some(Removed::StaysDeleted(why))) => {
            swept.notes.push(format!("{object} was deleted before and stays so: {why}"));
            return;
        }
        Ok(Some(Removed::Gone)) => Outcome::Removed,
        Ok(Some(Removed::Deleted(why))) => Outcome::Deleted(why),
        Ok(None) => Outcome::Found,
        // A journal does not tell whether it was ever made.
        Ok(Some(Removed::Unlisted(why) | Removed::Unclear(why))) | Err(why) => Outcome::Left(why),
    };
    swept.objects.insert(object, outcome);
}
