//! The vault as a client sees it, without a network: requests in, answers out.
//! Time is skipped, never waited for.

mod rig;

mod around;
mod certificates;
mod conversation;
mod faulty;
mod issuers;
mod manners;
mod merging;
mod pending;
mod served;
mod transcript;
mod wire;
