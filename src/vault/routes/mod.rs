//! From HTTP to answers: who may ask, what is asked, and who answers it.
//!
//! In: requests. Out: answers, changed by the faults of form where there are any.
//! Everything about one request that handlers need is in [`Call`]. Handlers do not
//! see HTTP; only this file and `wire::answer` do.

mod call;
mod certificates;
mod conflict;
mod create;
mod import;
mod issuers;
mod material;
mod merge;
mod path;
mod pending;
mod plan;
mod tombstone;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State as Extract},
    http::{HeaderMap, header},
    response::Response,
};
use secrecy::ExposeSecret;

use self::call::{Call, Query};
use super::{
    action::Action,
    context::Context,
    crypto,
    faults::{Fault, Scene, apply},
    wire::{Answer, Refusal},
};

const LARGEST_BODY: usize = 1024 * 1024;
const LONGEST_UPLOAD: Duration = Duration::from_secs(30);

/// The vault as a service: one handler for every route.
pub fn service(context: Arc<Context>) -> Router {
    Router::new().fallback(serve).with_state(context)
}

async fn serve(Extract(context): Extract<Arc<Context>>, request: Request) -> Response {
    reply(&context, request).await.into_response()
}

/// The answer to a request.
pub async fn reply(context: &Arc<Context>, request: Request) -> Answer {
    let (head, body) = request.into_parts();
    let (method, path) = (head.method.as_str(), head.uri.path());
    let query = Query::parse(head.uri.query().unwrap_or_default());
    let route = path::resolve(method, path);
    let scene = Scene {
        action: route.as_ref().ok().map(|route| route.action),
        url: format!(
            "{}/certificates/{}",
            context.base,
            route.as_ref().map_or("", |route| route.name)
        ),
        api_version: query.api_version.as_deref().unwrap_or_default(),
        filtered: query.request_id.is_some(),
    };
    let outcome = match authorise(context, &head.headers) {
        Ok(()) => match route {
            Ok(route) => answer(context, route, &query, &head.headers, body).await,
            Err(refusal) => Err(refusal),
        },
        Err(refusal) => Err(refusal),
    };
    let mut answer = outcome.unwrap_or_else(refuse);
    apply(&context.faults, &scene, &mut answer);
    answer
}

async fn answer(
    context: &Arc<Context>,
    route: path::Route<'_>,
    query: &Query,
    headers: &HeaderMap,
    body: Body,
) -> Result<Answer, Refusal> {
    if route.action.is_about_issuers() && context.faults.has(Fault::IssuersApiMissing) {
        return Ok(Answer::empty(404));
    }
    let api_version = query.known_version(&context.faults)?;
    path::check_name(&route, &context.faults)?;
    let call = Call {
        context: Arc::clone(context),
        action: route.action,
        name: route.name.to_owned(),
        version: route.version.to_owned(),
        api_version,
        request_id: query.request_id.clone(),
        include_pending: query.include_pending,
        wants_csr: wants_csr(headers),
        body: read(headers, body).await?,
        now: context.clock.now(),
    };
    dispatch(&call).await
}

async fn dispatch(call: &Call) -> Result<Answer, Refusal> {
    match call.action {
        Action::Create => create::create(call).await,
        Action::Import => import::import(call).await,
        Action::Merge => merge::merge(call),
        Action::GetPending => pending::get(call),
        Action::CancelPending => pending::cancel(call),
        Action::DeletePending => pending::delete(call),
        Action::ListCertificates => Ok(certificates::list(call)),
        Action::GetCertificate => certificates::get(call),
        Action::GetVersion => certificates::get_version(call),
        Action::DeleteCertificate => certificates::delete(call),
        Action::ListDeleted => Ok(certificates::list_deleted(call)),
        Action::GetDeleted => certificates::get_deleted(call),
        Action::Purge => certificates::purge(call),
        Action::ListIssuers => Ok(issuers::list(call)),
        Action::GetIssuer => issuers::get(call),
        Action::PutIssuer => issuers::put(call),
        Action::PatchIssuer => issuers::patch(call),
        Action::DeleteIssuer => issuers::delete(call),
    }
}

fn authorise(context: &Context, headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(token) = &context.token else {
        return Ok(());
    };
    let shown = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .is_some_and(|(_, shown)| crypto::same_secret(shown.trim(), token.expose_secret()));
    if shown || context.faults.has(Fault::TokenIgnored) {
        return Ok(());
    }
    Err(Refusal::unauthorized())
}

fn refuse(refusal: Refusal) -> Answer {
    let answer = refusal.into_answer();
    if answer.status != 401 {
        return answer;
    }
    answer.with(
        "www-authenticate",
        "Bearer authorization=\"https://login.microsoftonline.com/\
         00000000-0000-0000-0000-000000000000\", resource=\"https://vault.azure.net\"",
    )
}

/// Reads a body, bounded in size and time.
async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
    let too_large = || {
        let message = format!("The request body is larger than {LARGEST_BODY} bytes");
        Refusal::new(413, "RequestBodyTooLarge", message)
    };
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > LARGEST_BODY) {
        return Err(too_large());
    }
    let whole = tokio::time::timeout(LONGEST_UPLOAD, to_bytes(body, LARGEST_BODY)).await;
    let late = |_| Refusal::new(408, "RequestTimeout", "The request body did not arrive in time");
    whole.map_err(late)?.map_err(|_| too_large())
}

fn wants_csr(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.trim().starts_with("application/pkcs10"))
}
