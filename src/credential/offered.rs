//! Which credential a target would take, told from its challenge and by trying.
//!
//! In: a target, its challenge. Out: entries for `auth` of a target file that are worth a try, and
//! whether a target takes one. To a target on this machine alone tokens are offered that it did not
//! ask for by its own name: one that kvcontract signs itself, or one of an endpoint on this machine.
//! No real credential is offered but to a vault of the very domain that the token is for.

use std::sync::Arc;

use serde_json::{Value, json};
use url::{Host, Url};

use super::challenge::{Challenge, parse};
use crate::http::bearer::Bearer;
use crate::http::client::Client;
use crate::http::exchange::{Answer, Call};
use crate::http::not_ready::NotReady;
use crate::keyvault::route::Route;
use crate::random;
use crate::target::Target;
use crate::target::auth::within;

/// What a token is for where a challenge does not say.
const VAULT: &str = "https://vault.azure.net";
/// Characters of a URL in a challenge at most.
const MOST: usize = 200;

/// What a challenge asks for, as far as it can be used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Who gives the token.
    pub authority: Option<String>,
    /// What it is for.
    pub resource: Option<String>,
}

/// What the target asks for; none where a request without a token is let in.
pub async fn asked(target: &Target) -> Result<Option<Asked>, NotReady> {
    let Ok(client) = Client::new(target, None) else { return Ok(None) };
    let call = Call::new("GET", Route::Certificates, &target.profile.api_version);
    Ok(read(&client.send(&call, None).await.answer?))
}

fn read(answer: &Answer) -> Option<Asked> {
    if answer.status != 401 {
        return None;
    }
    let headers = answer.headers.iter().filter(|(name, _)| name == "www-authenticate");
    let challenges: Vec<_> = headers.flat_map(|(_, value)| parse(value)).collect();
    let bearer = challenges.iter().find(|c| c.scheme.eq_ignore_ascii_case("bearer"));
    let authority = bearer.and_then(|b| url_of(b, &["authorization", "authorization_uri"]));
    Some(Asked { authority, resource: bearer.and_then(|b| url_of(b, &["resource", "scope"])) })
}

fn url_of(bearer: &Challenge, names: &[&str]) -> Option<String> {
    let found = names.iter().find_map(|name| bearer.get(name))?;
    let found = found.strip_suffix("/.default").unwrap_or(found);
    is_plain_url(found).then(|| found.to_owned())
}

/// Whether it is a URL that can stand in a target file as it is.
fn is_plain_url(text: &str) -> bool {
    let web = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
    text.len() <= MOST && web && text.chars().all(is_plain) && Url::parse(text).is_ok()
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/[]%".contains(c)
}

/// Entries for `auth` that are worth a try, the likeliest first. `endpoint` is what the variable
/// IDENTITY_ENDPOINT holds.
pub fn candidates(asked: &Asked, target: &Url, endpoint: Option<&str>) -> Vec<Value> {
    let resource = asked.resource.as_deref().unwrap_or(VAULT);
    if !is_here(target) {
        let domain = Url::parse(resource).ok();
        let domain = domain.as_ref().and_then(Url::host_str).unwrap_or_default();
        let own = target.scheme() == "https" && within(target.host_str().unwrap_or(""), domain);
        let scope = format!("{resource}/.default");
        let login = json!({ "credential": "developer-tools", "scope": scope });
        return Vec::from_iter(own.then(|| json!({ "azure": login })));
    }
    let mut found = Vec::new();
    if let Some(url) = endpoint.filter(|url| is_plain_url(url) && is_url_here(url)) {
        let endpoint = json!({ "url": url, "resource": resource });
        found.push(json!({ "managed_identity_endpoint": endpoint }));
    }
    let authority = asked.authority.as_deref().unwrap_or(resource).trim_end_matches('/');
    // An emulator that asks for the keys of an authority on this machine asks there.
    let url = Url::parse(authority).ok();
    let listens = url.filter(is_here).and_then(|url| {
        let host = if url.host() == Some(Host::Domain("localhost")) {
            "127.0.0.1"
        } else {
            url.host_str()?
        };
        Some(format!("{host}:{}", url.port_or_known_default()?))
    });
    let issuers = [format!("{authority}/v2.0"), authority.to_owned(), format!("{authority}/")];
    for listen in listens.into_iter().chain(["127.0.0.1:0".to_owned()]) {
        for issuer in &issuers {
            let minted = json!({ "issuer": issuer, "audience": resource, "listen": listen });
            found.push(json!({ "minted": minted }));
        }
    }
    found
}

