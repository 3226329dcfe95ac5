//! What every matcher can do, and what judging one gives.
//!
//! In: nothing. Out: the trait each file of this folder implements, and the types around it. Must
//! not know which matchers there are: one that holds others reads them through a [`Reader`].

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::{Number, Value};

use crate::template::{TemplateError, Variables};
use crate::verdict::finding::{Difference, Reason, Remark};
use crate::yaml::did_you_mean;

use super::reason;

/// Matched, perhaps with a remark; or not.
pub type Judged = Result<Option<Remark>, Miss>;

/// Why a value does not match, where there is more to say than the value itself.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Miss {
    /// The reason as data; [`Matcher::explain`] makes words of it.
    pub reason: Option<Reason>,
    /// The values that differ, where a whole object or list was wanted.
    pub differences: Vec<Difference>,
}

impl From<Reason> for Miss {
    fn from(reason: Reason) -> Self {
        Miss { reason: Some(reason), differences: Vec::new() }
    }
}

/// Why a written value is no matcher: a message and perhaps a hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMatcher {
    /// What is wrong.
    pub message: String,
    /// What to do, if it can be told.
    pub hint: Option<String>,
}

impl NoMatcher {
    /// Without a hint.
    pub(super) fn because(message: impl Into<String>) -> Self {
        NoMatcher { message: message.into(), hint: None }
    }
}

/// One kind of matcher.
pub(super) trait Kind: fmt::Debug + Send + Sync {
    /// Every string of it filled.
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError>;

    /// Whether a value, or its absence, is what it wants, once it is filled.
    fn judge(&self, value: Option<&Value>) -> Judged;

    /// The same without a word about why not: most answers that are looked at are none of a rule's
    /// business, and what would be told of each is thrown away.
    fn takes(&self, value: Option<&Value>) -> bool {
        self.judge(value).is_ok()
    }

    /// What it wants, in words, in one line.
    fn describe(&self) -> String;

    /// Words for a reason of its own; those that several matchers give have words already.
    fn explain(&self, _reason: &Reason) -> Option<String> {
        None
    }

    /// As a scenario writes it.
    fn written(&self) -> Value;

    /// Whether a text that writes a number is to be looked at as that number.
    fn asks_for_number(&self) -> bool {
        false
    }

    /// The plain value that it stands for.
    fn plain(&self) -> Option<&Value> {
        None
    }
}

/// What a value of an answer must be. Strings inside may hold `{{variables}}`.
#[derive(Clone)]
pub struct Matcher(Arc<Written<dyn Kind>>);

/// A matcher, and whether its strings hold variables, once somebody asked.
struct Written<K: ?Sized> {
    has_variables: OnceLock<bool>,
    kind: K,
}

impl Matcher {
    pub(super) fn of(kind: impl Kind + 'static) -> Self {
        Matcher(Arc::new(Written { has_variables: OnceLock::new(), kind }))
    }

    /// The same with every string of it filled.
    pub fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        if self.has_variables() { self.0.kind.fill(variables) } else { Ok(self.clone()) }
    }

    /// Whether there is something to fill.
    pub fn has_variables(&self) -> bool {
        *self.0.has_variables.get_or_init(|| has_variable(&self.written()))
    }

    /// Whether a value, or its absence, is what it wants, once it is filled.
    pub fn judge(&self, value: Option<&Value>) -> Judged {
        self.0.kind.judge(value)
    }

    /// The same without a word about why not.
    pub fn takes(&self, value: Option<&Value>) -> bool {
        self.0.kind.takes(value)
    }

    /// What it wants, in words, in one line.
    pub fn describe(&self) -> String {
        self.0.kind.describe()
    }

    /// Why a value is not what it wants, in words. Says something of any reason: a saved one may
    /// be of another version.
    pub fn explain(&self, reason: &Reason) -> String {
        self.0.kind.explain(reason).unwrap_or_else(|| reason::words(reason))
    }

    /// As a scenario writes it: what [`parse`](super::parse) makes the same matcher of.
    pub fn written(&self) -> Value {
        self.0.kind.written()
    }

    /// A header or a query parameter as the value that it looks at: text, or the number that the
    /// text writes where it asks for a number.
    pub fn read(&self, text: &str) -> Value {
        match text.parse::<Number>() {
            Ok(number) if self.asks_for_number() => Value::Number(number),
            _ => Value::String(text.to_owned()),
        }
    }

    pub(super) fn asks_for_number(&self) -> bool {
        self.0.kind.asks_for_number()
    }

    pub(super) fn plain(&self) -> Option<&Value> {
        self.0.kind.plain()
    }
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind.fmt(f)
    }
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        self.written() == other.written()
    }
}

fn has_variable(written: &Value) -> bool {
    match written {
        Value::String(text) => text.contains("{{"),
        Value::Array(items) => items.iter().any(has_variable),
        Value::Object(fields) => fields.iter().any(|(k, v)| k.contains("{{") || has_variable(v)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Words that stand for a matcher where people write them alone, and which.
const MEANT: [(&str, &str); 3] = [
    ("present", "{ present: true }"),
    ("absent", "{ present: false }"),
    ("non-empty", "{ non-empty: true }"),
];

/// The matcher that is meant by a word; none where the word itself is.
pub(super) fn meant(word: &str) -> Option<&'static str> {
    MEANT.iter().find(|(known, _)| *known == word).map(|(_, matcher)| *matcher)
}

/// Reads the argument of a matcher.
pub(super) type Read = fn(&Value, &Reader) -> Result<Matcher, NoMatcher>;

/// Reads matchers, also for those that hold others.
pub(super) struct Reader {
    /// The matchers there are: the key, and what reads what stands under it.
    pub kinds: &'static [(&'static str, Read)],
    /// Reads a plain value.
    pub plain: Read,
}

impl Reader {
    /// A plain value, or a mapping with exactly one known key.
    pub fn matcher(&self, value: &Value) -> Result<Matcher, NoMatcher> {
        let Value::Object(fields) = value else {
            return match value.as_str().and_then(meant) {
                Some(matcher) => Err(NoMatcher {
                    message: format!("{value} is compared as a word here"),
                    hint: Some(format!(
                        "do you mean {matcher}? The word itself is {{ equals: {value} }}"
                    )),
                }),
                None => (self.plain)(value, self),
            };
        };
        let mut entries = fields.iter();
        let (Some((key, argument)), None) = (entries.next(), entries.next()) else {
            return Err(NoMatcher::because(
                "a matcher is a plain value or a mapping with exactly one key \
                 (an object is compared with `equals`)",
            ));
        };
        match self.kinds.iter().find(|(name, _)| name == key) {
            Some((_, read)) => read(argument, self),
            None => Err(NoMatcher {
                message: format!("unknown matcher `{key}`"),
                hint: did_you_mean(key, self.kinds.iter().map(|(name, _)| *name)),
            }),
        }
    }

    /// A list of matchers that is not empty.
    pub fn several(&self, key: &str, value: &Value) -> Result<Vec<Matcher>, NoMatcher> {
        match value.as_array() {
            Some(items) if !items.is_empty() => items.iter().map(|i| self.matcher(i)).collect(),
            _ => Err(NoMatcher::because(format!("`{key}` takes a list that is not empty"))),
        }
    }
}
