//! One request answered: admitted, its route found, its handler called, its answer spoilt by faults.
//!
//! In: a request. Out: an [`Answer`]. It must not know what a handler does.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, header},
};

use super::{
    admission, backup, call::Call, certificates, contacts, create, import, issuers, merge,
    origin::Origin, path, pending, policy, query::Query, secrets,
};
use crate::vault::{
    action::Action,
    context::{Context, lock},
    faults::{Fault, Scene, apply},
    wire::{Answer, Refusal},
};

/// The answer to a request.
pub async fn reply(context: &Arc<Context>, request: Request) -> Answer {
    if let Some(refusal) = admission::outage(context) {
        return refusal.into_answer().with("retry-after", "1");
    }
    let admitted =
        admission::check(&context.settings, request.method().as_str(), request.headers());
    admitted_reply(context, request, admitted).await
}

/// The answer to a request that need not show a token.
pub async fn trusted_reply(context: &Arc<Context>, request: Request) -> Answer {
    admitted_reply(context, request, Ok(())).await
}

async fn admitted_reply(
    context: &Arc<Context>,
    request: Request,
    admitted: Result<(), Refusal>,
) -> Answer {
    let (head, body) = request.into_parts();
    let (method, path) = (head.method.as_str(), head.uri.path());
    let host = head.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let origin = Origin::of(host, &context.base);
    let query = Query::parse(head.uri.query().unwrap_or_default());
    let route = path::resolve(method, path);
    let mut scene = Scene {
        action: route.as_ref().ok().map(|route| route.action),
        url: format!("{}/certificates/", origin.base),
        api_version: query.api_version.clone().unwrap_or_default(),
        filtered: query.request_id.is_some(),
    };
    let outcome = match (admitted, route) {
        (Err(refusal), _) => Err(admission::challenge(refusal, &origin)),
        (Ok(()), Err(refusal)) => Err(refusal.into_answer()),
        (Ok(()), Ok(route)) => {
            let asked = Asked { route, origin, query, path, headers: &head.headers };
            answer(context, asked, body, &mut scene).await.map_err(Refusal::into_answer)
        }
    };
    let mut answer = outcome.unwrap_or_else(|refused| refused);
    apply(&context.settings.faults, &scene, &mut answer);
    answer
}

/// A request whose route is known.
struct Asked<'r> {
    route: path::Route<'r>,
    origin: Origin,
    query: Query,
    path: &'r str,
    headers: &'r HeaderMap,
}

async fn answer(
    context: &Arc<Context>,
    asked: Asked<'_>,
    body: Body,
    scene: &mut Scene,
) -> Result<Answer, Refusal> {
    let Asked { route, origin, query, path, headers } = asked;
    let faults = &context.settings.faults;
    if route.action.is_about_issuers() && faults.has(Fault::IssuersApiMissing) {
        return Ok(Answer::empty(404));
    }
    let api_version = query.known_version(faults)?;
    path::check_name(&route, faults)?;
    let vault = context.vault(&origin.vault)?;
    let spelling = lock(&vault).spelling(route.name).map(str::to_owned);
    let name = spelling.filter(|_| !route.action.is_about_issuers());
    let call = Call {
        context: Arc::clone(context),
        vault,
        origin,
        action: route.action,
        path: path.to_owned(),
        name: name.unwrap_or_else(|| route.name.to_owned()),
        version: route.version.to_owned(),
        api_version,
        query,
        wants_csr: wants_csr(headers),
        body: admission::read(headers, body).await?,
        now: context.clock.now(),
    };
    scene.url = call.url();
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
        Action::ListCertificates => certificates::list(call),
        Action::ListVersions => certificates::list_versions(call),
        Action::GetCertificate => certificates::get(call),
        Action::GetVersion => certificates::get_version(call),
        Action::UpdateCertificate => certificates::update(call),
        Action::DeleteCertificate => certificates::delete(call),
        Action::ListDeleted => certificates::list_deleted(call),
        Action::GetDeleted => certificates::get_deleted(call),
        Action::Recover => certificates::recover(call),
        Action::Purge => certificates::purge(call),
        Action::GetPolicy => policy::get(call),
        Action::UpdatePolicy => policy::update(call),
        Action::Backup => backup::backup(call),
        Action::Restore => backup::restore(call),
        Action::PutContacts => contacts::put(call),
        Action::GetContacts => contacts::get(call),
        Action::DeleteContacts => contacts::delete(call),
        Action::GetSecret => secrets::secret(call).await,
        Action::GetKey => secrets::key(call),
        Action::ListIssuers => issuers::list(call),
        Action::GetIssuer => issuers::get(call),
        Action::PutIssuer => issuers::put(call),
        Action::PatchIssuer => issuers::patch(call),
        Action::DeleteIssuer => issuers::delete(call),
    }
}

fn wants_csr(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.trim().starts_with("application/pkcs10"))
}
