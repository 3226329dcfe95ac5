//! The verdict of a run, and what to do next, most urgent first.
//!
//! In come the whole run and its causes, out go whole commands, with the target that was used, or
//! nothing where nothing is left to do. It must not know what the failures are about.

use super::layout::{NAME, SENTENCE, cases};
use super::lines::Role;
use crate::cause::Cause;
use crate::report::sanitize::one_line;
use crate::report::shell;
use crate::verdict::{Authority, CaseResult, ContractMode, RunResult, Verdict, VerdictKind};

/// The verdict of the run in capitals, and how it is shown.
pub fn verdict(run: &RunResult) -> (Role, &'static str) {
    let any = |kind| run.count(kind) > 0;
    if any(VerdictKind::Fail) || any(VerdictKind::StaleDeviation) {
        (Role::Bad, "NOT KEPT")
    } else if any(VerdictKind::Error) || run.interrupted || !run.clean_up.left.is_empty() {
        (Role::Bad, "NOT TOLD")
    } else if !run.gate.is_empty() {
        (Role::Bad, "GATE BROKEN")
    } else if run.has_verified() {
        (Role::Good, "KEPT")
    } else {
        (Role::Bad, "NOTHING VERIFIED")
    }
}

/// What to do next, most urgent first: a word for the margin, and a sentence or a command.
pub fn next(run: &RunResult, causes: &[Cause]) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    let errors = run.count(VerdictKind::Error);
    let open = causes.iter().find(|cause| !cause.is_declared());
    if !run.clean_up.left.is_empty() {
        all.push(("Next", format!("{}, which removes what is left", command("sweep", run, &[]))));
    }
    if run.interrupted {
        let again = "run again to the end: this one tells of what had ended by then";
        all.push(("Next", again.to_owned()));
    } else if errors > 0 {
        let errors = cases(errors);
        all.push(("Next", format!("mend what stopped {errors} (reasons above) and run again")));
    }
    if let Some(cause) = open {
        all.push(("See", format!("kvcontract show {}", cause.number)));
        if let Some(case) = cause.shown_by(run) {
            let id = one_line(&case.id, NAME);
            // The case first: with the target it may be a long line.
            let mut first = vec!["--exact", &id];
            let named = ["--scenarios", "--suite"].iter().any(|flag| run.argument(flag).is_some());
            if let Some(folder) = folder(case).filter(|_| !named) {
                first.extend(["--scenarios", folder]);
            }
            all.push(("Repeat", around(run, "run", &first, &[])));
        }
        if run.contract == ContractMode::Documented && only_as_observed(run) {
            let flag = ["--contract", "observed"];
            let verb = if run.is_of_recorded_traffic() { "verify" } else { "run" };
            let held = if run.argument("--contract").is_none() {
                command(verb, run, &flag)
            } else {
                flag.join(" ")
            };
            all.push(("Or", format!("{held}, for every failure is what real vaults answer")));
        } else if run.target_file().is_some() && !run.is_of_recorded_traffic() {
            all.push(("Accept", command("run", run, &["--update-deviations"])));
        }
    } else if run.count(VerdictKind::StaleDeviation) > 0 {
        // Only a run brings about all that the file declares.
        let stale = if run.is_of_recorded_traffic() {
            "take the stale deviations (above) out of the target file".to_owned()
        } else {
            command("run", run, &["--update-deviations"])
        };
        all.push(("Next", stale));
    } else if all.is_empty() && run.count(VerdictKind::NotSelected) == run.cases.len() {
        let nothing = if run.is_of_recorded_traffic() {
            "nothing in the traffic is of the contract, or it was cut or redacted"
        } else {
            "nothing was selected; `kvcontract list` names every case"
        };
        all.push(("Next", nothing.to_owned()));
    } else if all.is_empty() && verdict(run).1 == "NOTHING VERIFIED" {
        all.push(("Next", format!("{}, which says what it lacks", command("doctor", run, &[]))));
    }
    all
}

/// A command with the target that was used, as a shell takes it.
pub fn command(verb: &str, run: &RunResult, more: &[&str]) -> String {
    around(run, verb, &[], more)
}

