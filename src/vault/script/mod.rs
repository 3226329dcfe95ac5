//! The grammar in which an issuer of provider `Script` says what it will do.
//!
//! In: the text of `credentials.account_id`. Out: a [`Script`], or an error that
//! says what is wrong and at which column; `parse` reads it. It must not know
//! about clocks or HTTP.
//!
//! ```text
//! script  = outcome [ "after" N "ms" ] { ";" clause }
//! outcome = "issue" | "fail" | "stall"
//! clause  = "cancel" ( "granted" | "lost" | "ignored" ) [ "after" N "ms" ]
//!         | "error" ( "issuer" | "request" )
//! ```
//!
//! * `issue` ends completed, `fail` ends failed, `stall` never ends by itself.
//!   `after` counts from the create and is 25 ms when left out; a stall takes none.
//! * `cancel granted` (the default, after 25 ms): asked in time, the operation ends
//!   canceled that long after the asking. `cancel lost`: the flag shows true until
//!   the operation ends its own way (or for the given time), then false again.
//!   `cancel ignored`: the flag stays true and nothing else happens; takes no time.
//! * `error` says who is blamed for a `fail`: `issuer` (the default) gives
//!   "Certificate issuer error", `request` gives "Request rejected".
//!
//! N is at most 600000. Each clause may stand once, in any order.

mod model;
mod parse;

pub use model::{Blame, Cancel, DEFAULT_DELAY, Outcome, Script};
pub use parse::ScriptError;
