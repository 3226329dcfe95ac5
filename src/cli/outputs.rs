//! The end of `run` and `report`: reports into their files, the summary on the terminal, the exit
//! code.

use super::args::{ReportChoice, STDOUT};
use super::failure::{Exit, Failure, exit_of};
use super::{github, machine, terminal};
use crate::report::sanitize::one_line;
use crate::report::{self, Kind, ReportError, Sink, redacted, text};
use crate::secrets::redact::Redactor;
use crate::verdict::RunResult;

/// Characters of a path that is told.
const PATH: usize = 1000;

/// The reports that were asked for, their places made sure of.
pub struct Outputs {
    sinks: Vec<Sink>,
    /// The report that goes to stdout.
    alone: Option<Kind>,
    settled: bool,
    /// Keeps stdout free for trials as JSON, or for a report.
    machine: bool,
}

impl Outputs {
    /// Opens every report that was asked for.
    pub fn open(choice: &ReportChoice, machine: bool) -> Result<Outputs, ReportError> {
        machine::survive_large_files();
        let sinks = report::open(choice.wanted())?;
        let on_stdout = choice.on_stdout();
        if on_stdout.len() > 1 {
            return Err(ReportError::Twice { path: STDOUT.into() });
        }
        github::ready();
        let alone = on_stdout.first().copied();
        let machine = machine || alone.is_some();
        Ok(Outputs { sinks, alone, settled: choice.redact_volatile, machine })
    }

    /// Writes everything there is to say about a run.
    pub fn write(self, result: &RunResult, redactor: &Redactor) -> Result<Exit, Failure> {
        let settled = self.settled.then(|| redacted::without_volatile(result));
        let shown = settled.as_ref().unwrap_or(result);
        let leaks = |text: &str| redactor.leaks(text);
        let (mut wrong, mut lie) = (Vec::new(), Vec::new());
        for sink in self.sinks {
            match sink.write(shown, leaks) {
                Ok(path) => lie.push(one_line(&path.display().to_string(), PATH)),
                Err(error) => wrong.push(error),
            }
        }
        let mut written = true;
        if let Some(kind) = self.alone {
            let report = kind.render(shown);
            if leaks(&report) {
                wrong.push(ReportError::Secret { kind, path: STDOUT.into() });
            } else {
                // Annotations are commands: that is what they are asked for.
                let tell = if kind == Kind::Github { terminal::obeyed } else { terminal::out };
                written = tell(report.trim_end());
            }
        }
        let mut summary = text::summary(result, terminal::window());
        if !lie.is_empty() {
            summary.push(format!("Reports: {}", lie.join(", ")));
        }
        let told = say(&summary.painted(), self.machine);
        let published =
            github::publish(shown, leaks, |lines| terminal::commands(lines, self.machine));
        wrong.extend(published.err());
        // The last one ends the program; none may go untold.
        let last = wrong.pop();
        wrong.iter().for_each(|earlier| terminal::error(&earlier.to_string()));
        match last {
            Some(error) => Err(error.into()),
            None if !told || !written => Ok(Exit::Unknown),
            None => Ok(exit_of(result)),
        }
    }
}

/// Tells people, past stdout where that is a machine's.
fn say(text: &str, is_machines: bool) -> bool {
    if is_machines {
        terminal::note(text);
        true
    } else {
        terminal::out(text)
    }
}
