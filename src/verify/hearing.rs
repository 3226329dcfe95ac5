//! One file, heard from its beginning to its end.
//!
//! In: the exchanges of the file, in its order. Out: what the rules say of each, in the tally, and
//! the counts. What is known of a name ends with the file: the next one may be of another day.

use std::sync::Arc;

use super::address::Address;
use super::addressed::{Addressed, Item};
use super::body;
use super::counts::Counts;
use super::kept;
use super::names::Names;
use super::order::{Timed as _, Turn, Window};
use crate::check::rules::tally::Tally;
use crate::check::rules::{Judge, Judged, ObservedExchange, Terms};
use crate::http::exchange::Answer;
use crate::keyvault::route::Route;
use crate::secrets::learnt::Learnt;
use crate::secrets::masks::is_mask;
use crate::verdict::ContractMode;

/// Headers that rules look at.
const LOOKED_AT: [&str; 3] = ["content-type", "location", "retry-after"];

/// What all files share.
pub(super) struct Shared<'b> {
    pub tally: &'b Tally,
    pub counts: &'b mut Counts,
    pub secrets: &'b mut Learnt,
    pub mode: ContractMode,
    pub level_may: &'b dyn Fn(&str) -> bool,
    /// Whether traffic has gaps, whatever was seen of a name.
    pub gaps: bool,
}

/// The hearing of one file.
pub(super) struct Hearing<'h> {
    label: &'h str,
    judge: &'h Judge,
    shared: Shared<'h>,
    names: Names,
    window: Option<Window<Addressed>>,
}

impl<'h> Hearing<'h> {
    /// Of the file that is called so.
    pub fn new(label: &'h str, judge: &'h Judge, shared: Shared<'h>) -> Self {
        Hearing { label, judge, shared, names: Names::default(), window: Some(Window::new()) }
    }

    /// Takes in the next entry of the file.
    pub fn take_in(&mut self, item: Item) {
        self.shared.counts.entries += 1;
        let exchange = match item {
            Item::Exchange(exchange) => *exchange,
            Item::Other(kind) => {
                *self.shared.counts.other.entry(kind).or_default() += 1;
                return;
            }
            Item::Unreadable => {
                self.shared.counts.unreadable += 1;
                return;
            }
        };
        self.shared.counts.note(&exchange.address);
        if let Some(mut window) = self.window.take() {
            let is_known = window.push(exchange, &mut |turn| self.hear(turn));
            self.shared.counts.twice += u64::from(is_known);
            self.window = Some(window);
        }
    }

    /// Hears those that still wait.
    pub fn finish(mut self) {
        if let Some(mut window) = self.window.take() {
            window.finish(&mut |turn| self.hear(turn));
        }
    }

    fn hear(&mut self, turn: Turn<Addressed>) {
        let is_certain = self.is_certain(&turn);
        let mut heard = turn.item;
        if !is_certain {
            self.lose(&heard.address);
        }
        let (Some(status), Some(sent)) = (heard.exchange.status, heard.sent.take()) else {
            self.shared.counts.silent += 1;
            if heard.writes() {
                self.lose(&heard.address);
            }
            return;
        };
        match sent {
            Ok(body) => {
                let answer = kept::answer(&mut heard.exchange, status, body);
                self.judge(&heard, answer, is_certain);
            }
            Err(why) => {
                *self.shared.counts.unseen.entry(why).or_default() += 1;
                // A refusal changes nothing.
                if !(400..500).contains(&status) {
                    self.lose(&heard.address);
                }
            }
        }
    }

    /// Whether all that came before it is known, and in which order.
    fn is_certain(&mut self, turn: &Turn<Addressed>) -> bool {
        let address = &turn.item.address;
        let writes = turn.item.writes();
        let met = turn.item.span().is_some_and(|span| {
            self.names.meets_write(&address.vault, &address.name, span, writes)
        });
        let is_contested = met || turn.is_contested;
        self.shared.counts.late += u64::from(turn.is_late);
        self.shared.counts.contested += u64::from(is_contested && !turn.is_late);
        !is_contested && !turn.is_late
    }

    fn lose(&mut self, address: &Address) {
        self.judge.lose(&address.vault, &address.path);
        self.names.lost(&address.vault, &address.name);
    }

    fn judge(&mut self, heard: &Addressed, answer: Answer, is_certain: bool) {
        let Addressed { exchange, address, .. } = heard;
        let (request, is_request_whole) = body::request(exchange);
        let request = request.map(Arc::new);
        let is_whole = self.names.is_whole(&address.vault, &address.name);
        let heard = ObservedExchange {
            vault: &address.vault,
            method: address.method,
            path: &address.path,
            query: &address.query,
            request: request.as_ref(),
            answer: &answer,
            whole: is_whole && !self.shared.gaps,
        };
        let mask = {
            let body = exchange.request.bytes.as_deref().unwrap_or_default();
            self.shared.secrets.mask(&exchange.request_headers, body)
        };
        let (mode, level_may) = (self.shared.mode, self.shared.level_may);
        let terms = Terms { mode, level_may, mask: &|text| mask.text(text) };
        let mut judged = self.judge.judge(&heard, &terms);
        if !has_headers(&answer) {
            self.shared.counts.headless += 1;
            leave_out_headers(&mut judged);
        }
        let counts = &mut *self.shared.counts;
        if judged.iter().any(|judged| judged.checks.is_some()) {
            counts.judged += 1;
        } else {
            counts.idle += 1;
        }
        if !judged.is_empty() {
            let by = format!("{}#{}", self.label, exchange.number);
            self.shared.tally.note(judged, &by, None, || {
                kept::record(exchange, address, &answer, mask.redactor())
            });
        }
        // Whether it was the cancellation that was asked for, or taken back, only its body says.
        let is_obscure = address.method == "PATCH" && !is_request_whole && answer.status < 400;
        self.follow(address, answer.status, is_certain && !is_obscure);
    }

    /// What is known of the name from here on.
    fn follow(&mut self, address: &Address, status: u16, is_certain: bool) {
        if !is_certain {
            self.lose(address);
        } else if begins(address, status) {
            self.shared.counts.begun += 1;
            self.names.begins(&address.vault, &address.name);
        } else if status >= 500 && address.method != "GET" {
            self.names.lost(&address.vault, &address.name);
        }
    }
}

/// Whether it says what is so of its name from there on, whatever was before.
fn begins(address: &Address, status: u16) -> bool {
    match (address.method, Route::parse(&address.path)) {
        ("POST", Some(Route::Create(_))) => status == 202,
        ("POST", Some(Route::Import(_))) => status == 200,
        ("PUT" | "DELETE", Some(Route::Issuer(_))) => (200..300).contains(&status),
        _ => false,
    }
}

/// Whether the headers that rules look at were recorded as they were sent.
fn has_headers(answer: &Answer) -> bool {
    let mut looked_at =
        answer.headers.iter().filter(|(name, _)| LOOKED_AT.contains(&name.as_str()));
    !answer.headers.is_empty() && !looked_at.any(|(_, value)| is_mask(value))
}

/// Rules about headers cannot be told where none were recorded.
fn leave_out_headers(judged: &mut [Judged<'_>]) {
    for judged in judged {
        let expect = &judged.rule.expect;
        let observed = expect.observed.as_ref().is_some_and(|o| !o.demands.headers.is_empty());
        let looks = !judged.rule.when.headers.is_empty() || !expect.documented.headers.is_empty();
        if looks || observed {
            judged.checks = None;
        }
    }
}
