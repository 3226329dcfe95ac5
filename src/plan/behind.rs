//! Cases that begin with a create of a kind that the target refuses: one is walked and shows it, the
//! others stand behind it.
//!
//! In: a plan, which policies are refused. Out: the plan, its cases behind the first one. Sends
//! nothing; must not know how the refusal was found out.

use serde_json::{Map, Value};

use super::{Fate, Plan};
use crate::scenario::model::{Action, Payload, Purpose, Scenario, Step};
use crate::scenario::needs::Operation;

impl Plan {
    /// Stops the cases that would begin with a create that is refused, but for the first one that
    /// makes a claim of it. Where no case does, nothing would tell why the others are stopped, and
    /// all are walked. How many were stopped.
    pub fn stop_behind(
        &mut self,
        reason: &str,
        refused: impl Fn(&Map<String, Value>) -> bool,
    ) -> usize {
        let begins = |scenario: &Scenario| first_create(scenario, &refused).is_some();
        let runs = self.cases.iter().map(|case| case.fate == Fate::Run && begins(&case.scenario));
        let those: Vec<usize> =
            runs.enumerate().filter_map(|(index, stands)| stands.then_some(index)).collect();
        let claim = |index: &usize| {
            let step = first_create(&self.cases[*index].scenario, &refused)?;
            Some((*index, claimed(step)?.to_owned()))
        };
        let Some((witness, clause)) = those.iter().find_map(claim) else { return 0 };
        let mut stopped = 0;
        for index in those.into_iter().filter(|index| *index != witness) {
            let (reason, clause) = (reason.to_owned(), clause.clone());
            self.cases[index].fate = Fate::Behind { reason, clause, witness };
            stopped += 1;
        }
        stopped
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::schema::Schemas;
    use crate::plan::{Capabilities, Filter, plan};
    use crate::scenario::{Suite, load, source};

    fn suite() -> Suite {
        load::suite(&source::embedded(), &Schemas::embedded().names()).unwrap()
    }

    fn lacks_key(policy: &Map<String, Value>) -> bool {
        !policy.contains_key("key_props")
    }

    #[test]
    fn one_case_shows_the_refusal_and_the_others_stand_behind_it() {
        let mut plan = plan(&suite(), &Capabilities::default(), &Filter::default());
        let stopped = plan.stop_behind("refused", lacks_key);
        let behind = plan.cases.iter().filter(|case| matches!(case.fate, Fate::Behind { .. }));
        assert!(stopped > 50 && behind.count() == stopped, "{stopped}");
        let fate = |id: &str| {
            let case = plan.cases.iter().find(|case| case.scenario.id == id);
            case.unwrap_or_else(|| panic!("no {id}")).fate.clone()
        };
        // The witness; what names its own key; what is to be refused; what begins with no create.
        for id in [
            "create/answers-202-with-an-operation",
            "create/csr-bears-subject-and-rsa-key",
            "common/body-that-is-not-json-is-refused",
            "deleted-or-overwritten/name-without-an-operation-is-not-found",
        ] {
            assert_eq!(fate(id), Fate::Run, "{id}");
        }
        let Fate::Behind { clause, witness, .. } =
            fate("manual/unknown-issuer-starts-an-operation")
        else {
            panic!("it is walked")
        };
        assert_eq!(clause, "create.accepted");
        assert_eq!(plan.cases[witness].scenario.id, "create/answers-202-with-an-operation");
    }

    #[test]
    fn where_no_case_makes_a_claim_of_the_create_all_are_walked() {
        let filter = Filter { patterns: vec!["delete/".to_owned()], ..Filter::default() };
        let mut plan = plan(&suite(), &Capabilities::default(), &filter);
        assert_eq!(plan.stop_behind("refused", lacks_key), 0);
    }
}
