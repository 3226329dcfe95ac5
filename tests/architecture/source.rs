//! Rust source as tokens, and where its paths lead.
//!
//! In: the text of a file and its module. Out: words, and paths from the root of the crate. Must
//! not know which imports are allowed.

use std::collections::BTreeSet;
use std::str::FromStr as _;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// A path from the root of the crate: modules, and perhaps what is in them.
pub type Path = Vec<String>;

/// Identifiers, `::` and single punctuation characters, in order; no comments, no literals.
pub fn tokens(text: &str) -> Vec<String> {
    let stream = TokenStream::from_str(text).unwrap_or_else(|e| panic!("no Rust: {e}"));
    let mut found = Vec::new();
    flatten(stream, &mut found);
    without_comments(&found)
}

/// A comment for readers of the documentation is an attribute to the compiler.
fn without_comments(tokens: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut rest = tokens;
    while let Some((token, more)) = rest.split_first() {
        let begins =
            |mark: &[&str]| rest.iter().zip(mark).filter(|(t, m)| t == m).count() == mark.len();
        if begins(&["#", "[", "doc", "=", "]"]) {
            rest = &rest[5..];
        } else if begins(&["#", "!", "[", "doc", "=", "]"]) {
            rest = &rest[6..];
        } else {
            kept.push(token.clone());
            rest = more;
        }
    }
    kept
}

fn flatten(stream: TokenStream, found: &mut Vec<String>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                found.push(open.to_owned());
                flatten(group.stream(), found);
                found.push(close.to_owned());
            }
            TokenTree::Punct(mark) if mark.as_char() == ':' && mark.spacing() == Spacing::Joint => {
                trees.next();
                found.push("::".to_owned());
            }
            TokenTree::Punct(mark) => found.push(mark.to_string()),
            TokenTree::Ident(word) => found.push(word.to_string()),
            TokenTree::Literal(_) => {}
        }
    }
}

/// The same without the items that only tests are compiled with.
pub fn without_tests(tokens: &[String]) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].starts_with(&MARK.map(str::to_owned)) {
            at = end_of_item(tokens, at + MARK.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Behind the `;` or the closing brace of the item that begins at `start`.
fn end_of_item(tokens: &[String], start: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 && (token == "}" || token == ";") {
            return at + 1;
        }
    }
    tokens.len()
}

/// Where the paths of a file lead: those that begin with `root` (`crate`, or the crate's name seen
/// from outside), with `super` or `self`, or with a module that the file declares; `use` and
/// expressions alike, the trees of `use` followed. `module` is the module the file is.
pub fn paths(tokens: &[String], root: &str, module: &[String]) -> BTreeSet<Path> {
    let declared = declared(tokens);
    let mut found = BTreeSet::new();
    let mut inside = module.to_vec();
    let mut inline = Vec::new();
    let mut braces = 0;
    for (at, token) in tokens.iter().enumerate() {
        let is = |offset: usize, word: &str| tokens.get(at + offset).is_some_and(|t| t == word);
        let after = |word: &str| at > 0 && tokens[at - 1] == word;
        let begins = !after("::") && !after("in") && (is(1, "::") || after("use"));
        match token.as_str() {
            "{" => {
                braces += 1;
                if at >= 2 && tokens[at - 2] == "mod" {
                    inline.push(braces);
                    inside.push(tokens[at - 1].clone());
                }
            }
            "}" => {
                if inline.pop_if(|opened| *opened == braces).is_some() {
                    inside.pop();
                }
                braces -= 1;
            }
            word if word == root && begins => follow(tokens, at + 2, &[], &mut found),
            "super" | "self" if begins => follow(tokens, at, &inside, &mut found),
            word if begins && declared.contains(word) => follow(tokens, at, module, &mut found),
            _ => {}
        }
    }
    found
}

/// The modules that a file declares as files of their own.
fn declared(tokens: &[String]) -> BTreeSet<&str> {
    let declares = |three: &&[String]| three[0] == "mod" && three[2] == ";";
    tokens.windows(3).filter(declares).map(|three| three[1].as_str()).collect()
}

/// Follows a path whose next segment is looked up in the module `above`.
fn follow(tokens: &[String], at: usize, above: &[String], found: &mut BTreeSet<Path>) {
    let Some(token) = tokens.get(at) else { return };
    let goes_on = tokens.get(at + 1).is_some_and(|t| t == "::");
    let parent = &above[..above.len().saturating_sub(1)];
    match (token.as_str(), goes_on) {
        ("super", true) => follow(tokens, at + 2, parent, found),
        ("self", true) => follow(tokens, at + 2, above, found),
        ("super", false) => found.extend([parent.to_vec()]),
        ("self", false) => found.extend([above.to_vec()]),
        ("{", _) => {
            for start in elements(tokens, at) {
                follow(tokens, start, above, found);
            }
        }
        (segment, goes_on) => {
            let path = [above, &[segment.to_owned()]].concat();
            if goes_on {
                follow(tokens, at + 2, &path, found);
            } else {
                found.insert(path);
            }
        }
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
    use super::{paths, tokens, without_tests};

    /// The rooms that a file so deep below the root leads to, beside its own.
    fn led_to(text: &str, depth: usize) -> Vec<String> {
        let module = vec!["own".to_owned(); depth];
        let found = paths(&tokens(text), "crate", &module);
        let mut rooms: Vec<String> =
            found.into_iter().filter_map(|path| path.into_iter().next()).collect();
        rooms.dedup();
        rooms.retain(|room| room != "own");
        rooms
    }

    fn followed(text: &str, module: &[&str]) -> Vec<String> {
        let module: Vec<String> = module.iter().map(|m| (*m).to_owned()).collect();
        let found = paths(&tokens(text), "crate", &module);
        found.into_iter().map(|path| path.join("::")).collect()
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
    fn paths_are_followed_to_their_end() {
        assert_eq!(
            followed("use super::{a::{self, B}, C, self as room};", &["run", "walk"]),
            ["run", "run::C", "run::a", "run::a::B"]
        );
        let parent = "mod a; pub use a::B; mod b { use super::c::D; } fn f() { a::g(); h::i() }";
        assert_eq!(followed(parent, &["run"]), ["run::a::B", "run::a::g", "run::c::D"]);
        assert!(followed("mod a; pub(in crate::run) fn f() {}", &["run"]).is_empty());
    }

    #[test]
    fn tests_can_be_left_out() {
        let text = "use a; #[cfg(test)] mod t; #[cfg(test)] mod u { fn f() {} } fn g() {}";
        let kept = without_tests(&tokens(text)).join(" ");
        assert_eq!(kept, "use a ; fn g ( ) { }");
    }

    #[test]
    fn tokens_are_words_and_marks() {
        assert_eq!(
            tokens("a::b!(r#type, 'x', \"y\", 1) // z"),
            ["a", "::", "b", "!", "(", "r#type", ",", ",", ",", ")"]
        );
    }
}
