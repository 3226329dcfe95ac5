//! `run --dry-run`: the plan and its requests, variables unfilled. Sends nothing.

use std::fmt::Write as _;

use super::failure::Exit;
use super::terminal;
use crate::plan::{Decision, Plan, Planned};
use crate::report::sanitize;
use crate::scenario::model::{Action, Payload, Step};
use crate::scenario::over::{OverIssuer, UNKNOWN};

/// Prints what a run would do.
pub fn print(plan: &Plan) -> Exit {
    let mut text = String::new();
    plan.selected().for_each(|case| told(&mut text, case));
    let run = plan.selected().filter(|case| case.decision == Decision::Run).count();
    let blocked = plan.selected().count() - run;
    let _ = write!(text, "{run} cases would run, {blocked} would be blocked");
    Exit::of_telling(terminal::out(&sanitize::many_lines(&text, usize::MAX)))
}

fn told(text: &mut String, case: &Planned) {
    let _ = writeln!(text, "{}", case.scenario.id);
    match &case.decision {
        Decision::Blocked(reason, _)
        | Decision::Unready(reason)
        | Decision::Behind { reason, .. } => {
            let _ = writeln!(text, "    blocked: {reason}");
        }
        Decision::Run => {
            let scenario = &case.scenario;
            let steps = scenario.steps.iter().chain(&scenario.finally);
            steps.for_each(|s| step(text, s, scenario.over));
        }
        Decision::NotSelected => {}
    }
    text.push('\n');
}

fn step(text: &mut String, step: &Step, over: Option<OverIssuer>) {
    let done = match &step.action {
        Action::Sign { csr, .. } => format!("sign {csr} here"),
        Action::Issue { subject, .. } => format!("make a certificate for {subject} here"),
        Action::Send { request, poll } => {
            let query: Vec<String> = request
                .query
                .iter()
                .map(|(name, value)| match value {
                    Some(value) => format!("{name}={value}"),
                    None => format!("without {name}"),
                })
                .collect();
            let query =
                if query.is_empty() { String::new() } else { format!(" ({})", query.join(", ")) };
            let body = match &request.payload {
                Payload::None => String::new(),
                Payload::Text(body) => format!(" {body}"),
                Payload::Json(body) => format!(" {body}"),
            };
            let again = if poll.is_some() { ", until it is done" } else { "" };
            let method = if request.follows { "follow" } else { request.method.word() };
            format!("{method} {}{query}{body}{again}", request.path)
        }
    };
    let _ = writeln!(text, "    {}: {}", step.name, known(done, step, over));
}

/// Puts in what is known beforehand: the parameters of shared steps, and the value of `over`.
fn known(mut done: String, step: &Step, over: Option<OverIssuer>) -> String {
    for (name, value) in step.frame.iter().flat_map(|frame| &frame.with) {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        done = done.replace(&format!("{{{{with.{name}}}}}"), &value);
    }
    let issuer = match over {
        None => return done,
        Some(OverIssuer::Manual) => UNKNOWN.to_owned(),
        Some(OverIssuer::Role(role)) => format!("{{{{issuer.{}}}}}", role.word()),
    };
    done.replace("{{over.issuer}}", &issuer)
}
