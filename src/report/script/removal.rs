//! The end of a script: what its requests made, removed.
//!
//! In come the requests, out go commands for a shell. How another API removes what it made is not
//! known here; that something may be left is told then.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::shell::{Script, Turn, filled, name_of};
use crate::keyvault::route::{self, Route};
use crate::report::curl;
use crate::verdict::ExchangeRecord;

impl Script<'_> {
    /// What the requests may have made, removed: under the names that they use, as certificates, and
    /// as issuers where they are that.
    pub(super) fn removal(&mut self, turns: &[Turn<'_>]) {
        let (Some(first), Some(own)) = (turns.first(), self.name.clone()) else { return };
        let first = first.exchange;
        let Some(path) = route::path_in(&first.url) else { return };
        let Some(at) = first.url.find(&path) else { return };
        let base = filled(&first.url[..at], &self.values());
        let query = first.url.split_once("api-version=").map_or("", |(_, rest)| rest);
        let version = query.split('&').next().unwrap_or_default().replace('\'', "");
        let lead = curl::lead("-o /dev/null", &self.tls);
        let token = curl::credential(turns.iter().any(|turn| turn.exchange.authenticated));
        let host = first.request_headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
        let host = host.map(|(_, host)| format!(" -H 'host: {}'", host.replace('\'', "")));
        let host = host.unwrap_or_default();
        let (known, others): (Vec<&Turn<'_>>, Vec<&Turn<'_>>) =
            turns.iter().partition(|turn| is_known(turn.exchange));
        let used: BTreeSet<(String, bool)> =
            known.iter().filter_map(|turn| name_of(turn.exchange)).collect();
        let mut paths = Vec::new();
        for (name, is_issuer) in &used {
            let Some(rest) = name.strip_prefix(&own) else { continue };
            let name = format!("\"$name\"'{}'", rest.replace('\'', ""));
            let name = name.trim_end_matches("''");
            if *is_issuer {
                paths.push(Route::Issuer(name).to_string());
            } else {
                paths.extend([
                    Route::Pending(name).to_string(),
                    Route::Certificate(name).to_string(),
                    Route::DeletedCertificate(name).to_string(),
                ]);
            }
        }
        let made = (1..=self.issuers.len()).map(|at| format!("\"$name-i{at}\""));
        paths.extend(made.map(|name| Route::Issuer(&name).to_string()));
        if !paths.is_empty() {
            self.text.push_str("\n# remove what was made\n");
        }
        for path in paths {
            let url = format!("{base}{path}'?api-version={version}'");
            let _ = writeln!(self.text, "{lead}{token}{host} -X DELETE {url}");
        }
        self.left(&own, &others);
    }

    /// Says what may stay of what the requests of another API made: how that is removed is not known
    /// here.
    fn left(&mut self, own: &str, turns: &[&Turn<'_>]) {
        let made = turns.iter().map(|turn| turn.exchange).filter(|exchange| {
            let is_success = exchange.status.is_some_and(|status| status < 300);
            let creates = matches!(exchange.method.as_str(), "PUT" | "POST") && is_success;
            creates && exchange.url.contains(own)
        });
        let urls: BTreeSet<&str> =
            made.map(|exchange| exchange.url.split('?').next().unwrap_or_default()).collect();
        if !urls.is_empty() {
            self.text.push_str("\n# no report knows how this is removed\n");
        }
        for url in urls {
            let url = filled(url, &self.values());
            let _ = writeln!(self.text, "printf 'may be left: %s\\n' {url}");
        }
    }
}

/// Whether a request is one of the certificates' API.
fn is_known(exchange: &ExchangeRecord) -> bool {
    route::path_in(&exchange.url).is_some_and(|path| Route::parse(&path).is_some())
}
