//! The `host` of a target file: which vault is meant, where one address serves several that are
//! told apart by the Host header.

use url::Url;

use crate::yaml;

/// Whether a text may stand in a Host header: a name or an address, and perhaps a port.
pub fn check(text: &str) -> Result<(), String> {
    // What a parser of URLs would leave out in silence, or take for another part.
    if text.chars().all(is_plain)
        && !text.ends_with(':')
        && Url::parse(&format!("https://{text}/")).is_ok()
    {
        return Ok(());
    }
    let what = "give a name or an address, and a port if need be, as `kv1.localhost:8443`";
    Err(format!("`host` is {:?}: {what}", yaml::shown(text)))
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._:[]".contains(c)
}

/// Whether a URL is the target's own: at its base URL's origin, or at what becomes of that
/// origin where the target believes to be `host`.
pub fn is_own(base: &Url, host: Option<&str>, url: &Url) -> bool {
    let renamed = host.and_then(|host| Url::parse(&format!("{}://{host}/", base.scheme())).ok());
    let same = |own: &Url| own.origin() == url.origin() && url.origin().is_tuple();
    same(base) || renamed.as_ref().is_some_and(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_with_or_without_a_port() {
        for host in ["kv1", "kv1.localhost:8443", "my_vault.net", "127.0.0.1:1", "[::1]:8443"] {
            assert_eq!(check(host), Ok(()), "{host}");
        }
        for wrong in [
            "",
            ":8443",
            "kv1:",
            "kv1:x",
            "kv1:99999",
            "::1",
            "[::1",
            "https://kv1",
            "kv1/a",
            "u@kv1",
            "u:p@kv1",
            "k v",
            "kv1\r\nX-A: b",
            "kv1?a",
            "kv1#a",
            "kv1\\a",
            "kvé",
            "999.1.1.1",
        ] {
            let said = check(wrong).unwrap_err();
            assert!(said.contains("as `kv1.localhost:8443`"), "{wrong}");
            assert!(!said.contains(char::is_control), "{said}");
        }
    }

    #[test]
    fn its_own_is_what_is_at_its_url_or_at_its_host() {
        let base = Url::parse("https://127.0.0.1:8443/below").unwrap();
        let own = |host, url| is_own(&base, host, &Url::parse(url).unwrap());
        let host = Some("kv1.localhost:8443");
        assert!(own(None, "https://127.0.0.1:8443/x") && own(host, "https://127.0.0.1:8443/x"));
        assert!(own(host, "https://KV1.localhost:8443/x") && own(Some("kv1"), "https://kv1:443/x"));
        assert!(!own(None, "https://kv1.localhost:8443/x"));
        for other in ["http://kv1.localhost:8443/", "https://kv1.localhost/", "https://kv2:8443/"] {
            assert!(!own(host, other), "{other}");
        }
        assert!(!own(host, "data:,kv1.localhost:8443"));
    }
}
