//! What a line of a trial has room for: names and reasons are cut to the window, and stand whole
//! where they are read by others.
//!
//! In: names and reasons, the columns of the window if there is one. Out: the same, safe to print.
//! Must not know what they say.

/// Columns of `test ` and ` ... ignored`.
const AROUND: usize = 17;
/// Columns of `test `, ` ... ignored (` and `)`.
const AROUND_BOTH: usize = 20;
/// Columns of a name at least.
const NAME: usize = 20;
/// Columns of a reason that still say something.
const REASON: usize = 12;

/// How trials are shown in lines.
#[derive(Debug, Clone, Copy)]
pub struct Lines {
    sanitize: fn(&str) -> String,
    columns: Option<usize>,
    /// Characters of the longest name: all have that many columns.
    widest: usize,
}

impl Lines {
    /// For trials of these names.
    pub fn of<'n>(
        sanitize: fn(&str) -> String,
        columns: Option<usize>,
        names: impl Iterator<Item = &'n str>,
    ) -> Lines {
        let lines = Lines { sanitize, columns, widest: 0 };
        let widest = names.map(|name| lines.name(name).chars().count()).max().unwrap_or_default();
        Lines { widest, ..lines }
    }

    /// A name.
    pub fn name(&self, name: &str) -> String {
        let name = (self.sanitize)(name);
        match self.columns {
            Some(columns) => cut(name, columns.saturating_sub(AROUND).max(NAME)),
            None => name,
        }
    }

    /// As much of the reason why a trial is ignored as there is room for.
    pub fn reason(&self, reason: &str) -> Option<String> {
        let reason = (self.sanitize)(reason);
        let Some(columns) = self.columns else { return Some(reason) };
        match columns.saturating_sub(AROUND_BOTH + self.widest) {
            0..REASON => None,
            room => Some(cut(reason, room)),
        }
    }
}

fn cut(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 2] = ["create/a", "conflict/second-create-is-refused-by-its-code"];

    fn lines(columns: Option<usize>) -> Lines {
        Lines::of(str::to_owned, columns, NAMES.into_iter())
    }

    #[test]
    fn nothing_is_cut_where_no_terminal_shows_it() {
        let reason = "because ".repeat(40);
        assert_eq!(lines(None).name(NAMES[1]), NAMES[1]);
        assert_eq!(lines(None).reason(&reason), Some(reason));
    }

    #[test]
    fn a_line_is_as_wide_as_the_window_and_no_wider() {
        let wide = lines(Some(100));
        assert_eq!(wide.name(NAMES[1]), NAMES[1]);
        let told = wide.reason(&"x".repeat(300)).unwrap();
        assert_eq!(told.chars().count(), 100 - 20 - NAMES[1].len());
        let narrow = lines(Some(50));
        assert_eq!(narrow.name(NAMES[1]).chars().count(), 50 - 17);
        assert!(narrow.name(NAMES[1]).ends_with('…'));
        assert_eq!(narrow.reason("xxx"), None, "there is no room for it");
    }
}
