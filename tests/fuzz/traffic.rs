//! Recorded traffic, spoilt or made up, as HAR and as JSON lines: judged or refused, and whatever is
//! said of it can be read.

use std::sync::LazyLock;

use kvcontract::verdict::ContractMode;
use kvcontract::verify::Verification;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::readers::{self, SUITE};
use crate::rounds::round;
use crate::texts::{Change, change, changes, cut, cuts, json, text};

/// A good run, as `serve --log` wrote it.
pub static GOOD: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let lines = include_str!("corpus/conversation.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
});

const MODES: [ContractMode; 3] =
    [ContractMode::Documented, ContractMode::Observed, ContractMode::Either];

fn heard(text: &str, mode: ContractMode, gaps: bool) -> Result<(), String> {
    let mut verification = Verification::new(&SUITE, mode).with_gaps(gaps);
    let heard = verification.judge("traffic", text.as_bytes());
    if let Err(error) = heard {
        let told = error.to_string();
        let one_line = told.len() < 2000 && !told.chars().any(char::is_control);
        if !one_line {
            return Err(format!("not told in a line: {told:?}"));
        }
    }
    readers::read(&verification.finish(&[]).result)
}

/// A few entries that follow each other, some of them changed.
fn spoilt() -> impl Strategy<Value = Vec<Value>> {
    let some = (any::<Index>(), 1..14_usize, vec((any::<Index>(), changes()), 0..4));
    some.prop_map(|(from, length, spoilt)| {
        let from = from.index(GOOD.len());
        let mut entries = GOOD[from..GOOD.len().min(from + length)].to_vec();
        for (at, changes) in spoilt {
            let entry = at.get_mut(&mut entries);
            // What came is what rules are about.
            if let Some(body) = entry.get_mut("response_body") {
                *body = change(body.take(), &changes);
            }
            let other: Vec<Change> = changes.into_iter().skip(1).collect();
            *entry = change(entry.take(), &other);
        }
        entries
    })
}

fn har(entries: &[Value]) -> Value {
    let headers = |headers: &Value| -> Vec<Value> {
        let pairs = headers.as_object().cloned().unwrap_or_default().into_iter();
        pairs.map(|(name, value)| json!({ "name": name, "value": value })).collect()
    };
    let entry = |entry: &Value| {
        let entry = if entry.is_object() { entry } else { &json!({}) };
        json!({
            "startedDateTime": entry["started_at"], "time": 1,
            "request": { "method": entry["method"], "url": entry["url"],
                "headers": headers(&entry["request_headers"]),
                "postData": { "mimeType": "application/json", "text": entry["request_body"].to_string() } },
            "response": { "status": entry["status"], "headers": headers(&entry["headers"]),
                "content": { "mimeType": "application/json", "text": entry["response_body"].to_string() } },
        })
    };
    let entries: Vec<Value> = entries.iter().map(entry).collect();
    json!({ "log": { "version": "1.2", "creator": { "name": "x", "version": "1" }, "entries": entries } })
}

#[test]
fn spoilt_traffic_is_judged_and_told_so_that_all_can_read_it() {
    round(
        "traffic-entries",
        48,
        &(spoilt(), select(&MODES[..]), any::<bool>()),
        |(some, mode, gaps)| {
            let lines: Vec<String> = some.iter().map(Value::to_string).collect();
            heard(&lines.join("\n"), mode, gaps)?;
            heard(&har(&some).to_string(), mode, gaps)
        },
    );
}

#[test]
fn so_is_what_is_hardly_traffic_any_more() {
    let lines = GOOD[..12].iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let archive = har(&GOOD[..12]).to_string();
    round("traffic-cut", 48, &(any::<bool>(), cuts()), |(as_har, cuts)| {
        let text = if as_har { &archive } else { &lines };
        heard(&cut(text, &cuts), ContractMode::Documented, false)
    });
    round("traffic-meanings", 48, &changes(), |changes| {
        heard(&change(har(&GOOD[..4]), &changes).to_string(), ContractMode::Documented, false)
    });
    let made_up = prop_oneof![text(), json().prop_map(|json| json.to_string())];
    round("traffic-nonsense", 64, &made_up, |text| heard(&text, ContractMode::Either, true));
}
