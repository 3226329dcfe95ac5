//! Reading a script, word by word; the grammar is told one file up.

use std::{str::FromStr, time::Duration};

use super::{Blame, Cancel, DEFAULT_DELAY, Outcome, Script, ScriptError};

const LONGEST_DELAY_MS: u64 = 600_000;
const LONGEST_SCRIPT: usize = 200;

impl FromStr for Script {
    type Err = ScriptError;

    fn from_str(text: &str) -> Result<Self, ScriptError> {
        if text.len() > LONGEST_SCRIPT {
            return Err(ScriptError {
                column: LONGEST_SCRIPT + 1,
                what: format!("a script is at most {LONGEST_SCRIPT} bytes long"),
            });
        }
        Words::of(text).script()
    }
}

/// The words of a script with the columns they stand at; `;` is a word of its own.
struct Words<'t> {
    words: Vec<(usize, &'t str)>,
    next: usize,
    end: usize,
}

impl<'t> Words<'t> {
    fn of(text: &'t str) -> Self {
        let mut words = Vec::new();
        for piece in text.split_inclusive([' ', '\t', ';']) {
            let start = piece.as_ptr() as usize - text.as_ptr() as usize;
            let word = piece.trim_end_matches([' ', '\t', ';']);
            if !word.is_empty() {
                words.push((start, word));
            }
            if let Some(rest) = piece.strip_prefix(word).filter(|rest| *rest == ";") {
                words.push((start + word.len(), rest));
            }
        }
        let words = words
            .into_iter()
            .map(|(start, word)| (text[..start].chars().count() + 1, word))
            .collect();
        Self { words, next: 0, end: text.chars().count() + 1 }
    }

    fn script(&mut self) -> Result<Script, ScriptError> {
        let outcome = self.one_of(&["issue", "fail", "stall"])?;
        let timed_at = self.column();
        let after = self.after()?;
        let (mut cancel, mut blame) = (None, None);
        while self.peek().is_some() {
            self.one_of(&[";"])?;
            let at = self.column();
            let clause = self.one_of(&["cancel", "error"])?;
            let taken = match clause {
                "cancel" => cancel.replace(self.cancel()?).is_some(),
                _ => blame.replace((at, self.blame()?)).is_some(),
            };
            if taken {
                return Err(error(at, format!("{clause} is said twice")));
            }
        }
        let outcome = match (outcome, after, blame) {
            ("stall", Some(_), _) => return Err(error(timed_at, "a stall takes no time")),
            ("fail", after, blame) => Outcome::Fail {
                after: after.unwrap_or(DEFAULT_DELAY),
                blame: blame.map_or(Blame::Issuer, |(_, blame)| blame),
            },
            (_, _, Some((at, _))) => return Err(error(at, "error belongs to fail")),
            ("stall", None, None) => Outcome::Stall,
            (_, after, None) => Outcome::Issue { after: after.unwrap_or(DEFAULT_DELAY) },
        };
        let cancel = cancel.unwrap_or(Cancel::Granted { after: DEFAULT_DELAY });
        Ok(Script { outcome, cancel })
    }

    fn cancel(&mut self) -> Result<Cancel, ScriptError> {
        let answer = self.one_of(&["granted", "lost", "ignored"])?;
        let at = self.column();
        match (answer, self.after()?) {
            ("granted", after) => Ok(Cancel::Granted { after: after.unwrap_or(DEFAULT_DELAY) }),
            ("lost", after) => Ok(Cancel::Lost { after }),
            (_, None) => Ok(Cancel::Ignored),
            (_, Some(_)) => Err(error(at, "an ignored cancel takes no time")),
        }
    }

    fn blame(&mut self) -> Result<Blame, ScriptError> {
        Ok(match self.one_of(&["issuer", "request"])? {
            "issuer" => Blame::Issuer,
            _ => Blame::Request,
        })
    }

    fn after(&mut self) -> Result<Option<Duration>, ScriptError> {
        if self.peek() != Some("after") {
            return Ok(None);
        }
        self.next += 1;
        let column = self.column();
        let word = self.peek().unwrap_or_default();
        self.next += 1;
        word.strip_suffix("ms")
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
            .filter(|millis| *millis <= LONGEST_DELAY_MS)
            .map(|millis| Some(Duration::from_millis(millis)))
            .ok_or_else(|| {
                let what = format!("expected a time from 0ms to {LONGEST_DELAY_MS}ms");
                error(column, what + &found(word))
            })
    }

