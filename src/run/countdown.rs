//! Waits until all of something is over, however each of it ends: done, dropped or panicked.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// What is still under way.
#[derive(Debug, Default)]
pub struct Countdown {
    left: Mutex<usize>,
    none: Condvar,
}

/// One thing under way; it is over when this is dropped.
#[derive(Debug)]
pub struct UnderWay(Arc<Countdown>);

impl Countdown {
    /// One thing more.
    pub fn one_more(self: &Arc<Self>) -> UnderWay {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        UnderWay(self.clone())
    }

    /// Waits until nothing is under way.
    pub fn wait(&self) {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.none.wait_while(left, |left| *left > 0));
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        *self.0.left.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.none.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_for_what_panics_as_well() {
        let countdown = Arc::new(Countdown::default());
        let (one, other) = (countdown.one_more(), countdown.one_more());
        let panicked = std::thread::spawn(move || {
            let _one = one;
            panic!("on purpose");
        });
        let done = std::thread::spawn(move || drop(other));
        countdown.wait();
        assert!(panicked.join().is_err());
        assert!(done.join().is_ok());
    }
}
