//! The committed samples are what a run writes today, byte for byte.

use std::path::Path;

use crate::support::kvcontract;

/// Runs as the first line of `reports/README.md`'s block says, and compares.
#[track_caller]
fn is_what_a_run_writes(name: &str, code: i32, arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let wanted = format!("markdown={}", path.display());
    let mut all = vec!["run", "--redact-volatile", "--report", &wanted];
    all.extend(arguments);
    kvcontract(&all).exits(code);
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports").join(name);
    let (written, committed) =
        (std::fs::read_to_string(path).unwrap(), std::fs::read_to_string(committed).unwrap());
    let again = format!("write it again: kvcontract {}", all.join(" "));
    let again = again.replace(&folder.path().display().to_string(), "reports");
    assert!(written == committed, "reports/{name} is out of date; {again}");
}

#[test]
fn the_sample_of_a_run_that_passes() {
    is_what_a_run_writes("sample.md", 0, &[]);
}

#[test]
fn the_sample_of_a_vault_with_three_faults() {
    let faults = ["create-without-location", "failed-error-code", "status-details-empty"];
    let arguments = faults.iter().flat_map(|fault| ["--fault", fault]).collect::<Vec<_>>();
    is_what_a_run_writes("sample-faults.md", 1, &arguments);
}

#[test]
fn two_runs_give_the_same_bytes_in_every_kind() {
    let kinds = ["junit", "html", "markdown", "json", "har", "github"];
    let written = || {
        let folder = tempfile::tempdir().unwrap();
        let path = |kind: &str| folder.path().join(kind);
        let wanted: Vec<String> =
            kinds.iter().map(|k| format!("{k}={}", path(k).display())).collect();
        let mut arguments = vec!["run", "--redact-volatile", "--fault", "errors-html"];
        wanted.iter().for_each(|w| arguments.extend(["--report", w]));
        kvcontract(&arguments).exits(1);
        kinds.map(|kind| std::fs::read_to_string(path(kind)).unwrap())
    };
    let (one, other) = (written(), written());
    for ((kind, one), other) in kinds.iter().zip(&one).zip(&other) {
        let differs = || one.lines().zip(other.lines()).find(|(a, b)| a != b);
        assert!(one == other, "{kind}: {:?}", differs());
    }
}
