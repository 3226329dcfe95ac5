//! How many cases are under way at once.
//!
//! In: how many may be. Out: a slot for the next case, when there is one. A case that waits for the
//! target to get on sends nothing, so it lends its slot to others, and so does one that has come to
//! its end and cleans up. Must not know what cases do.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Cases that clean up for each that may send, where those that wait hold nobody up: who removes
/// something mostly waits until it is gone.
const CLEANING: usize = 4;
/// Cases at most that have begun and not ended, those that wait among them: each has something in the
/// target, and the vault in the binary holds 10,000 objects.
const MOST_BEGUN: usize = 2048;

/// How many cases are under way at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtOnce {
    /// So many, waiting or not, as somebody asked for it. Of one at a time the clean-up has ended
    /// before the next begins.
    Cases(usize),
    /// So many that send; those that wait hold nobody up.
    Sending(usize),
}

impl From<usize> for AtOnce {
    fn from(cases: usize) -> AtOnce {
        AtOnce::Cases(cases)
    }
}

/// The slots of a run.
#[derive(Debug, Clone)]
pub(super) struct Slots {
    begun: Arc<Semaphore>,
    walking: Arc<Semaphore>,
    cleaning: Arc<Semaphore>,
    /// Cases that wait for a slot to go on with.
    returning: Arc<AtomicUsize>,
    lends: bool,
}

impl Slots {
    /// So many.
    pub fn of(at_once: AtOnce) -> Slots {
        let (walking, begun, cleaning, lends) = match at_once {
            AtOnce::Cases(0 | 1) => (1, 1, 1, false),
            AtOnce::Cases(cases) => (cases, cases.saturating_mul(2), cases, false),
            AtOnce::Sending(cases) => {
                let cases = cases.max(1);
                (cases, MOST_BEGUN.max(cases), cases.saturating_mul(CLEANING), true)
            }
        };
        Slots {
            begun: permits(begun),
            walking: permits(walking),
            cleaning: permits(cleaning),
            returning: Arc::default(),
            lends,
        }
    }

    /// The slot of the next case, when there is one; none once they were closed. A case that has begun
    /// goes on before another begins: its time runs. There must be one asker for all of these.
    pub async fn next(&self) -> Option<Slot> {
        let begun = self.begun.clone().acquire_owned().await.ok()?;
        let mut walking = self.walking.clone().acquire_owned().await.ok()?;
        while self.returning.load(Ordering::SeqCst) > 0 {
            // Goes to the first of those that wait, and we come after them.
            drop(walking);
            walking = self.walking.clone().acquire_owned().await.ok()?;
        }
        let (slots, walking) = (self.clone(), Mutex::new(Some(walking)));
        Some(Slot(Some(Arc::new(Held { slots, walking, _begun: begun }))))
    }

    /// No further case begins.
    pub fn close(&self) {
        self.begun.close();
    }
}

fn permits(most: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)))
}

/// The slot of one case. By default one that is nobody else's.
#[derive(Debug, Clone, Default)]
pub struct Slot(Option<Arc<Held>>);

#[derive(Debug)]
struct Held {
    slots: Slots,
    /// None while it is lent.
    walking: Mutex<Option<OwnedSemaphorePermit>>,
    _begun: OwnedSemaphorePermit,
}

impl Held {
    fn lock(&self) -> MutexGuard<'_, Option<OwnedSemaphorePermit>> {
        self.walking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has it back.
    async fn back(&self) {
        let _returns = Returning::of(&self.slots.returning);
        let walking = self.slots.walking.clone().acquire_owned().await.ok();
        *self.lock() = walking;
    }
}

/// Counted as long as it is there, also where the wait is given up.
struct Returning<'c>(&'c AtomicUsize);

impl Returning<'_> {
    fn of(count: &AtomicUsize) -> Returning<'_> {
        count.fetch_add(1, Ordering::SeqCst);
        Returning(count)
    }
}

impl Drop for Returning<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Slot {
    /// Waits, and lends the slot meanwhile. Whoever is to end waits for no slot.
    pub(super) async fn lent<T>(
        &self,
        wait: impl Future<Output = T>,
        ends: impl Future<Output = ()>,
    ) -> T {
        let Some(held) = self.0.as_ref().filter(|held| held.slots.lends) else { return wait.await };
        *held.lock() = None;
        let waited = wait.await;
        tokio::select! {
            biased;
            () = held.back() => {}
            () = ends => {}
        }
        waited
    }

