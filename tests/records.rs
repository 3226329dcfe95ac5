//! The schemas and the reference vault against what real vaults answered.
//!
//! Small fixtures of our own carry the recorded facts and are always checked; the records
//! themselves are not part of the project, and are checked where their folder is found (see
//! `records/record.rs`). No schema may reject what a real vault sent, none may accept it
//! spoilt, and the vault in its `observed` dialect answers in the recorded shapes.

#![cfg(feature = "cli")]
// Helpers are not inside `#[test]` functions, yet all of this crate is a test.
#![allow(clippy::unwrap_used)]

#[path = "records/asking.rs"]
mod asking;
#[path = "records/comparison.rs"]
mod comparison;
#[path = "records/conversation.rs"]
mod conversation;
#[path = "records/differences.rs"]
mod differences;
#[path = "records/justified.rs"]
mod justified;
#[path = "records/kind.rs"]
mod kind;
#[path = "records/mutation.rs"]
mod mutation;
#[path = "records/record.rs"]
mod record;
#[path = "records/required.rs"]
mod required;
#[path = "records/shape.rs"]
mod shape;
#[path = "records/talk.rs"]
mod talk;

use std::collections::{BTreeMap, BTreeSet};

use kvcontract::check::schema::Schemas;
use kvcontract::run::certificate_authority::CertificateAuthority;

use kind::{Content, Kind};
use mutation::Wrong;
use record::{Record, fixtures, records, say};
use required::Demands;

/// The fixtures, and the records where they are.
fn corpora() -> Vec<(&'static str, &'static [Record])> {
    let records = records().map(|records| ("records", records));
    [("fixtures", fixtures())].into_iter().chain(records).collect()
}

#[track_caller]
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn content(record: &Record) -> Content {
    Kind::of(record).unwrap_or_else(|wrong| panic!("{}: {wrong}", record.name)).content
}

/// The extensions that a vault asks for are none of the harness's business.
#[test]
fn the_harness_signs_every_csr_that_a_real_vault_made() {
    let Some(records) = records() else { return };
    let authority = CertificateAuthority::default();
    let csrs = records.iter().filter_map(|r| Some((&r.name, r.body.get("csr")?.as_str()?)));
    // Some were cut when they were recorded.
    let (cut, whole): (Vec<_>, Vec<_>) = csrs.partition(|(_, csr)| csr.contains('…'));
    let refused = whole.iter().filter_map(|(name, csr)| {
        authority.sign(csr, false).err().map(|why| format!("{name}: {why}"))
    });
    let refused: Vec<String> = refused.collect();
    say(&format!("{} recorded CSRs, {} more are cut", whole.len(), cut.len()));
    none(&refused);
    assert!(!whole.is_empty());
}

#[test]
fn every_answer_is_accepted_by_the_schema_of_its_kind() {
    for (corpus, records) in corpora() {
        let (mut accepted, mut without_body, mut wrong) = (0, 0, Vec::new());
        for record in records {
            let content = Kind::of(record).map(|kind| kind.content.schema());
            match content
                .map(|schema| schema.map(|s| Schemas::embedded().validate(s, &record.body)))
            {
                Err(unknown) => wrong.push(format!("{}: {unknown}", record.name)),
                Ok(Some(Err(errors))) => wrong.push(format!("{}: {errors:?}", record.name)),
                Ok(Some(Ok(()))) => accepted += 1,
                Ok(None) => without_body += 1,
            }
        }
        let all = records.len();
        say(&format!("{corpus}: {accepted} of {all} accepted, {without_body} have no body"));
        none(&wrong);
    }
}

