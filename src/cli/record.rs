//! `kvcontract record`: a proxy on loopback that writes down what goes through it, for as long as
//! a command runs or until a signal.

use std::path::Path;
use std::process::ExitStatus;
use std::sync::Arc;

use tokio::process::Command;

use super::args::{RecordArgs, ReportChoice, SuiteArgs, VerifyArgs};
use super::authority::{self, Shown, with_cause};
use super::failure::{Exit, Failure};
use super::runtime::runtime;
use super::stop::Signals;
use super::{terminal, verify};
use crate::record::{Archive, Face, Proxy};
use crate::target::named;
use crate::target::open::open;
use crate::vault;

/// The variables in which the command finds the proxy, and the file with its CA.
const URL: &str = "KVCONTRACT_URL";
const CA: &str = "KVCONTRACT_CA";

/// Records, and judges what was recorded if asked to.
pub fn record(args: &RecordArgs) -> Result<Exit, Failure> {
    let ended = recorded(args)?;
    let is_whole = matches!(ended, Exit::Held | Exit::Command(_));
    if !args.verify || !is_whole {
        return Ok(ended);
    }
    let judged = verify::verify(&VerifyArgs {
        files: vec![args.har.clone()],
        contract: args.contract,
        target: None,
        gaps: false,
        suite: SuiteArgs::default(),
        reports: ReportChoice::none(),
    })?;
    Ok(if ended == Exit::Held { judged } else { ended })
}

/// Records until the command ends, or a signal says so.
fn recorded(args: &RecordArgs) -> Result<Exit, Failure> {
    if !args.listen.ip().is_loopback() {
        let why = format!("--listen {}: the proxy listens on this machine alone", args.listen);
        return Err(Failure::Usage(why));
    }
    let runtime = runtime()?;
    let ended = runtime.block_on(async {
        let mut signals = Signals::listen()?;
        let target = target(args).await?;
        let archive = Archive::create(&args.har).map_err(|error| unwritten(args, &error))?;
        let archive = Arc::new(archive);
        let (face, ca) = face(args)?;
        let proxy = Proxy::start(args.listen, &target, archive.clone(), face)
            .map_err(|error| Failure::Usage(error.to_string()))?;
        let mut told = format!("url: {}", proxy.url());
        let ca_path = ca.as_ref().map(Shown::path);
        if let Some(path) = ca_path {
            told.push_str(&format!("\nca: {}", path.display()));
        }
        let ended = if terminal::out(&told) {
            until_the_end(args, proxy.url(), ca_path, &mut signals).await?
        } else {
            Exit::Unknown
        };
        drop(proxy);
        let entries = archive.finish().map_err(|error| unwritten(args, &error))?;
        let exchanges = if entries == 1 { "exchange" } else { "exchanges" };
        terminal::note(&format!("{entries} {exchanges} recorded in {}", args.har.display()));
        Ok(ended)
    });
    runtime.shutdown_background();
    ended
}

/// What clients see of the proxy, and the file with the CA that they are to trust.
fn face(args: &RecordArgs) -> Result<(Face, Option<Shown>), Failure> {
    let host = args.host.as_deref().map(authority::name).transpose()?;
    let own = &args.own;
    if !args.tls && host.is_none() && own.ca_file.is_none() && own.ca_cert.is_none() {
        return Ok((Face::default(), None));
    }
    let ca = match authority::kept(own)? {
        Some(ca) => ca,
        None => vault::new_ca().map_err(|e| with_cause(&e))?,
    };
    let names: Vec<String> = host.iter().cloned().collect();
    let tls = vault::server_tls(&ca, args.listen.ip(), &names).map_err(|e| with_cause(&e))?;
    let file = authority::shown(own, &ca.certificate)?;
    Ok((Face { tls: Some(tls), host }, Some(file)))
}

async fn target(args: &RecordArgs) -> Result<crate::target::Target, Failure> {
    if !args.to.contains("://") {
        return Err(Failure::Usage(format!("--to {}: it is no URL", args.to)));
    }
    let mut found = named::find(&args.to)?;
    found.profile.tls.ca = args.ca.as_ref().map(|path| path.display().to_string());
    found.profile.tls.insecure = args.insecure;
    Ok(open(found.name, found.profile, Vec::new()).await?)
}

/// Waits for the command, or for a signal where there is none.
async fn until_the_end(
    args: &RecordArgs,
    url: &str,
    ca: Option<&Path>,
    signals: &mut Signals,
) -> Result<Exit, Failure> {
    let Some((program, arguments)) = args.command.split_first() else {
        signals.next().await;
        return Ok(Exit::Held);
    };
    let mut command = Command::new(program);
    command.args(arguments).env(URL, url).kill_on_drop(true);
    if let Some(ca) = ca {
        // The command may run elsewhere than where this one began.
        command.env(CA, std::path::absolute(ca).unwrap_or_else(|_| ca.to_owned()));
    }
    let mut child = command.spawn().map_err(|error| {
        Failure::Usage(format!("the command {} did not start: {error}", program.to_string_lossy()))
    })?;
    // A terminal tells the command of Ctrl-C as well: the second one ends it in any case.
    for _ in 0..2 {
        tokio::select! {
            ended = child.wait() => return Ok(exit(ended.map_err(not_waited_for)?)),
            () = signals.next() => {}
        }
    }
    child.kill().await.map_err(not_waited_for)?;
    Ok(Exit::Unknown)
}

fn not_waited_for(error: std::io::Error) -> Failure {
    Failure::Internal(format!("the command cannot be waited for: {error}"))
}

/// The command's own code, where it is not zero.
fn exit(status: ExitStatus) -> Exit {
    match status.code() {
        Some(0) => Exit::Held,
        Some(code) => Exit::Command(u8::try_from(code).unwrap_or(u8::MAX)),
        // Ended by a signal.
        None => Exit::Unknown,
    }
}

fn unwritten(args: &RecordArgs, error: &dyn std::fmt::Display) -> Failure {
    Failure::Usage(format!("the HAR file {} cannot be written: {error}", args.har.display()))
}
