//! `doctor --write`: what is learnt of a target, put into a target file.
//!
//! In: the draft of the file. Out: the draft with what was learnt, a setting a fact, each with its
//! reason. The target is asked through a run of its own, which cleans up after itself.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

use super::draft::Draft;
use crate::cli::args::DoctorArgs;
use crate::cli::failure::Failure;
use crate::cli::stop::Signals;
use crate::cli::{clean_up, journal, setup, terminal};
use crate::credential::{self, offered};
use crate::http::not_ready::NotReady;
use crate::plan::Plan;
use crate::report::sanitize::one_line;
use crate::run::{Depth, Run, Setup};
use crate::scenario::Suite;
use crate::scenario::needs::Operation;
use crate::survey::learn::Learnt;
use crate::survey::probe::{Finding, Presence};
use crate::target::auth::Auth;
use crate::target::named;
use crate::target::open;
use crate::target::profile::Issuer;
use crate::target::settings::Setting;
use crate::verdict::ContractMode;

/// Characters of a reason.
const REASON: usize = 300;

/// Learns what a target file can say, before what a run would meet is looked at.
pub fn learn(
    runtime: &Runtime,
    args: &DoctorArgs,
    suite: &Suite,
    draft: &mut Draft,
) -> Result<(), Failure> {
    credential(runtime, draft)?;
    let learnt = match look(runtime, args, suite, draft) {
        Err(Failure::NotReady(NotReady::OtherVersion(other))) => {
            let newest = other.takes.first().cloned().unwrap_or_default();
            let why = one_line(&format!("It refuses {}: {}", other.asked, other.words), REASON);
            draft.set(&[said("api_version", json!(newest), why)])?;
            look(runtime, args, suite, draft)
        }
        learnt => learnt,
    }?;
    draft.set(&settings(draft, &learnt))
}

/// A credential that the target takes, where it asks for one and none was given.
fn credential(runtime: &Runtime, draft: &mut Draft) -> Result<(), Failure> {
    let found = draft.found()?;
    if !matches!(found.profile.auth, Auth::None) {
        return Ok(());
    }
    let target = runtime.block_on(open::open(found.name, found.profile, Vec::new()))?;
    let Some(asked) = runtime.block_on(offered::asked(&target))? else { return Ok(()) };
    let endpoint = std::env::var("IDENTITY_ENDPOINT").ok();
    for auth in offered::candidates(&asked, &target.base, endpoint.as_deref()) {
        let why = "It asks for a token, and takes this one.".to_owned();
        let Some(tried) = draft.with(said("auth", auth, why)) else { continue };
        let found = tried.found()?;
        let other = runtime.block_on(open::open(found.name, found.profile, Vec::new()))?;
        let _inside = runtime.enter();
        let Ok(Some(bearer)) = credential::of(&other) else { continue };
        if runtime.block_on(offered::is_taken(&other, bearer))? {
            *draft = tried;
            return Ok(());
        }
    }
    let unsaid = "(it does not say)";
    terminal::note(&format!(
        "the target asks for a bearer token of {} for {}: give it with --token-env, or say under \
         `auth` of a target file where it comes from",
        asked.authority.as_deref().unwrap_or(unsaid),
        asked.resource.as_deref().unwrap_or(unsaid)
    ));
    Ok(())
}

/// Asks the target, and leaves nothing there.
fn look(
    runtime: &Runtime,
    args: &DoctorArgs,
    suite: &Suite,
    draft: &Draft,
) -> Result<Learnt, Failure> {
    let found = draft.found()?;
    let known = setup::capabilities(&found)?;
    let target = runtime.block_on(open::open(found.name, found.profile, Vec::new()))?;
    let bearer = setup::bearer(runtime, &target)?;
    let journals = journal::of(&target, args.target.connection.journal.as_deref())?;
    let run = runtime.block_on(Run::prepare(Setup {
        journals: journals.as_deref(),
        depth: Depth::Learning,
        bodies: bodies(),
        stop: runtime.block_on(async { Signals::listen().map(Signals::stop) })?,
        ..Setup::new(&target, bearer, suite, Plan { cases: Vec::new() }, known)
    }))?;
    let (not_ready, learnt) = (run.not_ready().cloned(), run.surveyed().learnt.clone());
    let finished = runtime.block_on(clean_up::finish(run));
    journal::tell(&finished.journal);
    let left = &finished.result.clean_up.left;
    left.iter().for_each(|l| terminal::error(&format!("left behind: {l}")));
    match (not_ready, learnt) {
        (Some(not_ready), _) => Err(not_ready.into()),
        (None, learnt) => Ok(learnt.unwrap_or_default()),
    }
}

