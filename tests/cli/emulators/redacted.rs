//! With `--redact-volatile` two runs against a stand-in give the same bytes, whatever it makes up.

use super::stand_in::StandIn;
use super::{azure_keyvault_emulator, james_gould, lowkey};

/// Runs twice, and compares the reports that say most.
fn is_the_same_each_time(stand_in: &StandIn) {
    let folder = stand_in.gate.folder();
    let reports = |round: &str| {
        let kinds = ["json", "har", "markdown"];
        let paths = kinds.map(|kind| folder.join(format!("{round}.{kind}")));
        let wanted = kinds.iter().zip(&paths).map(|(k, path)| format!("{k}={}", path.display()));
        let wanted: Vec<String> = wanted.collect();
        let mut arguments = vec!["--redact-volatile"];
        wanted.iter().for_each(|wanted| arguments.extend(["--report", wanted]));
        stand_in.does("run", &arguments).exits(1);
        paths.map(|path| std::fs::read_to_string(path).unwrap())
    };
    for (one, other) in reports("one").iter().zip(&reports("other")) {
        let different = one.lines().zip(other.lines()).find(|(a, b)| a != b);
        assert!(one == other, "{different:?}");
    }
}

#[test]
fn two_runs_against_each_stand_in_give_the_same_bytes() {
    is_the_same_each_time(&azure_keyvault_emulator::start());
    is_the_same_each_time(&lowkey::start());
    is_the_same_each_time(&james_gould::start());
}
