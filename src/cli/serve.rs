//! `kvcontract serve`: the reference vault alone, until a signal ends it.
//!
//! In: arguments. Out: where the vault is, on stdout, in two lines or as JSON. What a vault does
//! is the vault's business.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use secrecy::SecretString;
use serde_json::json;

use super::args::{Challenge, Dialect, ServeArgs};
use super::authority::{self, with_cause};
use super::failure::{Exit, Failure};
use super::runtime::runtime;
use super::stop::Signals;
use super::terminal;
use crate::vault::{self, Log, Pace, Vault};

/// Serves until Ctrl-C or SIGTERM.
pub fn serve(args: &ServeArgs) -> Result<Exit, Failure> {
    if args.list_faults {
        let told = terminal::out(&faults());
        return Ok(Exit::of_telling(told));
    }
    let options = options(args)?;
    if !args.bind.is_loopback() {
        terminal::note(
            "warning: the vault listens beyond this machine: whoever reaches it can read and \
             change everything in it, private keys included",
        );
    }
    let runtime = runtime()?;
    let served = runtime.block_on(async {
        let mut signals = Signals::listen()?;
        let vault = vault::start(options).await.map_err(|e| with_cause(&e))?;
        let ca = authority::shown(&args.ca, vault.ca_pem())?;
        let told = terminal::out(&ready(args, &vault, ca.path()));
        // Nobody finds a vault that cannot say where it is.
        if told {
            signals.next().await;
        }
        vault.shutdown().await;
        Ok(Exit::of_telling(told))
    });
    // An import that is made to be slow may still be at work: the vault has long given up on it.
    runtime.shutdown_background();
    served
}

fn options(args: &ServeArgs) -> Result<vault::Options, Failure> {
    Ok(vault::Options {
        bind: SocketAddr::from((args.bind, args.port)),
        ipv6: args.bind == Ipv4Addr::LOCALHOST,
        hosts: args.host.iter().map(|host| authority::name(host)).collect::<Result<_, _>>()?,
        token: args.token_env.as_deref().map(token).transpose()?,
        challenge: match args.challenge {
            Challenge::Always => vault::Challenge::Always,
            Challenge::Writes => vault::Challenge::Writes,
            Challenge::Never => vault::Challenge::Never,
        },
        dialect: match args.contract {
            Dialect::Documented => vault::Dialect::Documented,
            Dialect::Observed => vault::Dialect::Observed,
        },
        pace: match args.retry_after {
            0 => Pace::WhenSlow,
            seconds => Pace::Seconds(seconds),
        },
        faults: args.fault.clone(),
        fixture: true,
        log: args.log.as_deref().map(log).transpose()?,
        ca: authority::kept(&args.ca)?,
    })
}

/// Where the vault is: two lines for people, or one of JSON for programs.
fn ready(args: &ServeArgs, vault: &Vault, ca: &Path) -> String {
    let port = vault.addr().port();
    let named: Vec<String> =
        args.host.iter().map(|host| format!("https://{}:{port}", host.to_lowercase())).collect();
    if !args.json {
        let named = named.iter().map(|url| format!("\nhost: {url}"));
        return format!("url: {}\nca: {}{}", vault.url(), ca.display(), named.collect::<String>());
    }
    let token = match (&args.token_env, args.challenge) {
        (Some(variable), _) => json!({ "required": true, "environment": variable }),
        (None, Challenge::Never | Challenge::Writes) => json!({ "required": false }),
        (None, Challenge::Always) => json!({ "required": true, "any": true }),
    };
    json!({
        "url": vault.url(),
        "hosts": named,
        // Whoever reads this may run elsewhere.
        "ca": std::path::absolute(ca).unwrap_or_else(|_| ca.to_owned()).display().to_string(),
        "token": token,
        "identity_endpoint": format!("{}/_kvcontract/token", vault.url()),
        "health": format!("{}/health", vault.url()),
    })
    .to_string()
}

fn faults() -> String {
    let lines: Vec<String> = vault::faults().map(|fault| told(&fault)).collect();
    lines.join("\n")
}

fn told(fault: &vault::Fault) -> String {
    let breaks = match fault.breaks() {
        [] => "nothing of the contract".to_owned(),
        breaks => breaks.join(", "),
    };
    format!("{}\n    {}\n    breaks: {breaks}", fault.name(), fault.summary())
}

fn token(variable: &str) -> Result<SecretString, Failure> {
    match std::env::var(variable) {
        Ok(token) if !token.is_empty() => Ok(SecretString::from(token)),
        _ => Err(Failure::Usage(format!("the environment variable {variable} holds no token"))),
    }
}

fn log(path: &Path) -> Result<Log, Failure> {
    let file = File::options().create(true).append(true).open(path);
    file.map(Log::to).map_err(|e| authority::unwritten("log", path, &e))
}
