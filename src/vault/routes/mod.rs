//! From HTTP to answers: who may ask, what is asked, and who answers it.
//!
//! In: requests. Out: answers, changed by the faults of form where there are any.
//! Everything about one request that handlers need is in `call`. Handlers do not
//! see HTTP; only `front`, `reply`, `admission` and `wire::answer` do.

mod admission;
mod backup;
mod call;
mod certificates;
mod conflict;
mod contacts;
mod create;
mod fixture;
mod front;
mod import;
mod issuers;
mod key_and_request;
mod merge;
mod origin;
mod page;
mod path;
mod pending;
mod plan;
mod policy;
mod properties;
mod query;
mod reply;
mod secrets;
mod tombstone;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State as Extract},
    response::Response,
};

use super::context::Context;

#[cfg(test)]
pub use reply::reply;

/// The vault as a service: one handler for every route.
pub fn service(context: Arc<Context>) -> Router {
    Router::new().fallback(serve).with_state(context)
}

async fn serve(Extract(context): Extract<Arc<Context>>, request: Request) -> Response {
    front::serve(&context, request).await
}
