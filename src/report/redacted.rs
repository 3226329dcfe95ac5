//! What differs from run to run though the target behaved the same: replaced, so that the same
//! behaviour gives the same bytes in every report.
//!
//! In comes a [`RunResult`], out goes one with fixed times and with placeholders for run ids,
//! ports, object ids, keys and certificates. Within a case the same value has the same
//! placeholder, so that a reader still sees what refers to what.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::matcher::OTHER_TEXT;
use crate::verdict::finding::{CheckResult, Got};
use crate::verdict::{
    CaseResult, ExchangeRecord, RunRemark, RunResult, StepResult, Verdict, Visitor as _,
};
use crate::volatile;
use placeholders::Placeholders;

mod lists;
mod placeholders;

/// A moment for what happens at another one each time.
const EPOCH: &str = "1970-01-01T00:00:00Z";

/// The run without what is different each time.
pub fn without_volatile(run: &RunResult) -> RunResult {
    let mut run = run.clone();
    let ids: Vec<String> = run.run_id.split('+').map(str::to_owned).collect();
    let mut places = Placeholders::new(&ids);
    places.text(&mut run.url);
    run.tls.ca.iter_mut().for_each(|ca| places.text(ca));
    run.arguments.iter_mut().for_each(|argument| places.text(argument));
    run.remarks.iter_mut().for_each(|remark| run_remark(remark, &mut places));
    run.clean_up.left.iter_mut().for_each(|line| places.text(line));
    for issuer in &mut run.issuers {
        places.text(&mut issuer.name);
        exchange(&mut issuer.exchange, &mut places);
    }
    run.cases.iter_mut().for_each(|c| case(c, &mut Placeholders::new(&ids)));
    run.run_id = "run".to_owned();
    run.tool_version = "0.0.0".to_owned();
    run.started_at = EPOCH.to_owned();
    run.millis = 0;
    run
}

fn run_remark(remark: &mut RunRemark, places: &mut Placeholders) {
    match remark {
        RunRemark::Note { text } => places.text(text),
        // How often and how long a target throttles depends on the clock.
        RunRemark::Shard { .. } => {}
        RunRemark::Throttled { times, waited_millis } => (*times, *waited_millis) = (0, 0),
    }
}

fn case(case: &mut CaseResult, places: &mut Placeholders) {
    case.began = None;
    case.millis = 0;
    let own = lists::own_names(case);
    case.answers.iter_mut().for_each(|answers| answers.visit(places));
    case.steps.iter_mut().for_each(|s| step(s, &own, places));
    if let Verdict::Error { reason }
    | Verdict::Blocked { reason, .. }
    | Verdict::KnownDeviation { reason }
    | Verdict::StaleDeviation { reason } = &mut case.verdict
    {
        places.text(reason);
    }
}

fn step(step: &mut StepResult, own: &BTreeSet<String>, places: &mut Placeholders) {
    // How often a step had to ask depends on the clock; what it got in the end does not.
    step.exchanges.drain(..step.exchanges.len().saturating_sub(1));
    for exchange in step.exchanges.iter_mut().filter(|exchange| lists::is_list(exchange)) {
        let whole = exchange.response_bytes == exchange.response_body.len() as u64;
        if let Some(body) = lists::own_entries(&exchange.response_body, own) {
            exchange.response_body = body;
        }
        if whole {
            exchange.response_bytes = exchange.response_body.len() as u64;
        }
        step.checks.iter_mut().for_each(lists::check);
    }
    step.exchanges.iter_mut().for_each(|e| exchange(e, places));
    step.checks.iter_mut().for_each(named_by_place);
    step.visit(places);
    step.checks.iter_mut().for_each(check);
}

/// A value that looks like a word by chance, and is volatile by the place where it stands.
fn named_by_place(check: &mut CheckResult) {
    if let Got::Value { value: Value::String(text) } = &mut check.got
        && volatile::is_volatile_under(check.place.key(), text)
    {
        *text = "blob".to_owned();
    }
}

fn check(check: &mut CheckResult) {
    // Two long texts are told apart so only where they happen to be of one size.
    check.reason.take_if(|reason| reason.code == OTHER_TEXT);
    // Of what is made anew each time, it differs at another place each time.
    if let Some(reason) = check.reason.as_mut().filter(|reason| reason.code == "other-bytes") {
        reason.about.remove("from");
    }
}

