//! Cases that begin with a create of a kind that the target refuses: one is walked and shows it, the
//! others stand behind it.
//!
//! In: a plan, which policies are refused. Out: the plan, its cases behind the first one. Sends
//! nothing; must not know how the refusal was found out.

use serde_json::{Map, Value};

use super::{Decision, Plan};
use crate::scenario::model::{Action, Payload, Purpose, Scenario, Step};
use crate::scenario::needs::Operation;
use crate::scenario::over::UNKNOWN;

impl Plan {
    /// Stops the cases that would begin with a create that is refused, but for the first one that
    /// makes a claim of it, with an issuer and without. Where no case does, nothing would tell why the others are stopped, and
    /// all are walked. How many were stopped.
    pub fn stop_behind(
        &mut self,
        reason: &str,
        refused: impl Fn(&Map<String, Value>) -> bool,
    ) -> usize {
        let running = self.cases.iter().enumerate().filter(|(_, c)| c.decision == Decision::Run);
        let those: Vec<(usize, bool, Option<String>)> = running
            .filter_map(|(index, case)| {
                let step = first_create(&case.scenario, &refused)?;
                let claim = claimed(step).map(str::to_owned);
                Some((index, is_manual(step, &case.scenario), claim))
            })
            .collect();
        let mut stopped = 0;
        // With an issuer and without one, a create is another requirement.
        for manual in [false, true] {
            let alike: Vec<_> = those.iter().filter(|(_, kind, _)| *kind == manual).collect();
            let mut claims =
                alike.iter().filter_map(|(index, _, claim)| Some((*index, claim.as_ref()?)));
            let Some((witness, clause)) = claims.next() else { continue };
            for (index, ..) in alike.iter().filter(|(index, ..)| *index != witness) {
                let (reason, clause) = (reason.to_owned(), clause.clone());
                self.cases[*index].decision = Decision::Behind { reason, clause, witness };
                stopped += 1;
            }
        }
        stopped
    }
}

/// Whether nobody issues what a step creates.
fn is_manual(step: &Step, scenario: &Scenario) -> bool {
    let name = policy_of(step).and_then(|policy| policy.get("issuer")?.get("name")?.as_str());
    match name {
        Some("{{with.issuer}}") => match given_issuer(step) {
            Some("{{over.issuer}}") => scenario.over.is_none_or(|over| over.role().is_none()),
            other => other.is_none_or(|name| name == UNKNOWN),
        },
        Some("{{over.issuer}}") => scenario.over.is_none_or(|over| over.role().is_none()),
        other => other.is_none_or(|name| name == UNKNOWN),
    }
}

fn given_issuer(step: &Step) -> Option<&str> {
    let (_, value) = step.frame.as_ref()?.with.iter().find(|(name, _)| name == "issuer")?;
    value.as_str()
}

/// The create that a case begins with, if it is one that is refused and that should be taken. A
/// case that claims something before it is walked for that.
fn first_create<'s>(
    scenario: &'s Scenario,
    refused: &impl Fn(&Map<String, Value>) -> bool,
) -> Option<&'s Step> {
    let mut steps = scenario.steps.iter();
    let first = steps.find(|step| creates(step) || step.purpose == Purpose::Claim)?;
    let policy = policy_of(first)?;
    (first.allows(202) && refused(policy)).then_some(first)
}

fn creates(step: &Step) -> bool {
    let Action::Send { request, .. } = &step.action else { return false };
    Operation::of_request(request.method, &request.path) == Some(Operation::Create)
}

/// The policy that a create is sent with; none where it is not one that says what it wants.
fn policy_of(step: &Step) -> Option<&Map<String, Value>> {
    let Action::Send { request, .. } = &step.action else { return None };
    match &request.payload {
        Payload::Json(body) if creates(step) && request.authenticated => {
            body.get("policy")?.as_object()
        }
        _ => None,
    }
}

/// The requirement that a step says is broken by a refusal.
fn claimed(step: &Step) -> Option<&str> {
    let mut claims = step.expect.iter().filter(|expect| expect.documented.status.is_some());
    claims.find_map(|expect| expect.clause.as_deref())
}