/// The same, with words before the target, too.
fn around(run: &RunResult, verb: &str, first: &[&str], last: &[&str]) -> String {
    // Only what judges takes what says how the target is held to the contract.
    let judges = ["run", "verify"].contains(&verb);
    let of_runs = ["--contract", "--scenarios", "--fault"];
    let pairs = run.arguments.iter().scan("", |before, word| {
        let own = judges || ![word.as_str(), before].iter().any(|w| of_runs.contains(w));
        *before = word;
        Some((own, word.as_str()))
    });
    let known = pairs.filter(|(own, _)| *own).map(|(_, word)| word);
    let rest = first.iter().copied().chain(known).chain(last.iter().copied());
    let rest: Vec<String> = rest.map(|word| shell::word(&one_line(word, SENTENCE))).collect();
    format!("kvcontract {verb} {}", rest.join(" ")).trim_end().to_owned()
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

    /// What comes next: each word with what stands beside it.
    fn told(run: &RunResult) -> Vec<String> {
        let all = crate::cause::causes(run);
        next(run, &all).into_iter().map(|(word, next)| format!("{word}: {next}")).collect()
    }

    #[test]
    fn what_is_left_behind_comes_first_and_what_could_not_be_told_second() {
        let mut run = with(&[VerdictKind::Fail, VerdictKind::Error]);
        run.clean_up.left.push("certificate a".to_owned());
        let told_all = told(&run);
        let sweep = "Next: kvcontract sweep --target 'my lowkey.yaml', which removes what is left";
        assert_eq!(told_all[0], sweep);
        assert!(told_all[1].starts_with("Next: mend what stopped 1 case"), "{told_all:?}");
        run.interrupted = true;
        assert!(told(&run)[1].starts_with("Next: run again to the end"));
    }

    #[test]
    fn a_cause_can_be_seen_repeated_and_accepted_with_the_target_that_was_used() {
        let mut run = with(&[VerdictKind::Pass, VerdictKind::Fail]);
        run.cases.retain(|case| case.answers.is_none());
        insta::assert_snapshot!(told(&run).join("\n"), @r#"
        See: kvcontract show 1
        Repeat: kvcontract run --exact conflict/second-create-is-refused --target 'my lowkey.yaml'
        Accept: kvcontract run --target 'my lowkey.yaml' --update-deviations
        "#);
    }

    #[test]
    fn the_command_that_repeats_a_case_can_be_pasted() {
        let mut run = with(&[VerdictKind::Fail]);
        run.cases.truncate(1);
        for (id, file, command) in [
            ("a/x (1)", "s/cases/a/x (1).yaml", "--exact 'a/x (1)' --scenarios s"),
            ("a/x[self]", "my s/a/x.yml", "--exact 'a/x[self]' --scenarios 'my s'"),
            ("a/x", "scenarios/cases/a/x.yaml", "--exact a/x"),
        ] {
            run.cases[0].id = id.to_owned();
            run.cases[0].file = file.to_owned();
            let said = told(&run);
            let wanted = format!("Repeat: kvcontract run {command} --target ");
            assert!(said.iter().any(|next| next.starts_with(&wanted)), "{said:?}");
        }
    }

    #[test]
    fn failures_that_real_vaults_share_point_to_the_other_authority() {
        let is_told = |run: &RunResult| {
            told(run).iter().any(|next| next.contains("--contract observed, for every failure"))
        };
        let mut run = as_observed();
        assert!(is_told(&run));
        run.contract = ContractMode::Observed;
        assert!(!is_told(&run), "the authority in force");
        assert!(!is_told(&with(&[VerdictKind::Fail])));
    }

    #[test]
    fn what_others_recorded_is_judged_again_and_never_run() {
        let mut run = as_observed();
        run.cases.retain(|case| case.answers.is_some());
        run.arguments = ["my serve.jsonl", "--target", "x.yaml"].map(str::to_owned).to_vec();
        let again = "Or: kvcontract verify 'my serve.jsonl' --target x.yaml --contract observed, ";
        let said = told(&run);
        assert!(said.iter().any(|next| next.starts_with(again)), "{said:?}");
        run.contract = ContractMode::Observed;
        let failed = told(&run);
        run.cases[0].verdict = Verdict::StaleDeviation { reason: "r".to_owned() };
        run.cases[0].steps.clear();
        let stale = told(&run);
        assert_eq!(stale, ["Next: take the stale deviations (above) out of the target file"]);
        assert!(!failed.iter().any(|next| next.contains("kvcontract run")), "{failed:?}");
    }

    #[test]
    fn a_run_that_verified_nothing_says_so() {
        assert!(told(&with(&[VerdictKind::NotSelected]))[0].contains("nothing was selected"));
        assert!(told(&with(&[]))[0].contains("nothing was selected"));
        let blocked = with(&[VerdictKind::Blocked, VerdictKind::NotSelected]);
        assert!(told(&blocked)[0].starts_with("Next: kvcontract doctor"));
    }

    #[test]
    fn a_stale_deviation_is_to_be_removed() {
        let run = with(&[VerdictKind::Pass, VerdictKind::StaleDeviation]);
        assert!(told(&run)[0].ends_with("--update-deviations"));
    }

    #[test]
    fn a_run_that_held_needs_nothing() {
        let run = with(&[VerdictKind::Pass, VerdictKind::KnownDeviation]);
        assert_eq!((verdict(&run).1, told(&run)), ("KEPT", Vec::new()));
    }
}
