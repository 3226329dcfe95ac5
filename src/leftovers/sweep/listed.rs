//! What a target lists under names of ours.

use std::collections::BTreeSet;

use super::{Order, Swept};
use crate::keyvault::object::Object;
use crate::leftovers::listing::{CERTIFICATES, DELETED, Gap, ISSUERS, read};
use crate::leftovers::names::RunId;
use crate::run::prepare::NotReady;

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
        let told = read(&order.client, &order.target.profile.api_version, &list).await?;
        listed.any |= !matches!(told.gap, Some(Gap::NoList(_)));
        match told.gap {
            None => {}
            Some(Gap::Refused(what)) => return Err(NotReady::Refused(what, 401)),
            Some(Gap::NoList(status)) => {
                swept.notes.push(format!("the target has no list {}: {status}", list.path));
            }
            Some(Gap::Broken(why)) => swept.problems.push(why),
        }
        let ours = told.names.into_iter().filter(|name| RunId::of(name).is_some());
        listed.objects.extend(ours.map(list.object));
    }
    Ok(listed)
}
