//! The text of a script: shell functions, a command a request, and the removal of what was made.
//!
//! In come requests with their answers, out go lines for a shell. What the target gives anew each
//! time is taken from its answers; a merge signs the request that it shows, with openssl.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::keyvault::object::is_built_in_issuer;
use crate::keyvault::route::{self, Route};
use crate::matcher;
use crate::report::{curl, sanitize, shell};
use crate::verdict::{ExchangeRecord, MadeIssuer, RunResult, StepResult, Tls};

/// Seconds that the script waits for a state.
const PATIENCE: usize = 60;
/// The state of an operation that goes on.
const UNDER_WAY: &str = "inProgress";
/// How a secret that was masked begins.
const MASKED: &str = "[masked";
/// Characters of a version at least: shorter ends of an id are words of the API.
const VERSION: usize = 8;

/// Shell functions that a script may need.
const TAKE: &str = r#"take() { # the first value of that name in an answer
  printf '%s' "$2" | tr -d '\n' | tr ',{' '\n\n' | sed -n "s/^ *\"$1\" *: *\"\([^\"]*\)\".*/\1/p" | head -n 1; }
"#;
const TAKE_VERSION: &str = r#"version() { # of the certificate in an answer
  printf '%s' "$1" | tr ',{' '\n\n' | sed -n 's|.*/certificates/[^/"]*/\([0-9A-Za-z]\{8,\}\)".*|\1|p' | head -n 1; }
"#;
const SIGN: &str = r#"sign() { # the request in base64, signed by an authority made here; for its key, or another
  dir=$(mktemp -d) && (cd "$dir" && printf '%s' "$1" | base64 -d > r.der &&
  openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=repeat -days 2 2>/dev/null &&
  openssl req -inform DER -in r.der -out r.pem 2>/dev/null && openssl rsa -in k.pem -pubout -out o.pem 2>/dev/null &&
  openssl x509 -req -in r.pem ${2:+-force_pubkey o.pem} -CA c.pem -CAkey k.pem -set_serial 2 -days 1 -outform DER 2>/dev/null |
  base64 | tr -d '\n'); rm -rf "$dir"; }
"#;

/// A shell function that a script may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Function {
    Take,
    Version,
    Sign,
}

impl Function {
    fn text(self) -> &'static str {
        match self {
            Function::Take => TAKE,
            Function::Version => TAKE_VERSION,
            Function::Sign => SIGN,
        }
    }
}

/// One request of a conversation.
pub(super) struct Turn<'r> {
    /// The name of its step.
    pub step: &'r str,
    /// The request and its answer.
    pub exchange: &'r ExchangeRecord,
    /// Whether the step asked more than once.
    pub polled: bool,
}

impl<'r> Turn<'r> {
    /// What a step asked last; none where it asked nothing.
    pub fn of(step: &'r StepResult) -> Option<Turn<'r>> {
        let exchange = step.exchanges.last()?;
        Some(Turn { step: &step.name, exchange, polled: step.exchanges.len() > 1 })
    }
}

/// A script that is being written.
pub(super) struct Script<'r> {
    /// The name that the case used, where it used one.
    pub(super) name: Option<String>,
    /// The issuers that were made for the run and that the case used.
    pub(super) issuers: Vec<&'r MadeIssuer>,
    /// What the target gave, each with its variable.
    given: Vec<(String, String)>,
    /// The request for a certificate that came last.
    csr: Option<String>,
    /// Issuers that are neither the vault's nor made here.
    foreign: BTreeSet<String>,
    /// What the target's certificate is held to.
    pub(super) tls: Tls,
    /// Where the run's vault was that ended with it.
    gone: Option<&'r str>,
    /// The functions that it calls.
    calls: BTreeSet<Function>,
    /// What must be known before the first request.
    head: String,
    pub(super) text: String,
}

