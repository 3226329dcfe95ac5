//! All files of one verification, and what comes out in the end.
//!
//! In: a suite, what traffic is held to, files one after another. Out: a [`RunResult`] as a run
//! makes it, without cases: its trials are the rules.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::address::{self, Roots};
use super::addressed::{Addressed, Item};
use super::counts::Counts;
use super::hearing::{Hearing, Shared};
use super::read::{Form, ReadError, read};
use super::{har, line};
use crate::check::rules::tally::Tally;
use crate::check::rules::{Judge, trial};
use crate::check::schema::Schemas;
use crate::deviation::{self, Declared};
use crate::scenario::Suite;
use crate::secrets::learnt::Learnt;
use crate::secrets::redact::Redactor;
use crate::verdict::{CleanUp, ContractMode, RunRemark, RunResult, Tls};

/// Exchanges, and bytes of theirs, that are handed on at once.
const MOST_AT_ONCE: usize = 64;
const MOST_BYTES_AT_ONCE: usize = 1 << 20;
/// Hands that may be full at a time.
const WAITING: usize = 2;
/// Files that are named.
const MOST_FILES: usize = 3;

/// Recorded traffic, held to the rules.
pub struct Verification<'s> {
    suite: &'s Suite,
    mode: ContractMode,
    gaps: bool,
    may: BTreeSet<String>,
    tally: Tally,
    counts: Counts,
    secrets: Learnt,
    labels: Vec<String>,
    started: Option<OffsetDateTime>,
    began: Instant,
}

/// What came out.
pub struct Verified {
    /// The trials of the rules, with what was counted as remarks.
    pub result: RunResult,
    /// What masks the secrets of the traffic.
    pub redactor: Redactor,
}

impl<'s> Verification<'s> {
    /// Nothing heard yet.
    pub fn new(suite: &'s Suite, mode: ContractMode) -> Self {
        Verification {
            suite,
            mode,
            gaps: false,
            may: suite.contract.may(),
            tally: Tally::default(),
            counts: Counts::default(),
            secrets: Learnt::default(),
            labels: Vec::new(),
            started: None,
            began: Instant::now(),
        }
    }

    /// The same for traffic with gaps: rules that need that nothing happened out of sight are off.
    pub fn with_gaps(self, gaps: bool) -> Self {
        Verification { gaps, ..self }
    }

    /// Hears a file to its end. What it says of names ends with it.
    pub fn judge(&mut self, label: &str, input: impl Read + Send) -> Result<(), ReadError> {
        let judge = Judge::with(self.suite.rules.clone(), Schemas::with(&self.suite.schemas));
        let (may, started) = (&self.may, &mut self.started);
        self.counts.files += 1;
        self.labels.push(label.to_owned());
        let shared = Shared {
            tally: &self.tally,
            counts: &mut self.counts,
            secrets: &mut self.secrets,
            mode: self.mode,
            level_may: &|clause| may.contains(clause),
            gaps: self.gaps,
        };
        let mut hearing = Hearing::new(label, &judge, shared);
        let roots = &Roots::with(&self.suite.roots);
        thread::scope(|scope| {
            let (give, take) = sync_channel(WAITING);
            let reading = scope.spawn(move || take_apart(input, give, roots));
            for item in take.iter().flatten() {
                if let Item::Exchange(addressed) = &item
                    && let Some(at) = addressed.exchange.started
                {
                    *started = Some(started.map_or(at, |earliest| earliest.min(at)));
                }
                hearing.take_in(item);
            }
            hearing.finish();
            // A panic there is one here.
            reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    /// Sums up; what is declared is excused.
    pub fn finish(self, declared: &[Declared]) -> Verified {
        let trials = trial::trials(self.suite);
        let cases = trials.iter().map(|one| {
            trial::result(one, &self.tally, |came_to, found| {
                deviation::judge(came_to, found, declared)
            })
        });
        let started = self.started.unwrap_or_else(OffsetDateTime::now_utc);
        let more = self.labels.len().saturating_sub(MOST_FILES);
        let mut target = self.labels[..self.labels.len() - more].join(", ");
        if more > 0 {
            target.push_str(&format!(" and {more} more"));
        }
        let result = RunResult {
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            run_id: "verify".to_owned(),
            target,
            target_version: None,
            url: self.counts.vaults(),
            api_version: self.counts.versions(),
            contract: self.mode,
            started_at: started.truncate_to_millisecond().format(&Rfc3339).unwrap_or_default(),
            millis: self.began.elapsed().as_millis() as u64,
            tls: Tls::default(),
            embedded: false,
            arguments: Vec::new(),
            gate: Vec::new(),
            interrupted: false,
            remarks: self.counts.remarks(self.gaps).into_iter().map(RunRemark::from).collect(),
            issuers: Vec::new(),
            cases: cases.collect(),
            clean_up: CleanUp::default(),
        };
        Verified { result, redactor: self.secrets.into_redactor() }
    }
}

/// Reads a file and hands its entries on, a handful at a time.
fn take_apart(
    input: impl Read,
    give: SyncSender<Vec<Item>>,
    roots: &Roots,
) -> Result<(), ReadError> {
    let (mut hand, mut bytes) = (Vec::new(), 0);
    let read = read(input, |number, form, text| {
        let exchange = match form {
            Form::Har => har::entry(number, text)?,
            Form::Line => line::exchange(number, text)?,
        };
        let item = match exchange {
            None => Item::Unreadable,
            Some(exchange) => match address::of(&exchange.method, &exchange.url, roots) {
                Err(other) => Item::Other(other),
                Ok(address) => Item::Exchange(Box::new(Addressed::new(exchange, address))),
            },
        };
        hand.push(item);
        bytes += text.len();
        if hand.len() >= MOST_AT_ONCE || bytes >= MOST_BYTES_AT_ONCE {
            bytes = 0;
            // Nobody takes them any more only if the other side is gone.
            let _ = give.send(std::mem::take(&mut hand));
        }
        Ok(())
    });
    let _ = give.send(hand);
    read
}
