//! The objects on a target's lists that bear the name of a run.
//!
//! In: a target. Out: objects; what could not be listed is a note or a problem of the sweep's.

use std::collections::BTreeMap;
use std::time::Instant;

use super::swept::{Order, Swept};
use crate::http::not_ready::NotReady;
use crate::keyvault::object::Object;
use crate::leftovers::listing::{Gap, read};
use crate::leftovers::names::RunId;

/// What the lists held.
#[derive(Debug, Default)]
pub struct Listed {
    /// Every object that bears the name of a run, and when it was made where a list says it.
    pub objects: BTreeMap<Object, Option<u64>>,
    /// Whether there was any list at all.
    pub any: bool,
}

/// Reads every list that the target is to have.
pub async fn all(order: &Order<'_>, swept: &mut Swept) -> Result<Listed, NotReady> {
    let mut listed = Listed::default();
    let until = Instant::now() + order.target.profile.timeouts.clean_up;
    for list in &order.lists {
        let listing =
            read(&order.client, &order.target.profile.api_version, list, &is_of_a_run, until)
                .await?;
        listed.any |= !matches!(listing.gap, Some(Gap::NoList(_)));
        match listing.gap {
            None => {}
            Some(Gap::Refused(what)) => return Err(NotReady::Refused(what, 401)),
            Some(Gap::NoList(status)) => {
                swept.notes.push(format!("the target has no list {}: {status}", list.place.path));
            }
            Some(Gap::Broken(why)) => swept.problems.push(why),
        }
        for named in listing.names {
            let made = listed.objects.entry(list.object(named.name)).or_default();
            *made = (*made).max(named.created);
        }
    }
    Ok(listed)
}

fn is_of_a_run(name: &str) -> bool {
    RunId::of(name).is_some()
}
