//! Words of a command line that can be pasted into a POSIX shell.

/// A word, quoted where a shell would take something of it for its own.
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
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
    }
}
