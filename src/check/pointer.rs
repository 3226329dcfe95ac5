//! Finds the value that a JSON pointer names, without copying a word of the pointer: rules look into
//! every answer in many places, and recorded traffic has millions of answers.
//!
//! In: a value and a pointer. Out: what stands there. Must not know what it should be.

use serde_json::Value;

/// The value that the pointer names, as [`Value::pointer`] finds it.
pub(super) fn find<'v>(root: &'v Value, pointer: &str) -> Option<&'v Value> {
    let rest = match pointer.strip_prefix('/') {
        // An escaped word has to be written anew.
        Some(rest) if !rest.contains('~') => rest,
        _ => return root.pointer(pointer),
    };
    let mut value = root;
    for word in rest.split('/') {
        value = match value {
            Value::Object(fields) => fields.get(word)?,
            // What is an index and what is none is serde_json's to say.
            _ => return root.pointer(pointer),
        };
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn it_finds_what_serde_json_finds() {
        let root = json!({"a": {"": [{"b": 1}], "b/c": 2, "d~": 3}, "": {"": 4}, "e": "text"});
        for pointer in [
            "", "/", "//", "/a", "/a/", "/a//0/b", "/a//00", "/a//9", "/a/b~1c", "/a/d~0", "/e/x",
            "a",
        ] {
            assert_eq!(find(&root, pointer), root.pointer(pointer), "{pointer:?}");
        }
    }
}
