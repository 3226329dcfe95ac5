//! Runs the binary; the whole proof only once for all tests.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// A finished process.
pub struct Finished {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs the binary to its end.
pub fn kvcontract(arguments: &[&str]) -> Finished {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kvcontract"));
    command.args(arguments).env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"));
    let output = command.stdin(Stdio::null()).output().expect("the binary starts");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let code = output.status.code().unwrap_or(-1);
    Finished { code, out: text(output.stdout), err: text(output.stderr) }
}

/// The proof of the whole suite.
pub fn proof() -> &'static Finished {
    static PROOF: OnceLock<Finished> = OnceLock::new();
    PROOF.get_or_init(|| kvcontract(&["prove"]))
}

/// One fault of the proof: the lists by their lead (`breaks`, `caught by`, …).
pub type Lists = BTreeMap<String, Vec<String>>;

/// The proof's faults by name.
pub fn faults() -> BTreeMap<String, Lists> {
    let mut found = BTreeMap::new();
    for block in proof().out.split("\n\n") {
        let mut lines = block.lines();
        let Some((name, _)) = lines.next().and_then(|l| l.split_once(": ")) else { continue };
        let list = |line: &str| {
            let (lead, list) = line.trim().split_once(": ")?;
            Some((lead.to_owned(), list.split(", ").map(str::to_owned).collect()))
        };
        let lists: Lists = lines.filter_map(list).collect();
        if lists.contains_key("breaks") || lists.contains_key("breaks unnoticed") {
            found.insert(name.to_owned(), lists);
        }
    }
    found
}
