//! What differs from run to run though the target behaved the same: replaced, so that the same
//! behaviour gives the same bytes in every report.
//!
//! In comes a [`RunResult`], out goes one with fixed times and with placeholders for run ids,
//! ports, object ids, keys and certificates. Within a case the same value has the same
//! placeholder, so that a reader still sees what refers to what.

use crate::verdict::{CaseResult, ExchangeRecord, RunResult, StepResult, Verdict};
use placeholders::Placeholders;

mod placeholders;

/// A moment for what happens at another one each time.
const EPOCH: &str = "1970-01-01T00:00:00Z";

/// The run without what is different each time.
pub fn settled(run: &RunResult) -> RunResult {
    let mut run = run.clone();
    let ids: Vec<String> = run.run_id.split('+').map(str::to_owned).collect();
    let mut places = Placeholders::new(&ids);
    places.settle(&mut run.url);
    let lines = run.remarks.iter_mut().chain(&mut run.clean_up.left);
    lines.for_each(|line| places.settle(line));
    run.cases.iter_mut().for_each(|c| case(c, &mut Placeholders::new(&ids)));
    run.run_id = "run".to_owned();
    run.tool_version = "0.0.0".to_owned();
    run.started_at = EPOCH.to_owned();
    run.millis = 0;
    run
}

fn case(case: &mut CaseResult, places: &mut Placeholders) {
    case.millis = 0;
    case.steps.iter_mut().for_each(|s| step(s, places));
    if let Verdict::Error { reason }
    | Verdict::Blocked { reason }
    | Verdict::KnownDeviation { reason }
    | Verdict::Undeclared { reason } = &mut case.verdict
    {
        places.settle(reason);
    }
}

fn step(step: &mut StepResult, places: &mut Placeholders) {
    // How often a step had to ask depends on the clock; what it got in the end does not.
    step.exchanges.drain(..step.exchanges.len().saturating_sub(1));
    step.exchanges.iter_mut().for_each(|e| exchange(e, places));
    for check in &mut step.checks {
        [&mut check.expected, &mut check.actual].into_iter().for_each(|t| places.settle(t));
        // Two long values are told apart so only where they happen to be of one size.
        check.diff.retain(|line| !line.starts_with("different from character "));
        check.diff.iter_mut().for_each(|line| places.settle(line));
        check.remark.iter_mut().for_each(|remark| places.settle(remark));
    }
}

fn exchange(exchange: &mut ExchangeRecord, places: &mut Placeholders) {
    let whole = exchange.response_bytes == exchange.response_body.len() as u64;
    places.settle(&mut exchange.url);
    exchange.request_headers.iter_mut().for_each(|(_, value)| places.settle(value));
    exchange.request_body.iter_mut().for_each(|body| places.settle(body));
    for (name, value) in &mut exchange.response_headers {
        match name.as_str() {
            "date" => *value = "date".to_owned(),
            "content-length" => *value = "length".to_owned(),
            _ => places.settle(value),
        }
    }
    places.settle(&mut exchange.response_body);
    places.settle(&mut exchange.curl);
    if whole {
        exchange.response_bytes = exchange.response_body.len() as u64;
    }
    exchange.started_at = EPOCH.to_owned();
    exchange.millis = 0;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Kind, sample};

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
        step.checks[1].actual = request_id.to_owned();
        step.exchanges = vec![step.exchanges[0].clone(); polls];
        run
    }

    #[test]
    fn two_runs_of_the_same_behaviour_give_the_same_bytes_in_every_kind() {
        let one = another(8443, "6b02b053964bc2", &"a1".repeat(16), "2026-01-02T03:04", 1);
        let other = another(37_001, "6b02c0ffee0001", &"b2".repeat(16), "2027-05-06T07:08", 5);
        assert_ne!(one, other);
        let (one, other) = (settled(&one), settled(&other));
        for kind in Kind::ALL {
            assert_eq!(kind.render(&one), kind.render(&other), "{}", kind.word());
        }
        let step = &one.cases[1].steps[1];
        assert_eq!(step.exchanges[0].response_body, "{\"request_id\":\"id-1\"}");
        assert_eq!(step.checks[1].actual, "id-1");
    }

    #[test]
    fn whether_two_long_values_are_of_one_size_does_not_show() {
        let differing = |size: usize, diff: &[&str]| {
            let mut run = sample::run();
            let check = &mut run.cases[1].steps[1].checks[1];
            check.expected = "<base64, 312 bytes>".to_owned();
            check.actual = format!("<base64, {size} bytes>");
            check.diff = diff.iter().map(|line| (*line).to_owned()).collect();
            settled(&run)
        };
        let chance = ["different from character 130 on"];
        assert_eq!(differing(312, &chance), differing(314, &[]));
        assert_ne!(differing(314, &["+ /a 1"]), differing(314, &[]));
    }

    #[test]
    fn another_behaviour_still_shows() {
        let one = settled(&sample::run());
        let mut run = sample::run();
        run.cases[1].steps[1].exchanges[0].status = Some(200);
        assert_ne!(one, settled(&run));
        assert_eq!(one, settled(&one), "settling twice changes nothing more");
    }
}
