//! A conversation as a script for a POSIX shell: creates, waits, sends, shows, removes.
//!
//! In come a run and a cause or a case of it, out goes text that can be pasted. It must not know
//! what the case claims.

mod shell;

use crate::cause::Cause;
use crate::verdict::{CaseResult, RunResult};

use shell::{Script, Turn};

/// Characters of a script at most; cut, it would no longer run.
pub const MOST: usize = 200_000;

/// The script of the conversation that leads to the example of a cause, and ends with it; none
/// where it cannot be repeated alone.
pub fn of_cause(run: &RunResult, cause: &Cause) -> Option<String> {
    let (case, at) = cause.conversation_in(run)?;
    let (_, found, _) = cause.example_in(run)?;
    let mut turns: Vec<Turn<'_>> = case.steps[..=at].iter().filter_map(Turn::of).collect();
    // A rule may have seen it in an answer in the middle of a wait.
    if let (Some(turn), Some(example)) = (turns.last_mut(), found.exchanges.last()) {
        turn.exchange = example;
    }
    Some(Script::of(run, &turns).told(&case.id))
}

/// The script of a whole case; none where nothing was sent. The issuers that were made for the run
/// are made again, under names of the script's own.
pub fn of_case(run: &RunResult, case: &CaseResult) -> Option<String> {
    let turns: Vec<Turn<'_>> = case.steps.iter().filter_map(Turn::of).collect();
    let sent = case.answers.is_none() && !turns.is_empty();
    sent.then(|| Script::of(run, &turns).told(&case.id))
}
