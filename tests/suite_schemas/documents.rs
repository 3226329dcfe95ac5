//! The table: small good and bad documents of each kind, and one unknown key for each mapping.

use crate::Kind::{self, Contract, Scenario, Target};

macro_rules! step {
    ($step:literal) => {
        concat!("title: t\nsteps:\n  - { name: n, ", $step, " }\n")
    };
}

macro_rules! expect {
    ($expect:literal) => {
        step!("request: { get: /x }, expect: [{ " $expect " }]")
    };
    ($($part:literal)+) => {
        step!($($part)+)
    };
}
