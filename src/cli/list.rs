//! `kvcontract list`: the cases with their requirements, and what is blocked on a target as far
//! as its file tells. Sends nothing.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::args::{ListArgs, Listing};
use super::failure::{Exit, Failure};
use super::{setup, suite, terminal};
use crate::plan::{Decision, Planned};
use crate::report::sanitize;
use crate::target::named;

/// Lists the cases.
pub fn list(args: &ListArgs) -> Result<Exit, Failure> {
    let found = named::find(&args.target)?;
    let suite = suite::load(&args.select.suite)?;
    let (plan, _) = setup::plan(&found, &suite, &args.select)?;
    let name = &found.name;
    if args.format == Listing::Json {
        let cases: Vec<Value> = plan.selected().map(document).collect();
        let told = terminal::out(&format!("{:#}", json!({ "target": name, "cases": cases })));
        return Ok(Exit::of_telling(told));
    }
    let mut text = String::new();
    let mut blocked = 0;
    for case in plan.selected() {
        let scenario = &case.scenario;
        let clauses: Vec<&str> = scenario.covers.iter().map(|c| c.clause.as_str()).collect();
        let _ =
            writeln!(text, "{}\n    {}\n    {}", scenario.id, scenario.title, clauses.join(", "));
        if let Decision::Blocked(reason, _) = &case.decision {
            blocked += 1;
            let _ = writeln!(text, "    blocked on {name}: {reason}");
        }
    }
    let total = plan.selected().count();
    let _ = write!(text, "\n{total} cases, {blocked} of them blocked on {name}");
    let told = terminal::out(&sanitize::many_lines(&text, usize::MAX));
    Ok(Exit::of_telling(told))
}

fn document(case: &Planned) -> Value {
    let scenario = &case.scenario;
    let clauses: Vec<&str> = scenario.covers.iter().map(|c| c.clause.as_str()).collect();
    let blocked = match &case.decision {
        Decision::Blocked(reason, _) => Some(reason),
        _ => None,
    };
    json!({
        "id": scenario.id,
        "title": scenario.title,
        "file": scenario.file,
        "requirements": clauses,
        "blocked": blocked,
    })
}
