//! The URLs of a target file: a base that requests are put below, and nothing that could hold a
//! secret.

use url::Url;

/// A base URL: http or https, no credentials, no query.
pub fn url(text: &str) -> Result<Url, String> {
    // These are where a URL may hold a secret, so what follows does not repeat them.
    if text.contains('@') {
        return Err("the URL holds a user name or password; use --token-env".to_owned());
    }
    if text.contains(['?', '#']) {
        return Err("the URL has a query or fragment; give the vault's base URL".to_owned());
    }
    let url = Url::parse(text).map_err(|e| format!("`{text}` is no URL: {e}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(format!("`{text}` is no http or https URL"));
    }
    Ok(url)
}