/// The issuers that our own target files make, each once: what one emulator takes another may.
fn bodies() -> Vec<Map<String, Value>> {
    let mut bodies = Vec::new();
    for file in named::embedded() {
        let Ok(profile) = named::parse_anywhere(&file) else { continue };
        for role in crate::scenario::needs::Role::ALL {
            if let Some(Issuer::Create(body)) = profile.issuers.of(role.word())
                && !bodies.contains(body)
            {
                bodies.push(body.clone());
            }
        }
    }
    // The plainest first: it asks least of the target.
    bodies.sort_by_key(Map::len);
    bodies
}

fn said(key: &'static str, value: Value, why: String) -> Setting {
    Setting { key, value, remarks: vec![why] }
}

/// What was learnt, as the file says it, beside what it says already.
fn settings(draft: &Draft, learnt: &Learnt) -> Vec<Setting> {
    let mut settings = Vec::new();
    if let (Some(refusal), Some(wanted)) = (&learnt.creates.refusal, &learnt.creates.wanted) {
        let why = format!("It refuses a create without: {} {}", refusal.status, refusal.words);
        let mut policy = draft.map("policy");
        policy.extend(wanted.iter().map(|(key, value)| (key.clone(), value.clone())));
        settings.push(said("policy", Value::Object(policy), one_line(&why, REASON)));
    }
    let mut issuers = draft.map("issuers");
    let before = issuers.len();
    for (role, body) in &learnt.issuing.roles {
        issuers.entry(role.word()).or_insert_with(|| json!({ "create": body }));
    }
    let own = match learnt.issuing.own {
        Some(true) => "An operation of Self was seen to end completed.",
        Some(false) => "An operation of Self was not seen to end completed within 3 s.",
        None => "No operation of Self could be begun.",
    };
    let mut issuing = said("issuers", Value::Object(issuers), own.to_owned());
    if let Value::Object(issuers) = &issuing.value
        && issuers.len() > before
    {
        issuing.remarks.push("How those that are made behave was seen, for 3 s each.".to_owned());
    }
    settings.push(issuing);
    if let Some(host) = &learnt.naming.host {
        let why = "Its next pages lead to this host, and it answers to that name.".to_owned();
        settings.push(said("host", json!(host), why));
    }
    if learnt.dialect == Some(ContractMode::Observed) && !draft.says("contract") {
        let why = "It refuses a second create with the code Conflict, as real vaults do.";
        settings.push(said("contract", json!("observed"), why.to_owned()));
    }
    settings
}

/// What it has not, and writes the file.
pub fn finish(draft: &mut Draft, findings: &[Finding]) -> Result<(), Failure> {
    let mut lacks = draft.map("lacks");
    let profile = draft.found()?.profile;
    let has: BTreeSet<&str> = profile.has.iter().map(|has| has.value.as_str()).collect();
    let before = lacks.len();
    let made = findings
        .iter()
        .any(|f| f.operation == Operation::Create && f.presence == Presence::There && !f.refused);
    for found in findings.iter().filter(|found| !has.contains(found.operation.word())) {
        let denied = match found.presence {
            Presence::Missing => "",
            // pacorreia's, and lowkey-vault, answer 404 of an operation that was just read.
            Presence::Unclear if made => " (it denies what was there)",
            Presence::Unclear | Presence::There | Presence::Forbidden => continue,
        };
        let why = one_line(&format!("{}{denied}", generic(&found.evidence)), REASON);
        lacks.entry(found.operation.word()).or_insert_with(|| Value::from(why));
    }
    if lacks.len() > before {
        draft.set(&[Setting { key: "lacks", value: Value::Object(lacks), remarks: Vec::new() }])?;
    }
    draft.write()?;
    let path = draft.path();
    terminal::note(&format!(
        "{path} is written; `kvcontract run --target {path} --update-deviations` adds what the \
         target does otherwise"
    ));
    Ok(())
}

/// The same without the name of what was asked for, which is no more.
fn generic(evidence: &str) -> String {
    let mut words = Vec::new();
    for word in evidence.split(' ') {
        let route = word.starts_with('/');
        words.push(if route { crate::keyvault::route::template(word) } else { word.to_owned() });
    }
    words.join(" ")
}
