//! The end of `run` and `report`: reports into their files, the summary on the terminal, the exit
//! code.

use super::failure::{Exit, Failure, exit_of};
use super::{github, terminal};
use crate::http::redact::Redactor;
use crate::report::{self, Sink};
use crate::verdict::RunResult;

/// Writes everything there is to say about a run. `machine` keeps stdout free for trials as JSON.
pub fn write(
    result: &RunResult,
    sinks: Vec<Sink>,
    redactor: &Redactor,
    machine: bool,
) -> Result<Exit, Failure> {
    let mut wrong = None;
    for sink in sinks {
        match sink.write(result, |text| redactor.leaks(text)) {
            Ok(path) => terminal::note(&format!("wrote {}", path.display())),
            Err(error) => wrong = Some(error),
        }
    }
    let say = |text: &str| match machine {
        true => {
            terminal::note(text);
            true
        }
        false => terminal::out(text),
    };
    let told = say(&report::text::summary(result));
    if let Err(error) = github::publish(result, |text| redactor.leaks(text), say) {
        wrong = Some(error);
    }
    match wrong {
        Some(error) => Err(error.into()),
        None if !told => Ok(Exit::Unknown),
        None => Ok(exit_of(result)),
    }
}