    fn one_of(&mut self, expected: &[&'static str]) -> Result<&'static str, ScriptError> {
        let word = self.peek().unwrap_or_default();
        let known = expected.iter().find(|known| **known == word);
        let column = self.column();
        self.next += 1;
        known.copied().ok_or_else(|| {
            let what = format!("expected {}", expected.join(" or "));
            error(column, what + &found(word))
        })
    }

    fn peek(&self) -> Option<&'t str> {
        self.words.get(self.next).map(|(_, word)| *word)
    }

    fn column(&self) -> usize {
        self.words.get(self.next).map_or(self.end, |(column, _)| *column)
    }
}

fn found(word: &str) -> String {
    if word.is_empty() { ", found the end".to_owned() } else { format!(", found {word:?}") }
}

fn error(column: usize, what: impl Into<String>) -> ScriptError {
    ScriptError { column, what: what.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn parse(text: &str) -> Script {
        text.parse().unwrap()
    }

    fn complaint(text: &str) -> String {
        text.parse::<Script>().unwrap_err().to_string()
    }

    #[test]
    fn a_bare_outcome_takes_the_defaults() {
        assert_eq!(parse("issue"), Script::issue(ms(25)));
        let fail = parse("fail").outcome;
        let blame = Blame::Issuer;
        assert_eq!(fail, Outcome::Fail { after: ms(25), blame });
        assert_eq!(parse("stall").outcome, Outcome::Stall);
    }

    #[test]
    fn clauses_stand_in_any_order_and_spacing() {
        let expected = Script {
            outcome: Outcome::Fail { after: ms(1500), blame: Blame::Request },
            cancel: Cancel::Lost { after: None },
        };
        assert_eq!(parse("fail after 1500ms; cancel lost; error request"), expected);
        assert_eq!(parse(" fail after 1500ms ;error request;cancel lost "), expected);
    }

    #[test]
    fn every_answer_to_a_cancel_is_understood() {
        let cancel = |text| parse(text).cancel;
        assert_eq!(cancel("stall; cancel granted after 0ms"), Cancel::Granted { after: ms(0) });
        assert_eq!(cancel("stall; cancel lost after 50ms"), Cancel::Lost { after: Some(ms(50)) });
        assert_eq!(cancel("stall; cancel ignored"), Cancel::Ignored);
    }

    #[test]
    fn a_mistake_is_named_with_its_column() {
        assert_eq!(complaint(""), "column 1: expected issue or fail or stall, found the end");
        assert_eq!(
            complaint("issue; cancle lost"),
            r#"column 8: expected cancel or error, found "cancle""#
        );
        assert_eq!(
            complaint("issue after 600001ms"),
            r#"column 13: expected a time from 0ms to 600000ms, found "600001ms""#
        );
        assert_eq!(
            complaint("issue after +5ms"),
            r#"column 13: expected a time from 0ms to 600000ms, found "+5ms""#
        );
        assert_eq!(
            complaint("issue after"),
            "column 12: expected a time from 0ms to 600000ms, found the end"
        );
        assert_eq!(complaint("issue soon"), r#"column 7: expected ;, found "soon""#);
        assert_eq!(complaint("stall after 5ms"), "column 7: a stall takes no time");
        assert_eq!(complaint("issue; error issuer"), "column 8: error belongs to fail");
        assert_eq!(complaint("stall; cancel lost; cancel lost"), "column 21: cancel is said twice");
        assert_eq!(
            complaint("stall; cancel ignored after 1ms"),
            "column 23: an ignored cancel takes no time"
        );
        assert_eq!(complaint("issue;"), "column 7: expected cancel or error, found the end");
    }

    #[test]
    fn hostile_text_is_refused_without_panic() {
        assert!(complaint(&"x".repeat(5000)).contains("at most 200"));
        assert!(complaint("\u{1F600} issue").starts_with("column 1"));
        assert!(complaint("issue after 99999999999999999999999ms").starts_with("column 13"));
        assert!(complaint("issue after ms").starts_with("column 13"));
    }
}
