//! What a run is waiting for, on one line of the terminal that comes and goes.
//!
//! The trials' own lines tell of what has ended; this one shows up when none has for a moment,
//! and is wiped before the next is printed.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::terminal;
use crate::report::sanitize::one_line;
use crate::run::trials::Watch;

/// How often the line is written anew.
const TICK: Duration = Duration::from_millis(250);
/// How long nothing must have ended before it shows.
const QUIET: Duration = Duration::from_millis(500);
/// Narrower than any terminal: a line that wraps could not be wiped.
const WIDTH: usize = 78;

/// What is under way.
pub struct Progress {
    planned: usize,
    walked: Mutex<Walked>,
}

/// What has ended and what has not.
struct Walked {
    done: usize,
    running: Vec<(String, Instant)>,
    cleaning: usize,
    changed: Instant,
}

impl Progress {
    /// Of a run with so many cases to walk.
    pub fn of(planned: usize) -> Progress {
        let walked = Walked { done: 0, running: Vec::new(), cleaning: 0, changed: Instant::now() };
        Progress { planned, walked: Mutex::new(walked) }
    }

    /// Does the work, telling on the terminal what it waits for.
    pub fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        let (over, ticks) = mpsc::channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                while ticks.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                    self.tell();
                }
                terminal::wipe();
            });
            let done = work();
            drop(over);
            done
        })
    }

    fn tell(&self) {
        // Held while writing, so that the line cannot come after it was wiped.
        let walked = self.walked();
        if walked.changed.elapsed() >= QUIET {
            terminal::status(&line(&walked, self.planned));
        }
    }

    fn walked(&self) -> MutexGuard<'_, Walked> {
        self.walked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch for Progress {
    fn begins(&self, id: &str) {
        self.walked().running.push((id.to_owned(), Instant::now()));
    }

    fn ended(&self, id: &str) {
        let mut walked = self.walked();
        walked.running.retain(|(running, _)| running != id);
        walked.done += 1;
        walked.cleaning += 1;
    }

    fn cleaned(&self) {
        let mut walked = self.walked();
        walked.cleaning = walked.cleaning.saturating_sub(1);
    }

    fn prints(&self) {
        let mut walked = self.walked();
        walked.changed = Instant::now();
        terminal::wipe();
    }
}

/// How many, and what has taken longest.
fn line(walked: &Walked, planned: usize) -> String {
    let (done, running) = (walked.done, walked.running.len());
    let mut line = format!("{done} of {planned} done, {running} running");
    if walked.cleaning > 0 {
        line.push_str(&format!(", {} cleaning up", walked.cleaning));
    }
    if let Some((id, since)) = walked.running.iter().min_by_key(|(_, since)| *since) {
        line.push_str(&format!("; {} s in {}", since.elapsed().as_secs(), one_line(id, WIDTH)));
    }
    line.chars().take(WIDTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_many_and_what_takes_longest() {
        let progress = Progress::of(80);
        assert_eq!(line(&progress.walked(), 80), "0 of 80 done, 0 running");
        progress.begins("merge/first\u{1b}[31m");
        progress.begins("merge/second");
        assert_eq!(
            line(&progress.walked(), 80),
            "0 of 80 done, 2 running; 0 s in merge/first\\u{1b}[31m"
        );
        progress.ended("merge/first\u{1b}[31m");
        assert_eq!(
            line(&progress.walked(), 80),
            "1 of 80 done, 1 running, 1 cleaning up; 0 s in merge/second"
        );
        progress.cleaned();
        assert_eq!(line(&progress.walked(), 80), "1 of 80 done, 1 running; 0 s in merge/second");
        progress.begins(&"x".repeat(500));
        assert!(line(&progress.walked(), 80).chars().count() <= WIDTH);
    }

    #[test]
    fn the_work_is_done_and_its_result_given() {
        assert_eq!(Progress::of(1).during(|| 7), 7);
    }
}
