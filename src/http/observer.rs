//! Whoever wants to know what a target answers, beside the one who asked.

use std::fmt::Debug;

use super::exchange::{Answer, Call};
use crate::secrets::redact::Redactor;
use crate::verdict::ExchangeRecord;

/// Is told of every exchange, in the order in which they end for each sender.
pub trait Observer: Debug + Send + Sync {
    /// A call was answered; what is kept of the exchange, and what masks secrets in more.
    fn answered(&self, call: &Call, answer: &Answer, kept: &ExchangeRecord, redactor: &Redactor);

    /// A call was sent, and no answer came.
    fn unanswered(&self, call: &Call) {
        let _ = call;
    }
}
