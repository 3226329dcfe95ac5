//! Undoes the escapes in which a text may be written: percent signs, JSON's backslashes, XML's and
//! HTML's entities, also of one another, and the breaking of lines; and tells where each part of the
//! result came from.
//!
//! It is not a parser of any of them: what looks like an escape is undone, wherever it stands. So
//! two texts that are to be compared must both go through it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr, memchr3};
use regex::{Captures, Regex};

/// An escaped character; whatever was escaped again is undone with it.
static ESCAPE: LazyLock<Regex> = LazyLock::new(|| {
    // More than one byte first: else the percent sign of a second escape would be one by itself.
    let (lead, trail) = ("%(?:25)*[c-fC-F][0-9A-Fa-f]", "%(?:25)*[89abAB][0-9A-Fa-f]");
    let percent = format!("{lead}(?:{trail}){{1,3}}|%(?:25)*[0-7][0-9A-Fa-f]");
    let pair = r"u[dD][89abAB][0-9A-Fa-f]{2}\\+u[dD][c-fC-F][0-9A-Fa-f]{2}";
    let backslash = format!(
        r"\\+(?:u\{{[0-9A-Fa-f]{{1,6}}\}}|{pair}|u[0-9A-Fa-f]{{4}}|x[0-9A-Fa-f]{{2}}|[nrt])?"
    );
    let entity = "&(?:amp;)*(?:#[xX][0-9A-Fa-f]{1,6}|#[0-9]{1,7}|[A-Za-z]{2,10});";
    // As encoders break base64 after 76 characters.
    let line = r"[ \t]*\r?\n[ \t]*";
    let any = format!("{percent}|{backslash}|{entity}|{line}");
    Regex::new(&any).expect("the pattern is a literal and compiles")
});

/// Kinds of escape within another kind that are undone: JSON in a parameter of a URL in a page.
const DEEPEST: usize = 4;

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
        let end = if range.end == next.0 {
            next.1
        } else {
            self.parts[last].1 + range.end - self.parts[last].0
        };
        start..end
    }
}

/// The text without its escapes, then that without those that it still had, and so on: of one kind
/// within another, such as `%5Cu002F`.
pub fn layers(text: &str) -> Vec<Plain> {
    let mut layers: Vec<Plain> = Vec::new();
    while layers.len() < DEEPEST {
        let Some(plain) = undone(layers.last().map_or(text, |last| &last.text)) else { break };
        layers.push(plain);
    }
    layers
}

/// The texts of the layers, handed on one after the other until one is what is looked for: a report of
/// many megabytes is not held as often as it has layers.
pub fn any_layer(text: &str, is_it: impl Fn(&str) -> bool) -> bool {
    let mut plain = Cow::Borrowed(text);
    for _ in 0..=DEEPEST {
        if is_it(&plain) {
            return true;
        }
        let next = ESCAPE.replace_all(&plain, |escape: &Captures<'_>| {
            meant(&escape[0]).map(String::from).unwrap_or_default()
        });
        let Cow::Owned(next) = next else { return false };
        plain = Cow::Owned(next);
    }
    false
}

/// Where that range of the last of some layers stood in the text that they were made of.
pub fn origin(layers: &[Plain], range: &Range<usize>) -> Range<usize> {
    layers.iter().rev().fold(range.clone(), |range, plain| plain.origin(&range))
}

/// The text without its escapes; none if it has none.
pub fn undone(text: &str) -> Option<Plain> {
    // One of these stands in every escape, and in most texts none does.
    let bytes = text.as_bytes();
    if memchr3(b'%', b'\\', b'&', bytes).is_none() && memchr(b'\n', bytes).is_none() {
        return None;
    }
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

/// The character that is meant; a backslash alone means none, and neither does the end of a line.
fn meant(escape: &str) -> Option<char> {
    character(escape).filter(|c| !matches!(c, '\n' | '\r' | '\t'))
}

fn character(escape: &str) -> Option<char> {
    match escape.as_bytes()[0] {
        b' ' | b'\t' | b'\r' | b'\n' => None,
        b'%' => {
            // Of each byte the last two digits: before them stands what escapes the percent sign.
            let digits = escape.split('%').skip(1).map(|unit| &unit[unit.len() - 2..]);
            let bytes: Option<Vec<u8>> = digits.map(|d| u8::from_str_radix(d, 16).ok()).collect();
            String::from_utf8(bytes?).ok()?.chars().next()
        }
        b'\\' => after_backslash(escape.trim_start_matches('\\')),
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

fn after_backslash(rest: &str) -> Option<char> {
    match rest {
        "" => None,
        "n" => Some('\n'),
        "r" => Some('\r'),
        "t" => Some('\t'),
        // A character beyond the first plane is written as two halves.
        halves if halves.len() > 9 => {
            let units = [half(&halves[1..5])?, half(&halves[halves.len() - 4..])?];
            char::decode_utf16(units).next()?.ok()
        }
        braced if braced.ends_with('}') => number(&braced[2..braced.len() - 1], 16),
        digits => number(&digits[1..], 16),
    }
}

fn half(digits: &str) -> Option<u16> {
    u16::from_str_radix(digits, 16).ok()
}

fn number(digits: &str, radix: u32) -> Option<char> {
    u32::from_str_radix(digits, radix).ok().and_then(char::from_u32)
}

/// The character of a name of HTML's, of those that stand in tokens; none of a name that is not
/// known.
fn entity(name: &str) -> Option<char> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, meant)| *meant)
}

const NAMES: [(&str, char); 35] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("plus", '+'),
    ("sol", '/'),
    ("equals", '='),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("period", '.'),
    ("colon", ':'),
    ("semi", ';'),
    ("comma", ','),
    ("num", '#'),
    ("percnt", '%'),
    ("ast", '*'),
    ("midast", '*'),
    ("excl", '!'),
    ("quest", '?'),
    ("commat", '@'),
    ("dollar", '$'),
    ("bsol", '\\'),
    ("grave", '`'),
    ("Hat", '^'),
    ("lpar", '('),
    ("rpar", ')'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("lcub", '{'),
    ("rcub", '}'),
    ("verbar", '|'),
    ("vert", '|'),
];

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
            (r"a\x2fb\u{2f}c", "a/b/c"),
            ("P%c3%a4ss%25C3%25A4", "P\u{e4}ss\u{e4}"),
            (r"\ud83d\ude00 \\uD83D\\uDE00", "\u{1f600} \u{1f600}"),
            ("100 % sure & a;b", "100 % sure & a;b"),
            ("tok&plus;en&sol;a&equals;&lowbar;&amp;period;", "tok+en/a=_."),
            ("QUJD\r\n  REVG\\nR0hJ&#10;x", "QUJDREVGR0hJx"),
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
