//! The document against recorded vaults: `observed` passes whole, and `documented` fails in
//! exactly the clauses that differ, each failure saying so.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use kvcontract::verdict::{Authority, RunResult, VerdictKind};

use crate::run::kvcontract;

struct Served(Child, Vec<String>);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(folder: &std::path::Path) -> Served {
    let ca = folder.join("ca.pem").display().to_string();
    let mut process = Command::new(env!("CARGO_BIN_EXE_kvcontract"))
        .args(["serve", "--challenge", "never", "--retry-after", "0", "--ca-file", &ca])
        .stdout(Stdio::piped())
        .spawn()
        .expect("serve starts");
    let stdout = process.stdout.take().expect("stdout is piped");
    let lines = BufReader::new(stdout).lines().take(2).map(|l| l.expect("UTF-8")).collect();
    Served(process, lines)
}

/// The reference's own target file, pointed at a vault that runs by itself.
fn target(folder: &std::path::Path, url: &str) -> String {
    let reference = concat!(env!("CARGO_MANIFEST_DIR"), "/targets/reference.yaml");
    let text = std::fs::read_to_string(reference).expect("the reference target");
    let tls = format!("url: {url}\ntls: {{ ca: {} }}", folder.join("ca.pem").display());
    let text = text.replace("url: embedded", &tls).replace(", authentication]", "]");
    let path = folder.join("target.yaml");
    std::fs::write(&path, text).expect("a file");
    path.display().to_string()
}

#[test]
fn documented_fails_exactly_the_clauses_that_differ() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = serve(folder.path());
    let url = served.1[0].strip_prefix("url: ").expect("the URL first").to_owned();
    let target = target(folder.path(), &url);
    let report = folder.path().join("r.json").display().to_string();
    let run = |contract: &str| {
        let done =
            kvcontract(&["run", "--target", &target, "--contract", contract, "--json", &report]);
        let text = std::fs::read_to_string(&report).expect("a report");
        let result: RunResult = serde_json::from_str(&text).expect("a result");
        (done.code, result)
    };
    let (code, observed) = run("observed");
    assert_eq!(
        (code, observed.count(VerdictKind::Fail), observed.count(VerdictKind::Error)),
        (0, 0, 0)
    );
    let (code, either) = run("either");
    assert_eq!(
        (code, either.count(VerdictKind::Fail), either.count(VerdictKind::Error)),
        (0, 0, 0)
    );

    let (code, documented) = run("documented");
    assert_eq!((code, documented.count(VerdictKind::Error)), (1, 0));
    let mut clauses = Vec::new();
    for (_, check) in documented.cases.iter().flat_map(|c| c.failures()) {
        assert_eq!(check.matched, Some(Authority::Observed), "{check:?}");
        assert!(check.remark.is_some(), "no evidence: {check:?}");
        clauses.extend(check.clause.clone());
    }
    clauses.sort();
    clauses.dedup();
    insta::assert_snapshot!(clauses.join("\n"), @r"
    cancel.not-in-progress
    canceled.status
    conflict.create-code
    conflict.import
    ");
}