    /// Has the slot again, where a wait that lent it was given up.
    pub(super) async fn again(&self) {
        if let Some(held) = self.0.as_ref().filter(|held| held.lock().is_none()) {
            held.back().await;
        }
    }

    /// Cleans up, when it is its turn; another case walks meanwhile.
    pub(super) async fn cleaned<T>(&self, clean_up: impl Future<Output = T>) -> T {
        let Some(held) = &self.0 else { return clean_up.await };
        *held.lock() = None;
        let _turn = held.slots.cleaning.acquire().await;
        clean_up.await
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    type Wait = Pin<Box<dyn Future<Output = ()>>>;

    /// What a future gives at once, if it does.
    fn now<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> Option<F::Output> {
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(given) => Some(given),
            Poll::Pending => None,
        }
    }

    /// The slot for another case, if there is one.
    fn another(slots: &Slots) -> Option<Slot> {
        now(&mut Box::pin(slots.next())).flatten()
    }

    fn all(slots: &Slots) -> Vec<Slot> {
        std::iter::from_fn(|| another(slots)).collect()
    }

    /// A case that lends its slot while it waits.
    fn waits(slot: &Slot, wait: impl Future<Output = ()> + 'static) -> Wait {
        let slot = slot.clone();
        let mut waits: Wait = Box::pin(async move { slot.lent(wait, pending()).await });
        assert!(now(&mut waits).is_none());
        waits
    }

    #[test]
    fn whoever_waits_lends_its_slot_unless_a_number_was_asked_for() {
        for (at_once, lent) in [(AtOnce::Sending(1), true), (AtOnce::Cases(2), false)] {
            let slots = Slots::of(at_once);
            let held = all(&slots);
            let _waits = waits(&held[0], pending());
            assert_eq!(another(&slots).is_some(), lent, "{at_once:?}");
        }
    }

    #[test]
    fn one_that_cleans_up_makes_room_unless_one_at_a_time_was_asked_for() {
        for (cases, room) in [(1, false), (2, true)] {
            let slots = Slots::of(AtOnce::from(cases));
            let mut held = all(&slots);
            assert_eq!(held.len(), cases);
            let slot = held.remove(0);
            let mut cleans = Box::pin(async move { slot.cleaned(pending::<()>()).await });
            assert!(now(&mut cleans).is_none());
            assert_eq!(another(&slots).is_some(), room, "{cases} at a time");
            drop(cleans);
            assert!(another(&slots).is_some(), "it has ended");
        }
    }

    #[test]
    fn whoever_goes_on_comes_before_whoever_begins() {
        let slots = Slots::of(AtOnce::Sending(1));
        let first = another(&slots).unwrap();
        let (answer, answered) = tokio::sync::oneshot::channel::<()>();
        let mut waits = waits(&first, async { drop(answered.await) });
        let second = another(&slots).unwrap();
        let asks = slots.clone();
        let mut third = Box::pin(async move { asks.next().await });
        assert!(now(&mut third).is_none(), "the second has the slot");
        answer.send(()).unwrap();
        assert!(now(&mut waits).is_none());
        drop(second);
        assert!(now(&mut third).is_none(), "it asked first, and lets the first go on");
        assert!(now(&mut waits).is_some() && now(&mut third).is_none());
        drop((waits, first));
        assert!(now(&mut third).is_some());
    }

    #[test]
    fn a_wait_that_is_given_up_leaves_no_trace_and_the_slot_can_be_had_again() {
        let slots = Slots::of(AtOnce::Sending(1));
        let first = another(&slots).unwrap();
        drop(waits(&first, pending()));
        let second = another(&slots).unwrap();
        let mut ended = Box::pin(first.lent(ready(7), ready(())));
        assert_eq!(now(&mut ended), Some(7), "whoever is to end does not wait");
        drop(ended);
        let mut again = Box::pin(first.again());
        assert!(now(&mut again).is_none(), "the second has it");
        drop(second);
        assert!(now(&mut again).is_some());
        assert!(another(&slots).is_none());
    }

    #[test]
    fn once_closed_no_case_begins() {
        let slots = Slots::of(AtOnce::Cases(1));
        slots.close();
        assert!(another(&slots).is_none());
        assert_eq!(now(&mut Box::pin(Slot::default().lent(ready(7), pending()))), Some(7));
    }
}
