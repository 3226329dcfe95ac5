//! What people read on a terminal: the text of one case, and the summary of a run.
//!
//! In comes a [`RunResult`](crate::verdict::RunResult), out goes [`Text`] in which no character
//! can steer a terminal, plain or in colours. Nothing in here may print.

mod advice;
mod case;
mod causes;
mod layout;
mod lines;
mod remedy;
mod show;
mod summary;

pub use advice::{command, next, verdict};
pub use case::{case, label};
pub use lines::{Line, Role, Text};
pub use remedy::remedy;
pub use show::{declaration, names, repeat, show, slowest, story};
pub use summary::{Window, requirements, summary};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{sample, sanitize};
    use crate::verdict::finding::{Difference, Got};
    use crate::verdict::{RunResult, Verdict};

    fn text_of(run: &RunResult, id: &str) -> String {
        case(run.cases.iter().find(|c| c.id == id).unwrap(), run.contract, &run.tls).to_string()
    }

    fn every_case(run: &RunResult) -> String {
        run.cases.iter().map(|c| case(c, run.contract, &run.tls).to_string()).collect()
    }

    #[test]
    fn every_verdict_reads_well() {
        insta::assert_snapshot!("cases", every_case(&sample::run()));
    }

    #[test]
    fn the_summary_reads_well() {
        insta::assert_snapshot!("summary", summary(&sample::run(), Window::default()).to_string());
    }

    #[test]
    fn a_failure_has_its_four_parts() {
        let text = text_of(&sample::run(), "conflict/second-create-is-refused");
        for part in [
            "conflict.create (must): While an operation",
            "source: Créer",
            "status  expected 409, got 202",
            "+ /error/code = \"Conflict\"",
            "scenarios/cases/conflict/second-create-is-refused.yaml:21",
            "real vaults answer so: record 134",
            "repeat with: curl -sS -i -X POST 'https://",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        assert!(!text.contains("content-type"), "a passed check is told");
    }

    #[test]
    fn the_other_authority_is_named_only_against_the_one_in_force() {
        let mut run = sample::run();
        run.contract = crate::verdict::ContractMode::Either;
        let text = text_of(&run, "conflict/second-create-is-refused");
        assert!(!text.contains("real vaults answer so"), "{text}");
        assert!(text.contains("remark: record 134"), "{text}");
    }

    #[test]
    fn nothing_a_target_sends_steers_the_terminal() {
        let run = sample::run();
        let text = every_case(&run) + &summary(&run, Window::default()).to_string();
        let steering = text.chars().find(|c| sanitize::is_hidden(*c) && !matches!(c, '\n' | '\t'));
        assert_eq!(steering, None);
        assert!(text.contains("\\u{1b}[31mred\\u{0}"));
    }

    #[test]
    fn a_flood_of_text_stays_short() {
        let mut run = sample::run();
        for case in &mut run.cases {
            for check in case.steps.iter_mut().flat_map(|s| &mut s.checks) {
                check.got = Got::Value { value: "x".repeat(5_000_000).into() };
                let got = Some(Got::Value { value: "b".into() });
                let pointer = "/a".to_owned();
                check.differences = vec![Difference { pointer, expected: None, got }; 100_000];
            }
        }
        let text = every_case(&run) + &summary(&run, Window::default()).to_string();
        assert!(text.len() < 30_000, "{} bytes", text.len());
        assert!(text.contains("… and 99960 more lines"));
    }

    /// The sample with more blocked cases, each with the reason made for it.
    fn with_blocked(n: usize, reason: impl Fn(usize) -> String) -> RunResult {
        let mut run = sample::run();
        let mut case = run.cases[0].clone();
        run.cases.clear();
        for n in 0..n {
            case.id = format!("cancel/{n}");
            case.verdict = Verdict::Blocked { reason: reason(n), broken: None, lack: None };
            run.cases.push(case.clone());
        }
        run
    }

    #[test]
    fn cases_of_one_reason_are_counted_and_the_reasons_of_most_come_first() {
        let reason = |n| if n < 40 { "no issuer" } else { "no import" }.to_owned();
        let text = summary(&with_blocked(42, reason), Window::default()).to_string();
        let told = "Untested   no issuer (40 cases)\n           no import (2 cases)\n";
        assert!(text.contains(told), "{text}");
    }

    #[test]
    fn many_reasons_are_cut_and_say_so() {
        let run = with_blocked(42, |n| format!("reason {n}"));
        let text = summary(&run, Window::default()).to_string();
        assert_eq!(text.matches(" (1 case)").count(), 12);
        assert!(text.contains("  … and 30 more\n"), "{text}");
    }

    #[test]
    fn an_end_fits_a_small_window_and_says_what_it_leaves_out() {
        let mut run = sample::run();
        let step = run.cases[9].steps[0].clone();
        for n in 0..30 {
            let mut step = step.clone();
            step.checks[0].signature = Some(format!("body /id: {n}"));
            run.cases[9].steps.push(step);
        }
        run.clean_up.left.clear();
        run.remarks.clear();
        run.cases.retain(|case| case.verdict.kind() == crate::verdict::VerdictKind::Fail);
        let window = Window { width: 80, height: Some(24) };
        let text = summary(&run, window).to_string();
        assert!(text.lines().count() < 24, "{text}");
        assert!(text.contains(" more: kvcontract show\n"), "{text}");
        let is_command =
            |line: &&str| ["See", "Repeat", "Accept"].iter().any(|w| line.starts_with(w));
        let widest = text.lines().filter(|line| !is_command(line)).map(|l| l.chars().count()).max();
        assert!(widest <= Some(80), "{text}");
        insta::assert_snapshot!("small_window", text);
    }

    #[test]
    fn whatever_show_names_is_told() {
        let run = sample::run();
        for name in names(&run) {
            assert!(show(&run, Some(&name)).is_some(), "{name}");
        }
        assert_eq!(show(&run, Some("nothing")), None);
        insta::assert_snapshot!("show", show(&run, Some("2")).unwrap().to_string());
    }
}