impl<'r> Script<'r> {
    /// The script that sends these requests. The issuers that were made for the run are made again,
    /// under names of the script's own.
    pub fn of(run: &'r RunResult, turns: &[Turn<'r>]) -> Script<'r> {
        let issuers: Vec<&MadeIssuer> =
            run.issuers.iter().filter(|issuer| is_named(&issuer.name, turns)).collect();
        let mut names = turns.iter().filter_map(|turn| name_of(turn.exchange));
        let name = names.find(|(name, _)| issuers.iter().all(|issuer| issuer.name != *name));
        let mut script = Script {
            name: name.map(|(name, _)| name),
            issuers,
            given: Vec::new(),
            csr: None,
            foreign: BTreeSet::new(),
            // Another vault has another authority.
            tls: if run.embedded { Tls { ca: None, insecure: true } } else { run.tls.clone() },
            gone: run.embedded.then(|| run.url.trim_end_matches('/')),
            calls: BTreeSet::new(),
            head: String::new(),
            text: String::new(),
        };
        script.head(run, turns);
        script.issuers();
        for turn in turns {
            script.turn(turn, turns);
        }
        script.removal(turns);
        script.foreign = turns.iter().filter_map(|turn| script.foreign(turn.exchange)).collect();
        script
    }

    /// The whole text, under the name of the case.
    pub fn told(self, case: &str) -> String {
        let mut text = format!("#!/bin/sh\n# {}\n", one_line(case));
        for name in &self.foreign {
            let _ = writeln!(text, "# the issuer {} must be there", one_line(name));
        }
        text.push_str(&self.head);
        for function in &self.calls {
            text.push_str(function.text());
        }
        text + &self.text
    }

    /// What must be known before the first request: the token, the name.
    fn head(&mut self, run: &RunResult, turns: &[Turn<'_>]) {
        if run.embedded {
            let serve = serve_again(run);
            let _ = writeln!(
                self.head,
                "# the vault of the run has ended; start it again: {}\n: \"${{URL:?set URL to the \
                 url that kvcontract serve prints}}\"",
                one_line(&serve)
            );
        }
        let issuers = self.issuers.iter().map(|issuer| &issuer.exchange);
        let mut all = turns.iter().map(|turn| turn.exchange).chain(issuers);
        if all.clone().any(|exchange| names(exchange, MASKED)) {
            let words = "# fill in what stands as";
            let _ = writeln!(self.head, "{words} {MASKED}…]: no report holds a secret");
        }
        if all.any(|exchange| exchange.authenticated) {
            self.head.push_str(": \"${TOKEN:?set TOKEN to a bearer token of the target}\"\n");
        }
        if self.name.is_some() || !self.issuers.is_empty() {
            self.head.push_str("name=kvc-repeat-$(date +%s)-$$\n");
        }
    }

    /// Makes the issuers that the case names by role.
    fn issuers(&mut self) {
        for issuer in self.issuers.clone() {
            let command = self.filled(&issuer.exchange);
            let role = one_line(&issuer.role);
            let _ = writeln!(self.text, "\n# the issuer that is {role}\n{command}; echo");
        }
    }

    fn turn(&mut self, turn: &Turn<'_>, all: &[Turn<'_>]) {
        let exchange = turn.exchange;
        let command = self.filled(exchange);
        let body: Value = serde_json::from_str(&exchange.response_body).unwrap_or_default();
        let _ = writeln!(self.text, "\n# {}", one_line(turn.step));
        match self.awaited(turn, &body) {
            Some(condition) => {
                let _ = writeln!(
                    self.text,
                    "n=0; until answer=$({command}) || n={PATIENCE}; {condition} || \
                     [ $n -ge {PATIENCE} ]; do n=$((n+1)); sleep 1; done"
                );
            }
            None => {
                let _ = writeln!(self.text, "answer=$({command})");
            }
        }
        let _ = writeln!(self.text, "printf '%s\\n' \"$answer\"");
        if let Some(csr) = body.get("csr").and_then(Value::as_str) {
            self.calls.insert(Function::Take);
            let _ = writeln!(self.text, "csr=$(take csr \"$answer\")");
            self.csr = Some(csr.to_owned());
        }
        if let Some(id) = body.get("request_id").and_then(Value::as_str) {
            self.give(id, "id", (Function::Take, "take request_id"), all);
        }
        let id = body.get("id").and_then(Value::as_str);
        let version = id.and_then(|id| id.rsplit_once('/')).map_or("", |(_, version)| version);
        let own = version.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if own && version.len() >= VERSION {
            self.give(version, "version", (Function::Version, "version"), all);
        }
    }

    /// A value of this answer that a later request names is taken from it.
    fn give(&mut self, value: &str, variable: &str, by: (Function, &str), all: &[Turn<'_>]) {
        let known = self.given.iter().any(|(known, _)| known == value);
        if value.is_empty() || known || !is_named(value, all) {
            return;
        }
        let (function, call) = by;
        self.calls.insert(function);
        let variable = format!("{variable}{}", self.given.len() + 1);
        let _ = writeln!(self.text, "{variable}=$({call} \"$answer\")");
        self.given.push((value.to_owned(), variable));
    }

    /// The command with what differs each time as variables.
    fn filled(&mut self, exchange: &ExchangeRecord) -> String {
        let mut values = self.values();
        let body: Option<Value> =
            exchange.request_body.as_deref().and_then(|body| serde_json::from_str(body).ok());
        let chain = body.as_ref().and_then(|body| body.get("x5c")).and_then(Value::as_array);
        // A leaf that is no certificate is sent as it was: that is what the case is about.
        let leaf = chain.and_then(|chain| chain.first()).and_then(Value::as_str);
        if let Some(leaf) = leaf.filter(|leaf| leaf.starts_with("MII")) {
            self.calls.insert(Function::Sign);
            let key = if self.is_for_the_csr(leaf) { "" } else { " other" };
            values.push((leaf.to_owned(), format!("$(sign \"$csr\"{key})")));
        }
        curl::line_of(exchange, &self.tls, |word| filled(word, &values))
    }

    /// What differs each time, and what the shell has for it.
    pub(super) fn values(&self) -> Vec<(String, String)> {
        let mut values: Vec<(String, String)> = Vec::new();
        values.extend(self.gone.map(|url| (url.to_owned(), "$URL".to_owned())));
        if let Some(name) = &self.name {
            values.push((name.clone(), "$name".to_owned()));
        }
        for (at, issuer) in self.issuers.iter().enumerate() {
            values.push((issuer.name.clone(), format!("$name-i{}", at + 1)));
        }
        values.extend(self.given.iter().map(|(value, by)| (value.clone(), format!("${by}"))));
        values
    }

    /// Whether a leaf bears the key that the target asked a certificate for.
    fn is_for_the_csr(&self, leaf: &str) -> bool {
        let Some(csr) = &self.csr else { return true };
        let matcher = matcher::parse(&json!({ "certificate": { "key-of": csr } }));
        matcher.is_ok_and(|matcher| matcher.judge(Some(&leaf.into())).is_ok())
    }

    /// What the answer to a question must be for the script to go on, as a condition of the shell:
    /// the state of an operation, or the status where the case had to wait for that.
    fn awaited(&mut self, turn: &Turn<'_>, body: &Value) -> Option<String> {
        let exchange = turn.exchange;
        if exchange.method != "GET" {
            return None;
        }
        if let Some(state) = body.get("status").and_then(Value::as_str) {
            // Who waited and gave up waited for another one.
            let is = match (state == UNDER_WAY, turn.polled) {
                (false, _) => "=",
                (true, true) => "!=",
                (true, false) => return None,
            };
            self.calls.insert(Function::Take);
            let state: String = state.chars().filter(char::is_ascii_alphanumeric).collect();
            return Some(format!("[ \"$(take status \"$answer\")\" {is} {state} ]"));
        }
        let status = exchange.status.filter(|_| turn.polled)?;
        Some(format!("printf '%s' \"$answer\" | head -n 1 | grep -q ' {status}'"))
    }

    /// An issuer that a create names, and that is neither every vault's nor made here.
    fn foreign(&self, exchange: &ExchangeRecord) -> Option<String> {
        let body: Value = serde_json::from_str(exchange.request_body.as_deref()?).ok()?;
        let name = body.pointer("/policy/issuer/name")?.as_str()?;
        let made = self.issuers.iter().any(|issuer| issuer.name == name);
        let own = self.name.as_ref().is_some_and(|own| name.contains(own));
        (!made && !own && !is_built_in_issuer(name)).then(|| name.to_owned())
    }
}

