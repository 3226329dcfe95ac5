//! The removal of an object of a plain kind, as the row of its kind says: issuers, and what a suite
//! declares.
//!
//! In: a kind and a name. Out: what became of the object, or why it may still be there. Must not know
//! which kinds there are.

use std::time::Instant;

use super::meaning::{Deletion, Lists, Presence, Sight, state};
use super::{Looked, Remover, is_recoverable};
use crate::http::exchange::Answer;
use crate::keyvault::kind::{Kind, Removal};
use crate::leftovers::listing::List;
use crate::leftovers::removed::Removed;

/// Whether anything was there to remove.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Something,
    Nothing,
}

impl Remover {
    /// Removes it, request by request, and sees that it is gone. Where that is a matter of there
    /// being such a route at all, lists tell.
    pub(super) async fn of_kind(
        &self,
        kind: &Kind,
        name: &str,
        lists: &[List],
    ) -> Result<Removed, String> {
        let (mut found, mut first, mut stays) = (Found::Nothing, None, None);
        let mut is_kept = false;
        for removal in &kind.remove {
            let (asked, answer) = self.removal(removal, name, is_kept).await?;
            let is_first = first.is_none();
            is_kept = answer.is_success() && is_recoverable(&answer);
            match answer.status {
                200..=299 => found = Found::Something,
                404 | 410 => {}
                // What a look says counts for more.
                _ if is_first => {}
                status if removal.status.contains(&status) => {
                    stays = Some((removal, format!("{asked} answers {status}")));
                }
                status => return Err(format!("{asked} answers {status}")),
            }
            first.get_or_insert((asked, answer));
        }
        let Some((asked, answer)) = first else {
            return Err("nothing says how it is removed".to_owned());
        };
        let path = kind.look.of(name);
        let seen = self.send("GET", path.as_str()).await?;
        let told = format!("{asked} answers {}, and GET {}", answer.status, seen.status);
        match state(deletion(kind, &answer), sight(kind, &seen)) {
            Presence::There => {
                let (seen, deleted) = (seen.status, answer.status);
                let method = kind.remove.first().map_or("", |removal| removal.method.word());
                Err(format!("GET {path} still answers {seen}, after {method} answered {deleted}"))
            }
            Presence::Gone => Ok(match (found, stays) {
                (Found::Something, Some((_, why))) => Removed::Deleted(why),
                (Found::Nothing, Some((removal, why))) => self.stays(removal, name, why).await?,
                (Found::Something, None) => Removed::Gone,
                (Found::Nothing, None) => Removed::NotThere,
            }),
            Presence::GoneOrNoRoute => match self.lists(lists, name).await {
                Lists::Without if !lists.is_empty() => Ok(Removed::NotThere),
                _ => Err(told),
            },
            Presence::GoneWithWhole | Presence::Unclear => Err(told),
        }
    }

    /// What is so of what was deleted before, perhaps, and may not be removed from where it is then.
    async fn stays(&self, removal: &Removal, name: &str, why: String) -> Result<Removed, String> {
        let seen = self.send("GET", removal.path.of(name)).await?;
        Ok(match seen.status {
            200..=299 => Removed::StaysDeleted(why),
            404 | 410 => Removed::NotThere,
            _ => Removed::Hidden(why),
        })
    }

    /// Sends one request that removes, and says which. What was deleted so that it can be recovered
    /// is known as deleted only after some seconds: until then its purge is not found.
    async fn removal(
        &self,
        removal: &Removal,
        name: &str,
        is_kept: bool,
    ) -> Result<(String, Answer), String> {
        let (method, path) = (removal.method.word(), removal.path.of(name));
        let began = Instant::now();
        loop {
            let answer = self.send(method, path.as_str()).await?;
            let early = is_kept && answer.status == 404;
            if !early || began.elapsed() >= self.timeouts.poll {
                return Ok((format!("{method} {path}"), answer));
            }
            tokio::time::sleep(self.timeouts.interval).await;
        }
    }

    /// Whether the target shows an object of a declared kind. What is only among its deleted ones
    /// is not looked for.
    pub(super) async fn look_for(&self, kind: &Kind, name: &str) -> Result<Looked, String> {
        let path = kind.look.of(name);
        let seen = self.send("GET", path.as_str()).await?;
        Ok(match sight(kind, &seen) {
            Sight::Shown => Looked::There,
            Sight::NotFound | Sight::BareNotFound => Looked::Absent,
            Sight::NoSuchPart | Sight::Forbidden | Sight::Other => {
                Looked::Unclear(format!("GET {path} answers {}", seen.status))
            }
        })
    }
}

fn deletion(kind: &Kind, answer: &Answer) -> Deletion {
    match answer.status {
        404 | 410 if kind.vouched => Deletion::NotFound,
        _ => Deletion::of(answer),
    }
}

fn sight(kind: &Kind, seen: &Answer) -> Sight {
    match seen.status {
        200..=299 if kind.vouched => Sight::Shown,
        404 if kind.vouched => Sight::NotFound,
        _ => Sight::of(seen),
    }
}
