//! What a run would meet, as data: who plays each role, how many cases run, what holds the others
//! up.
//!
//! In: a run whose target was looked at. Out: lists for people and for machines alike. Must not
//! know how either is printed.

use std::collections::BTreeMap;

use crate::plan::{Capabilities, Decision, Plan};
use crate::scenario::needs::{Need, Role};
use crate::target::Target;
use crate::target::profile::Issuer;

/// Who plays a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Player {
    /// Nobody, and why.
    None(String),
    /// The issuer of that name, that the target file says is there.
    Named(String),
    /// One that is made for each run.
    Made,
    /// No case that runs asks for one.
    NotNeeded,
}

/// Who plays each role, with the issuers that were made.
pub fn players(
    made: &BTreeMap<Role, String>,
    target: &Target,
    known: &Capabilities,
) -> Vec<(Role, Player)> {
    let player = |role: Role| {
        let need = Need::Issuer(role);
        let why = known.contradicted.get(&need).or_else(|| known.lacks.get(&need));
        match (why, target.profile.issuers.of(role.word()), made.get(&role)) {
            (Some(why), _, _) => Player::None(why.clone()),
            (None, Some(Issuer::Name(name)), _) => Player::Named(name.clone()),
            (None, Some(Issuer::Create(_)), Some(_)) => Player::Made,
            (None, _, _) => Player::NotNeeded,
        }
    };
    Role::ALL.into_iter().map(|role| (role, player(role))).collect()
}

/// How many cases will run, and how many will not for which reason.
pub fn cases(plan: &Plan) -> (usize, BTreeMap<&str, usize>) {
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
    (run, reasons)
}
