//! What a word was probably meant to be.

/// Characters of a word that is compared; nobody means a longer one.
const LONGEST: usize = 200;

/// `did you mean "x"?` for the nearest of the known words, or the list of a few known words.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    let nearest = known
        .iter()
        .filter(|_| word.len() <= LONGEST)
        .map(|k| (strsim::damerau_levenshtein(word, k), *k))
        .min_by_key(|(distance, _)| *distance);
    match nearest {
        Some((distance, k)) if distance <= 1 + word.len() / 3 => {
            Some(format!("did you mean \"{k}\"?"))
        }
        _ if !known.is_empty() && known.len() <= 24 => Some(format!("known: {}", known.join(", "))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_lists_what_is_known() {
        let known = ["status", "schema", "headers"];
        assert_eq!(did_you_mean("staus", known).as_deref(), Some("did you mean \"status\"?"));
        let all = "known: status, schema, headers";
        assert_eq!(did_you_mean("zzzzzzzz", known).as_deref(), Some(all));
        assert_eq!(did_you_mean(&"s".repeat(300_000), known).as_deref(), Some(all));
        assert_eq!(did_you_mean("x", []), None);
    }
}
