//! Makes hidden characters visible, so that nothing a target sent can steer a terminal.
//!
//! In comes any text, out goes text of a bounded length in which control characters, direction
//! overrides and characters without width stand as `\u{1b}`. It must not know what the text means.

/// Whether a terminal (or an XML reader) would act on the character instead of showing it.
pub fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' // C0, DEL, C1
        | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' // no width, direction marks
        | '\u{2028}'..='\u{202e}' // line separators, direction overrides
        | '\u{2060}'..='\u{206f}' | '\u{feff}' // joiners, invisible operators, isolates
        | '\u{fff9}'..='\u{fffb}' | '\u{fffd}' | '\u{fffe}' | '\u{ffff}' // annotations, what was no text, what XML forbids
        | '\u{e0000}'..='\u{e007f}') // tags
}

/// The text on one line: line breaks and tabs are escaped too.
pub fn one_line(text: &str, limit: usize) -> String {
    escaped(text, limit, |c| match c {
        '\n' => Some("\\n"),
        '\r' => Some("\\r"),
        '\t' => Some("\\t"),
        _ => None,
    })
}

/// The text with its line breaks and tabs kept.
pub fn many_lines(text: &str, limit: usize) -> String {
    escaped(text, limit, |c| match c {
        '\n' => Some("\n"),
        '\t' => Some("\t"),
        _ => None,
    })
}

/// At most `limit` characters of the text, then how many were left out.
fn escaped(text: &str, limit: usize, known: fn(char) -> Option<&'static str>) -> String {
    let mut out = String::new();
    let mut rest = text.chars();
    for c in rest.by_ref().take(limit) {
        match known(c) {
            Some(form) => out.push_str(form),
            None if is_hidden(c) => out.extend(c.escape_unicode()),
            None => out.push(c),
        }
    }
    match rest.count() {
        0 => out,
        more => format!("{out}… (+{more} characters)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_spelt_out() {
        let text = "a\u{1b}[31mb\0c\u{7f}d\u{9b}e\r\n\tf";
        assert_eq!(one_line(text, 99), "a\\u{1b}[31mb\\u{0}c\\u{7f}d\\u{9b}e\\r\\n\\tf");
        assert_eq!(many_lines(text, 99), "a\\u{1b}[31mb\\u{0}c\\u{7f}d\\u{9b}e\\u{d}\n\tf");
    }

    #[test]
    fn what_hides_or_turns_text_is_spelt_out() {
        let turning = "\u{202a}\u{202e}\u{2066}\u{2069}\u{2028}";
        let hiding = "\u{200b}\u{200d}\u{feff}\u{fffe}\u{ffff}\u{e0041}";
        for c in turning.chars().chain(hiding.chars()) {
            assert!(is_hidden(c), "{:?}", c);
            assert_eq!(one_line(&c.to_string(), 9), c.escape_unicode().to_string());
        }
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        let text = "Créer « demande » 証明書 \\u{1b} \u{202f}€";
        assert_eq!(one_line(text, 99), text);
    }

    #[test]
    fn long_text_is_cut_between_characters_and_says_so() {
        assert_eq!(one_line("éééé", 4), "éééé");
        assert_eq!(one_line("ééééé", 2), "éé… (+3 characters)");
    }
}
