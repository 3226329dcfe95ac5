//! What a run writes into the target file as known deviations holds in the next one: nothing in a
//! failure's signature is new each time, whatever a stand-in makes up.

use kvcontract::cause::{Cause, causes};
use kvcontract::verdict::VerdictKind;

use super::stand_in::StandIn;
use super::{azure_keyvault_emulator, james_gould, lowkey};

/// Writes the deviations, and runs once more: as they were written and given a reason, then
/// without one of them.
fn holds(stand_in: &StandIn) {
    let (_, result) = stand_in.run(1, &["--update-deviations"]);
    let path = stand_in.target();
    let written = std::fs::read_to_string(&path).unwrap().replace("FILL IN: ", "");
    std::fs::write(&path, &written).unwrap();
    let declared = written.split("\nuntested:").next().unwrap();
    assert_eq!(declared.matches("  - requirement: ").count(), causes(&result).len(), "{written}");
    let (done, result) = stand_in.run(0, &[]);
    assert!(causes(&result).iter().all(Cause::is_declared), "{}", done.out);
    assert!(result.count(VerdictKind::KnownDeviation) > 10, "{written}");
    let first = written.find("  - requirement: ").unwrap();
    let next = written[first + 4..].find("  - requirement: ").unwrap() + first + 4;
    std::fs::write(&path, format!("{}{}", &written[..first], &written[next..])).unwrap();
    let (_, result) = stand_in.run(1, &[]);
    assert_eq!(causes(&result).iter().filter(|cause| !cause.is_declared()).count(), 1);
}

#[test]
fn what_the_stand_in_for_the_go_emulator_fails_in_is_excused_in_the_next_run() {
    holds(&azure_keyvault_emulator::start());
}

#[test]
fn what_the_stand_in_for_lowkey_fails_in_is_excused_in_the_next_run() {
    holds(&lowkey::start());
}

#[test]
fn what_the_stand_in_for_james_gould_fails_in_is_excused_in_the_next_run() {
    holds(&james_gould::start());
}
