//! All journeys, one after another, in one vault.

mod around;
mod deletion;
mod issuers;
mod made;
mod merging;

use crate::site::Site;
use crate::steps::{Steps, Wrong};

/// Walks them all.
pub async fn all(site: &Site, steps: &mut Steps) -> Result<(), Wrong> {
    let client = site.certificates(None)?;
    made::walk(site, &client, steps).await?;
    merging::walk(&client, steps).await;
    issuers::walk(site, &client, steps).await;
    around::walk(site, &client, steps).await;
    deletion::walk(site, &client, steps).await;
    Ok(())
}
