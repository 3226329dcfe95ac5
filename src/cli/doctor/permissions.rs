//! The doctor's word on permissions: each by Azure's name, and what follows where one is missing.

use std::fmt::Write as _;

use crate::report::sanitize::one_line;
use crate::scenario::needs::Operation;
use crate::survey::permissions::{Evidence, Grant, Permission, Permissions};
use crate::survey::probe::{Finding, Presence};

/// Characters of anything that the target said.
pub const SAID: usize = 300;

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
pub fn tell(known: &Permissions, findings: &[Finding], text: &mut String) {
    let _ = writeln!(text, "permissions");
    let mut forbidden = Vec::new();
    for permission in Permission::ALL {
        let found = given(findings, permission, known.of(permission));
        let grant = match found.grant {
            Grant::Done | Grant::Admitted => "allowed",
            Grant::Forbidden => "forbidden",
            Grant::Unclear => "cannot be told",
        };
        if found.grant == Grant::Forbidden {
            forbidden.push(permission);
        }
        let evidence = one_line(&found.words, SAID);
        let _ = writeln!(text, "  {:<15} {grant}: {evidence}", permission.word());
    }
    for permission in forbidden {
        let listed = CONSEQUENCES.iter().find(|(listed, _)| *listed == permission);
        let follows = listed.map_or(TRIED, |(_, follows)| follows);
        let _ = writeln!(text, "  {} is forbidden: {follows}", permission.word());
    }
}

/// The same, given what the probe found: where there may be no such route, its 404 does not say
/// that anybody was let in.
pub fn given(findings: &[Finding], permission: Permission, found: Evidence) -> Evidence {
    let asked: &[Operation] = match permission {
        Permission::Create => &[Operation::Create],
        Permission::Get => &[Operation::Pending, Operation::Certificate],
        Permission::Update => &[Operation::Cancel],
        Permission::Import => &[Operation::Import],
        Permission::GetIssuers | Permission::SetIssuers => &[Operation::Issuers],
        // What was made is deleted, and not by the probe.
        Permission::Delete | Permission::Purge | Permission::DeleteIssuers => &[],
    };
    if found.grant == Grant::Admitted
        && !asked.is_empty()
        && asked.iter().all(|of| is_doubted(*of, findings))
    {
        let words = format!("there may be no such route: {}", found.words);
        Evidence { grant: Grant::Unclear, words }
    } else {
        found
    }
}

fn is_doubted(operation: Operation, findings: &[Finding]) -> bool {
    let mut of_it = findings.iter().filter(|finding| finding.operation == operation);
    of_it.any(|finding| matches!(finding.presence, Presence::Missing | Presence::Unclear))
}
