//! A conversation as a script for a POSIX shell: creates, waits, sends, shows, removes.
//!
//! In come a run and a cause or a case of it, out goes text that can be pasted. It must not know
//! what the case claims.

mod removal;
mod shell;

use crate::cause::Cause;
use crate::verdict::{CaseResult, RunResult};

use shell::{Script, Turn};

/// Characters of a script at most; cut, it would no longer run.
pub const MOST: usize = 200_000;

/// The script of the conversation that leads to the example of a cause, and ends with it; none
/// where it cannot be repeated alone.
pub fn of_cause(run: &RunResult, cause: &Cause) -> Option<String> {
    let (case, at) = cause.conversation_in(run)?;
    let (_, found, _) = cause.example_in(run)?;
    let mut turns: Vec<Turn<'_>> = case.steps[..=at].iter().filter_map(Turn::of).collect();
    // A rule may have seen it in an answer in the middle of a wait.
    if let (Some(turn), Some(example)) = (turns.last_mut(), found.exchanges.last()) {
        turn.exchange = example;
    }
    Some(Script::of(run, &turns).told(&case.id))
}

/// The script of a whole case; none where nothing was sent. The issuers that were made for the run
/// are made again, under names of the script's own.
pub fn of_case(run: &RunResult, case: &CaseResult) -> Option<String> {
    let turns: Vec<Turn<'_>> = case.steps.iter().filter_map(Turn::of).collect();
    let sent = case.answers.is_none() && !turns.is_empty();
    sent.then(|| Script::of(run, &turns).told(&case.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::verdict::{ExchangeRecord, StepResult};

    /// The script of a case that sends these requests, one a step.
    fn script(change: impl FnOnce(&mut RunResult), exchanges: &[Vec<ExchangeRecord>]) -> String {
        let mut run = sample::run();
        change(&mut run);
        let mut case = run.cases[1].clone();
        let step = StepResult { checks: Vec::new(), ..case.steps[0].clone() };
        let steps = exchanges.iter().map(|e| StepResult { exchanges: e.clone(), ..step.clone() });
        case.steps = steps.collect();
        of_case(&run, &case).unwrap()
    }

    fn exchange(method: &str, path: &str, status: u16, body: &str) -> ExchangeRecord {
        ExchangeRecord {
            method: method.to_owned(),
            url: format!("https://127.0.0.1:8443{path}?api-version=7.4"),
            request_body: None,
            status: Some(status),
            response_body: body.to_owned(),
            ..sample::run().cases[1].steps[0].exchanges[0].clone()
        }
    }

    #[test]
    fn a_vault_that_ended_with_the_run_is_started_again() {
        let create = exchange("POST", "/certificates/kvc-6b0a-1/create", 202, "{}");
        let ended = |run: &mut RunResult| {
            run.embedded = true;
            run.url = "https://127.0.0.1:8443/".to_owned();
            run.arguments = ["--fault", "errors-html"].map(str::to_owned).to_vec();
        };
        let script = script(ended, &[vec![create]]);
        assert!(script.contains("kvcontract serve --fault errors-html\n: \"${URL:?"), "{script}");
        let sent = "curl -sS -i -k -X POST \"$URL\"'/certificates/'\"$name\"'/create";
        assert!(script.contains(sent), "{script}");
        assert!(script.contains("-k -H \"Authorization: Bearer $TOKEN\" -X DELETE \"$URL\"/"));
        assert!(!script.contains("8443"), "{script}");
    }

    #[test]
    fn what_another_api_made_is_named_anew_and_told() {
        let set = exchange("PUT", "/secrets/kvc-6b0a-1", 200, "{}");
        let get = exchange("GET", "/secrets/kvc-6b0a-1", 200, "{}");
        let script = script(|_| {}, &[vec![set], vec![get]]);
        assert!(!script.contains("kvc-6b0a"), "{script}");
        assert!(
            script.contains("-X PUT 'https://127.0.0.1:8443/secrets/'\"$name\"'?api"),
            "{script}"
        );
        let left = "printf 'may be left: %s\\n' 'https://127.0.0.1:8443/secrets/'\"$name\"";
        assert!(script.contains(left), "{script}");
        assert!(!script.contains("DELETE"), "{script}");
    }

    #[test]
    fn a_state_is_waited_for_where_the_case_came_to_it_and_left_where_it_gave_up() {
        let state = |state: &str| {
            let body = format!("{{\"status\":\"{state}\"}}");
            exchange("GET", "/certificates/kvc-6b0a-1/pending", 200, &body)
        };
        let under_way = || state("inProgress");
        let once = script(|_| {}, &[vec![under_way()]]);
        assert!(!once.contains("until "), "{once}");
        let gave_up = script(|_| {}, &[vec![under_way(), under_way()]]);
        assert!(gave_up.contains("|| n=60; [ \"$(take status \"$answer\")\" != inProgress ]"));
        let ended = script(|_| {}, &[vec![state("completed")]]);
        assert!(ended.contains("|| n=60; [ \"$(take status \"$answer\")\" = completed ]"));
    }
}