#[test]
fn every_spoilt_answer_is_rejected_or_excused() {
    let demands = Demands::read();
    let mut excused = BTreeMap::<usize, usize>::new();
    let mut wrong = Vec::new();
    for (corpus, records) in corpora() {
        let mut tally = Tally::default();
        for record in records {
            let content = content(record);
            let Some(schema) = content.schema() else { continue };
            for mutation in mutation::all(&record.body, &demands.of(schema, &record.body)) {
                tally.count(&mutation.wrong);
                if Schemas::embedded().validate(schema, &mutation.body).is_err() {
                    tally.rejected += 1;
                } else if let Some(rule) = justified::by(record, &content, &mutation) {
                    tally.excused += 1;
                    *excused.entry(rule).or_default() += 1;
                } else {
                    let (name, at) = (&record.name, &mutation.at);
                    wrong.push(format!("{name}: {at} {:?} is accepted", mutation.wrong));
                }
            }
        }
        say(&format!("{corpus}: {tally}"));
    }
    none(&wrong);
    for (place, rule) in justified::RULES.iter().enumerate() {
        let times = excused.get(&place).copied().unwrap_or_default();
        if times > 0 {
            say(&format!("accepted {times} times: {}", rule.reason));
        }
        // A rule about one record cannot be used where the records are not.
        let due = rule.record.is_none() || records().is_some();
        assert!(times > 0 || !due, "excuses nothing: {}", rule.reason);
    }
}

#[test]
fn a_key_that_no_schema_requires_may_be_left_out() {
    // The other side of what the walk finds: had it missed a demand, this would be refused.
    let demands = Demands::read();
    for (corpus, records) in corpora() {
        let (mut left_out, mut wrong) = (0, Vec::new());
        for record in records {
            let Some(schema) = content(record).schema() else { continue };
            let required = demands.of(schema, &record.body);
            for at in mutation::keys(&record.body).into_iter().filter(|at| !required.contains(at)) {
                left_out += 1;
                let body = mutation::removed(&record.body, &at).body;
                if Schemas::embedded().validate(schema, &body).is_err() {
                    wrong.push(format!("{}: {at} is required after all", record.name));
                }
            }
        }
        say(&format!("{corpus}: {left_out} optional keys left out"));
        none(&wrong);
    }
}

#[test]
fn the_fixtures_carry_every_shape_of_the_records() {
    let facts: BTreeSet<_> =
        fixtures().iter().map(|f| (Kind::of(f).unwrap(), shape::of_body(f))).collect();
    let carried = |record: &Record| {
        differences::is_elided(record)
            || facts.contains(&(Kind::of(record).unwrap(), shape::of_body(record)))
    };
    let lost = records().unwrap_or_default().iter().filter(|record| !carried(record));
    none(&lost.map(|record| format!("no fixture is like {}", record.name)).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_vault_answers_in_the_recorded_shapes() {
    let exchanges = conversation::hold().await;
    let mut found = Vec::new();
    for exchange in &exchanges {
        found.extend(comparison::compare(exchange, fixtures(), records().unwrap_or_default()));
    }
    let played: BTreeSet<&Kind> = exchanges.iter().map(|exchange| &exchange.kind).collect();
    let unplayed = fixtures().iter().filter(|f| !played.contains(&Kind::of(f).unwrap()));
    let unplayed: BTreeSet<&str> = unplayed.map(|fixture| fixture.name.as_str()).collect();
    say(&format!(
        "the vault: {} answers of {} kinds, {} differences from what was recorded",
        exchanges.len(),
        played.len(),
        found.len()
    ));
    none(&differences::unexplained(&found, records().is_some()));
    assert_eq!(unplayed, BTreeSet::from(differences::UNPLAYED.map(|(fixture, _)| fixture)));
}

/// How many mutations, of which sort, and what became of them.
#[derive(Default)]
struct Tally {
    removed: usize,
    retyped: usize,
    misspelt: usize,
    rejected: usize,
    excused: usize,
}

impl Tally {
    fn count(&mut self, wrong: &Wrong) {
        match wrong {
            Wrong::Removed => self.removed += 1,
            Wrong::Retyped(_) => self.retyped += 1,
            Wrong::Misspelt(_) => self.misspelt += 1,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Tally { removed, retyped, misspelt, rejected, excused } = self;
        let all = removed + retyped + misspelt;
        write!(f, "{all} mutations ({removed} required keys removed, {retyped} types changed, ")?;
        write!(
            f,
            "{misspelt} statuses misspelt): {rejected} rejected, {excused} accepted with a reason"
        )
    }
}
