//! The doctor's word on permissions: each by Azure's name, and what follows where one is missing.

use std::fmt::Write as _;

use super::SAID;
use crate::report::visible::one_line;
use crate::run::permissions::{Heard, Means, Permission, Told};
use crate::run::probe::{self, Finding};
use crate::scenario::needs::Operation;

/// What follows for a run where a permission is refused.
const CONSEQUENCES: [(Permission, &str); 3] = [
    (
        Permission::Purge,
        "deleted certificates stay among the vault's deleted ones until its retention ends, the \
         one made for this look too",
    ),
    (Permission::Delete, "certificates stay, and a run ends with exit code 3"),
    (Permission::DeleteIssuers, "issuers stay, and a run ends with exit code 3"),
];

/// What follows of the others.
const TRIED: &str = "a run tries it all the same, and the cases that need it do not pass";

/// One line a permission, and one for what follows.
pub fn tell(heard: &Heard, findings: &[Finding], text: &mut String) {
    let _ = writeln!(text, "permissions");
    let mut forbidden = Vec::new();
    for permission in Permission::ALL {
        let told = given(findings, permission, heard.of(permission));
        let means = match told.means {
            Means::Done | Means::Admitted => "allowed",
            Means::Forbidden => "forbidden",
            Means::Unclear => "cannot be told",
        };
        if told.means == Means::Forbidden {
            forbidden.push(permission);
        }
        let evidence = one_line(&told.evidence, SAID);
        let _ = writeln!(text, "  {:<15} {means}: {evidence}", permission.word());
    }
    for permission in forbidden {
        let known = CONSEQUENCES.iter().find(|(known, _)| *known == permission);
        let follows = known.map_or(TRIED, |(_, follows)| follows);
        let _ = writeln!(text, "  {} is forbidden: {follows}", permission.word());
    }
}

/// The same, given what the probe found: where there may be no such route, its 404 does not say
/// that anybody was let in.
fn given(findings: &[Finding], permission: Permission, told: Told) -> Told {
    let asked: &[Operation] = match permission {
        Permission::Create => &[Operation::Create],
        Permission::Get => &[Operation::Pending, Operation::Certificate],
        Permission::Update => &[Operation::Cancel],
        Permission::Import => &[Operation::Import],
        Permission::GetIssuers | Permission::SetIssuers => &[Operation::Issuers],
        // What was made is deleted, and not by the probe.
        Permission::Delete | Permission::Purge | Permission::DeleteIssuers => &[],
    };
    let doubtful = |means| matches!(means, probe::Means::Missing | probe::Means::Unclear);
    let doubted = |of: &Operation| findings.iter().any(|f| f.operation == *of && doubtful(f.means));
    match told.means == Means::Admitted && !asked.is_empty() && asked.iter().all(doubted) {
        true => {
            let evidence = format!("there may be no such route: {}", told.evidence);
            Told { means: Means::Unclear, evidence }
        }
        false => told,
    }
}
