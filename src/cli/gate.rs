//! What a run is held to beside the contract, by its target file and by the command line.

use super::args::{Deny, RunArgs};
use super::failure::Failure;
use crate::deviation::{Declared, Force};
use crate::report::gate::{Demands, judge};
use crate::scenario::Suite;
use crate::target::named::NamedTarget;
use crate::verdict::{Breach, RunRemark, RunResult};
use crate::yaml::{Mistake, Mistakes, did_you_mean, place};

/// Checks what the target file names as untested.
pub fn check(target: &NamedTarget, suite: &Suite) -> Result<(), Failure> {
    let mistakes = mistakes(target.profile.untested.as_deref(), &target.shown, suite);
    if mistakes.is_empty() { Ok(()) } else { Err(Mistakes(mistakes).into()) }
}

/// The mistakes in what a target file names as untested.
pub fn mistakes(
    written: Option<&[serde_saphyr::Spanned<crate::target::profile::Untested>]>,
    file: &str,
    suite: &Suite,
) -> Vec<Mistake> {
    let known = suite.contract.ids();
    let mut found = Vec::new();
    for entry in written.into_iter().flatten() {
        let (requirement, reason) = (&entry.value.requirement, &entry.value.reason);
        if !known.contains(&requirement.value) {
            let hint = did_you_mean(&requirement.value, known.iter().map(String::as_str));
            let message =
                format!("`untested` names no requirement of the contract: `{}`", requirement.value);
            found.push(Mistake::at(file, place(requirement), message).hint(hint));
        }
        if reason.value.trim().is_empty() {
            found.push(Mistake::at(file, place(reason), "`reason` is empty"));
        }
    }
    found
}

/// Holds the result to it. A part of the suite cannot tell what the whole leaves untested, so
/// there only the command line counts.
pub fn hold(
    args: &RunArgs,
    target: &NamedTarget,
    declared: &[Declared],
    whole: bool,
    result: &mut RunResult,
) {
    let named = target.profile.untested.as_ref().filter(|_| whole).map(|entries| {
        entries.iter().map(|entry| entry.value.requirement.value.clone()).collect::<Vec<_>>()
    });
    let untested =
        if args.deny.contains(&Deny::Untested) { Some(named.unwrap_or_default()) } else { named };
    let (mut breaches, stale) = judge(result, &Demands { untested, min_tested: args.min_tested });
    if args.deny.contains(&Deny::Unfilled) {
        let open = declared.iter().filter(|entry| entry.force == Force::Unreasoned);
        breaches.extend(
            open.map(|entry| Breach::Unfilled { place: format!("{}:{}", entry.file, entry.line) }),
        );
    }
    result.gate = breaches;
    result.remarks.extend(stale.into_iter().map(|id| {
        let file = &target.shown;
        RunRemark::from(format!("{file}: `untested` names {id}, which is tested: take it out"))
    }));
}
