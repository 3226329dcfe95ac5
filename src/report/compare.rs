//! Two runs compared: what is newly broken, fixed, newly untested, by cause and requirement.
//!
//! In come two results, out go the differences, as text or Markdown. It must not know where the
//! results are from.

use std::fmt::Write as _;

use super::gate;
use super::markdown::escape::{cell, code, prose};
use super::sanitize::one_line;
use super::text::{Line, Role, Text};
use super::words;
use crate::cause::{Cause, causes};
use crate::verdict::RunResult;

const NAME: usize = 200;
const SENTENCE: usize = 1000;
/// Entries of one list.
const LISTED: usize = 200;

/// What changed between two runs.
#[derive(Debug, Default)]
pub struct Changes {
    broken: Vec<Cause>,
    fixed: Vec<Cause>,
    /// Broken in both: how many.
    still: usize,
    /// Requirements, with the reason.
    untested: Vec<(String, String)>,
    tested: Vec<String>,
}

/// Compares two runs. A cause that the target file declares counts as broken all the same:
/// whether it is declared changes nothing of what the target does.
pub fn compare(old: &RunResult, new: &RunResult) -> Changes {
    let (before, after) = (causes(old), causes(new));
    let (untested_before, untested_after) = (gate::untested(old), gate::untested(new));
    let newly = untested_after.iter().filter(|(id, _)| !untested_before.contains_key(*id));
    let tested = untested_before.keys().filter(|id| !untested_after.contains_key(*id));
    Changes {
        still: after.iter().filter(|cause| is_in(cause, &before)).count(),
        fixed: before.iter().filter(|cause| !is_in(cause, &after)).cloned().collect(),
        broken: after.into_iter().filter(|cause| !is_in(cause, &before)).collect(),
        untested: newly.map(|(id, why)| (id.clone(), why.clone())).collect(),
        tested: tested.cloned().collect(),
    }
}

fn is_in(cause: &Cause, causes: &[Cause]) -> bool {
    causes.iter().any(|other| other.root == cause.root)
}

impl Changes {
    /// Whether anything is broken that was not.
    pub fn is_worse(&self) -> bool {
        !self.broken.is_empty()
    }

    /// Whether nothing differs.
    fn is_none(&self) -> bool {
        let Changes { broken, fixed, untested, tested, .. } = self;
        broken.is_empty() && fixed.is_empty() && untested.is_empty() && tested.is_empty()
    }

    /// In one line: `1 newly broken, 2 fixed, 3 still broken; 4 newly untested`.
    fn counted(&self) -> String {
        let Changes { broken, fixed, still, untested, tested } = self;
        let mut told = format!(
            "{} newly broken, {} fixed, {still} still broken; {} newly untested",
            broken.len(),
            fixed.len(),
            untested.len()
        );
        if !tested.is_empty() {
            let _ = write!(told, ", {} newly tested", tested.len());
        }
        told
    }

    /// For a terminal.
    pub fn text(&self) -> Text {
        let mut text = Text::default();
        text.push(Line::of(Role::Title, self.counted()));
        for cause in self.broken.iter().take(LISTED) {
            text.push(Line::of(Role::Bad, format!("  broken    {}", named(cause))));
        }
        for cause in self.fixed.iter().take(LISTED) {
            text.push(Line::of(Role::Good, format!("  fixed     {}", named(cause))));
        }
        for (id, why) in self.untested.iter().take(LISTED) {
            let (id, why) = (one_line(id, NAME), one_line(why, NAME));
            text.push(Line::of(Role::Bad, format!("  untested  {id}: {why}")));
        }
        for id in self.tested.iter().take(LISTED) {
            text.push(format!("  tested    {}", one_line(id, NAME)));
        }
        text
    }

    /// For a comment on a pull request.
    pub fn markdown(&self) -> String {
        let mut out = format!("**{}**\n\n", self.counted());
        if self.is_none() {
            return out;
        }
        let _ = writeln!(out, "| | What the target does | Requirements |\n| --- | --- | --- |");
        let causes = self.broken.iter().map(|cause| ("newly broken", cause));
        let causes = causes.chain(self.fixed.iter().map(|cause| ("fixed", cause)));
        for (word, cause) in causes.take(LISTED) {
            let ids: Vec<String> =
                cause.requirements.iter().take(5).map(|r| cell(&r.id, NAME)).collect();
            let title = prose(&words::cause::title(cause), SENTENCE);
            let _ = writeln!(out, "| {word} | {title} | {} |", ids.join(", "));
        }
        for (id, why) in self.untested.iter().take(LISTED) {
            let (why, id) = (prose(why, SENTENCE), cell(id, NAME));
            let _ = writeln!(out, "| newly untested | {why} | {id} |");
        }
        for id in self.tested.iter().take(LISTED) {
            let _ = writeln!(out, "| newly tested | | {} |", code(id, NAME));
        }
        out
    }
}

fn named(cause: &Cause) -> String {
    let ids: Vec<String> =
        cause.requirements.iter().take(5).map(|r| one_line(&r.id, NAME)).collect();
    format!("{} ({})", one_line(&words::cause::title(cause), NAME), ids.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::verdict::{Verdict, VerdictKind};

    /// The sample as it was before two cases failed, and one was blocked.
    fn before() -> RunResult {
        let mut run = sample::run();
        let rule = run.cases.iter_mut().find(|case| case.answers.is_some()).unwrap();
        rule.verdict = Verdict::Pass;
        rule.steps.clear();
        for case in &mut run.cases {
            if case.verdict.kind() == VerdictKind::Blocked {
                case.verdict = Verdict::Pass;
            }
        }
        run.cases.retain(|case| case.verdict.kind() != VerdictKind::Error);
        run
    }

    #[test]
    fn what_is_worse_and_what_is_better_is_told() {
        let (old, new) = (before(), sample::run());
        let worse = compare(&old, &new);
        assert!(worse.is_worse());
        insta::assert_snapshot!(worse.text().to_string(), @r#"
        1 newly broken, 0 fixed, 3 still broken; 1 newly untested
          broken    create.id: body /id: * (create.id)
          untested  cancel.granted: the answer ended early: \u{1b}[31mred\u{0} ]]></failure><script>&" \u{202e}rtl\u{200b} \u{9b}2J\u{ffff}\r\n\ttail
        "#);
        let better = compare(&new, &old);
        assert!(!better.is_worse());
        assert!(better.text().to_string().contains("  fixed     create.id"), "{}", better.text());
        insta::assert_snapshot!(better.markdown(), @r#"
        **0 newly broken, 1 fixed, 3 still broken; 0 newly untested, 1 newly tested**

        | | What the target does | Requirements |
        | --- | --- | --- |
        | fixed | create.id\: body /id\: \* | `create.id` |
        | newly tested | | `cancel.granted` |
        "#);
    }

    #[test]
    fn a_run_does_not_differ_from_itself() {
        let same = compare(&sample::run(), &sample::run());
        assert!(!same.is_worse());
        assert_eq!(same.text().lines().len(), 1);
        assert!(!same.markdown().contains('|'));
    }
}
