//! `run --dry-run`: the plan and its requests, variables unfilled. Sends nothing.

use std::fmt::Write as _;

use super::failure::Exit;
use super::terminal;
use crate::plan::{Fate, Plan, Planned};
use crate::report::sanitize;
use crate::scenario::model::{Action, Payload, Step};

/// Prints what a run would do.
pub fn print(plan: &Plan) -> Exit {
    let mut text = String::new();
    plan.selected().for_each(|case| told(&mut text, case));
    let of = |run: bool| plan.selected().filter(|c| (c.fate == Fate::Run) == run).count();
    let _ = write!(text, "{} cases would run, {} would be blocked", of(true), of(false));
    match terminal::out(&sanitize::many_lines(&text, usize::MAX)) {
        true => Exit::Held,
        false => Exit::Unknown,
    }
}

fn told(text: &mut String, case: &Planned) {
    let _ = writeln!(text, "{}", case.scenario.id);
    match &case.fate {
        Fate::Blocked(reason) | Fate::Unready(reason) => {
            let _ = writeln!(text, "    blocked: {reason}");
        }
        Fate::Run => case.scenario.steps.iter().for_each(|s| step(text, s)),
        Fate::NotSelected => {}
    }
    text.push('\n');
}

fn step(text: &mut String, step: &Step) {
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
            format!("{} {}{query}{body}{again}", request.method.word(), request.path)
        }
    };
    let _ = writeln!(text, "    {}: {done}", step.name);
}
