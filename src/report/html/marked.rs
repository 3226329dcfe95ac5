//! What differs, marked: the part of a text, the lines of a body.
//!
//! In come texts that are safe to show, or a body and the places that were looked at, out go pieces
//! with whether each is marked. It must not know what was wrong there.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use crate::report::sanitize::many_lines;

/// A piece of a text, and whether it is what differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    marked: bool,
    text: String,
}

/// A text in pieces.
pub type Pieces = Vec<Piece>;

/// A text in which nothing is marked.
pub fn plain(text: String) -> Pieces {
    vec![Piece { marked: false, text }]
}

/// Characters from which on two texts of which little is alike are plainly two.
const SHORT: usize = 40;

/// Two texts, what is not the same at either end marked. Of short ones that have little in common
/// all is marked, of long ones nothing: that they stand side by side says it.
pub fn pair(one: &str, other: &str) -> (Pieces, Pieces) {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (least, most) = (a.len().min(b.len()), a.len().max(b.len()));
    let head = alike(a.iter().zip(&b));
    let tail = alike(a.iter().rev().zip(b.iter().rev())).min(least - head);
    // 200 and 204 are two statuses, not one digit.
    if most > 8 && 2 * (head + tail) >= most {
        (pieces(&a, head, tail), pieces(&b, head, tail))
    } else if most <= SHORT {
        (pieces(&a, 0, 0), pieces(&b, 0, 0))
    } else {
        (plain(one.to_owned()), plain(other.to_owned()))
    }
}

/// How many pairs are alike before the first one that is not.
fn alike<'c>(pairs: impl Iterator<Item = (&'c char, &'c char)>) -> usize {
    pairs.take_while(|(x, y)| x == y).count()
}

fn pieces(text: &[char], head: usize, tail: usize) -> Pieces {
    let end = text.len() - tail;
    let parts = [(false, &text[..head]), (true, &text[head..end]), (false, &text[end..])];
    let told = parts.into_iter().filter(|(_, part)| !part.is_empty());
    told.map(|(marked, part)| Piece { marked, text: part.iter().collect() }).collect()
}

/// JSON on several lines, those of the values at these pointers marked. None where reading it
/// loses something, such as a key that is there twice or a number's spelling: what was sent is
/// shown then.
pub fn laid_out(text: &str, wanted: &BTreeSet<String>) -> Option<Vec<(bool, String)>> {
    let value: Value = serde_json::from_str(text).ok()?;
    if serde_json::to_string(&value).ok()? != text {
        return None;
    }
    let mut layout = Layout { wanted, lines: Vec::new() };
    layout.value(&value, "", &Line { indent: 0, key: String::new(), comma: "" }, false);
    Some(layout.lines)
}

/// Lines as pieces, at most so many characters of them; hidden characters shown.
pub fn lines(all: Vec<(bool, String)>, most: usize) -> Pieces {
    let mut pieces: Pieces = Vec::new();
    let mut room = most;
    let last = all.len().saturating_sub(1);
    for (at, (marked, line)) in all.into_iter().enumerate() {
        if room == 0 {
            pieces.push(Piece { marked: false, text: "… and more".to_owned() });
            break;
        }
        let text = many_lines(&line, room) + if at < last { "\n" } else { "" };
        room = room.saturating_sub(text.chars().count());
        match pieces.last_mut() {
            Some(last) if last.marked == marked => last.text.push_str(&text),
            _ => pieces.push(Piece { marked, text }),
        }
    }
    pieces
}

struct Layout<'a> {
    wanted: &'a BTreeSet<String>,
    lines: Vec<(bool, String)>,
}

/// What stands around a value.
struct Line {
    indent: usize,
    key: String,
    comma: &'static str,
}

