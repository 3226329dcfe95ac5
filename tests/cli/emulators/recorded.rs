//! A stand-in is held to the recorded conversation of the emulator that it stands for: what rules
//! find broken in the one they find in the other. Where the recordings are not beside the project,
//! nothing is held, and that is said.

use std::collections::BTreeMap;

use kvcontract::verdict::{RunResult, VerdictKind};

use super::stand_in::StandIn;
use super::{azure_keyvault_emulator, lowkey};
use crate::support::kvcontract;

/// Whether each rule that answers were held to was kept, by the id of its trial.
fn rules(result: &RunResult) -> BTreeMap<&str, bool> {
    let trials = result.cases.iter().filter(|case| case.answers.is_some());
    let told = trials.filter_map(|case| match case.verdict.kind() {
        VerdictKind::Pass => Some((case.id.as_str(), true)),
        VerdictKind::Fail => Some((case.id.as_str(), false)),
        _ => None,
    });
    told.collect()
}

fn holds(stand_in: &StandIn, recording: &str) {
    let har = format!("{}/../shared/emulators/{recording}", env!("CARGO_MANIFEST_DIR"));
    if !std::path::Path::new(&har).is_file() {
        println!("SKIPPED: {recording} is not beside the project");
        return;
    }
    let saved = stand_in.gate.folder().join("recorded.json").display().to_string();
    kvcontract(&["verify", &har, "--json", &saved]).exits(1);
    let real: RunResult = serde_json::from_slice(&std::fs::read(&saved).unwrap()).unwrap();
    let (_, played) = stand_in.run(1, &[]);
    let (real, played) = (rules(&real), rules(&played));
    let known = real.iter().filter_map(|(id, kept)| Some((*id, *kept, *played.get(id)?)));
    let known: Vec<_> = known.collect();
    assert!(known.len() > 10, "{known:?}");
    let other = known.iter().filter(|(_, kept, played)| kept != played);
    let told: Vec<_> = other.map(|(id, kept, _)| format!("{id}: kept {kept}")).collect();
    assert!(told.is_empty(), "the emulator, and not its stand-in:\n{}", told.join("\n"));
}

#[test]
fn the_stand_in_for_the_go_emulator_breaks_the_rules_that_the_emulator_breaks() {
    holds(&azure_keyvault_emulator::start(), "azure-keyvault-emulator-0.7.0.har");
}

#[test]
fn the_stand_in_for_lowkey_breaks_the_rules_that_lowkey_vault_breaks() {
    holds(&lowkey::start(), "lowkey-vault-3.4.33.har");
}
