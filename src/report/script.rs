//! The conversation of a case as a script for a POSIX shell: creates, waits, sends, shows, removes.
//!
//! In come the exchanges of a case, out goes text that can be pasted. What the target gives anew
//! each time is taken from its answers; a merge signs the request that it shows, with openssl. It
//! must not know what the case claims.

use std::fmt::Write as _;

use serde_json::Value;

use crate::cause::Cause;
use crate::keyvault::object::is_built_in_issuer;
use crate::keyvault::route::{self, Route};
use crate::verdict::{CaseResult, ExchangeRecord, MadeIssuer, RunResult};

/// Seconds that the script waits for a state.
const PATIENCE: usize = 60;

/// How a secret that was masked begins.
const MASKED: &str = "[masked";

/// Shell functions that a script may need.
const TAKE: &str = r#"take() { printf '%s' "$2" | tr -d '\n' | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }
"#;
const SIGN: &str = r#"sign() { # the request in base64, signed by an authority made here
  dir=$(mktemp -d) && (cd "$dir" && printf '%s' "$1" | base64 -d > r.der &&
  openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=repeat -days 2 2>/dev/null &&
  openssl req -inform DER -in r.der -out r.pem 2>/dev/null &&
  openssl x509 -req -in r.pem -CA c.pem -CAkey k.pem -set_serial 2 -days 1 -outform DER 2>/dev/null |
  base64 | tr -d '\n'); rm -rf "$dir"; }
"#;

/// The script of the case that shows a cause; nothing where none sent anything.
pub fn of_cause(run: &RunResult, cause: &Cause) -> String {
    match cause.shown_by(run).or_else(|| cause.example_in(run).map(|(case, ..)| case)) {
        Some(case) => of_case(run, case),
        None => String::new(),
    }
}

/// The script of a case. The issuers that were made for the run are made again, under names of the
/// script's own.
pub fn of_case(run: &RunResult, case: &CaseResult) -> String {
    let steps = case.steps.iter().filter_map(|step| {
        Some((step.name.as_str(), step.exchanges.last()?, step.exchanges.len() > 1))
    });
    let steps: Vec<_> = steps.collect();
    let used = |issuer: &&MadeIssuer| {
        steps.iter().any(|(_, exchange, _)| exchange.curl.contains(&issuer.name))
    };
    let issuers: Vec<&MadeIssuer> = run.issuers.iter().filter(used).collect();
    let own = |(name, _): &(String, bool)| issuers.iter().all(|issuer| issuer.name != *name);
    let Some((name, _)) = steps.iter().filter_map(|(_, exchange, _)| name_of(exchange)).find(own)
    else {
        return String::new();
    };
    let issuer =
        steps.iter().any(|(_, exchange, _)| name_of(exchange) == Some((name.clone(), true)));
    let mut script = Script { name, issuers, ids: Vec::new(), text: String::new() };
    script.issuers();
    for (step, exchange, polled) in &steps {
        script.step(step, exchange, *polled);
    }
    script.removal(steps[0].1, issuer);
    let mut text = format!("#!/bin/sh\n# {}\n", one_line(&case.id));
    for name in steps.iter().filter_map(|(_, exchange, _)| foreign_issuer(exchange, &script)) {
        let line = format!("# the issuer {} must be there\n", one_line(&name));
        if !text.contains(&line) {
            text.push_str(&line);
        }
    }
    if script.text.contains(MASKED) {
        let _ = writeln!(text, "# fill in what stands as {MASKED}: no report holds a secret");
    }
    if script.text.contains("$TOKEN") {
        text.push_str(": \"${TOKEN:?set TOKEN to a bearer token of the target}\"\n");
    }
    text.push_str("name=kvc-repeat-$(date +%s)-$$\n");
    text.push_str(TAKE);
    if script.text.contains("$(sign ") {
        text.push_str(SIGN);
    }
    text + &script.text
}

struct Script<'r> {
    /// The name that the case used.
    name: String,
    /// The issuers that were made for the run and that the case used.
    issuers: Vec<&'r MadeIssuer>,
    /// Ids that the target gave, each with its variable.
    ids: Vec<(String, String)>,
    text: String,
}

