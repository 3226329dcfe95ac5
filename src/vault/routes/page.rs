//! A list, page by page.
//!
//! In: every item with the key by which the list is ordered. Out: one page, with a link to the
//! next where there is one. It must not know what the items are.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use super::call::Call;
use crate::vault::{
    faults::Subtle,
    wire::{self, Answer, Refusal},
};

/// The service's own bound.
const LARGEST_PAGE: usize = 25;

/// The page that a request asks for.
pub fn page(call: &Call, items: impl Iterator<Item = (String, Value)>) -> Result<Answer, Refusal> {
    let size = size(call)?;
    let from = call.query.skip_token.as_deref().map(key_of).transpose()?;
    let mut items = items.filter(|(key, _)| from.as_ref().is_none_or(|from| key > from));
    let shown: Vec<(String, Value)> = items.by_ref().take(size).collect();
    let next = match (shown.last(), items.next()) {
        (Some(_), Some(_)) if call.has(Subtle::NextLinkRepeats) => {
            Some(link(call, from.as_deref().unwrap_or_default()))
        }
        (Some((last, _)), Some(_)) => Some(link(call, last)),
        _ => None,
    };
    let shown = shown.into_iter().map(|(_, item)| item).collect();
    Ok(Answer::json(200, wire::list(shown, next)))
}

fn size(call: &Call) -> Result<usize, Refusal> {
    let Some(asked) = &call.query.max_results else { return Ok(LARGEST_PAGE) };
    let size = asked.parse().ok().filter(|size| (1..=LARGEST_PAGE).contains(size));
    size.ok_or_else(|| {
        let message = format!("Property maxresults is not within 1 and {LARGEST_PAGE}");
        Refusal::bad_parameter(message)
    })
}

fn key_of(token: &str) -> Result<String, Refusal> {
    let key = URL_SAFE_NO_PAD.decode(token).ok().and_then(|key| String::from_utf8(key).ok());
    key.ok_or_else(|| Refusal::bad_parameter("Property $skiptoken is none that this vault gave"))
}

fn link(call: &Call, last: &str) -> String {
    let (base, path, version) = (call.base(), &call.path, &call.api_version);
    let token = URL_SAFE_NO_PAD.encode(last);
    let mut link = format!("{base}{path}?api-version={version}&$skiptoken={token}");
    if call.query.max_results.is_some() {
        link += &format!("&maxresults={}", size(call).unwrap_or(LARGEST_PAGE));
    }
    if call.query.include_pending {
        link += "&includePending=true";
    }
    link
}
