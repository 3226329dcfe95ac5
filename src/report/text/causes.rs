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

/// The causes that fit into so many lines, and how many there are beyond them. Where they do not all
/// fit whole, each has one line: better every cause by its title than one of them with all of it.
pub fn list(run: &RunResult, causes: &[&Cause], width: usize, height: usize) -> Vec<Line> {
    let told = causes.iter().take(MOST);
    let whole: Vec<Vec<Line>> = told.clone().map(|cause| one(run, cause, width)).collect();
    let (mut lines, shown): (Vec<Line>, usize) = if whole.iter().map(Vec::len).sum::<usize>()
        <= height
    {
        let shown = whole.len();
        (whole.into_iter().flatten().collect(), shown)
    } else {
        let room = if causes.len() <= height { height } else { height.saturating_sub(1) };
        let lines: Vec<Line> = told.take(room.max(1)).map(|cause| title(cause, width)).collect();
        let shown = lines.len();
        (lines, shown)
    };
    if causes.len() > shown {
        let rest = causes.len() - shown;
        lines.push(format!("    … and {rest} more: kvcontract show").into());
    }
    lines
}

/// A cause in one line.
fn title(cause: &Cause, width: usize) -> Line {
    let title = one_line(&words::cause::title(cause), VALUE);
    Line::of(Role::Bad, cut(format!("{:>3}  {title}", cause.number), width))
}

/// A line, cut where it is wider than the window.
fn cut(mut line: String, width: usize) -> String {
    if line.chars().count() > width {
        let end = line.char_indices().nth(width.saturating_sub(1)).map_or(0, |(end, _)| end);
        line.truncate(end);
        line.push('…');
    }
    line
}

fn one(run: &RunResult, cause: &Cause, width: usize) -> Vec<Line> {
    let title = one_line(&words::cause::title(cause), VALUE);
    let often = words::cause::how_often(run, cause);
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
        let told =
            |word: &str, text: &str| cut(format!("{space}{word}{}", one_line(text, VALUE)), width);
        lines.push(Line::of(Role::Got, told("got   ", &got)));
        lines.push(Line::of(Role::Expected, told("want  ", &wanted)));
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
