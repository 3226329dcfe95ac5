//! What an answer says of the target's own address, said of the proxy's: clients follow ids, links
//! and the challenge to where they are recorded.
//!
//! In: a header or body as the target sent it. Out: the same for the client. Must not know what
//! kind of answer it is. The archive has what the target sent.

use url::Url;

/// URLs that are replaced in one text at most: what a target sends must not grow without bound.
const MOST: usize = 10_000;

/// From the target's address to the proxy's.
#[derive(Debug)]
pub(super) struct Lead {
    /// The target's URL without a slash at its end, and as JSON may write it.
    from: [String; 2],
    to: [String; 2],
    /// What the challenge is said to be for.
    resource: Option<String>,
}

impl Lead {
    /// From that target to the proxy at `url`; with a name, SDKs want the challenge to be for its
    /// parent.
    pub(super) fn new(target: &Url, url: &str, host: Option<&str>) -> Lead {
        Lead {
            from: escaped(target.as_str().trim_end_matches('/')),
            to: escaped(url),
            resource: host.and_then(|host| parent(host, url)),
        }
    }

    /// A body, or any header.
    pub(super) fn text(&self, text: &str) -> String {
        let [from, escaped] = &self.from;
        let [to, to_escaped] = &self.to;
        replaced(&replaced(text, from, to), escaped, to_escaped)
    }

    /// The challenge: what it is for is the proxy's, too.
    pub(super) fn challenge(&self, challenge: &str) -> String {
        let challenge = self.text(challenge);
        let Some(resource) = &self.resource else { return challenge };
        let parts = challenge.split(',').map(|part| for_resource(part, resource));
        parts.collect::<Vec<_>>().join(",")
    }
}

/// A URL as it is, and as JSON may write it.
fn escaped(url: &str) -> [String; 2] {
    [url.to_owned(), url.replace('/', "\\/")]
}

/// What the proxy's own host lies below.
fn parent(host: &str, url: &str) -> Option<String> {
    let authority = url.strip_prefix("https://").filter(|authority| authority.starts_with(host))?;
    let (_, parent) = authority.split_once('.')?;
    Some(format!("https://{parent}"))
}

/// A part of a challenge, asking for a token for that resource where it asks for one.
fn for_resource(part: &str, resource: &str) -> String {
    let Some((key, _)) = part.split_once('=') else { return part.to_owned() };
    match key.rsplit(' ').next() {
        Some("resource") => format!("{key}=\"{resource}\""),
        Some("scope") => format!("{key}=\"{resource}/.default\""),
        _ => part.to_owned(),
    }
}

/// The text with one URL, and what is below it, at another place.
fn replaced(text: &str, from: &str, to: &str) -> String {
    let (mut made, mut rest) = (String::with_capacity(text.len()), text);
    for _ in 0..MOST {
        let Some(at) = rest.find(from) else { break };
        let (before, found) = rest.split_at(at);
        let after = &found[from.len()..];
        made.push_str(before);
        // `https://127.0.0.1:80` is not the start of `https://127.0.0.1:8080`.
        made.push_str(if after.starts_with(is_of_an_authority) { from } else { to });
        rest = after;
    }
    made + rest
}

fn is_of_an_authority(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: &str = "https://kv1.vault.localhost:7";

    fn lead(target: &str, host: Option<&str>) -> Lead {
        Lead::new(&target.parse().unwrap(), PROXY, host)
    }

    #[test]
    fn ids_lead_to_the_proxy_and_other_hosts_stay() {
        let lead = lead("https://127.0.0.1:80/", None);
        let text = lead.text(
            r#"{"id":"https://127.0.0.1:80/certificates/a","e":"https:\/\/127.0.0.1:80\/b",
                "other":"https://127.0.0.1:8080/c","base":"https://127.0.0.1:80"}"#,
        );
        assert_eq!(
            text,
            r#"{"id":"https://kv1.vault.localhost:7/certificates/a","e":"https:\/\/kv1.vault.localhost:7\/b",
                "other":"https://127.0.0.1:8080/c","base":"https://kv1.vault.localhost:7"}"#
        );
    }

    #[test]
    fn of_a_target_below_a_path_only_what_is_below_it_is_replaced() {
        let lead = lead("http://127.0.0.1:81/kv1/", None);
        assert_eq!(lead.text("http://127.0.0.1:81/kv1/a"), format!("{PROXY}/a"));
        assert_eq!(lead.text("http://127.0.0.1:81/kv12/a"), "http://127.0.0.1:81/kv12/a");
    }

    #[test]
    fn a_challenge_is_for_the_parent_of_a_name_that_was_asked_for() {
        let sent = "Bearer authorization=\"https://login.example/t\", \
                    resource=\"https://vault.azure.net\"";
        let told = lead("https://127.0.0.1:80", Some("kv1.vault.localhost")).challenge(sent);
        assert_eq!(told, sent.replace("vault.azure.net", "vault.localhost:7"));
        assert_eq!(lead("https://127.0.0.1:80", None).challenge(sent), sent);
        let scope = lead("https://127.0.0.1:80", Some("kv1.vault.localhost"))
            .challenge("Bearer scope=https://vault.azure.net/.default");
        assert_eq!(scope, "Bearer scope=\"https://vault.localhost:7/.default\"");
    }

    #[test]
    fn a_hostile_text_does_not_grow_without_bound() {
        let lead = lead("http://a:1", None);
        let long = "http://a:1 ".repeat(2 * MOST);
        assert!(lead.text(&long).len() < long.len() + MOST * PROXY.len());
    }
}
