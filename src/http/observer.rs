//! Whoever wants to know what a target answers, beside the one who asked.

use std::fmt::Debug;

use super::exchange::{Answer, Call};

/// Is told of every answer.
pub trait Observer: Debug + Send + Sync {
    /// A call was answered.
    fn answered(&self, call: &Call, answer: &Answer);
}
