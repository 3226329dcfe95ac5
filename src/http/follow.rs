//! URLs that answers give, followed to the target's own origin and nowhere else.
//!
//! In: the base URL, the host that the target believes to be, the URL. Out: a GET below the base, so
//! that no credential leaves the target, whatever the URL says; or why it is not followed. Sends
//! nothing.

use url::Url;

use super::exchange::Call;
use crate::target::host;

/// Characters of a URL at most.
const LONGEST: usize = 16 * 1024;

/// Why a URL is not followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFollowed {
    /// It is none.
    #[error("what is to be followed is no URL")]
    NoUrl,
    /// It holds a user name or a password.
    #[error("the URL to follow holds a user name or a password")]
    HoldsCredential,
    /// Another scheme, host or port.
    #[error("the URL to follow leads to {0}, and not to the target: it was not sent")]
    Elsewhere(String),
    /// The same origin, but not below the base URL's path.
    #[error("the URL to follow leads to {0}, which is not below the target's URL: it was not sent")]
    Beside(String),
}

/// The call; a URL without scheme and host is one of the target's own.
pub(super) fn call(base: &Url, believed: Option<&str>, url: &str) -> Result<Call, NotFollowed> {
    if url.len() > LONGEST || url.trim().is_empty() {
        return Err(NotFollowed::NoUrl);
    }
    let url = base.join(url).map_err(|_| NotFollowed::NoUrl)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(NotFollowed::HoldsCredential);
    }
    if !host::is_own(base, believed, &url) {
        return Err(NotFollowed::Elsewhere(origin(&url)));
    }
    let query = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned()));
    Ok(Call {
        query: query.collect(),
        written_query: Some(url.query().unwrap_or_default().to_owned()),
        ..Call::new("GET", below(base, &url)?, "")
    })
}

/// The path below the base URL's. A target that believes to be another host knows nothing of a path
/// before it.
fn below(base: &Url, url: &Url) -> Result<String, NotFollowed> {
    let prefix = base.path().trim_end_matches('/');
    match url.path().strip_prefix(prefix) {
        Some(path) if path.starts_with('/') => Ok(path.to_owned()),
        _ if url.origin() != base.origin() => Ok(url.path().to_owned()),
        _ => Err(NotFollowed::Beside(url.path().to_owned())),
    }
}

fn origin(url: &Url) -> String {
    match url.host_str() {
        Some(_) => url.origin().ascii_serialization(),
        None => format!("a {}: URL", url.scheme()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://127.0.0.1:8443/below";

    fn followed(url: &str) -> Result<(String, Option<String>), NotFollowed> {
        let base = Url::parse(BASE).unwrap();
        let call = call(&base, Some("kv1.example"), url)?;
        assert_eq!((call.method, call.authenticated), ("GET", true));
        Ok((call.path, call.written_query))
    }

    #[test]
    fn what_is_the_targets_own_is_sent_as_it_is() {
        let (path, query) = ("/certificates/a%2Fb".to_owned(), "$skiptoken=a+b%20c&x=");
        let wanted = Ok((path.clone(), Some(query.to_owned())));
        for own in [
            "https://127.0.0.1:8443/below",
            "HTTPS://127.0.0.1:8443/below",
            "https://KV1.example:443",
            "/below",
        ] {
            assert_eq!(followed(&format!("{own}{path}?{query}#part")), wanted, "{own}");
        }
        assert_eq!(followed("/below/x"), Ok(("/x".to_owned(), Some(String::new()))));
    }

    #[test]
    fn nothing_else_is_sent_anywhere() {
        for other in [
            "https://127.0.0.1:8444/below/x",
            "http://127.0.0.1:8443/below/x",
            "https://evil.example/below/x",
            "//evil.example/below/x",
            "\\\\evil.example/below/x",
            "https:/\\evil.example/below/x",
            "https://evil.example#@127.0.0.1:8443/below/x",
            "data:,x",
            "file:///etc/passwd",
        ] {
            let no = followed(other).unwrap_err();
            assert!(matches!(no, NotFollowed::Elsewhere(_)), "{other}: {no}");
        }
        for userinfo in ["https://u:p4ss@127.0.0.1:8443/below/x", "https://u@evil.example/"] {
            let no = followed(userinfo).unwrap_err();
            assert_eq!(no, NotFollowed::HoldsCredential);
            assert!(!no.to_string().contains("p4ss"));
        }
        for beside in ["https://127.0.0.1:8443/x", "/below/../x", "/belows/x"] {
            let no = followed(beside).unwrap_err();
            assert!(matches!(no, NotFollowed::Beside(_)), "{beside}: {no}");
        }
        let long = format!("/below/{}", "x".repeat(LONGEST));
        for none in
            ["", " ", "https://", "https://[::1", "https://127.0.0.1:8443.evil.example/", &long]
        {
            assert_eq!(followed(none), Err(NotFollowed::NoUrl), "{none:.40}");
        }
    }
}
