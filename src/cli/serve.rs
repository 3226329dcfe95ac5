//! `kvcontract serve`: the reference vault alone, until a signal ends it.
//!
//! In: arguments. Out: where the vault is, on stdout, in two lines or as JSON. What a vault does
//! is the vault's business.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::args::{Challenge, Dialect, ServeArgs};
use super::failure::{Exit, Failure};
use super::runtime::runtime;
use super::stop::Signals;
use super::terminal;
use crate::vault::{self, Ca, Log, Pace, Vault};
use crate::yaml;

/// Bytes of a CA's files.
const MOST_PEM: u64 = 64 * 1024;

/// Serves until Ctrl-C or SIGTERM.
pub fn serve(args: &ServeArgs) -> Result<Exit, Failure> {
    if args.list_faults {
        let told = terminal::out(&faults());
        return Ok(if told { Exit::Held } else { Exit::Unknown });
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
        let vault = vault::start(options).await.map_err(|e| Failure::Usage(with_cause(&e)))?;
        let ca = match (&args.ca_file, &args.ca_cert) {
            (None, Some(certificate)) => certificate.clone(),
            _ => write_ca(args, vault.ca_pem())?,
        };
        let told = terminal::out(&ready(args, &vault, &ca));
        // Nobody finds a vault that cannot say where it is.
        if told {
            signals.next().await;
        }
        vault.shutdown().await;
        Ok(if told { Exit::Held } else { Exit::Unknown })
    });
    // An import that is made to be slow may still be at work: the vault has long given up on it.
    runtime.shutdown_background();
    served
}

fn options(args: &ServeArgs) -> Result<vault::Options, Failure> {
    Ok(vault::Options {
        bind: SocketAddr::from((args.bind, args.port)),
        ipv6: args.bind == Ipv4Addr::LOCALHOST,
        hosts: args.host.iter().map(|host| name_of(host)).collect::<Result<_, _>>()?,
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
        ca: ca(args)?,
    })
}

/// An error with what lies beneath it.
fn with_cause(error: &vault::StartError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
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
        "ca": ca.display().to_string(),
        "token": token,
        "identity_endpoint": format!("{}/_kvcontract/token", vault.url()),
        "health": format!("{}/health", vault.url()),
    })
    .to_string()
}

fn faults() -> String {
    let line = |fault: &vault::Fault| {
        let breaks = match fault.breaks() {
            [] => "nothing of the contract".to_owned(),
            breaks => breaks.join(", "),
        };
        format!("{}\n    {}\n    breaks: {breaks}", fault.name(), fault.summary())
    };
    let lines: Vec<String> = vault::faults().map(|fault| line(&fault)).collect();
    lines.join("\n")
}

/// A name that can stand in a certificate and in a URL.
fn name_of(host: &str) -> Result<String, Failure> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    if host.is_empty() || host.len() > 253 || !host.bytes().all(fits) {
        let why = format!("--host {host:?} is no name of a host (letters, digits, dashes, dots)");
        return Err(Failure::Usage(why));
    }
    Ok(host.to_lowercase())
}

fn token(variable: &str) -> Result<SecretString, Failure> {
    match std::env::var(variable) {
        Ok(token) if !token.is_empty() => Ok(SecretString::from(token)),
        _ => Err(Failure::Usage(format!("the environment variable {variable} holds no token"))),
    }
}

fn log(path: &Path) -> Result<Log, Failure> {
    let file = File::options().create(true).append(true).open(path);
    file.map(Log::to).map_err(|e| failed("log", path, &e))
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("the {what} file {} cannot be written: {error}", path.display()))
}

/// The CA that stays: read, or made where there is none yet.
fn ca(args: &ServeArgs) -> Result<Option<Ca>, Failure> {
    let (Some(certificate), Some(key)) = (&args.ca_cert, &args.ca_key) else { return Ok(None) };
    if !certificate.exists() && !key.exists() {
        let ca = vault::new_ca().map_err(|e| Failure::Usage(with_cause(&e)))?;
        write_key(key, ca.key.expose_secret()).map_err(|e| failed("CA key", key, &e))?;
        std::fs::write(certificate, &ca.certificate).map_err(|e| failed("CA", certificate, &e))?;
        return Ok(Some(ca));
    }
    let read = |path: &Path| {
        yaml::text_of(path, MOST_PEM)
            .map_err(|why| Failure::Usage(format!("the CA file {}: {why}", path.display())))
    };
    Ok(Some(Ca { certificate: read(certificate)?, key: read(key)?.into() }))
}

/// Writes a private key for its owner alone; a file that is there is not written over.
fn write_key(path: &Path, pem: &str) -> std::io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    std::io::Write::write_all(&mut options.open(path)?, pem.as_bytes())
}

/// Writes the CA where it was asked for, or to a file that is found by the printed path.
fn write_ca(args: &ServeArgs, pem: &str) -> Result<PathBuf, Failure> {
    if let Some(path) = &args.ca_file {
        std::fs::write(path, pem).map_err(|e| failed("CA", path, &e))?;
        return Ok(path.clone());
    }
    let temporary = tempfile::Builder::new().prefix("kvcontract-ca-").suffix(".pem").tempfile();
    let mut file = temporary.map_err(|e| failed("CA", &std::env::temp_dir(), &e))?;
    std::io::Write::write_all(&mut file, pem.as_bytes())
        .map_err(|e| failed("CA", file.path(), &e))?;
    let (_, path) = file.keep().map_err(|e| failed("CA", e.file.path(), &e.error))?;
    Ok(path)
}
