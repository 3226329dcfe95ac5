//! What the documents show in other languages is at least of that language, where the machine has
//! its tools; and what they show of Rust stands in the crate's own example, which is compiled.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::{document, markdown, root};

const PAGE: &str = "docs/src/vault.md";

/// Fails the test unless that program, given the text, ends well; false where it is not there.
fn takes(program: &str, arguments: &[&str], text: &str) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let Ok(mut process) = command.spawn() else { return false };
    let mut stdin = process.stdin.take().unwrap();
    stdin.write_all(text.as_bytes()).unwrap();
    drop(stdin);
    let done = process.wait_with_output().unwrap();
    assert!(done.status.success(), "{program}: {}\n{text}", String::from_utf8_lossy(&done.stderr));
    true
}

#[test]
fn the_recipes_are_of_their_languages() {
    let parse = "import ast, sys; ast.parse(sys.stdin.read())";
    let page = document(PAGE);
    for (language, program, arguments) in [
        ("python", "python3", &["-c", parse][..]),
        ("js", "node", &["--input-type=module", "--check", "-"][..]),
        ("go", "gofmt", &["-l"][..]),
    ] {
        let blocks = markdown::blocks(&page, language);
        assert_eq!(blocks.len(), 1, "{language}");
        for block in &blocks {
            if !takes(program, arguments, block) {
                // A terminal that is gone is no reason to fail.
                let skipped = format!("SKIPPED: the recipe in {language}: no {program}\n");
                let _ = std::io::stderr().write_all(skipped.as_bytes());
            }
        }
    }
    for language in ["java", "csharp"] {
        assert_eq!(markdown::blocks(&page, language).len(), 1, "{language}");
    }
}

#[test]
fn the_recipe_in_rust_is_part_of_the_example_that_is_compiled() {
    let example = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let lines: Vec<&str> = example.lines().filter_map(|line| line.strip_prefix("//! ")).collect();
    let page = document(PAGE);
    for block in
        markdown::blocks(&page, "rust,ignore").iter().chain(&markdown::blocks(&page, "toml"))
    {
        for line in block.lines().filter(|line| !line.is_empty()) {
            assert!(lines.contains(&line), "not in the example of the crate: {line}");
        }
    }
}
