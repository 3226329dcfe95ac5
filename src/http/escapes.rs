//! Undoes the escapes in which a text may be written: percent signs, JSON's backslashes, XML's and
//! HTML's entities, also of one another; and tells where each part of the result came from.
//!
//! It is not a parser of any of them: what looks like an escape is undone, wherever it stands. So
//! two texts that are to be compared must both go through it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// An escaped character; whatever was escaped again is undone with it.
static ESCAPE: LazyLock<Regex> = LazyLock::new(|| {
    let percent = "%(?:25)*[0-7][0-9A-Fa-f]";
    let backslash = r"\\+(?:u[0-9A-Fa-f]{4}|[nrt])?";
    let entity = "&(?:amp;)*(?:#[xX][0-9A-Fa-f]{1,6}|#[0-9]{1,7}|amp|lt|gt|quot|apos);";
    let any = format!("{percent}|{backslash}|{entity}");
    Regex::new(&any).expect("the pattern is a literal and compiles")
});

/// A text without escapes.
#[derive(Debug)]
pub struct Plain {
    /// The text.
    pub text: String,
    /// Where a part of it begins, in it and in the text that it was made of; each part was a
    /// character with its escape, or had none.
    parts: Vec<(usize, usize)>,
    /// The length of the text that it was made of.
    length: usize,
}

impl Plain {
    /// Where that range of it stood, escapes included.
    pub fn origin(&self, range: &Range<usize>) -> Range<usize> {
        let part = |at: usize| self.parts.partition_point(|(plain, _)| *plain <= at) - 1;
        let (first, last) = (part(range.start), part(range.end.max(1) - 1));
        let start = self.parts[first].1 + range.start - self.parts[first].0;
        let next = self.parts.get(last + 1).map_or((self.text.len(), self.length), |p| *p);
        // An escaped character goes as a whole, of plain ones only those that are meant.
        let end = match range.end == next.0 {
            true => next.1,
            false => self.parts[last].1 + range.end - self.parts[last].0,
        };
        start..end
    }
}

/// The text without its escapes; none if it has none.
pub fn undone(text: &str) -> Option<Plain> {
    let mut found = ESCAPE.find_iter(text).peekable();
    found.peek()?;
    let mut plain =
        Plain { text: String::with_capacity(text.len()), parts: vec![(0, 0)], length: text.len() };
    let mut done = 0;
    for escape in found {
        plain.text.push_str(&text[done..escape.start()]);
        plain.parts.push((plain.text.len(), escape.start()));
        plain.text.extend(meant(escape.as_str()));
        plain.parts.push((plain.text.len(), escape.end()));
        done = escape.end();
    }
    plain.text.push_str(&text[done..]);
    Some(plain)
}

/// The character that is meant; a backslash alone means none.
fn meant(escape: &str) -> Option<char> {
    let number = |digits, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match escape.as_bytes()[0] {
        b'%' => number(&escape[escape.len() - 2..], 16),
        b'\\' => match escape.trim_start_matches('\\') {
            "" => None,
            "n" => Some('\n'),
            "r" => Some('\r'),
            "t" => Some('\t'),
            unicode => number(&unicode[1..], 16),
        },
        _ => {
            let name = escape.trim_end_matches(';').rsplit(['&', ';']).next()?;
            match name.strip_prefix('#') {
                Some(hex) if hex.starts_with(['x', 'X']) => number(&hex[1..], 16),
                Some(decimal) => number(decimal, 10),
                None => entity(name),
            }
        }
    }
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        _ => '\'',
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        undone(text).map_or_else(|| text.to_owned(), |plain| plain.text)
    }

    #[test]
    fn every_escape_is_undone_and_those_of_escapes() {
        for (escaped, expected) in [
            ("tok/a%2Bb%3d", "tok/a+b="),
            ("tok%252Fa%25252bb", "tok/a+b"),
            (r#"a\"b\\\"c\/d"#, "a\"b\"c/d"),
            (r"a\u002fb\\u002Fc", "a/b/c"),
            ("&lt;a&gt; &amp;quot;b&#x2f;c&#47;", "<a> \"b/c/"),
            (r"say \&quot;a\&quot;", "say \"a\""),
            ("100 % sure & a;b", "100 % sure & a;b"),
            ("&#x110000;&#9999999;", ""),
        ] {
            assert_eq!(plain(escaped), expected, "{escaped}");
        }
        assert!(undone("nothing escaped: a+b/c=?").is_none());
    }

    #[test]
    fn a_part_is_found_where_it_stood() {
        let text = r#"x=%22tok%2Fa\"b&lt;c%22 é"#;
        let plain = undone(text).unwrap();
        assert_eq!(plain.text, "x=\"tok/a\"b<c\" é");
        let stood = |part: &str| {
            let at = plain.text.find(part).unwrap();
            &text[plain.origin(&(at..at + part.len()))]
        };
        assert_eq!(stood("tok/a\"b<c"), r#"tok%2Fa\"b&lt;c"#);
        assert_eq!(stood("ok"), "ok");
        assert_eq!(stood("/a"), "%2Fa");
        assert_eq!(stood("<"), "&lt;");
        assert_eq!(stood("é"), "é");
        assert_eq!(stood(&plain.text), text);
    }
}
