//! The URLs of a target file: a base that requests are put below, and nothing that could hold a
//! secret.

use url::{ParseError, Url};

/// A base URL: http or https, no credentials, no query.
pub fn url(text: &str) -> Result<Url, String> {
    // These are where a URL may hold a secret, so what follows does not repeat them.
    if text.contains('@') {
        return Err("the URL holds a user name or password; use --token-env".to_owned());
    }
    if text.contains(['?', '#']) {
        return Err("the URL has a query or fragment; give the vault's base URL".to_owned());
    }
    let url = Url::parse(text).map_err(|error| format!("`{text}` is no URL: {}", why(error)))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(format!("`{text}` is no http or https URL"));
    }
    Ok(url)
}

/// What is wrong with a text that is no URL, in plain words.
fn why(error: ParseError) -> &'static str {
    match error {
        ParseError::RelativeUrlWithoutBase => "it does not begin with https:// or http://",
        ParseError::EmptyHost => "it names no host",
        ParseError::InvalidPort => "its port is no number up to 65535",
        _ => "its host is no name and no address",
    }
}
