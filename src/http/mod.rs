//! Talking to a target: requests out, bounded answers in, secrets masked in what is kept.
//!
//! Knows the target (URL, TLS, credential). Must not know scenarios or what an answer means.

mod advice;
pub mod bearer;
pub mod body;
pub mod client;
pub mod exchange;
pub mod follow;
mod keeping;
pub mod not_ready;
pub mod observer;
mod pace;
mod proxy;
mod room;
mod throttle;
pub mod wire;
