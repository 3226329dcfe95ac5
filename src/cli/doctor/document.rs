//! The doctor's word as one JSON document: what a machine asks before it begins a run.

use serde_json::{Value, json};

use super::outlook::{self, Player};
use super::permissions;
use crate::run::Run;
use crate::scenario::needs::Role;
use crate::survey::permissions::{Grant, Permission};
use crate::survey::probe::{Finding, Presence};
use crate::target::{Target, Trust};

/// What was found, as far as the run's preparation came; what it did not come to is null.
pub fn document(target: &Target, run: &Run) -> Value {
    let surveyed = run.surveyed();
    let profile = &target.profile;
    let connection = surveyed.connection.as_ref().map(|connection| {
        json!({
            "millis": connection.millis,
            "tls": connection.tls,
            "any_certificate": target.trust == Trust::Anyone,
            "seconds_behind": connection.behind,
        })
    });
    let credential = surveyed.greeted.map(
        |greeted| json!({ "configured": run.session().has_credential(), "may_read": greeted }),
    );
    let creates = surveyed.creates.as_ref().filter(|creates| creates.refusal.is_some());
    json!({
        "target": target.name,
        "url": target.base.to_string(),
        "host": target.host(),
        "api_version": profile.api_version,
        "contract": run.mode().word(),
        "not_ready": run.not_ready().map(ToString::to_string),
        "connection": connection,
        "credential": credential,
        "operations": operations(run),
        "permissions": permitted(run),
        "creates": creates.map(ToString::to_string),
        "issuers": issuers(target, run),
        "cases": surveyed.issuers.as_ref().map(|_| cases(run)),
    })
}

fn operations(run: &Run) -> Value {
    let Some(findings) = &run.surveyed().findings else { return Value::Null };
    findings.iter().map(operation).collect()
}

fn operation(finding: &Finding) -> Value {
    let presence = match finding.presence {
        Presence::There => "there",
        Presence::Forbidden => "forbidden",
        Presence::Missing => "missing",
        Presence::Unclear => "unclear",
    };
    json!({
        "operation": finding.operation.word(),
        "presence": presence,
        "evidence": finding.evidence,
    })
}

fn permitted(run: &Run) -> Value {
    let surveyed = run.surveyed();
    let (Some(findings), Some(known)) = (&surveyed.findings, &surveyed.permissions) else {
        return Value::Null;
    };
    let each = Permission::ALL.into_iter().map(|permission| {
        let found = permissions::given(findings, permission, known.of(permission));
        let grant = match found.grant {
            Grant::Done | Grant::Admitted => "allowed",
            Grant::Forbidden => "forbidden",
            Grant::Unclear => "unclear",
        };
        json!({ "permission": permission.word(), "grant": grant, "evidence": found.words })
    });
    each.collect()
}

fn issuers(target: &Target, run: &Run) -> Value {
    let surveyed = run.surveyed();
    let Some(made) = &surveyed.issuers else { return Value::Null };
    let players = outlook::players(made, target, &surveyed.known).into_iter();
    players.map(|(role, player)| issuer(role, player)).collect()
}

fn issuer(role: Role, player: Player) -> Value {
    let (is, name, why) = match player {
        Player::None(why) => ("none", None, Some(why)),
        Player::Named(name) => ("named", Some(name), None),
        Player::Made => ("made for each run", None, None),
        Player::NotNeeded => ("not needed", None, None),
    };
    json!({ "role": role.word(), "is": is, "name": name, "why": why })
}

fn cases(run: &Run) -> Value {
    let (run, reasons) = outlook::cases(run.plan());
    let blocked = reasons.iter().map(|(reason, n)| json!({ "cases": n, "reason": reason }));
    json!({ "run": run, "blocked": blocked.collect::<Vec<_>>() })
}
