//! The run: one lifecycle for `run`, `doctor`, `prove` and whoever uses the library.
//!
//! In: an open target, its credential, a plan. Out: what every case came to, and a target without
//! what the run created. [`Run::prepare`] makes sure of the target, surveys it and makes the
//! issuers; [`Run::walk`] or [`trials::walk`] walks the cases; [`Run::finish`] removes what is left
//! and sums up.
//!
//! ```no_run
//! use kvcontract::check::schema::Schemas;
//! use kvcontract::credential;
//! use kvcontract::plan::{Capabilities, Filter, plan};
//! use kvcontract::run::{Run, Setup};
//! use kvcontract::scenario::{load, source};
//! use kvcontract::target::{named, open};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let suite = load::suite(&source::embedded(), &Schemas::embedded().names())?;
//! let found = named::find("targets/mine.yaml")?;
//! let target = open::open(found.name, found.profile, Vec::new()).await?;
//! let known = Capabilities::default();
//! let plan = plan(&suite, &known, &Filter::default());
//! let bearer = credential::of(&target)?;
//! let run = Run::prepare(Setup::new(&target, bearer, &suite, plan, known)).await?;
//! run.walk(8).await;
//! let finished = run.finish().await;
//! println!("{} cases", finished.result.cases.len());
//! target.close().await;
//! # Ok(())
//! # }
//! ```

pub(crate) mod again;
pub(crate) mod case;
mod causes;
pub mod certificate_authority;
mod countdown;
mod creates;
mod declarations;
pub mod end;
mod environment;
mod frame;
mod issuers;
pub(crate) mod ledger;
mod lifecycle;
mod line;
mod pfx;
mod poll;
mod preparation;
mod remarks;
mod request;
pub(crate) mod rulebook;
mod send;
pub mod session;
mod setup;
mod slots;
mod stop;
pub mod trials;
pub mod walk;

pub use environment::EnvironmentError;
pub use lifecycle::{BeginError, Finished, Run, Setup};
pub use preparation::{Depth, Surveyed};
pub use slots::{AtOnce, Slot};

pub use crate::leftovers::names::RunId;
