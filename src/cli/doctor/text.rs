//! The doctor's words: what was found of a target.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::permissions::{self, SAID};
use crate::http::not_ready::NotReady;
use crate::plan::{Capabilities, Decision, Plan};
use crate::report::sanitize::one_line;
use crate::run::{Run, Surveyed};
use crate::scenario::needs::{Need, Role};
use crate::survey::probe::{Finding, Presence};
use crate::target::profile::Issuer;
use crate::target::{Target, Trust};
use crate::verdict::ContractMode;

/// Seconds between the clocks that are worth a word.
const SKEW: i64 = 60;
/// Characters of a paragraph that quotes the target.
const PARAGRAPH: usize = 1500;

/// What was found, as far as the run's preparation came.
pub fn text(target: &Target, run: &Run) -> String {
    let mut text = String::new();
    let surveyed = run.surveyed();
    head(target, run.mode(), &mut text);
    let insecure = target.trust == Trust::Anyone;
    connection(surveyed, run.not_ready(), insecure, &mut text);
    if let Some(greeted) = surveyed.greeted {
        let credential = match (run.session().has_credential(), greeted) {
            (true, true) => "accepted",
            (true, false) => "accepted, but it may not read a pending operation",
            (false, true) => "none configured, and none asked for",
            (false, false) => "none configured, and reading a pending operation is forbidden",
        };
        let _ = writeln!(text, "  credential: {credential}");
    }
    if let (Some(findings), Some(known)) = (&surveyed.findings, &surveyed.permissions) {
        operations(findings, &mut text);
        permissions::tell(known, findings, &mut text);
    }
    if let Some(creates) = surveyed.creates.as_ref().filter(|creates| creates.refusal.is_some()) {
        let _ = writeln!(text, "creates\n  {}", one_line(&creates.to_string(), PARAGRAPH));
    }
    if let Some(made) = &surveyed.issuers {
        roles(made, target, &surveyed.known, &mut text);
        cases(run.plan(), &mut text);
        let _ = writeln!(
            text,
            "a run creates certificates and issuers named kvc-<run>-… and removes them again:\n  \
             DELETE pending, DELETE certificate, purge (where that is allowed), DELETE issuer"
        );
    }
    text
}

fn head(target: &Target, mode: ContractMode, text: &mut String) {
    let (profile, mode) = (&target.profile, mode.word());
    let _ = writeln!(text, "target {} at {}", one_line(&target.name, SAID), target.base);
    let api_version = one_line(&profile.api_version, SAID);
    let _ = writeln!(text, "  api-version {api_version}, contract {mode}");
    if let Some(host) = target.host() {
        let _ = writeln!(text, "  host: requests name {host}");
    }
    if let Some(limit) = profile.rate_limit {
        let _ = writeln!(text, "  pace: at most {} requests in {:?}", limit.requests, limit.per);
    }
}

fn connection(
    surveyed: &Surveyed,
    not_ready: Option<&NotReady>,
    insecure: bool,
    text: &mut String,
) {
    let Some(connection) = &surveyed.connection else {
        if not_ready != Some(&NotReady::Stopped) {
            let _ = writeln!(text, "  connection: none");
        }
        return;
    };
    let _ = writeln!(text, "  connection: answers in {} ms", connection.millis);
    let tls = match (connection.tls, insecure) {
        (false, _) => "none",
        (true, false) => "the certificate is trusted",
        (true, true) => {
            "any certificate is trusted (--insecure, or tls.insecure in the target file)"
        }
    };
    let _ = writeln!(text, "  TLS: {tls}");
    let clock = match connection.behind {
        None => "the target does not tell its time".to_owned(),
        Some(apart) if apart.abs() > SKEW => {
            format!("{apart} s apart: certificates and tokens may be refused for it")
        }
        Some(apart) => format!("{apart} s apart"),
    };
    let _ = writeln!(text, "  clock: {clock}");
}

fn operations(findings: &[Finding], text: &mut String) {
    let _ = writeln!(text, "operations");
    for finding in findings {
        let presence = match finding.presence {
            Presence::There => "there",
            Presence::Forbidden => "forbidden",
            Presence::Missing => "missing",
            Presence::Unclear => "cannot be told",
        };
        let evidence = one_line(&finding.evidence, SAID);
        let _ = writeln!(text, "  {:<15} {presence}: {evidence}", finding.operation.word());
    }
}

fn roles(made: &BTreeMap<Role, String>, target: &Target, known: &Capabilities, text: &mut String) {
    let _ = writeln!(text, "issuers by role");
    for role in Role::ALL {
        let need = Need::Issuer(role);
        let why = known.contradicted.get(&need).or_else(|| known.lacks.get(&need));
        let said = match (why, target.profile.issuers.of(role.word()), made.get(&role)) {
            (Some(why), _, _) => format!("none: {}", one_line(why, SAID)),
            (None, Some(Issuer::Name(name)), _) => format!("{name}, named in the target file"),
            (None, Some(Issuer::Create(_)), Some(_)) => "made for each run".to_owned(),
            (None, _, _) => "not needed by any case that runs".to_owned(),
        };
        let _ = writeln!(text, "  {:<10} {said}", role.word());
    }
}

fn cases(plan: &Plan, text: &mut String) {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let mut run = 0;
    for case in plan.selected() {
        match &case.decision {
            Decision::Run => run += 1,
            Decision::Blocked(reason, _)
            | Decision::Unready(reason)
            | Decision::Behind { reason, .. } => {
                *reasons.entry(reason).or_default() += 1;
            }
            Decision::NotSelected => {}
        }
    }
    let _ = writeln!(text, "cases: {run} will run, {} will not", reasons.values().sum::<usize>());
    for (reason, count) in reasons {
        let _ = writeln!(text, "  {count}: {}", one_line(reason, SAID));
    }
}
