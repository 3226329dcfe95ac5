//! The forms in which it is given away: the script of the action runs by hand, and crate and image are
//! made of what they need.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::desk::{Folder, yaml};
use crate::support::Finished;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
}

/// The last step of the action, with its inputs as they come when some are given.
fn action(folder: &Folder, given: &[(&str, &str)]) -> Finished {
    let action = yaml(&text("action.yml"));
    let input = |name: &str| {
        let given = given.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let default = || action["inputs"][name]["default"].as_str();
        given.or_else(default).unwrap_or_else(|| panic!("no input {name}")).to_owned()
    };
    let step = action["runs"]["steps"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&step["id"], &step["shell"]), (&Value::from("run"), &Value::from("bash")));
    let mut environment = vec![("GITHUB_OUTPUT".to_owned(), "output".to_owned())];
    for (variable, value) in step["env"].as_object().unwrap() {
        let name = value.as_str().unwrap().strip_prefix("${{ inputs.").unwrap();
        environment.push((variable.clone(), input(name.strip_suffix(" }}").unwrap())));
    }
    let script = step["run"].as_str().unwrap();
    assert!(!script.contains("${{"), "what an input says would be part of the script: {script}");
    folder.shell_with(script, &environment)
}

#[test]
fn the_script_of_the_action_runs_reports_and_ends_as_the_run_does() {
    let folder = Folder::empty();
    action(&folder, &[("arguments", "conflict --section conflict")]).exits(0);
    assert_eq!(folder.read("output"), "exit-code=0\n");
    let reports = ["contract.html", "contract.json", "contract.md", "junit.xml"];
    assert_eq!(folder.files()[1..], reports.map(|report| format!("reports/{report}")));
    action(&folder, &[("arguments", "conflict --fault conflict-code"), ("reports", "other")])
        .exits(1);
    assert_eq!(folder.read("output"), "exit-code=0\nexit-code=1\n");
    assert!(folder.path("other/junit.xml").exists());
    // A word of an input is never a command.
    action(&folder, &[("target", "$(touch x)"), ("arguments", "; touch y")]).exits(2);
    assert!(!folder.path("x").exists() && !folder.path("y").exists());
}

#[test]
fn the_crate_holds_what_it_is_built_of_and_no_tests() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["package", "--list", "--offline", "--allow-dirty"]).current_dir(root());
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = String::from_utf8(output.stdout).unwrap().replace('\\', "/");
    let listed: Vec<&str> = listed.lines().collect();
    for file in ["build.rs", "Cargo.lock", "LICENSE", "README.md", "CHANGELOG.md", "src/main.rs"] {
        assert!(listed.contains(&file), "no {file}");
    }
    for folder in ["src/cli/init", "scenarios", "schemas", "targets"] {
        let mut folders = vec![root().join(folder)];
        while let Some(inner) = folders.pop() {
            for entry in std::fs::read_dir(inner).unwrap() {
                let path = entry.unwrap().path();
                let below = path.strip_prefix(root()).unwrap().display().to_string();
                let below = below.replace('\\', "/");
                if path.is_dir() {
                    folders.push(path);
                } else {
                    assert!(listed.contains(&below.as_str()), "no {below}");
                }
            }
        }
    }
    let begins = |path: &&str| {
        ["tests/", "benches/", "clients/", "docs/", "reports/"].iter().any(|f| path.starts_with(f))
    };
    assert_eq!(listed.iter().copied().find(begins), None);
}

#[test]
fn the_image_is_built_of_all_that_the_manifest_names() {
    let ignored = text(".dockerignore");
    let taken: Vec<&str> = ignored.lines().filter_map(|line| line.strip_prefix('!')).collect();
    for path in &taken {
        assert!(root().join(path).exists(), "there is no {path}");
    }
    let manifest = text("Cargo.toml");
    let quoted =
        manifest.lines().filter_map(|line| line.trim().strip_prefix("\"/")?.strip_suffix("\","));
    for path in quoted.filter(|path| *path != "CHANGELOG.md").chain([
        "clients/rust",
        "benches",
        "tests/contract.rs",
    ]) {
        assert!(taken.contains(&path), "the image is built without {path}");
    }
}