fn is_url_here(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| is_here(&url))
}

/// Whether a URL is at this machine.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Whether the target lets that credential in.
pub async fn is_taken(target: &Target, bearer: Arc<Bearer>) -> Result<bool, NotReady> {
    let Ok(client) = Client::new(target, Some(bearer)) else { return Ok(false) };
    if client.authenticate().await.is_err() {
        return Ok(false);
    }
    let name = format!("kvc-{}", random::hex(8));
    let call = Call::new("GET", Route::Pending(&name), &target.profile.api_version);
    Ok(client.send(&call, None).await.answer?.status != 401)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn challenged(header: &str) -> Asked {
        let headers = vec![("www-authenticate".to_owned(), header.to_owned())];
        read(&Answer { status: 401, headers, body: Vec::new().into(), took: Duration::ZERO })
            .unwrap()
    }

    fn tried(header: &str, target: &str, endpoint: Option<&str>) -> Vec<Value> {
        candidates(&challenged(header), &Url::parse(target).unwrap(), endpoint)
    }

    #[test]
    fn an_authority_on_this_machine_is_where_the_keys_are_asked_for() {
        let header = "Bearer authorization=\"http://127.0.0.1:4998/kvcontract\", \
                      resource=\"https://vault.azure.net\"";
        let found = tried(header, "https://127.0.0.1:4997", None);
        let wanted = json!({ "minted": { "issuer": "http://127.0.0.1:4998/kvcontract/v2.0",
            "audience": "https://vault.azure.net", "listen": "127.0.0.1:4998" } });
        assert_eq!(found[0], wanted);
        assert!(found.len() > 1);
    }

    #[test]
    fn an_endpoint_of_this_machine_comes_first_and_one_elsewhere_never() {
        let header = "Bearer resource=\"https://localhost:8443\"";
        let at = |endpoint| tried(header, "https://localhost:8443", Some(endpoint));
        let own = "http://127.0.0.1:8080/metadata/identity/oauth2/token";
        assert_eq!(at(own)[0]["managed_identity_endpoint"]["url"], own);
        assert!(at("http://169.254.169.254/token")[0]["minted"].is_object());
    }

    #[test]
    fn what_is_not_on_this_machine_is_offered_nothing_but_its_own_domain_s_token() {
        let header = "Bearer authorization=\"https://login.example/t\", resource=\"https://vault.azure.net\"";
        let found = tried(header, "https://kv.vault.azure.net", Some("http://127.0.0.1:1/t"));
        let scope = "https://vault.azure.net/.default";
        assert_eq!(found, [json!({"azure": {"credential": "developer-tools", "scope": scope}})]);
        for other in
            ["https://kv.example", "http://kv.vault.azure.net", "https://evilvault.azure.net"]
        {
            assert_eq!(tried(header, other, None), [Value::Null; 0], "{other}");
        }
    }

    #[test]
    fn a_hostile_challenge_says_nothing() {
        for header in [
            "Bearer authorization=\"http://127.0.0.1:1/${HOME}\", resource=\"file:///etc\"",
            "Bearer resource=\"https://a\nb\"",
            "Basic realm=\"x\"",
            "",
        ] {
            assert_eq!(challenged(header), Asked::default(), "{header}");
        }
    }
}
