//! Puts exchanges into the order in which they were sent, as far as a window reaches, and tells
//! which of them were under way together.
//!
//! In: exchanges in the order of a file. Out: the same by time. Recorders write an exchange when
//! it ends, or page by page; what comes later than the window reaches is told. Where two were
//! under way for one name and one of them may have changed it, nobody knows which came first.

use std::collections::BTreeMap;

/// Exchanges that wait at most.
const MOST: usize = 2048;
/// Bytes of theirs that wait at most.
const MOST_BYTES: usize = 32 << 20;
/// Nanoseconds by which two may overlap for the roughness of clocks.
const SLACK: i128 = 1_000_000;

/// When something was sent and answered, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub from: i128,
    pub to: i128,
}

/// Something that was sent at a time.
pub(super) trait Timed {
    /// When; none where the file does not say.
    fn span(&self) -> Option<Span>;
    /// Bytes it takes.
    fn size(&self) -> usize;
    /// Whether one of the two may have changed what the other was about.
    fn touches(&self, other: &Self) -> bool;
    /// Whether the two are one that the file tells twice, as our own HAR does with an example.
    fn is(&self, other: &Self) -> bool;
}

/// One whose turn it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Turn<T> {
    pub item: T,
    /// It was sent before another one whose turn it was already.
    pub is_late: bool,
    /// Another one that touches it was under way with it.
    pub is_contested: bool,
}

/// The window.
#[derive(Debug)]
pub(super) struct Window<T> {
    /// By the time at which they were sent, and then as they came.
    waiting: BTreeMap<(i128, u64), (Span, T)>,
    bytes: usize,
    count: u64,
    /// When the last one that came was sent: one without a time stays behind it.
    last: i128,
    /// When the last one was sent whose turn it was.
    gone: i128,
}

impl<T: Timed> Window<T> {
    /// Nothing waits.
    pub fn new() -> Self {
        let last = i128::MIN;
        Window { waiting: BTreeMap::new(), bytes: 0, count: 0, last, gone: last }
    }

    /// Takes one in, and gives those whose turn it is. One that waits already is dropped; whether
    /// it was.
    pub fn push(&mut self, item: T, give: &mut impl FnMut(Turn<T>)) -> bool {
        let timed = item.span();
        let span = timed.unwrap_or(Span { from: self.last, to: self.last });
        let mut alike = self.waiting.range((span.from, 0)..=(span.from, u64::MAX));
        if timed.is_some() && alike.any(|(_, (other, known))| *other == span && item.is(known)) {
            return true;
        }
        self.last = span.from;
        self.bytes += item.size();
        self.waiting.insert((span.from, self.count), (span, item));
        self.count += 1;
        while self.waiting.len() > MOST || self.bytes > MOST_BYTES {
            self.pop(give);
        }
        false
    }

    /// Gives the rest.
    pub fn finish(&mut self, give: &mut impl FnMut(Turn<T>)) {
        while !self.waiting.is_empty() {
            self.pop(give);
        }
    }

    fn pop(&mut self, give: &mut impl FnMut(Turn<T>)) {
        let Some((_, (span, item))) = self.waiting.pop_first() else { return };
        self.bytes -= item.size();
        let under_way = self.waiting.values().take_while(|(other, _)| overlap(span, *other));
        let is_contested = under_way.into_iter().any(|(_, other)| item.touches(other));
        let is_late = span.from < self.gone;
        self.gone = self.gone.max(span.from);
        give(Turn { item, is_late, is_contested });
    }
}

/// Whether a later one was sent before an earlier one was answered.
pub(super) fn overlap(earlier: Span, later: Span) -> bool {
    later.from.saturating_add(SLACK) < earlier.to
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Timed for (i128, i128, &str) {
        fn span(&self) -> Option<Span> {
            let nanos = |millis: i128| millis * 1_000_000;
            (self.0 >= 0).then(|| Span { from: nanos(self.0), to: nanos(self.0 + self.1) })
        }

        fn size(&self) -> usize {
            1
        }

        fn touches(&self, other: &Self) -> bool {
            self.2 == other.2
        }

        fn is(&self, other: &Self) -> bool {
            self == other
        }
    }

    fn turns(items: &[(i128, i128, &'static str)]) -> Vec<Turn<(i128, i128, &'static str)>> {
        let (mut window, mut turns) = (Window::new(), Vec::new());
        let mut give = |turn| turns.push(turn);
        for item in items {
            window.push(*item, &mut give);
        }
        window.finish(&mut give);
        turns
    }

    #[test]
    fn they_come_in_the_order_of_time_and_those_without_stay_where_they_stand() {
        let order = |items: &[(i128, i128, &'static str)]| {
            turns(items).into_iter().map(|turn| turn.item.2).collect::<Vec<_>>()
        };
        assert_eq!(order(&[(5, 1, "c"), (1, 1, "a"), (3, 1, "b")]), ["a", "b", "c"]);
        assert_eq!(
            order(&[(-1, 0, "x"), (1, 1, "a"), (-1, 0, "y"), (2, 1, "b")]),
            ["x", "a", "y", "b"]
        );
        assert_eq!(order(&[(1, 1, "a"), (1, 1, "b"), (1, 0, "c")]).len(), 3);
        assert_eq!(order(&[(1, 1, "a"), (2, 1, "b"), (1, 1, "a")]), ["a", "b"], "told twice");
    }

    #[test]
    fn two_that_were_under_way_together_are_told() {
        let contested = |items: &[(i128, i128, &'static str)]| {
            turns(items).iter().map(|turn| turn.is_contested).collect::<Vec<_>>()
        };
        assert_eq!(contested(&[(1, 9, "a"), (5, 1, "a"), (20, 1, "a")]), [true, false, false]);
        assert_eq!(contested(&[(1, 9, "a"), (5, 1, "b")]), [false, false]);
        // A clock of milliseconds: the next may seem to begin a little early.
        assert_eq!(contested(&[(1, 9, "a"), (9, 1, "a")]), [false, false]);
    }

    #[test]
    fn what_comes_too_late_for_the_window_is_told() {
        let many = (0..MOST as i128 + 10).map(|at| (at + 100, 0, "a"));
        let late = turns(&many.chain([(1, 0, "late")]).collect::<Vec<_>>());
        assert_eq!(late.iter().filter(|turn| turn.is_late).count(), 1);
        assert!(late.iter().any(|turn| turn.is_late && turn.item.2 == "late"));
    }
}