impl Script<'_> {
    /// Makes the issuers that the case names by role.
    fn issuers(&mut self) {
        for issuer in self.issuers.clone() {
            let command = self.filled(&issuer.exchange.curl, &issuer.exchange);
            let role = one_line(&issuer.role);
            let _ = writeln!(self.text, "\n# the issuer that is {role}\n{command}; echo");
        }
    }

    fn step(&mut self, step: &str, exchange: &ExchangeRecord, polled: bool) {
        let command = self.filled(&exchange.curl, exchange);
        let body: Value = serde_json::from_str(&exchange.response_body).unwrap_or_default();
        let _ = writeln!(self.text, "\n# {}", one_line(step));
        let state = body.get("status").and_then(Value::as_str).filter(|_| polled);
        match state {
            Some(state) => {
                let state: String = state.chars().filter(char::is_ascii_alphanumeric).collect();
                let _ = writeln!(
                    self.text,
                    "n=0; until answer=$({command}); [ \"$(take status \"$answer\")\" = {state} ] || \
                     [ $n -ge {PATIENCE} ]; do n=$((n+1)); sleep 1; done"
                );
            }
            None => {
                let _ = writeln!(self.text, "answer=$({command})");
            }
        }
        let _ = writeln!(self.text, "printf '%s\\n' \"$answer\"");
        if body.get("csr").is_some_and(Value::is_string) {
            let _ = writeln!(self.text, "csr=$(take csr \"$answer\")");
        }
        let id = body.get("request_id").and_then(Value::as_str);
        if let Some(id) = id.filter(|id| !self.ids.iter().any(|(known, _)| known == id)) {
            let variable = format!("id{}", self.ids.len() + 1);
            let _ = writeln!(self.text, "{variable}=$(take request_id \"$answer\")");
            self.ids.push((id.to_owned(), variable));
        }
    }

    /// The command with what differs each time as variables; every value in it stands in single
    /// quotes.
    fn filled(&self, curl: &str, exchange: &ExchangeRecord) -> String {
        let mut command = curl.replace(&self.name, "'\"$name\"'");
        for (at, issuer) in self.issuers.iter().enumerate() {
            command = command.replace(&issuer.name, &format!("'\"$name-i{}\"'", at + 1));
        }
        for (id, variable) in &self.ids {
            command = command.replace(id.as_str(), &format!("'\"${variable}\"'"));
        }
        let body: Option<Value> =
            exchange.request_body.as_deref().and_then(|body| serde_json::from_str(body).ok());
        let chain = body.as_ref().and_then(|body| body.get("x5c")).and_then(Value::as_array);
        // A leaf that is no certificate is sent as it was: that is what the case is about.
        let leaf = chain.and_then(|chain| chain.first()).and_then(Value::as_str);
        match leaf.filter(|leaf| leaf.starts_with("MII")) {
            Some(leaf) => command.replace(leaf, "'\"$(sign \"$csr\")\"'"),
            None => command,
        }
    }

    /// What a case may have made, removed; an issuer of its own name, too, where it made one.
    fn removal(&mut self, first: &ExchangeRecord, issuer: bool) {
        let Some(path) = route::path_in(&first.url) else { return };
        let Some(at) = first.url.find(&path) else { return };
        let base = first.url[..at].to_owned();
        let query = first.url.split_once("api-version=").map_or("", |(_, rest)| rest);
        let version = query.split('&').next().unwrap_or_default();
        // All that stands before the method, and what names the credential, is the same.
        let lead = first.curl.split(" -X ").next().unwrap_or("curl -sS");
        let token = " -H \"Authorization: Bearer $TOKEN\"";
        let token = if first.curl.contains(token) { token } else { "" };
        let host = first.request_headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
        let host = host.map(|(_, host)| format!(" -H 'host: {}'", host.replace('\'', "")));
        let host = host.unwrap_or_default();
        let _ = writeln!(self.text, "\n# remove what was made");
        let name = "\"$name\"";
        let mut paths = vec![
            Route::Pending(name).to_string(),
            Route::Certificate(name).to_string(),
            Route::DeletedCertificate(name).to_string(),
        ];
        if issuer {
            paths.push(Route::Issuer(name).to_string());
        }
        let made = (1..=self.issuers.len()).map(|at| format!("\"$name-i{at}\""));
        paths.extend(made.map(|name| Route::Issuer(&name).to_string()));
        for path in paths {
            let url = format!("'{base}'{path}'?api-version={version}'");
            let _ = writeln!(self.text, "{lead}{token}{host} -o /dev/null -X DELETE {url}");
        }
    }
}

/// The name of the object that an exchange is about, and whether it is an issuer.
fn name_of(exchange: &ExchangeRecord) -> Option<(String, bool)> {
    let path = route::path_in(&exchange.url)?;
    let (name, issuer) = match Route::parse(&path)? {
        Route::Issuer(name) => (name, true),
        other => (other.certificate()?, false),
    };
    // Shorter ones would be found in other words, too.
    (name.len() > 3).then(|| (name.to_owned(), issuer))
}

/// An issuer that a create names, and that is neither every vault's nor made here.
fn foreign_issuer(exchange: &ExchangeRecord, script: &Script<'_>) -> Option<String> {
    let body: Value = serde_json::from_str(exchange.request_body.as_deref()?).ok()?;
    let name = body.pointer("/policy/issuer/name")?.as_str()?;
    let made = script.issuers.iter().any(|issuer| issuer.name == name);
    (!made && !is_built_in_issuer(name) && !name.contains(&script.name)).then(|| name.to_owned())
}

/// A comment ends with its line.
fn one_line(text: &str) -> String {
    super::sanitize::one_line(text, 200)
}
