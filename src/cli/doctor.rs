//! `kvcontract doctor`: what a run against a target would meet, in plain words, before it.

mod permissions;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::args::DoctorArgs;
use super::failure::{Exit, Failure};
use super::stop::Signals;
use super::{journal, runtime, setup, terminal};
use crate::plan::{Capabilities, Fate, Filter, Plan, plan};
use crate::report::visible::one_line;
use crate::run::prepare::{self, NotReady};
use crate::run::probe::{self, Finding, Means};
use crate::run::session::Session;
use crate::run::{self, cleanup};
use crate::scenario::needs::{Operation, Role};
use crate::target::profile::Issuer;
use crate::target::{Target, open};

/// Seconds between the clocks that are worth a word.
const SKEW: i64 = 60;
/// Characters of anything that the target said.
const SAID: usize = 300;

/// Looks at a target and tells.
pub fn doctor(args: &DoctorArgs) -> Result<Exit, Failure> {
    let found = setup::target(&args.aim)?;
    let suite = setup::suite(None)?;
    let mut known = setup::capabilities(&found)?;
    let runtime = runtime()?;
    let target = runtime.block_on(open::open(found.name, found.profile, Vec::new()))?;
    let mut session = setup::session(&runtime, &target, &suite)?;
    journal::begin(&mut session, &target, args.aim.reach.journal.as_deref())?;
    let mut text = String::new();
    let stop = session.stop.clone();
    runtime.block_on(async { Signals::listen().map(|signals| signals.stop(stop)) })?;
    let stopped = session.stopped();
    let looked = look(&mut session, &target, &suite, &mut known, &mut text);
    let looked = runtime.block_on(prepare::unless(stopped, looked));
    runtime.block_on(cleanup::remove(&session, ""));
    journal::end(&session);
    runtime.block_on(target.close());
    // The words of a refusal may be what was sent.
    let told = terminal::out(session.client.redactor().text(&text).trim_end());
    let left = session.tracker.summary().left;
    left.iter().for_each(|l| terminal::error(&format!("left behind: {l}")));
    let plan = looked?;
    Ok(match () {
        () if !told || !left.is_empty() => Exit::Unknown,
        () if !known.contradicted.is_empty() => Exit::Usage,
        () if plan.cases.iter().all(|c| c.fate != Fate::Run) => Exit::Nothing,
        () => Exit::Held,
    })
}

async fn look(
    session: &mut Session,
    target: &Target,
    suite: &crate::scenario::Suite,
    known: &mut Capabilities,
    text: &mut String,
) -> Result<Plan, Failure> {
    let mode = session.mode.word();
    let _ = writeln!(text, "target {} at {}", one_line(&target.name, SAID), target.base);
    let _ =
        writeln!(text, "  api-version {}, contract {mode}", one_line(&session.api_version, SAID));
    if let Some(host) = target.host() {
        let _ = writeln!(text, "  host: requests name {host}");
    }
    if let Some(limit) = target.profile.rate_limit {
        let _ = writeln!(text, "  pace: at most {} requests in {:?}", limit.requests, limit.per);
    }
    let refused = connection(session, text).await?;
    probed(session, known, text).await?;
    if let Some(refused) = refused {
        return Err(refused.into());
    }
    let needs = plan(suite, known, &Filter::default()).needs();
    prepare::issuers(session, &target.profile.issuers, &needs, known).await?;
    roles(session, target, known, text);
    let plan = plan(suite, known, &Filter::default());
    cases(&plan, text);
    let _ = writeln!(
        text,
        "a run creates certificates and issuers named kvc-<run>-… and removes them again:\n  \
         DELETE pending, DELETE certificate, purge (where that is allowed), DELETE issuer"
    );
    Ok(plan)
}

/// Tries every operation, and with that the permissions.
async fn probed(
    session: &Session,
    known: &mut Capabilities,
    text: &mut String,
) -> Result<(), Failure> {
    let name = probe::name(session);
    let all: BTreeSet<Operation> = Operation::ALL.into_iter().collect();
    let findings = probe::ask(session, &all, &name).await?;
    run::permissions::ask(session, &name).await?;
    // How this goes tells of the permissions to delete and to purge.
    cleanup::remove(session, &name).await;
    probe::take_in(known, &findings);
    operations(&findings, text);
    permissions::tell(&session.heard, &findings, text);
    Ok(())
}

