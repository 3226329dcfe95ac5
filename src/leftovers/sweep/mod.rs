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
use std::sync::atomic::Ordering;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::journal::earlier::goes_on;
use super::names::RunId;
use super::patience::Patience;
use super::removal::{Looked, Remover};
use super::removed::Removed;
use crate::http::not_ready::NotReady;
use crate::keyvault::object::Object;
use crate::target::profile::Profile;
use journaled::Journaled;
pub use swept::{Order, Outcome, SweepError, Swept, Watch};

/// Objects removed at the same time: a removal mostly waits.
const AT_ONCE: usize = 8;

/// Sweeps.
pub async fn sweep(order: &Order<'_>) -> Result<Swept, SweepError> {
    order.client.authenticate().await.map_err(NotReady::from)?;
    let mut swept = Swept::default();
    let journaled = Journaled::read(order.journal, &order.target.place(), &mut swept)
        .map_err(|e| SweepError::Journal(order.journal.display().to_string(), e))?;
    let listed = listed::all(order, &mut swept).await?;
    if !listed.any && journaled.objects.is_empty() {
        let problem = "the target has no journal and no list: what is left cannot be told";
        swept.problems.push(problem.to_owned());
    }
    let on_lists: Arc<BTreeSet<Object>> = Arc::new(listed.objects.keys().cloned().collect());
    let not_journaled = listed.objects.into_iter();
    let not_journaled = not_journaled.filter(|(object, _)| !journaled.objects.contains(object));
    let mut objects = of_old_runs(not_journaled, order, &journaled.live, &mut swept.notes);
    objects.extend(journaled.objects.iter().cloned());
    order.watch.found.store(objects.len(), Ordering::Relaxed);
    let ended = Arc::new(journaled.ended());
    let patience = Arc::new(Patience::new(order.target.profile.timeouts.clean_up));
    // An issuer that is still used may be refused to go.
    let (issuers, certificates) =
        objects.into_iter().partition::<Vec<_>, _>(|o| matches!(o, Object::Issuer(_)));
    for objects in [certificates, issuers] {
        let removals = Removals { ended: &ended, on_lists: &on_lists, patience: &patience };
        for (object, removal) in each(order, objects, &removals).await {
            settle(&mut swept, object, removal);
        }
    }
    forget(&mut swept, &order.forget, &on_lists);
    if !order.dry_run {
        journaled.settle(&mut swept);
    }
    Ok(swept)
}

/// Takes what is left under these names for done with. What the target lists would be found again,
/// whatever a journal says, and is not.
fn forget(swept: &mut Swept, names: &BTreeSet<String>, on_lists: &BTreeSet<Object>) {
    let mut unknown = names.clone();
    for (object, outcome) in &mut swept.objects {
        let Outcome::Left(why) = outcome else { continue };
        let named = unknown.remove(object.name()) || names.contains(object.name());
        if on_lists.contains(object) {
            if named {
                let note = format!("{object} is not forgotten: the target's own list shows it");
                swept.notes.push(note);
            }
        } else if named {
            *outcome = Outcome::Forgotten(std::mem::take(why));
        } else {
            swept.forgettable.insert(object.clone());
        }
    }
    let gone = unknown.iter().map(|name| format!("{name}: nothing of that name is left to forget"));
    swept.notes.extend(gone);
}

/// Those of the listed objects whose run began long enough ago, and does not go on.
fn of_old_runs(
    listed: impl Iterator<Item = (Object, Option<u64>)>,
    order: &Order<'_>,
    live: &BTreeSet<String>,
    notes: &mut Vec<String>,
) -> BTreeSet<Object> {
    let mut young: BTreeMap<RunId, usize> = BTreeMap::new();
    let mut old = BTreeSet::new();
    let is_young = |at: u64| order.now.saturating_sub(at) < order.older_than.as_secs();
    for (object, made) in listed {
        let Some(run) = RunId::of(object.name()).filter(|run| !live.contains(run.as_str())) else {
            continue;
        };
        // A run of another machine that has gone on for long makes objects that are young.
        if is_young(run.began()) || made.is_some_and(is_young) {
            *young.entry(run).or_default() += 1;
        } else {
            old.insert(object);
        }
    }
    let untouched = young.iter().map(|(run, count)| {
        let (limit, id) = (order.older_than, run.as_str());
        let what = if is_young(run.began()) { "began" } else { "still made objects" };
        format!("run {id} {what} less than {limit:?} ago: {count} of its objects are not touched")
    });
    notes.extend(untouched);
    old
}

