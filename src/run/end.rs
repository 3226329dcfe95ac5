//! How the walk of a case ended.
//!
//! In: nothing. Out: the verdict that follows, before a target file is asked. Must not know how
//! a case is walked.

use crate::verdict::finding::Place;
use crate::verdict::{Lack, Verdict};

/// What a case wanted of its set-up and was not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotGiven {
    /// The index of the step that is to blame.
    pub step: usize,
    /// The place of the value that a later step needs; none where the step itself was not done.
    pub value: Option<Place>,
}

/// How the walk of a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Every claim held.
    Held,
    /// A claim is broken.
    Broken,
    /// A precondition is not met: no claim is due.
    NotDue(String, Lack),
    /// The set-up could not be done: the reason, and what was not given.
    Unready(String, NotGiven),
    /// It could not be told.
    Unknown(String),
}

impl End {
    /// What it means for the case, before its target file is asked. What explains a set-up that
    /// could not be done is known when all cases have ended.
    pub fn verdict(self) -> Verdict {
        match self {
            End::Held => Verdict::Pass,
            End::Broken => Verdict::Fail,
            End::NotDue(reason, lack) => {
                Verdict::Blocked { reason, broken: None, lack: Some(lack) }
            }
            End::Unready(reason, _) | End::Unknown(reason) => Verdict::Error { reason },
        }
    }
}
