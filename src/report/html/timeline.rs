//! The cases over time: bars in as many lanes as cases ran beside each other.
//!
//! In comes a run, out goes what an inline drawing needs, in its own units. A result without the
//! times of its cases has none.

use serde::Serialize;

use super::bounds::{NAME, SENTENCE};
use super::case::kind;
use super::exchange::took;
use crate::report::sanitize::one_line;
use crate::verdict::{CaseResult, RunResult};

/// Units from the beginning of the run to its end.
const WIDTH: u64 = 1000;
/// Units from lane to lane.
const LANE: u64 = 14;
/// The thinnest bar that can be seen.
const LEAST: u64 = 2;
/// Lanes that are drawn; what more cases ran at once shares the last.
const LANES: usize = 256;
/// The height of the drawing in pixels, however many lanes there are.
const HIGHEST: u64 = 256;
/// Cases that are named as the slowest.
const SLOWEST: usize = 5;

#[derive(Serialize)]
pub struct Timeline {
    /// In its own units, and in pixels.
    units: u64,
    height: u64,
    bars: Vec<Bar>,
    took: String,
    half: String,
    at_once: usize,
    queued: Option<String>,
    slowest: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Bar {
    id: String,
    kind: String,
    told: String,
    x: u64,
    y: u64,
    width: u64,
    /// How much of the width is time that its requests waited for their turn.
    queued: u64,
}

/// The timeline, where there is one.
pub fn of(run: &RunResult) -> Option<Timeline> {
    let mut cases: Vec<&CaseResult> = run.cases.iter().filter(|c| end(c).is_some()).collect();
    let whole = cases.iter().filter_map(|c| end(c)).max()?.max(run.millis).max(1);
    cases.sort_by_key(|case| case.began);
    let mut ends: Vec<u64> = Vec::new();
    let bars: Vec<Bar> = cases.iter().map(|case| bar(case, whole, &mut ends)).collect();
    let queued = cases.iter().fold(0_u64, |sum, case| sum.saturating_add(case.queued_millis()));
    cases.sort_by_key(|case| u64::MAX - case.millis);
    let slowest = cases.iter().take(SLOWEST);
    let units = LANE * ends.len() as u64;
    Some(Timeline {
        units,
        height: units.min(HIGHEST),
        bars,
        took: took(whole),
        half: took(whole / 2),
        at_once: ends.len(),
        queued: (queued > 0).then(|| took(queued)),
        slowest: slowest.map(|case| (one_line(&case.id, NAME), took(case.millis))).collect(),
    })
}

fn end(case: &CaseResult) -> Option<u64> {
    Some(case.began?.saturating_add(case.millis))
}

fn bar(case: &CaseResult, whole: u64, ends: &mut Vec<u64>) -> Bar {
    let began = case.began.unwrap_or_default();
    let end = began.saturating_add(case.millis);
    let free = ends.iter().position(|busy_until| *busy_until <= began);
    let lane = free.unwrap_or(if ends.len() < LANES { ends.len() } else { LANES - 1 });
    if lane == ends.len() {
        ends.push(0);
    }
    ends[lane] = ends[lane].max(end);
    let scaled = |millis: u64| {
        u64::try_from(u128::from(millis) * u128::from(WIDTH) / u128::from(whole)).unwrap_or(WIDTH)
    };
    let queued = case.queued_millis();
    let told = match queued {
        0 => took(case.millis),
        queued => format!("{}, of which {} queueing", took(case.millis), took(queued)),
    };
    Bar {
        id: one_line(&case.id, NAME),
        kind: kind(&case.verdict),
        told: one_line(&format!("{}: {told}", case.id), SENTENCE),
        x: scaled(began).min(WIDTH - LEAST),
        y: LANE * lane as u64,
        width: scaled(case.millis).max(LEAST),
        queued: scaled(queued.min(case.millis)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn timed(times: &[(u64, u64)]) -> RunResult {
        let mut run = sample::run();
        let case = run.cases[0].clone();
        let of = |(began, millis): &(u64, u64)| CaseResult {
            began: Some(*began),
            millis: *millis,
            ..case.clone()
        };
        run.cases = times.iter().map(of).collect();
        run.millis = 1000;
        run
    }

    #[test]
    fn cases_that_ran_beside_each_other_have_lanes_of_their_own() {
        let line = of(&timed(&[(0, 500), (100, 100), (200, 300), (500, 500)])).unwrap();
        let places: Vec<_> = line.bars.iter().map(|b| (b.x, b.y / LANE, b.width)).collect();
        assert_eq!(places, [(0, 0, 500), (100, 1, 100), (200, 1, 300), (500, 0, 500)]);
        assert_eq!((line.at_once, line.height), (2, 2 * LANE));
    }

    #[test]
    fn times_that_cannot_be_stay_on_the_paper() {
        let endless = vec![(u64::MAX - 1, u64::MAX); 300];
        let line = of(&timed(&endless)).unwrap();
        assert!(line.bars.iter().all(|bar| bar.x <= WIDTH && bar.width <= WIDTH));
        assert_eq!((line.at_once, line.height), (LANES, HIGHEST));
    }

    #[test]
    fn a_result_without_times_has_no_timeline() {
        assert!(of(&sample::run()).is_none());
    }
}
