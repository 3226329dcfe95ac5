//! The proxy between us and a server, as the environment names it.
//!
//! In: a URL. Out: the proxy that requests to it go through, without its password. reqwest asks
//! the same rules; it does not say what they answered.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

/// The proxy on the way to that URL, as it may be told.
pub fn on_the_way_to(url: &Url) -> Option<String> {
    named(&Matcher::from_system(), url)
}

fn named(rules: &Matcher, url: &Url) -> Option<String> {
    let way = rules.intercept(&url.as_str().parse().ok()?)?;
    let (uri, port) = (way.uri(), way.uri().port_u16());
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}://{}{port}", uri.scheme_str().unwrap_or("http"), uri.host()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_is_named_without_its_password_and_only_where_it_is_used() {
        let rules = Matcher::builder()
            .http("http://user:s3cret@proxy.example:3128")
            .https("proxy.example:3129")
            .no("near.example")
            .build();
        let said = |url: &str| named(&rules, &Url::parse(url).unwrap());
        assert_eq!(said("http://v.example/").as_deref(), Some("http://proxy.example:3128"));
        assert_eq!(said("https://v.example/").as_deref(), Some("http://proxy.example:3129"));
        assert_eq!(said("https://near.example/"), None);
    }
}
