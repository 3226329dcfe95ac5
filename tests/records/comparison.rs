//! One answer of the vault against the answers of its kind that were recorded.
//!
//! What ours has must be found in some of them; what all of the newest have, ours must have.
//! Fixtures and records are asked each by themselves, so that neither hides what the other
//! demands. Out: differences; whether they are meant is not known here.

use std::collections::BTreeSet;

use crate::kind::Kind;
use crate::record::Record;
use crate::shape::{self, Marks};
use crate::talk::Exchange;

/// A mark that only one side has.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which answer of the vault.
    pub step: &'static str,
    /// Who has it.
    pub side: Side,
    /// What.
    pub mark: String,
}

/// Who has what the other has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The vault sends it and no recorded answer has it.
    Ours,
    /// Every newest recorded answer has it and the vault does not send it.
    Theirs,
    /// Nothing of that kind was recorded, in fixtures or records.
    Nobody,
}

/// How an answer of the vault differs from what was recorded.
pub fn compare(exchange: &Exchange, fixtures: &[Record], records: &[Record]) -> Vec<Difference> {
    let (fixtures, records) = (alike(&exchange.kind, fixtures), alike(&exchange.kind, records));
    let say = |side, mark: String| Difference { step: exchange.step, side, mark };
    if fixtures.is_empty() {
        return vec![say(Side::Nobody, format!("{:?}", exchange.kind))];
    }
    let known: Marks = fixtures.iter().chain(&records).flat_map(|r| shape::of(r)).collect();
    let due = &newest(&fixtures) | &newest(&records);
    let ours = shape::of(&exchange.record);
    let extra = shape::only_in(&ours, &known).into_iter().map(|mark| say(Side::Ours, mark));
    let missing = shape::only_in(&due, &ours).into_iter().map(|mark| say(Side::Theirs, mark));
    extra.chain(missing).collect()
}

fn alike<'a>(kind: &Kind, records: &'a [Record]) -> Vec<&'a Record> {
    records.iter().filter(|record| Kind::of(record).as_ref() == Ok(kind)).collect()
}

/// What all those of the newest api-version have.
fn newest(records: &[&Record]) -> Marks {
    let last = records.iter().map(|record| age(record.api_version())).max();
    let newest = records.iter().filter(|record| Some(age(record.api_version())) == last);
    shape::shared(&newest.map(|record| shape::of(record)).collect::<Vec<_>>())
}

/// Orders api-versions: the first were dates, then came numbers, then dates again.
fn age(api_version: &str) -> (u8, &str) {
    let era = match api_version.split_once('-').and_then(|(year, _)| year.parse::<u16>().ok()) {
        Some(..2018) => 0,
        Some(_) => 2,
        None => 1,
    };
    (era, api_version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record;
    use serde_json::json;

    fn operation(api_version: &str, extra: &str) -> Record {
        Record {
            name: String::new(),
            method: "GET".to_owned(),
            url: format!("https://v/certificates/a/pending?api-version={api_version}"),
            status: 200,
            headers: [].into(),
            body: json!({ "status": "completed", extra: true }),
        }
    }

    fn compared(ours: &str, theirs: &[Record]) -> Vec<(Side, String)> {
        let record = operation("7.6", ours);
        let exchange = Exchange { step: "a", kind: Kind::of(&record).unwrap(), record };
        compare(&exchange, theirs, &[]).into_iter().map(|d| (d.side, d.mark)).collect()
    }

    #[test]
    fn what_ours_has_is_looked_for_everywhere_and_what_it_lacks_in_the_newest() {
        let theirs = [operation("2016-10-01", "old"), operation("7.0", "new")];
        assert_eq!(compared("new", &theirs), []);
        assert_eq!(compared("old", &theirs), [(Side::Theirs, "/new/: boolean".to_owned())]);
        let both = [
            (Side::Ours, "/odd/: boolean".to_owned()),
            (Side::Theirs, "/new/: boolean".to_owned()),
        ];
        assert_eq!(compared("odd", &theirs), both);
        assert_eq!(compared("odd", &[])[0].0, Side::Nobody);
    }

    #[test]
    fn api_versions_are_ordered_by_age() {
        let versions = [
            "2015-06-01",
            "2016-10-01",
            "7.0",
            "7.3",
            "7.3-preview",
            "2025-07-01",
            "2026-03-01-preview",
        ];
        assert!(versions.is_sorted_by_key(|version| age(version)));
        let known: BTreeSet<&str> = record::fixtures().iter().map(Record::api_version).collect();
        assert!(known.contains("2025-07-01"));
    }
}
