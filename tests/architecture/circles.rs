//! Files that import each other, directly or over others.
//!
//! In: which files each file imports. Out: the circles. Must not know what a file is.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Files by name, each with those that it imports.
pub type Imports = BTreeMap<String, BTreeSet<String>>;

/// Circles that are to be opened, each written `a.rs → b.rs → a.rs`, beginning with the name that
/// comes first in the alphabet: the shortest one, then the shortest one of those that do not go
/// over its last import, and so on. None if and only if there is none.
pub fn circles(imports: &Imports) -> BTreeSet<String> {
    let mut imports = imports.clone();
    for (file, imported) in &mut imports {
        imported.remove(file);
    }
    trim(&mut imports);
    let mut found = BTreeSet::new();
    while let Some(circle) = shortest(&imports) {
        if let (Some(first), Some(last)) = (circle.first(), circle.last()) {
            imports.entry(last.clone()).or_default().remove(first);
            trim(&mut imports);
            found.insert(format!("{} → {first}", circle.join(" → ")));
        }
    }
    found
}

/// Leaves out what imports nothing, and then what imports nothing else: no circle goes over it.
fn trim(imports: &mut Imports) {
    loop {
        let before = imports.len();
        imports.retain(|_, imported| !imported.is_empty());
        let left: BTreeSet<String> = imports.keys().cloned().collect();
        for imported in imports.values_mut() {
            imported.retain(|file| left.contains(file));
        }
        if imports.len() == before {
            return;
        }
    }
}

/// The shortest circle, without its end, which is its beginning.
fn shortest(imports: &Imports) -> Option<Vec<String>> {
    let back = |file: &String, other: &String| way(imports, other, file);
    let all = imports.iter().flat_map(|(file, imported)| {
        imported.iter().filter_map(move |other| back(file, other)).map(turned)
    });
    all.min_by_key(|circle| (circle.len(), circle.clone()))
}

/// The same circle from the name on that comes first in the alphabet.
fn turned(circle: Vec<String>) -> Vec<String> {
    let first = (0..circle.len()).min_by_key(|at| &circle[*at]).unwrap_or_default();
    [&circle[first..], &circle[..first]].concat()
}

/// The shortest way from one file to another, both included.
fn way(imports: &Imports, from: &str, to: &str) -> Option<Vec<String>> {
    let mut before: BTreeMap<&str, &str> = BTreeMap::new();
    let mut waiting = VecDeque::from([from]);
    while let Some(file) = waiting.pop_front() {
        if file == to {
            let mut way = vec![file.to_owned()];
            while way.last().is_some_and(|last| last != from) {
                way.extend(
                    way.last().and_then(|last| before.get(last.as_str())).map(|b| (*b).to_owned()),
                );
            }
            way.reverse();
            return Some(way);
        }
        for next in imports.get(file).into_iter().flatten() {
            if next != from && !before.contains_key(next.as_str()) {
                before.insert(next, file);
                waiting.push_back(next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Imports, circles};

    fn found(imports: &[(&str, &[&str])]) -> Vec<String> {
        let owned = |files: &&[&str]| files.iter().map(|f| (*f).to_owned()).collect();
        let imports: Imports =
            imports.iter().map(|(file, others)| ((*file).to_owned(), owned(others))).collect();
        circles(&imports).into_iter().collect()
    }

    #[test]
    fn each_circle_is_told_once() {
        assert!(found(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])]).is_empty());
        assert!(found(&[("a", &["a"])]).is_empty());
        assert_eq!(found(&[("b", &["a"]), ("a", &["b"])]), ["a → b → a"]);
        assert_eq!(
            found(&[("a", &["b"]), ("b", &["c", "d"]), ("c", &["a"]), ("d", &["b"])]),
            ["a → b → c → a", "b → d → b"]
        );
    }
}