/// What came of a removal.
enum Removal {
    /// It ended so; the error says why the object may still be there.
    Ended(Result<Removed, String>),
    /// Nothing was to be removed, and it is there.
    Found,
    /// Its run still goes on: it is not touched.
    Live(RunId),
}

/// What all removals of a sweep share.
struct Removals<'a> {
    /// Runs that are known to have ended.
    ended: &'a Arc<BTreeSet<String>>,
    /// What the target lists, and so has.
    on_lists: &'a Arc<BTreeSet<Object>>,
    patience: &'a Arc<Patience>,
}

async fn each(
    order: &Order<'_>,
    objects: Vec<Object>,
    shared: &Removals<'_>,
) -> Vec<(Object, Removal)> {
    let Removals { ended, on_lists, patience } = *shared;
    let Profile { api_version, timeouts, .. } = &order.target.profile;
    let remover = Remover::new(order.client.clone(), api_version, *timeouts);
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let mut removals = JoinSet::new();
    for object in objects {
        let (remover, permits, patience) = (remover.clone(), permits.clone(), patience.clone());
        let (ended, journals) = (ended.clone(), order.journal.to_owned());
        let (watch, dry_run) = (order.watch.clone(), order.dry_run);
        let is_listed = on_lists.contains(&object);
        removals.spawn(async move {
            let _permit = permits.acquire().await;
            // Only now is it sure: a run may have begun while lists were read.
            let run = RunId::of(object.name()).filter(|run| !ended.contains(run.as_str()));
            let removal = match run.filter(|run| goes_on(&journals, run)) {
                Some(run) => Removal::Live(run),
                None if dry_run && is_listed => Removal::Found,
                None if dry_run => {
                    let end = patience.during(remover.look(&object)).await;
                    shown(end.unwrap_or_else(|given_up| Err(given_up.to_string())))
                }
                None => {
                    let end = patience.during(remover.remove(&object)).await;
                    Removal::Ended(end.unwrap_or_else(|given_up| Err(given_up.to_string())))
                }
            };
            watch.done.fetch_add(1, Ordering::Relaxed);
            (object, removal)
        });
    }
    removals.join_all().await
}

fn shown(looked: Result<Looked, String>) -> Removal {
    match looked {
        Ok(Looked::There) => Removal::Found,
        Ok(Looked::Absent) => Removal::Ended(Ok(Removed::NotThere)),
        Ok(Looked::Unlisted(why)) => Removal::Ended(Ok(Removed::Unlisted(why))),
        Ok(Looked::Unclear(why)) | Err(why) => Removal::Ended(Err(why)),
    }
}

fn settle(swept: &mut Swept, object: Object, removal: Removal) {
    let end = match removal {
        Removal::Ended(end) => end,
        Removal::Found => {
            swept.objects.insert(object, Outcome::Found);
            return;
        }
        Removal::Live(run) => {
            let note = format!("run {} still goes on: its objects are not touched", run.as_str());
            if !swept.notes.contains(&note) {
                swept.notes.push(note);
            }
            return;
        }
    };
    let outcome = match end {
        Ok(Removed::NotThere | Removed::Hidden(_)) => return,
        // What the service could never be asked for, and no list shows, was never made.
        Ok(Removed::Unlisted(_)) if !object.is_nameable() => return,
        Ok(Removed::StaysDeleted(why)) => Outcome::StaysDeleted(why),
        Ok(Removed::Gone) => Outcome::Removed,
        Ok(Removed::Deleted(why)) => Outcome::Deleted(why),
        // A journal does not tell whether it was ever made.
        Ok(Removed::Unlisted(why) | Removed::Unclear(why)) | Err(why) => Outcome::Left(why),
    };
    swept.objects.insert(object, outcome);
}
