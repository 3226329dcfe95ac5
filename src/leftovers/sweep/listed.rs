//! The objects on a target's lists that bear the name of a run.
//!
//! In: a target. Out: objects; what could not be listed is a note or a problem of the sweep's.

use std::collections::BTreeSet;

use super::swept::{Order, Swept};
use crate::http::not_ready::NotReady;
use crate::keyvault::object::Object;
use crate::leftovers::listing::{CERTIFICATES, DELETED, Gap, ISSUERS, read};
use crate::leftovers::names::RunId;

/// What the lists held.
#[derive(Debug, Default)]
pub struct Listed {
    /// Every object that bears the name of a run.
    pub objects: BTreeSet<Object>,
    /// Whether there was any list at all.
    pub any: bool,
}

/// Reads every list the target has.
pub async fn all(order: &Order<'_>, swept: &mut Swept) -> Result<Listed, NotReady> {
    let mut listed = Listed::default();
    for list in [CERTIFICATES, DELETED, ISSUERS] {
        let listing = read(&order.client, &order.target.profile.api_version, &list).await?;
        listed.any |= !matches!(listing.gap, Some(Gap::NoList(_)));
        match listing.gap {
            None => {}
            Some(Gap::Refused(what)) => return Err(NotReady::Refused(what, 401)),
            Some(Gap::NoList(status)) => {
                swept.notes.push(format!("the target has no list {}: {status}", list.route));
            }
            Some(Gap::Broken(why)) => swept.problems.push(why),
        }
        let ours = listing.names.into_iter().filter(|name| RunId::of(name).is_some());
        listed.objects.extend(ours.map(list.object));
    }
    Ok(listed)
}
