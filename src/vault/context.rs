//! What the handlers of one server share.
//!
//! Out: the vaults behind their locks, the clock, the authority, the settings. No
//! lock is ever held across an await. It must not know about HTTP.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicU64},
};

use super::{
    clock::Clock,
    crypto::Authority,
    settings::Settings,
    store::{Backups, Full, Store},
};

/// Vaults told apart by their host; more would be somebody's mistake.
const MOST_VAULTS: usize = 100;

/// One server.
pub struct Context {
    /// `https://host:port`, the start of every id where a request names no host.
    pub base: String,
    /// How it is to behave.
    pub settings: Settings,
    /// Its clock.
    pub clock: Clock,
    /// Its certificate authority.
    pub authority: Authority,
    /// Requests so far; for the faults that hit every third of them.
    pub requests: AtomicU64,
    vaults: Mutex<BTreeMap<String, Arc<Mutex<Store>>>>,
    backups: Mutex<Backups>,
}

impl Context {
    /// A server whose vaults are empty.
    pub fn new(base: String, clock: Clock, authority: Authority, settings: Settings) -> Self {
        Self {
            base,
            settings,
            clock,
            authority,
            requests: AtomicU64::new(0),
            vaults: Mutex::default(),
            backups: Mutex::default(),
        }
    }

    /// The vault of this name, new if it was never asked for.
    pub fn vault(&self, name: &str) -> Result<Arc<Mutex<Store>>, Full> {
        let mut vaults = lock(&self.vaults);
        if let Some(vault) = vaults.get(name) {
            return Ok(Arc::clone(vault));
        }
        if vaults.len() >= MOST_VAULTS {
            return Err(Full);
        }
        Ok(Arc::clone(vaults.entry(name.to_owned()).or_default()))
    }

    /// Forgets everything in every vault.
    pub fn reset(&self) {
        lock(&self.vaults).clear();
        *self.backups() = Backups::default();
    }

    /// What clients backed up.
    pub fn backups(&self) -> MutexGuard<'_, Backups> {
        lock(&self.backups)
    }
}

/// What is locked, for a short while. A handler that panicked with it left it whole:
/// every change is one insertion or removal.
pub fn lock<T>(locked: &Mutex<T>) -> MutexGuard<'_, T> {
    locked.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vaults_are_bounded_and_a_reset_forgets_them() {
        let clock = Clock::start();
        let authority = Authority::create(0).unwrap();
        let context = Context::new(String::new(), clock, authority, Settings::default());
        for count in 0..MOST_VAULTS {
            context.vault(&count.to_string()).unwrap();
        }
        assert_eq!(context.vault("one more").unwrap_err(), Full);
        context.vault("0").unwrap();
        context.reset();
        context.vault("one more").unwrap();
    }
}
