//! What ends a command early, as people read it, and the exit codes.

use std::process::ExitCode;

use crate::credential::CredentialError;
use crate::http::not_ready::NotReady;
use crate::leftovers::journal::JournalError;
use crate::leftovers::sweep::SweepError;
use crate::report::ReportError;
use crate::report::merge::MergeError;
use crate::report::saved::SavedError;
use crate::run::BeginError;
use crate::target::open::OpenError;
use crate::verdict::{RunResult, VerdictKind};
use crate::yaml::{Mistake, Mistakes};

/// The documented exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The contract held.
    Held,
    /// The contract is broken.
    Broken,
    /// Usage, or a file of ours is wrong.
    Usage,
    /// It could not be told.
    Unknown,
    /// Nothing was selected, or nothing could be verified.
    Nothing,
    /// That of a command that was run.
    Command(u8),
}

impl Exit {
    /// Of a command that has nothing to do but to tell: whether what it says could be written.
    pub fn of_telling(told: bool) -> Exit {
        if told { Exit::Held } else { Exit::Unknown }
    }

    /// As a number.
    pub fn code(self) -> u8 {
        match self {
            Exit::Held => 0,
            Exit::Broken => 1,
            Exit::Usage => 2,
            Exit::Unknown => 3,
            Exit::Nothing => 4,
            Exit::Command(code) => code,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// What ends a command early.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Mistakes in files.
    #[error("{0}")]
    Files(#[from] Mistakes),
    /// The target file cannot be used.
    #[error("{0}")]
    Open(#[from] OpenError),
    /// The credential cannot be used.
    #[error("{0}")]
    Credential(#[from] CredentialError),
    /// A report cannot be written.
    #[error("{0}")]
    Report(#[from] ReportError),
    /// A saved result cannot be read.
    #[error("{0}")]
    Saved(#[from] SavedError),
    /// Recorded traffic cannot be read to its end.
    #[error("{file}: {cause}")]
    Traffic {
        /// The file as it was named.
        file: String,
        /// Where it ends, and why.
        cause: String,
    },
    /// Results cannot be put together.
    #[error("{0}")]
    Merge(#[from] MergeError),
    /// The journal cannot be kept.
    #[error("{0}; another folder can be given with --journal")]
    Journal(#[from] JournalError),
    /// The target is not there.
    #[error("{0}")]
    NotReady(#[from] NotReady),
    /// The command line asks for something impossible.
    #[error("{0}")]
    Usage(String),
    /// No case matches.
    #[error("no case matches the filter; see `kvcontract list`{}", .hint.as_ref().map(|hint| format!("\n    {hint}")).unwrap_or_default())]
    NothingSelected {
        /// What may have been meant.
        hint: Option<String>,
    },
    /// The target was waited for in vain.
    #[error("{0}")]
    NotAnswering(String),
    /// Nothing is to be run again.
    #[error("nothing failed in that run: there is nothing to run again")]
    NothingFailed,
    /// Nothing the user can help.
    #[error("{0}")]
    Internal(String),
}

impl From<Mistake> for Failure {
    fn from(mistake: Mistake) -> Failure {
        Failure::Files(Mistakes(vec![mistake]))
    }
}

impl From<BeginError> for Failure {
    fn from(error: BeginError) -> Failure {
        match error {
            BeginError::Client(error) => Failure::Usage(error.to_string()),
            BeginError::Journal(error) => Failure::Journal(error),
            BeginError::Environment(error) => Failure::Usage(error.to_string()),
        }
    }
}

impl From<SweepError> for Failure {
    fn from(error: SweepError) -> Failure {
        match error {
            SweepError::NotReady(error) => Failure::NotReady(error),
            SweepError::Journal(..) => Failure::Usage(error.to_string()),
        }
    }
}

impl Failure {
    /// The code the command ends with.
    pub fn exit(&self) -> Exit {
        match self {
            Failure::Report(ReportError::Secret { .. } | ReportError::Lost { .. }) => Exit::Unknown,
            Failure::Files(_)
            | Failure::Open(_)
            | Failure::Credential(_)
            | Failure::Report(_)
            | Failure::Journal(_)
            | Failure::Usage(_) => Exit::Usage,
            Failure::Saved(_) | Failure::Merge(_) | Failure::Traffic { .. } => Exit::Usage,
            Failure::NotReady(_) | Failure::NotAnswering(_) | Failure::Internal(_) => Exit::Unknown,
            Failure::NothingSelected { .. } | Failure::NothingFailed => Exit::Nothing,
        }
    }

    /// Tells it on stderr.
    pub fn told(self) -> Exit {
        super::terminal::error(&self.to_string());
        self.exit()
    }
}

/// The code of a finished run: could-not-tell beats broken, and a run that verified nothing is
/// not a success.
pub fn exit_of(result: &RunResult) -> Exit {
    let any = |kinds: &[VerdictKind]| kinds.iter().any(|kind| result.count(*kind) > 0);
    match () {
        () if any(&[VerdictKind::Error]) || result.interrupted => Exit::Unknown,
        () if !result.clean_up.left.is_empty() => Exit::Unknown,
        () if any(&[VerdictKind::Fail, VerdictKind::StaleDeviation]) => Exit::Broken,
        () if !result.gate.is_empty() => Exit::Broken,
        () if !result.has_verified() => Exit::Nothing,
        () => Exit::Held,
    }
}

/// Could-not-tell beats broken, and both beat a run that verified nothing.
pub fn worse(one: Exit, other: Exit) -> Exit {
    if rank(other) > rank(one) { other } else { one }
}

fn rank(exit: Exit) -> u8 {
    match exit {
        Exit::Held => 0,
        Exit::Nothing => 1,
        // A recorded command's own code; no run ends so.
        Exit::Broken | Exit::Command(_) => 2,
        Exit::Unknown => 3,
        Exit::Usage => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{Answers, CaseResult, Verdict};

    fn run(verdicts: &[Verdict]) -> RunResult {
        let case = |verdict: &Verdict| CaseResult {
            id: "s/c".into(),
            section: "s".into(),
            title: String::new(),
            file: String::new(),
            requirements: Vec::new(),
            verdict: verdict.clone(),
            steps: Vec::new(),
            began: None,
            millis: 0,
            answers: None,
        };
        RunResult::of(verdicts.iter().map(case).collect())
    }

    #[test]
    fn could_not_tell_beats_broken_and_nothing_verified_is_no_success() {
        let blocked = Verdict::Blocked { reason: String::new(), broken: None, lack: None };
        let error = Verdict::Error { reason: String::new() };
        let exit = |verdicts: &[Verdict]| exit_of(&run(verdicts));
        assert_eq!(exit(&[Verdict::Pass, blocked.clone()]), Exit::Held);
        assert_eq!(exit(&[Verdict::Pass, Verdict::Fail]), Exit::Broken);
        assert_eq!(exit(&[Verdict::Fail, error]), Exit::Unknown);
        assert_eq!(exit(&[blocked, Verdict::NotSelected]), Exit::Nothing);
        assert_eq!(exit(&[Verdict::NotSelected]), Exit::Nothing);
        assert_eq!(exit(&[]), Exit::Nothing);
        // Rules beside cases verify nothing; where there are none but rules, they are what counts.
        let mut rules = run(&[Verdict::Pass, Verdict::NotSelected]);
        rules.cases[0].answers = Some(Answers::default());
        assert_eq!(exit_of(&rules), Exit::Nothing);
        rules.cases[1].answers = Some(Answers::default());
        assert_eq!(exit_of(&rules), Exit::Held);
        let mut left = run(&[Verdict::Pass]);
        left.clean_up.left.push("certificate a".into());
        assert_eq!(exit_of(&left), Exit::Unknown);
    }

    #[test]
    fn the_worst_exit_counts() {
        assert_eq!(worse(Exit::Broken, Exit::Held), Exit::Broken);
        assert_eq!(worse(Exit::Broken, Exit::Unknown), Exit::Unknown);
        assert_eq!(worse(Exit::Nothing, Exit::Broken), Exit::Broken);
    }
}