/// Tells how the target is reached. A credential that is taken but may not read is given back:
/// a run cannot begin with it, but there is more to be told.
async fn connection(session: &Session, text: &mut String) -> Result<Option<NotReady>, Failure> {
    let path = format!("/certificates/{}/pending", session.run_id.name("doctor"));
    // Without the credential: whether that is to be had is another question.
    let mut call = session.call("GET", &path);
    call.authenticated = false;
    let exchange = session.client.send(&call, None).await;
    let record = exchange.record;
    let answer = match exchange.answer {
        Ok(answer) => answer,
        Err(no) => {
            let _ = writeln!(text, "  connection: none");
            return Err(prepare::NotReady::from(no).into());
        }
    };
    let _ = writeln!(text, "  connection: answers in {} ms", record.millis);
    let tls = if record.url.starts_with("https:") { "the certificate is believed" } else { "none" };
    let _ = writeln!(text, "  TLS: {tls}");
    let date = answer.header("date").and_then(|d| OffsetDateTime::parse(d, &Rfc2822).ok());
    let clock = match date.map(|d| (OffsetDateTime::now_utc() - d).whole_seconds()) {
        None => "the target does not tell its time".to_owned(),
        Some(apart) if apart.abs() > SKEW => {
            format!("{apart} s apart: certificates and tokens may be refused for it")
        }
        Some(apart) => format!("{apart} s apart"),
    };
    let _ = writeln!(text, "  clock: {clock}");
    let refused = match prepare::greet(session).await {
        Err(refused @ NotReady::Refused(_, 403)) => Some(refused),
        greeted => greeted.map(|()| None)?,
    };
    let credential = match (session.client.redactor().has_credential(), &refused) {
        (true, None) => "accepted",
        (true, Some(_)) => "accepted, but it may not read a pending operation",
        (false, None) => "none configured, and none asked for",
        (false, Some(_)) => "none configured, and reading a pending operation is forbidden",
    };
    let _ = writeln!(text, "  credential: {credential}");
    Ok(refused)
}

fn operations(findings: &[Finding], text: &mut String) {
    let _ = writeln!(text, "operations");
    for finding in findings {
        let means = match finding.means {
            Means::There => "there",
            Means::Forbidden => "forbidden",
            Means::Missing => "missing",
            Means::Unclear => "cannot be told",
        };
        let evidence = one_line(&finding.evidence, SAID);
        let _ = writeln!(text, "  {:<15} {means}: {evidence}", finding.operation.word());
    }
}

fn roles(session: &Session, target: &Target, known: &Capabilities, text: &mut String) {
    let _ = writeln!(text, "issuers by role");
    for role in Role::ALL {
        let need = crate::scenario::needs::Need::Issuer(role);
        let why = known.contradicted.get(&need).or_else(|| known.lacks.get(&need));
        let told = match (why, target.profile.issuers.of(role.word()), session.issuers.get(&role)) {
            (Some(why), _, _) => format!("none: {}", one_line(why, SAID)),
            (None, Some(Issuer::Name(name)), _) => format!("{name}, named in the target file"),
            (None, Some(Issuer::Create(_)), Some(_)) => "made for each run".to_owned(),
            (None, _, _) => "not needed by any case that runs".to_owned(),
        };
        let _ = writeln!(text, "  {:<10} {told}", role.word());
    }
}

fn cases(plan: &Plan, text: &mut String) {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let mut run = 0;
    for case in plan.selected() {
        match &case.fate {
            Fate::Run => run += 1,
            Fate::Blocked(reason) | Fate::Unready(reason) => {
                *reasons.entry(reason).or_default() += 1;
            }
            Fate::NotSelected => {}
        }
    }
    let _ = writeln!(text, "cases: {run} will run, {} will not", reasons.values().sum::<usize>());
    for (reason, count) in reasons {
        let _ = writeln!(text, "  {count}: {}", one_line(reason, SAID));
    }
}