impl Layout<'_> {
    fn value(&mut self, value: &Value, pointer: &str, line: &Line, inside: bool) {
        let marked = inside || self.wanted.contains(pointer);
        let Line { indent, key, comma } = line;
        let space = "  ".repeat(*indent);
        let (open, close) = match value {
            Value::Object(fields) if !fields.is_empty() => ('{', '}'),
            Value::Array(items) if !items.is_empty() => ('[', ']'),
            leaf => {
                self.lines.push((marked, format!("{space}{key}{leaf}{comma}")));
                return;
            }
        };
        self.lines.push((marked, format!("{space}{key}{open}")));
        let children: Vec<(String, String, &Value)> = match value {
            Value::Object(fields) => fields.iter().map(|(k, v)| (k.clone(), named(k), v)).collect(),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.map(|(at, v)| (at.to_string(), String::new(), v)).collect()
            }
            _ => Vec::new(),
        };
        for (at, (step, key, child)) in children.iter().enumerate() {
            let comma = if at + 1 < children.len() { "," } else { "" };
            let pointer = format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"));
            let line = Line { indent: indent + 1, key: key.clone(), comma };
            self.value(child, &pointer, &line, marked);
        }
        self.lines.push((marked, format!("{space}{close}{comma}")));
    }
}

fn named(key: &str) -> String {
    format!("{}: ", Value::from(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &Pieces) -> String {
        let piece = |p: &Piece| if p.marked { format!("[{}]", p.text) } else { p.text.clone() };
        pieces.iter().map(piece).collect()
    }

    #[test]
    fn what_differs_is_marked_and_all_of_what_is_short() {
        let told = |one, other| {
            let (one, other) = pair(one, other);
            (shown(&one), shown(&other))
        };
        assert_eq!(
            told("\"/certificates/a\"", "\"/certificates/a/pending\""),
            ("\"/certificates/a\"".into(), "\"/certificates/a[/pending]\"".into())
        );
        assert_eq!(told("200", "204"), ("[200]".into(), "[204]".into()));
        assert_eq!(told("", "x"), (String::new(), "[x]".into()));
        assert_eq!(told("éééé1üüüü", "éééé2üüüü"), ("éééé[1]üüüü".into(), "éééé[2]üüüü".into()));
        assert_eq!(told("aaaaaaaaa", "aaaaaaaaaa"), ("aaaaaaaaa".into(), "aaaaaaaaa[a]".into()));
        let (one, other) = ("a ".repeat(30), "b ".repeat(30));
        assert_eq!(told(&one, &other), (one.clone(), other.clone()));
    }

    #[test]
    fn the_lines_of_the_value_are_marked() {
        let wanted = BTreeSet::from(["/b/c~1d".to_owned(), "/nothing".to_owned()]);
        let lines = laid_out(r#"{"a":[1,{}],"b":{"c/d":{"e":"x"}}}"#, &wanted).unwrap();
        let text: Vec<String> = lines
            .iter()
            .map(|(marked, line)| format!("{}{line}", if *marked { '>' } else { ' ' }))
            .collect();
        let expected = [
            " {",
            "   \"a\": [",
            "     1,",
            "     {}",
            "   ],",
            "   \"b\": {",
            ">    \"c/d\": {",
            ">      \"e\": \"x\"",
            ">    }",
            "   }",
            " }",
        ];
        assert_eq!(text, expected);
    }

    #[test]
    fn what_would_lose_something_is_not_laid_out() {
        for kept in [r#"{"a":1,"a":2}"#, r#"{"a": 1}"#, "[1e2]", "<html>", "[", ""] {
            assert_eq!(laid_out(kept, &BTreeSet::new()), None, "{kept}");
        }
    }

    #[test]
    fn it_is_laid_out_as_others_lay_it_out() {
        let text = r#"{"a":[1,"x",[],{"b":null}],"c":{}}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        let lines = laid_out(text, &BTreeSet::new()).unwrap();
        let ours: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
        assert_eq!(ours.join("\n"), serde_json::to_string_pretty(&value).unwrap());
    }
}
