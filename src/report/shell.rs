//! Words of a command line that can be pasted into a POSIX shell.

/// A word, quoted where a shell would take something of it for its own.
pub fn word(text: &str) -> String {
    if !text.is_empty() && text.chars().all(is_plain) { text.to_owned() } else { quoted(text) }
}

/// A word in single quotes, in which a shell takes nothing for its own.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_read_is_quoted() {
        assert_eq!(word("create/a-b_c.d"), "create/a-b_c.d");
        for text in ["", "a b", "x (1)", "a[b]", "$(id)", "a;b", "~", "a*"] {
            assert_eq!(word(text), format!("'{text}'"));
        }
        assert_eq!(word("it's"), r"'it'\''s'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
