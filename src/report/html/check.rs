//! One check as the page shows it: what was expected and what came, what differs marked.
//!
//! In comes a [`CheckResult`], out goes a struct for the template. It must not know whose it is.

use serde::Serialize;

use super::bounds::{DIFF, NAME, SENTENCE, VALUE};
use super::marked::{self, Pieces};
use crate::report::sanitize::{many_lines, one_line};
use crate::report::words::{self, Side};
use crate::verdict::Authority;
use crate::verdict::finding::{CheckResult, Outcome};

#[derive(Serialize)]
pub struct Check {
    outcome: &'static str,
    clause: Option<String>,
    looked_at: String,
    expected: Pieces,
    got: Pieces,
    place: String,
    matched: Option<&'static str>,
    diff: Vec<(&'static str, String)>,
    remark: Option<String>,
}

impl Check {
    /// Whether it found what it looked for.
    pub fn holds(&self) -> bool {
        self.outcome == "passed"
    }
}

/// The check as the page shows it.
pub fn view(check: &CheckResult) -> Check {
    let expected = many_lines(&words::expected(check), VALUE);
    let got = many_lines(&words::got(check), VALUE);
    let (expected, got) = if check.holds() {
        (marked::plain(expected), marked::plain(got))
    } else {
        marked::pair(&expected, &got)
    };
    Check {
        outcome: match check.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::Noted => "noted",
        },
        clause: check.clause.as_ref().map(|c| one_line(c, NAME)),
        looked_at: one_line(&words::place(&check.place), NAME),
        expected,
        got,
        place: format!("line {}", check.line),
        matched: check.matched.map(|m| match m {
            Authority::Documented => "the document says so",
            Authority::Observed => "real vaults answer so",
        }),
        diff: diff(check),
        remark: check.remark.as_ref().map(|r| one_line(&words::remark(r), SENTENCE)),
    }
}

fn diff(check: &CheckResult) -> Vec<(&'static str, String)> {
    let all = words::differences(check);
    let mut diff: Vec<(&'static str, String)> = all
        .iter()
        .take(DIFF)
        .map(|(side, line)| (class(*side), one_line(line, SENTENCE)))
        .collect();
    if all.len() > DIFF {
        diff.push(("same", format!("… and {} more lines", all.len() - DIFF)));
    }
    diff
}

fn class(side: Side) -> &'static str {
    match side {
        Side::Expected => "gone",
        Side::Got => "new",
        Side::Neither => "same",
    }
}
