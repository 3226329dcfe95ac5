//! Steps of journeys: each tried, told and counted.
//!
//! In: what a step does. Out: a count. A step that fails is told, and the journey goes on unless
//! what comes next needs it. Must not know what a step is about.

use std::error::Error;

/// What a step ends with where it does not hold.
pub type Wrong = Box<dyn Error + Send + Sync>;

/// How many steps there were.
#[derive(Debug, Default)]
pub struct Steps {
    passed: u32,
    run: u32,
}

impl Steps {
    /// One step, done already; what came of it.
    pub fn step<T>(&mut self, name: &str, outcome: Result<T, Wrong>) -> Option<T> {
        self.run += 1;
        match outcome {
            Ok(value) => {
                self.passed += 1;
                Some(value)
            }
            Err(wrong) => {
                println!("FAILED: {name}: {wrong}");
                None
            }
        }
    }

    /// One step, of which nothing is needed later.
    pub fn holds(&mut self, name: &str, outcome: Result<(), Wrong>) {
        self.step(name, outcome);
    }

    /// Tells the count; whether all passed.
    pub fn finish(&self) -> bool {
        println!("steps: {} passed of {} run", self.passed, self.run);
        self.run > 0 && self.passed == self.run
    }
}

/// Something that must be so.
pub fn hold(is_so: bool, otherwise: impl FnOnce() -> String) -> Result<(), Wrong> {
    if is_so { Ok(()) } else { Err(otherwise().into()) }
}

/// Two things that must be the same.
pub fn same<T: PartialEq + std::fmt::Debug>(came: T, expected: T) -> Result<(), Wrong> {
    hold(came == expected, || format!("{came:?}, not {expected:?}"))
}

/// Something that must be there.
pub fn there<T>(value: Option<T>, what: &str) -> Result<T, Wrong> {
    value.ok_or_else(|| format!("no {what}").into())
}