fn exchange(exchange: &mut ExchangeRecord, places: &mut Placeholders) {
    let whole = exchange.response_bytes == exchange.response_body.len() as u64;
    places.text(&mut exchange.url);
    exchange.request_headers.iter_mut().for_each(|(_, value)| places.text(value));
    exchange.request_body.iter_mut().for_each(|body| places.text(body));
    for (name, value) in &mut exchange.response_headers {
        match name.as_str() {
            "date" => *value = "date".to_owned(),
            "content-length" => *value = "length".to_owned(),
            _ => places.text(value),
        }
    }
    places.text(&mut exchange.response_body);
    if whole {
        exchange.response_bytes = exchange.response_body.len() as u64;
    }
    exchange.started_at = EPOCH.to_owned();
    exchange.queued_millis = 0;
    exchange.millis = 0;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Kind, sample};
    use crate::verdict::finding::{Difference, Reason};
    use serde_json::json;

    /// The sample as another run would have it that saw the same behaviour.
    fn another(port: u16, id: &str, request_id: &str, at: &str, polls: usize) -> RunResult {
        let text = Kind::Json.render(&sample::run());
        let text = text.replace("127.0.0.1:8443", &format!("127.0.0.1:{port}"));
        let text = text.replace("k3x9", id).replace("2026-01-02T03:04", at);
        let mut run: RunResult = serde_json::from_str(&text).unwrap();
        run.millis = u64::from(port);
        let step = &mut run.cases[1].steps[1];
        step.exchanges[0].response_body = format!("{{\"request_id\":\"{request_id}\"}}");
        step.exchanges[0].response_bytes = 0;
        step.exchanges[0].response_headers.push(("date".to_owned(), at.to_owned()));
        step.checks[1].got = Got::Value { value: request_id.into() };
        step.exchanges = vec![step.exchanges[0].clone(); polls];
        run
    }

    #[test]
    fn two_runs_of_the_same_behaviour_give_the_same_bytes_in_every_kind() {
        let one = another(8443, "6b02b053964bc2", &"a1".repeat(16), "2026-01-02T03:04", 1);
        let other = another(37_001, "6b02c0ffee0001", &"b2".repeat(16), "2027-05-06T07:08", 5);
        assert_ne!(one, other);
        let (one, other) = (without_volatile(&one), without_volatile(&other));
        for kind in Kind::ALL {
            assert_eq!(kind.render(&one), kind.render(&other), "{}", kind.word());
        }
        let step = &one.cases[1].steps[1];
        assert_eq!(step.exchanges[0].response_body, "{\"request_id\":\"id-1\"}");
        assert_eq!(step.checks[1].got, Got::Value { value: "id-1".into() });
    }

    #[test]
    fn whether_two_long_values_are_of_one_size_does_not_show() {
        let differing = |size: usize, reason: Option<&str>, differences: &[&str]| {
            let mut run = sample::run();
            let check = &mut run.cases[1].steps[1].checks[1];
            check.got = Got::Base64 { bytes: size };
            let about = json!({ "from": 130 }).as_object().cloned().unwrap_or_default();
            check.reason = reason.map(|code| Reason { code: code.to_owned(), about });
            let difference = |pointer: &&str| Difference {
                pointer: (*pointer).to_owned(),
                expected: None,
                got: Some(Got::Base64 { bytes: size }),
            };
            check.differences = differences.iter().map(difference).collect();
            without_volatile(&run)
        };
        let (chance, other) = (Some(OTHER_TEXT), Some("other-bytes"));
        assert_eq!(differing(312, chance, &[]), differing(314, None, &[]));
        assert_eq!(differing(312, None, &["/a"]), differing(314, None, &["/a"]));
        assert_ne!(differing(314, None, &["/a"]), differing(314, None, &[]));
        assert_ne!(differing(314, other, &[]), differing(314, None, &[]));
    }

    #[test]
    fn another_behaviour_still_shows() {
        let one = without_volatile(&sample::run());
        let mut run = sample::run();
        run.cases[1].steps[1].exchanges[0].status = Some(200);
        assert_ne!(one, without_volatile(&run));
        assert_eq!(one, without_volatile(&one), "settling twice changes nothing more");
    }
}
