//! What to do next, in one sentence, most urgent first.
//!
//! In comes the whole run, out goes a sentence, or none where nothing is left to do. It only
//! names commands of this program; it must not know what the failures are about.

use super::layout::{NAME, cases};
use super::shell;
use crate::report::sanitize::one_line;
use crate::verdict::{Authority, CaseResult, ContractMode, RunResult, Verdict, VerdictKind};

/// The next thing to do.
pub fn next(run: &RunResult) -> Option<String> {
    let left = run.clean_up.left.len();
    let errors = run.count(VerdictKind::Error);
    let failed = run.cases.iter().find(|c| c.verdict == Verdict::Fail);
    let sentence = if left > 0 {
        "remove from the target what is named as left".to_owned()
    } else if run.interrupted {
        "run again to the end; this run tells only about the cases that had ended".to_owned()
    } else if errors > 0 {
        let errors = cases(errors);
        format!("mend what stopped {errors} (reasons above) and run again")
    } else if let Some(case) = failed {
        after_failure(case, run)
    } else if run.count(VerdictKind::Undeclared) > 0 {
        "take the deviations that no longer happen out of the target file".to_owned()
    } else if run.count(VerdictKind::NotSelected) == run.cases.len() {
        "nothing was selected; `kvcontract list` names every case".to_owned()
    } else if run.count(VerdictKind::Pass) + run.count(VerdictKind::KnownDeviation) == 0 {
        "nothing was verified; `kvcontract list` with this target says what it lacks".to_owned()
    } else {
        return None;
    };
    Some(sentence)
}

fn after_failure(case: &CaseResult, run: &RunResult) -> String {
    if run.contract == ContractMode::Documented && only_as_observed(run) {
        return "every failure is what real vaults answer; `--contract observed` holds the target \
                to that"
            .to_owned();
    }
    let id = shell::word(&one_line(&case.id, NAME));
    let folder = folder(case).map(|folder| shell::word(&one_line(folder, NAME)));
    let folder = folder.map(|folder| format!(" --scenarios {folder}")).unwrap_or_default();
    format!(
        "`kvcontract run --exact {id}{folder}` with the same target repeats the first failed case"
    )
}

/// The folder that a case is from, unless it is the binary's own.
fn folder(case: &CaseResult) -> Option<&str> {
    let id = case.id.split('[').next().unwrap_or(&case.id);
    let path = case.file.strip_suffix(".yaml").or_else(|| case.file.strip_suffix(".yml"))?;
    let above = path.strip_suffix(id)?;
    let above = above.strip_suffix("cases/").unwrap_or(above);
    let folder = above.strip_suffix('/').unwrap_or(above);
    match folder {
        "scenarios" => None,
        "" => Some("."),
        other => Some(other),
    }
}

/// Whether every failed check matches what was recorded from real vaults.
fn only_as_observed(run: &RunResult) -> bool {
    let failed = run.cases.iter().filter(|c| c.verdict == Verdict::Fail);
    let mut checks = failed.flat_map(|case| case.failures()).peekable();
    checks.peek().is_some() && checks.all(|(_, c)| c.matched == Some(Authority::Observed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// The sample with only the cases of these verdicts, and nothing else to complain about.
    fn with(kinds: &[VerdictKind]) -> RunResult {
        let mut run = sample::run();
        run.interrupted = false;
        run.clean_up.left.clear();
        run.cases.retain(|c| kinds.contains(&c.verdict.kind()));
        run
    }

    /// Only failures, each of them what real vaults answer.
    fn as_observed() -> RunResult {
        let mut run = with(&[VerdictKind::Fail]);
        for case in &mut run.cases {
            for check in case.steps.iter_mut().flat_map(|s| &mut s.checks) {
                check.matched = Some(Authority::Observed);
            }
        }
        run
    }

    #[test]
    fn what_is_left_behind_comes_first() {
        let mut run = with(&[VerdictKind::Fail, VerdictKind::Error]);
        run.clean_up.left.push("certificate a".to_owned());
        run.interrupted = true;
        assert!(next(&run).unwrap().starts_with("remove from the target"));
        run.clean_up.left.clear();
        assert!(next(&run).unwrap().starts_with("run again to the end"));
    }

    #[test]
    fn could_not_tell_comes_before_failed() {
        let run = with(&[VerdictKind::Fail, VerdictKind::Error]);
        assert!(next(&run).unwrap().starts_with("mend what stopped 1 case"));
    }

    #[test]
    fn a_failed_case_can_be_repeated() {
        let run = with(&[VerdictKind::Pass, VerdictKind::Fail]);
        let command = "`kvcontract run --exact conflict/second-create-is-refused`";
        assert!(next(&run).unwrap().starts_with(command));
    }

    #[test]
    fn the_command_that_repeats_a_case_can_be_pasted() {
        let mut run = with(&[VerdictKind::Fail]);
        for (id, file, command) in [
            ("a/x (1)", "s/cases/a/x (1).yaml", "--exact 'a/x (1)' --scenarios s`"),
            ("a/x[self]", "my s/a/x.yml", "--exact 'a/x[self]' --scenarios 'my s'`"),
            ("a/x", "scenarios/cases/a/x.yaml", "--exact a/x`"),
        ] {
            run.cases[0].id = id.to_owned();
            run.cases[0].file = file.to_owned();
            let said = next(&run).unwrap();
            assert!(said.contains(command), "{said}");
        }
    }

    #[test]
    fn failures_that_real_vaults_share_point_to_the_other_authority() {
        let mut run = as_observed();
        assert!(next(&run).unwrap().contains("--contract observed"));
        for case in &mut run.cases {
            case.steps.clear();
        }
        assert!(!next(&run).unwrap().contains("--contract observed"));
    }

    #[test]
    fn the_authority_in_force_is_not_recommended() {
        let mut run = as_observed();
        run.contract = ContractMode::Observed;
        assert!(!next(&run).unwrap().contains("--contract observed"));
    }

    #[test]
    fn a_run_that_verified_nothing_says_so() {
        assert!(next(&with(&[VerdictKind::NotSelected])).unwrap().contains("nothing was selected"));
        assert!(next(&with(&[])).unwrap().contains("nothing was selected"));
        let blocked = with(&[VerdictKind::Blocked, VerdictKind::NotSelected]);
        assert!(next(&blocked).unwrap().contains("nothing was verified"));
    }

    #[test]
    fn a_stale_deviation_is_to_be_removed() {
        let run = with(&[VerdictKind::Pass, VerdictKind::Undeclared]);
        assert!(next(&run).unwrap().contains("out of the target file"));
    }

    #[test]
    fn a_run_that_held_needs_nothing() {
        assert_eq!(next(&with(&[VerdictKind::Pass, VerdictKind::KnownDeviation])), None);
    }
}
