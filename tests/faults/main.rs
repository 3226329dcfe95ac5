//! The suite bites: every fault is caught, every must is proven, no scenario is for nothing, and
//! the two authorities differ in exactly the clauses that are known to.

#![cfg(feature = "cli")]

mod authorities;
mod proof;
mod removal;
mod run;