/// A word of a request in single quotes, with each of these values as what the shell makes of it.
pub(super) fn filled(word: &str, values: &[(String, String)]) -> String {
    let word = values.iter().fold(shell::quoted(word), |word, (value, by)| {
        word.replace(value.as_str(), &format!("'\"{by}\"'"))
    });
    // Empty quotes at an end say nothing.
    let bare = word.trim_start_matches("''").trim_end_matches("''");
    if bare.is_empty() { word } else { bare.to_owned() }
}

/// Whether a request of these has that text anywhere.
fn is_named(value: &str, turns: &[Turn<'_>]) -> bool {
    turns.iter().any(|turn| names(turn.exchange, value))
}

fn names(exchange: &ExchangeRecord, text: &str) -> bool {
    exchange.url.contains(text)
        || exchange.request_body.iter().any(|body| body.contains(text))
        || curl::headers(exchange).any(|(_, value)| value.contains(text))
}

/// The name of the object that an exchange is about, and whether it is an issuer.
pub(super) fn name_of(exchange: &ExchangeRecord) -> Option<(String, bool)> {
    let path = route::path_in(&exchange.url)?;
    let (name, issuer) = match Route::parse(&path) {
        Some(Route::Issuer(name)) => (name, true),
        Some(other) => (other.certificate()?, false),
        None => (path.split('/').find(|segment| route::is_of_a_run(segment))?, false),
    };
    // Shorter ones would be found in other words, too.
    (name.len() > 3).then(|| (name.to_owned(), issuer))
}

/// The command that starts such a vault again, with the faults that it had.
fn serve_again(run: &RunResult) -> String {
    let words = run.arguments.windows(2).filter(|pair| pair[0] == "--fault");
    words
        .fold("kvcontract serve".to_owned(), |all, pair| all + " --fault " + &shell::word(&pair[1]))
}

/// A comment ends with its line.
fn one_line(text: &str) -> String {
    sanitize::one_line(text, 200)
}
