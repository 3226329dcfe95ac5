//! No scenario is for nothing: without any one of them, `lint` misses a requirement, or a fault
//! survives `prove` among the cases. Rules notice many faults as well, but only in answers that some
//! case brings about; so here the cases stand alone. Done for each, on a copy.

use std::path::Path;

use crate::run::{faults, kvcontract};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").map(|e| e.expect("an entry")) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

fn scenarios(folder: &Path, below: &mut Vec<String>, prefix: &str) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry")) {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match name.strip_suffix(".yaml") {
            Some(id) => below.push(id.to_owned()),
            None => scenarios(&entry.path(), below, &format!("{name}/")),
        }
    }
}

/// How many requirements the cases in that folder leave uncovered.
fn uncovered(bare: &str) -> usize {
    kvcontract(&["lint", "--scenarios", bare]).err.matches("covers the requirement").count()
}

/// Whether the cases in that folder, lacking that scenario, are found out: they cover less than
/// all of them do, or a fault survives.
fn is_missed(bare: &str, all_leave: usize, id: &str) -> Result<(), String> {
    if uncovered(bare) > all_leave {
        return Ok(());
    }
    // A file may be several cases: `id[value]`.
    let of_file = |case: &String| case.split('[').next() == Some(id);
    let only = |lists: &crate::run::Lists| {
        let caught = lists.get("caught by").into_iter().flatten();
        let mut cases = caught.filter(|trial| !trial.starts_with("rules/")).peekable();
        cases.peek().is_some() && cases.all(of_file)
    };
    let all = faults();
    let Some((fault, _)) = all.iter().find(|(_, lists)| only(lists)) else {
        return Err(format!("{id}: lint misses nothing, and no fault is its own"));
    };
    let prove = kvcontract(&["prove", "--scenarios", bare, "--fault", fault]);
    match (prove.code, prove.out.contains("SURVIVED")) {
        (1, true) => Ok(()),
        (code, _) => Err(format!("{id}: prove --fault {fault} ends {code}\n{}", prove.out)),
    }
}

#[test]
fn each_scenario_is_missed_when_it_is_gone() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut ids = Vec::new();
    scenarios(&source.join("cases"), &mut ids, "");
    assert!(ids.len() >= 60, "only {} scenarios were found", ids.len());
    let folder = tempfile::tempdir().expect("a folder");
    copy(&source, folder.path());
    std::fs::remove_dir_all(folder.path().join("rules")).expect("the copy is ours");
    let bare = folder.path().display().to_string();
    let all_leave = uncovered(&bare);
    let mut unmissed = Vec::new();
    for id in &ids {
        let file = folder.path().join(format!("cases/{id}.yaml"));
        let text = std::fs::read(&file).expect("the scenario");
        std::fs::remove_file(&file).expect("the copy is ours");
        unmissed.extend(is_missed(&bare, all_leave, id).err());
        std::fs::write(&file, text).expect("the copy is ours");
    }
    assert!(unmissed.is_empty(), "nobody misses:\n{}", unmissed.join("\n"));
}
