//! What a filter that matches nothing was probably meant to be.
//!
//! In: the filters and the suite. Out: one line for people. Must not know why nothing was selected
//! beside that.

use std::collections::BTreeSet;

use super::args::Select;
use crate::scenario::Suite;
use crate::yaml::did_you_mean;

/// What separates the words of an id.
const BETWEEN: [char; 4] = ['/', '-', '.', '['];

/// What the first filter that alone matches nothing may have meant: as many words of an id of a case
/// or a requirement as it has itself.
pub fn hint(select: &Select, suite: &Suite) -> Option<String> {
    let scenarios = &suite.scenarios;
    let names = scenarios.iter().flat_map(|scenario| {
        let covered = scenario.covers.iter().map(|cited| cited.clause.as_str());
        covered.chain([scenario.id.as_str(), scenario.conversation()])
    });
    let names: BTreeSet<&str> = names.collect();
    let mut filters = select.filters.iter();
    let Some(filter) = filters.find(|f| !names.iter().any(|name| name.contains(f.as_str()))) else {
        let word = select.tag.iter().find(|tag| scenarios.iter().all(|s| !s.tags.contains(tag)))?;
        let tags: BTreeSet<&str> =
            scenarios.iter().flat_map(|s| &s.tags).map(String::as_str).collect();
        return did_you_mean(word, tags);
    };
    if select.exact {
        return did_you_mean(filter, names);
    }
    let words = filter.matches(BETWEEN).count() + 1;
    let parts: BTreeSet<&str> = names.iter().flat_map(|name| parts(name, words)).collect();
    did_you_mean(filter, parts)
}

/// Every so many words of a name that stand beside each other.
fn parts(name: &str, words: usize) -> Vec<&str> {
    let behind = name.match_indices(BETWEEN).map(|(at, sign)| at + sign.len());
    let starts: Vec<usize> = std::iter::once(0).chain(behind).collect();
    let ends: Vec<usize> =
        starts.iter().skip(1).map(|start| start - 1).chain([name.len()]).collect();
    let lasts = ends.iter().skip(words - 1);
    starts.iter().zip(lasts).map(|(start, end)| &name[*start..*end]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_name_are_as_many_words_beside_each_other() {
        assert_eq!(parts("a/b-c", 1), ["a", "b", "c"]);
        assert_eq!(parts("a/b-c", 2), ["a/b", "b-c"]);
        assert_eq!(parts("a/b-c", 3), ["a/b-c"]);
        assert_eq!(parts("a/b-c", 4), [""; 0]);
    }
}
