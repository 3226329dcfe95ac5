//! The proof that the suite bites: the whole suite against the embedded vault, once for each of
//! its faults, all in one process.
//!
//! In: a suite and faults. Out: [`Proof`]s, pure data. Prints nothing.

mod drive;
mod mutants;
mod proof;

pub use drive::{NotDriven, prove};
pub use mutants::{Mutant, Report, list, mutants};
pub use proof::{Coverage, Proof, coverage};
