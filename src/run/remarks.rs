//! What is worth telling of a run that is over, beside its verdicts and its clean-up.
//!
//! In: what its cases shared, what was found of the target, the plan. Out: remarks, in the order in
//! which they matter.

use super::preparation::Surveyed;
use super::session::Session;
use crate::keyvault::object::Object;
use crate::plan::Plan;
use crate::scenario::uncited;
use crate::verdict::RunRemark;

/// All of them.
pub(super) fn all(session: &Session, surveyed: &Surveyed, plan: &Plan) -> Vec<RunRemark> {
    let (client, tracker) = (session.target.client(), session.target.tracker());
    let mut remarks: Vec<RunRemark> = refused(surveyed).into_iter().collect();
    remarks.extend(client.remarks());
    remarks.extend(tracker.remark().map(RunRemark::from));
    remarks.extend(kept(&tracker.kept()));
    let unknown = tracker.unknown().told().into_iter().map(|line| client.redactor().text(&line));
    remarks.extend(unknown.chain(session.untidy()).map(RunRemark::from));
    remarks.extend(uncited(plan));
    remarks
}

/// That creates are refused, and what that means for the cases, told.
fn refused(surveyed: &Surveyed) -> Option<RunRemark> {
    let creates = surveyed.creates.as_ref().filter(|creates| creates.refusal.is_some())?;
    let stopped = match surveyed.stopped {
        0 => String::new(),
        n => format!("; {n} cases that begin with one were not tried"),
    };
    Some(RunRemark::from(format!("{creates}{stopped}")))
}

/// That cases cite no requirement, told.
fn uncited(plan: &Plan) -> Option<RunRemark> {
    let uncited = plan.selected().filter(|case| case.scenario.uncited);
    uncited::told(uncited.map(|case| case.scenario.id.as_str())).map(RunRemark::from)
}

/// What is left on purpose, told.
fn kept(objects: &[Object]) -> Option<RunRemark> {
    let first = objects.first()?;
    let n = objects.len();
    let objects = if n == 1 { "object" } else { "objects" };
    Some(RunRemark::from(format!(
        "left in the target for --keep: {n} {objects}, {first} among them; `kvcontract sweep \
         --older-than 0s` with this target removes them"
    )))
}
