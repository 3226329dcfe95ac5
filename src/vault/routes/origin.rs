//! Which vault a request is for: its host makes the ids, and tells vaults apart.
//!
//! In: the Host header. Out: an [`Origin`]. Hosts are hostile: what is no host is not repeated.
//! It must not know what is asked.

use std::net::IpAddr;

const LONGEST_HOST: usize = 260;
/// What real vaults say; it is right for no host of this vault, and checked by none without one.
const AZURE: &str = "https://vault.azure.net";

/// Where a vault is, as its client sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// `https://host:port`, the start of every id.
    pub base: String,
    /// What tells its vault from others: its name, or nothing for addresses and `localhost`.
    pub vault: String,
    /// What a token is to be for, as the challenge says.
    pub resource: String,
}

impl Origin {
    /// The origin by its host; `base` where there is none that could be one.
    pub fn of(host: Option<&str>, base: &str) -> Self {
        let Some(host) = host.filter(|host| is_host(host)) else {
            return Self {
                base: base.to_owned(),
                vault: String::new(),
                resource: AZURE.to_owned(),
            };
        };
        let host = host.to_ascii_lowercase();
        let base = format!("https://{host}");
        let name = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
        if host.starts_with('[') || name == "localhost" || name.parse::<IpAddr>().is_ok() {
            return Self { base, vault: String::new(), resource: AZURE.to_owned() };
        }
        // Azure's SDKs want the resource to be the parent of the vault's own host.
        let parent = host.split_once('.').map(|(_, parent)| format!("https://{parent}"));
        let resource = parent.unwrap_or_else(|| base.clone());
        Self { vault: name.to_owned(), base, resource }
    }
}

fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= LONGEST_HOST
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(host: &str) -> (String, String, String) {
        let Origin { base, vault, resource } = Origin::of(Some(host), "https://127.0.0.1:1");
        (base, vault, resource)
    }

    #[test]
    fn a_named_host_is_a_vault_whose_resource_is_its_parent() {
        let (base, vault, resource) = of("KV1.vault.localhost:8443");
        assert_eq!(base, "https://kv1.vault.localhost:8443");
        assert_eq!(vault, "kv1.vault.localhost");
        assert_eq!(resource, "https://vault.localhost:8443");
    }

    #[test]
    fn addresses_and_localhost_are_one_vault_with_ids_of_their_own() {
        for host in ["127.0.0.1:8443", "localhost:8443", "[::1]:8443", "localhost"] {
            let (base, vault, resource) = of(host);
            assert_eq!((base, vault.as_str()), (format!("https://{host}"), ""));
            assert_eq!(resource, AZURE);
        }
    }

    #[test]
    fn what_is_no_host_is_not_repeated() {
        for host in ["", "a\"b", "a/b", "a b", &"a".repeat(300)] {
            assert_eq!(of(host).0, "https://127.0.0.1:1");
        }
        assert_eq!(Origin::of(None, "https://127.0.0.1:1").base, "https://127.0.0.1:1");
    }
}
