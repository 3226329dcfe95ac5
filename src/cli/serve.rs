//! `kvcontract serve`: the reference vault alone, until a signal ends it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use secrecy::SecretString;

use super::args::{Dialect, ServeArgs};
use super::failure::{Exit, Failure};
use super::stop::Signals;
use super::{runtime, terminal};
use crate::vault;

/// Serves until Ctrl-C or SIGTERM.
pub fn serve(args: &ServeArgs) -> Result<Exit, Failure> {
    if args.list_faults {
        let told = terminal::out(&faults());
        return Ok(if told { Exit::Held } else { Exit::Unknown });
    }
    let options = vault::Options {
        bind: SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)),
        token: args.token_env.as_deref().map(token).transpose()?,
        dialect: match args.contract {
            Dialect::Documented => vault::Dialect::Documented,
            Dialect::Observed => vault::Dialect::Observed,
        },
        faults: args.fault.clone(),
        ..vault::Options::default()
    };
    let runtime = runtime()?;
    let served = runtime.block_on(async {
        let mut signals = Signals::listen()?;
        let vault = vault::start(options).await.map_err(|e| Failure::Usage(e.to_string()))?;
        let ca = write_ca(args, vault.ca_pem())?;
        let told = terminal::out(&format!("url: {}\nca: {}", vault.url(), ca.display()));
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

fn faults() -> String {
    let line = |fault: &vault::Fault| {
        let breaks = fault.breaks().join(", ");
        format!("{}\n    {}\n    breaks: {breaks}", fault.name(), fault.summary())
    };
    vault::Fault::ALL.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn token(variable: &str) -> Result<SecretString, Failure> {
    match std::env::var(variable) {
        Ok(token) if !token.is_empty() => Ok(SecretString::from(token)),
        _ => Err(Failure::Usage(format!("the environment variable {variable} holds no token"))),
    }
}

/// Writes the CA where it was asked for, or to a file that is found by the printed path.
fn write_ca(args: &ServeArgs, pem: &str) -> Result<PathBuf, Failure> {
    let failed = |path: &std::path::Path, e: std::io::Error| {
        Failure::Usage(format!("the CA file {} cannot be written: {e}", path.display()))
    };
    if let Some(path) = &args.ca_file {
        std::fs::write(path, pem).map_err(|e| failed(path, e))?;
        return Ok(path.clone());
    }
    let temporary = tempfile::Builder::new().prefix("kvcontract-ca-").suffix(".pem").tempfile();
    let mut file = temporary.map_err(|e| failed(&std::env::temp_dir(), e))?;
    std::io::Write::write_all(&mut file, pem.as_bytes()).map_err(|e| failed(file.path(), e))?;
    let (_, path) = file.keep().map_err(|e| failed(e.file.path(), e.error))?;
    Ok(path)
}
