//! Texts and JSON that are made up, and ways to spoil what is sound.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value};

/// What a reader might obey, take for its own syntax, or stumble over.
pub const HOSTILE: [&str; 60] = [
    "::error::x",
    "\n::stop-commands::x\n",
    "##[error]x",
    "##vso[task.setvariable variable=a]b",
    "##teamcity[x]",
    "\r::set-output name=a::b",
    "\u{1b}[31m",
    "\u{9b}2J",
    "\0",
    "\u{7}",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "\u{ffff}",
    "\u{fffd}",
    "]]>",
    "<![CDATA[",
    "-->",
    "<!--",
    "</script>",
    "<evil onload=evil()>",
    "</code></pre>",
    "</failure>",
    "\" onload=\"evil",
    "' onload='evil",
    "&lt;",
    "&#0;",
    "&amp;",
    "](https://evil.example)",
    "[x](https://evil.example)",
    "![x](https://evil.example/x)",
    "<https://evil.example>",
    "www.evil.example",
    "@evil",
    "GH-1",
    "#1",
    "```",
    "~~~~",
    "`",
    "|",
    "\\",
    "\n# evil\n",
    "\n- evil",
    "\n> evil",
    "{{name}}",
    "{{",
    "}}",
    "${HOME}",
    "$(evil)",
    ": ",
    " #",
    "\n  ",
    "\t",
    "'",
    "\"",
    "*",
    "é",
    "\u{1f600}",
    "e\u{301}\u{301}",
    "Bearer 0123456789abcdef0123",
];

/// A text: pieces that mean something, letters, or anything.
pub fn text() -> BoxedStrategy<String> {
    let piece = prop_oneof![
        4 => select(&HOSTILE[..]).prop_map(str::to_owned),
        3 => "[a-z0-9 ]{0,9}",
        1 => any::<String>(),
    ];
    prop_oneof![
        9 => vec(piece, 0..6).prop_map(|pieces| pieces.concat()),
        1 => ("[a-z]{1,4}|#+|`+|\n+|é+|/", 1..3000_usize).prop_map(|(one, n)| one.repeat(n / one.len())),
    ]
    .boxed()
}

/// Any JSON, not very deep.
pub fn json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(&["1e400", "-0", "123456789012345678901234567890", "0.1e-9"][..])
            .prop_map(|number| serde_json::from_str(number).unwrap_or_else(|_| number.into())),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let object = vec((text(), inner.clone()), 0..5);
        prop_oneof![
            vec(inner, 0..5).prop_map(Value::from),
            object.prop_map(|fields| fields.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
    .boxed()
}

/// What is done to a text.
#[derive(Debug, Clone)]
pub enum Cut {
    /// A part goes.
    Drop(Index, Index),
    /// A part stands twice.
    Twice(Index, Index),
    /// Something stands where nothing stood.
    Put(Index, String),
    /// A line is moved in or out.
    Indent(Index, usize),
    /// Two lines change places.
    Swap(Index, Index),
}

/// A few of them, the longer parts more rarely.
pub fn cuts() -> BoxedStrategy<Vec<Cut>> {
    let at = any::<Index>;
    let one = prop_oneof![
        (at(), at()).prop_map(|(from, to)| Cut::Drop(from, to)),
        (at(), at()).prop_map(|(from, to)| Cut::Twice(from, to)),
        (at(), text()).prop_map(|(at, text)| Cut::Put(at, text)),
        (at(), 0..9_usize).prop_map(|(at, n)| Cut::Indent(at, n)),
        (at(), at()).prop_map(|(one, other)| Cut::Swap(one, other)),
    ];
    vec(one, 0..5).boxed()
}

/// The text with all that done to it.
pub fn cut(text: &str, cuts: &[Cut]) -> String {
    cuts.iter().fold(text.to_owned(), |text, cut| {
        let place = |index: &Index| text.floor_char_boundary(index.index(text.len() + 1));
        // Parts of some lines, or else nothing much would be left.
        let part = |from: &Index, length: &Index| {
            let (from, length) = (place(from), length.index(200));
            from..text.floor_char_boundary((from + length).min(text.len()))
        };
        match cut {
            Cut::Drop(from, length) => {
                let part = part(from, length);
                format!("{}{}", &text[..part.start], &text[part.end..])
            }
            Cut::Twice(from, length) => {
                let part = part(from, length);
                format!("{}{}{}", &text[..part.end], &text[part.clone()], &text[part.end..])
            }
            Cut::Put(at, put) => format!("{}{put}{}", &text[..place(at)], &text[place(at)..]),
            Cut::Indent(at, n) => lines(&text, |lines| {
                let at = at.index(lines.len());
                lines[at] = format!("{}{}", " ".repeat(*n), lines[at].trim_start_matches(' '));
            }),
            Cut::Swap(one, other) => lines(&text, |lines| {
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                lines.swap(one, other);
            }),
        }
    })
}

fn lines(text: &str, change: impl FnOnce(&mut Vec<String>)) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    change(&mut lines);
    lines.join("\n")
}

