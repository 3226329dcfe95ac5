//! Rust source read as text: its tokens without comments and literals, and the rooms its paths
//! lead to.
//!
//! In: the text of a file and its place below `src`. Out: words and rooms. Must not know which
//! imports are allowed.

use std::collections::BTreeSet;

/// Identifiers, `::` and single punctuation characters, in order.
pub fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let rest = &chars[at..];
        at += match c {
            '/' if rest.get(1) == Some(&'/') => until(rest, |r| r[0] == '\n'),
            '/' if rest.get(1) == Some(&'*') => block_comment(rest),
            '"' => quoted(rest, '"'),
            '\'' if rest.get(1) == Some(&'\\') || rest.get(2) == Some(&'\'') => quoted(rest, '\''),
            _ if raw_string(rest).is_some() => raw_string(rest).unwrap_or(1),
            _ if c.is_whitespace() => 1,
            _ if c.is_alphanumeric() || c == '_' => {
                let word = until(rest, |r| !(r[0].is_alphanumeric() || r[0] == '_'));
                found.push(rest[..word].iter().collect());
                word
            }
            ':' if rest.get(1) == Some(&':') => {
                found.push("::".to_owned());
                2
            }
            _ => {
                found.push(c.to_string());
                1
            }
        };
    }
    found
}

fn until(rest: &[char], stop: impl Fn(&[char]) -> bool) -> usize {
    (0..rest.len()).find(|at| stop(&rest[*at..])).unwrap_or(rest.len())
}

fn quoted(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        match (rest[at], rest.get(at + 1)) {
            ('/', Some('*')) => depth += 1,
            ('*', Some('/')) => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            break;
        }
    }
    at
}

/// Length of `r"…"`, `br#"…"#` and the like; a raw identifier such as `r#type` is none.
fn raw_string(rest: &[char]) -> Option<usize> {
    let prefix = match rest {
        ['r', ..] => 1,
        ['b' | 'c', 'r', ..] => 2,
        _ => return None,
    };
    let hashes = until(&rest[prefix..], |r| r[0] != '#');
    let open = prefix + hashes;
    if rest.get(open) != Some(&'"') {
        return None;
    }
    let closes = |r: &[char]| {
        r[0] == '"' && r.len() > hashes && r[1..=hashes].iter().all(|hash| *hash == '#')
    };
    Some(open + 1 + until(&rest[open + 1..], closes) + 1 + hashes)
}

/// The rooms that paths of a file lead to: `crate::room`, `super::room` from a room's own root,
/// and the trees of `use`. `depth` is how deep below the crate's root the file's module is.
pub fn rooms(tokens: &[String], depth: usize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut inline = Vec::new();
    let mut braces = 0;
    for (at, token) in tokens.iter().enumerate() {
        let is = |offset: usize, word: &str| tokens.get(at + offset).is_some_and(|t| t == word);
        match token.as_str() {
            "{" => {
                braces += 1;
                if at >= 2 && tokens[at - 2] == "mod" {
                    inline.push(braces);
                }
            }
            "}" => {
                inline.pop_if(|opened| *opened == braces);
                braces -= 1;
            }
            "crate" if is(1, "::") => follow(tokens, at + 2, 0, &mut found),
            "super" | "self" if is(1, "::") && !(at > 0 && tokens[at - 1] == "::") => {
                follow(tokens, at, depth + inline.len(), &mut found);
            }
            _ => {}
        }
    }
    found
}

/// The first segments of the paths that begin with the name of a crate.
pub fn rooms_of(crate_name: &str, tokens: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        if pair == [crate_name, "::"] {
            follow(tokens, at + 2, 0, &mut found);
        }
    }
    found
}

/// Follows a path whose next segment is looked up `above` modules below the root.
fn follow(tokens: &[String], at: usize, above: usize, found: &mut BTreeSet<String>) {
    let Some(token) = tokens.get(at) else { return };
    let goes_on = tokens.get(at + 1).is_some_and(|t| t == "::");
    match token.as_str() {
        "super" if goes_on => follow(tokens, at + 2, above.saturating_sub(1), found),
        "self" if goes_on => follow(tokens, at + 2, above, found),
        "{" => {
            for start in elements(tokens, at) {
                follow(tokens, start, above, found);
            }
        }
        _ if above == 0 => {
            found.insert(token.clone());
        }
        _ => {}
    }
}

/// Where the elements of the group opened at `at` begin.
fn elements(tokens: &[String], at: usize) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(at) {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        let opens = index == at || (depth == 1 && token == ",");
        if opens && tokens.get(index + 1).is_some_and(|next| next != "}") {
            starts.push(index + 1);
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::{rooms, tokens};

    fn led_to(text: &str, depth: usize) -> Vec<String> {
        rooms(&tokens(text), depth).into_iter().collect()
    }

    #[test]
    fn plain_and_grouped_uses_are_seen() {
        assert_eq!(led_to("use crate::yaml::parse;", 1), ["yaml"]);
        assert_eq!(
            led_to("use crate::{plan, run::{self, Job}, verdict as v,};", 1),
            ["plan", "run", "verdict"]
        );
        assert_eq!(
            led_to("fn f() -> crate::http::Answer { crate::check::x() }", 1),
            ["check", "http"]
        );
        assert_eq!(led_to("use crate::*;", 1), ["*"]);
        assert!(led_to("pub(crate) fn f() {} use serde::Value; a::crate_name()", 1).is_empty());
    }

    #[test]
    fn comments_and_literals_are_no_imports() {
        let text = r##"
            //! [x](crate::vault::Vault)
            /* crate::vault /* crate::run */ crate::cli */
            const A: &str = "crate::vault \" crate::run";
            const B: &str = r#"crate::vault " crate::run"#;
            const C: [char; 2] = ['"', '\''];
            fn f<'a>(x: &'a crate::yaml::Mistake) {}
        "##;
        assert_eq!(led_to(text, 1), ["yaml"]);
    }

    #[test]
    fn super_is_followed_to_the_root() {
        assert_eq!(led_to("use super::verdict::Verdict;", 1), ["verdict"]);
        assert!(led_to("use super::verdict::Verdict;", 2).is_empty());
        assert_eq!(led_to("use super::super::vault;", 2), ["vault"]);
        assert_eq!(led_to("use super::{super::{vault, run}, own};", 2), ["run", "vault"]);
        assert!(led_to("mod tests { use super::*; } fn f() { self::g() }", 1).is_empty());
        assert_eq!(
            led_to("mod tests { use super::super::cli; } use super::run;", 1),
            ["cli", "run"]
        );
    }

    #[test]
    fn tokens_are_words_and_marks() {
        assert_eq!(
            tokens("a::b!(r#type, 'x', \"y\") // z"),
            ["a", "::", "b", "!", "(", "r", "#", "type", ",", ",", ")"]
        );
    }
}
