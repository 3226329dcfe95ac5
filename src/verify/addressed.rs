//! A recorded exchange of the contract, with the body of its answer read.
//!
//! In: an exchange and what it is about. Out: the same, ready to be put in order and judged: so much is
//! done by whoever reads the file, while another one is judged. Must not know what a rule demands.

use super::address::{Address, Other};
use super::body::{self, Unseen};
use super::exchange::Exchange;
use super::order::{Span, Timed};
use crate::http::body::Body;

/// How many times its bytes a body takes once it is read, about.
const READ: usize = 4;

/// An exchange of the contract, the body of its answer read.
#[derive(Debug)]
pub(super) struct Addressed {
    /// As it was recorded.
    pub exchange: Exchange,
    /// What of the contract it is about.
    pub address: Address,
    /// The answer's body, taken out of the exchange; nothing where no answer came.
    pub sent: Option<Result<Body, Unseen>>,
}

/// What an entry of a file is.
pub(super) enum Item {
    /// An exchange of the contract.
    Exchange(Box<Addressed>),
    /// Something else.
    Other(Other),
    /// No exchange in the form of the file.
    Unreadable,
}

impl Addressed {
    /// Reads the answer of an exchange.
    pub fn new(mut exchange: Exchange, address: Address) -> Self {
        let sent = exchange.status.map(|status| body::answer(&mut exchange, status));
        Addressed { exchange, address, sent }
    }

    /// The bytes of the answer's body, as far as they are known.
    fn bytes(&self) -> &[u8] {
        self.sent.as_ref().and_then(|sent| sent.as_ref().ok()).map_or(&[], |sent| sent)
    }

    /// Whether it may change what it is about.
    pub fn writes(&self) -> bool {
        self.address.method != "GET"
    }
}

impl Timed for Addressed {
    fn span(&self) -> Option<Span> {
        let from = self.exchange.started?.unix_timestamp_nanos();
        Some(Span { from, to: from + i128::from(self.exchange.millis) * 1_000_000 })
    }

    fn size(&self) -> usize {
        let asked = self.exchange.request.bytes.as_ref().map_or(0, Vec::len);
        READ * self.bytes().len() + asked + self.exchange.url.len()
    }

    fn touches(&self, other: &Self) -> bool {
        let same = self.address.name == other.address.name;
        same && self.address.vault == other.address.vault && (self.writes() || other.writes())
    }

    fn is(&self, other: &Self) -> bool {
        let (one, two) = (&self.exchange, &other.exchange);
        let asked = one.method == two.method
            && one.url == two.url
            && one.request_headers == two.request_headers
            && one.request == two.request;
        // Two answers may differ in nothing but an id that the service gave each of them.
        asked
            && one.status == two.status
            && one.headers == two.headers
            && one.answer == two.answer
            && self.bytes() == other.bytes()
    }
}