/// What is done to JSON, at a value that is somewhere in it.
#[derive(Debug, Clone)]
pub enum Change {
    Set(Index, Value),
    Drop(Index),
    Rename(Index, String),
    Text(Index, Vec<Cut>),
}

/// A few of them.
pub fn changes() -> BoxedStrategy<Vec<Change>> {
    let at = any::<Index>;
    let one = prop_oneof![
        2 => (at(), json()).prop_map(|(at, value)| Change::Set(at, value)),
        2 => (at(), text()).prop_map(|(at, text)| Change::Set(at, text.into())),
        1 => at().prop_map(Change::Drop),
        1 => (at(), text()).prop_map(|(at, name)| Change::Rename(at, name)),
        2 => (at(), cuts()).prop_map(|(at, cuts)| Change::Text(at, cuts)),
    ];
    vec(one, 0..4).boxed()
}

/// JSON with all that done to it.
pub fn change(mut value: Value, changes: &[Change]) -> Value {
    for change in changes {
        let (Change::Set(index, _)
        | Change::Drop(index)
        | Change::Rename(index, _)
        | Change::Text(index, _)) = change;
        let mut left = index.index(size(&value));
        apply(&mut value, &mut left, change);
    }
    value
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(fields) => fields.values().map(size).sum(),
        _ => 0,
    }
}

/// Goes through the values, until none is left to be passed by.
fn apply(value: &mut Value, left: &mut usize, change: &Change) -> bool {
    if *left == 0 {
        here(value, change);
        return true;
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| apply(item, left, change)),
        Value::Object(fields) => fields.values_mut().any(|field| apply(field, left, change)),
        _ => false,
    }
}

fn here(value: &mut Value, change: &Change) {
    match (change, value) {
        (Change::Set(_, new), value) => *value = new.clone(),
        (Change::Drop(_), Value::Object(fields)) => drop(fields.pop_front()),
        (Change::Drop(_), Value::Array(items)) => drop(items.pop()),
        (Change::Drop(_), value) => *value = Value::Null,
        (Change::Rename(_, name), Value::Object(fields)) => {
            if let Some((_, field)) = fields.pop_front() {
                fields.insert(name.clone(), field);
            }
        }
        (Change::Rename(_, name), value) => *value = name.as_str().into(),
        (Change::Text(_, cuts), Value::String(text)) => *text = cut(text, cuts),
        (Change::Text(..), _) => {}
    }
}

/// The first field of an object, taken out.
trait PopFront {
    fn pop_front(&mut self) -> Option<(String, Value)>;
}

impl PopFront for Map<String, Value> {
    fn pop_front(&mut self) -> Option<(String, Value)> {
        let name = self.keys().next()?.clone();
        let field = self.shift_remove(&name)?;
        Some((name, field))
    }
}
