//! The causes as the end of a run lists them: a line or three each, the one that frees most
//! first.
//!
//! In come causes and the room there is for them, out go lines.

use super::layout::{NAME, VALUE, wrap_to};
use super::lines::{Line, Role};
use crate::cause::Cause;
use crate::report::sanitize::one_line;
use crate::report::words;
use crate::verdict::{ContractMode, RunResult};

/// Causes told at most, however high the window is.
const MOST: usize = 40;
/// Columns before the text of a cause.
const INDENT: usize = 6;
/// Requirements that are named of one cause.
const NAMED: usize = 4;

/// The causes that fit into so many lines, and how many there are beyond them.
pub fn list(run: &RunResult, causes: &[&Cause], width: usize, height: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (at, cause) in causes.iter().enumerate() {
        let told = one(run, cause, width);
        let rest = causes.len() - at;
        let is_last = rest == 1;
        let fits = lines.len() + told.len() + usize::from(!is_last) <= height;
        if at > 0 && (!fits || at >= MOST) {
            lines.push(format!("    … and {rest} more: kvcontract show").into());
            break;
        }
        lines.extend(told);
    }
    lines
}

fn one(run: &RunResult, cause: &Cause, width: usize) -> Vec<Line> {
    let title = one_line(&words::cause::title(cause), VALUE);
    let often = words::cause::how_often(cause);
    let lead = format!("{:>3}  ", cause.number);
    let used = lead.chars().count() + title.chars().count() + often.chars().count() + 2;
    let mut lines: Vec<Line> = Vec::new();
    if used <= width {
        let gap = " ".repeat(width - used + 2);
        let parts = vec![(Role::Bad, format!("{lead}{title}")), (Role::Plain, gap + &often)];
        lines.push(Line::parts(parts));
    } else {
        let title = wrap_to(width, &lead, &title, INDENT);
        lines.extend(title.into_iter().map(|line| Line::of(Role::Bad, line)));
        lines.push(format!("{}{often}", " ".repeat(INDENT)).into());
    }
    let space = " ".repeat(INDENT);
    if let Some((got, wanted)) = words::cause::detail(cause, run) {
        let room = width.saturating_sub(INDENT + 6).max(20);
        lines.push(Line::of(Role::Got, format!("{space}got   {}", one_line(&got, room))));
        lines.push(Line::of(Role::Expected, format!("{space}want  {}", one_line(&wanted, room))));
    } else {
        lines.extend(wrap_to(width, &space, &breaks(cause), INDENT).into_iter().map(Line::from));
    }
    if cause.observed && run.contract == ContractMode::Documented {
        lines.push(format!("{space}real vaults answer so too").into());
    }
    lines
}

/// `breaks a.b, c.d and 3 more`.
fn breaks(cause: &Cause) -> String {
    let ids = cause.requirements.iter().map(|r| one_line(&r.id, NAME));
    let named: Vec<String> = ids.take(NAMED).collect();
    let more = cause.requirements.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("breaks {}{more}", named.join(", "))
}
