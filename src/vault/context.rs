//! What the handlers of one vault share.
//!
//! Out: the store behind its lock, the clock, the authority, the settings. The
//! lock is never held across an await. It must not know about HTTP.

use std::sync::{Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;

use super::{clock::Clock, crypto::Authority, dialect::Dialect, faults::Faults, store::Store};

/// One vault.
pub struct Context {
    /// `https://host:port`, the start of every id.
    pub base: String,
    /// Which authority's answers it gives.
    pub dialect: Dialect,
    /// The mistakes it makes.
    pub faults: Faults,
    /// The token it asks for.
    pub token: Option<SecretString>,
    /// Its clock.
    pub clock: Clock,
    /// Its certificate authority.
    pub authority: Authority,
    store: Mutex<Store>,
}

impl Context {
    /// An empty vault.
    pub fn new(
        base: String,
        clock: Clock,
        authority: Authority,
        dialect: Dialect,
        faults: Faults,
        token: Option<SecretString>,
    ) -> Self {
        Self { base, dialect, faults, token, clock, authority, store: Mutex::default() }
    }

    /// The store, for a short while. A handler that panicked with it left it whole:
    /// every change is one insertion or removal.
    pub fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
