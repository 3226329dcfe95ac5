//! Recorded traffic, held to the rules: what other people's requests were answered, without
//! sending anything.
//!
//! In: files, as recorders write them. Out: a [`RunResult`](crate::verdict::RunResult) whose trials
//! are the rules, and remarks that say what was not judged and what was not seen. Facts come from
//! the traffic of one file; a doubt about what was recorded counts for the target.
//!
//! ```no_run
//! use kvcontract::check::wire_schema_names;
//! use kvcontract::scenario::{load, source};
//! use kvcontract::verdict::ContractMode;
//! use kvcontract::verify::Verification;
//!
//! # fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let suite = load::suite(&source::embedded(), &wire_schema_names())?;
//! let mut verification = Verification::new(&suite, ContractMode::Observed);
//! verification.judge("traffic.har", std::fs::File::open("traffic.har")?)?;
//! println!("{:?}", verification.finish(&[]).result.remarks);
//! # Ok(())
//! # }
//! ```

mod address;
mod addressed;
mod body;
mod counts;
mod exchange;
mod form;
mod har;
mod hearing;
mod kept;
mod line;
mod names;
mod order;
mod read;
mod reader;
pub mod source;
mod verification;

pub use read::ReadError;
pub use verification::{Verification, Verified};
