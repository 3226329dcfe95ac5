//! The proof itself: nobody survives, nothing is unproven, and the table as people read it.

use crate::run::{faults, kvcontract, proof};

#[test]
fn every_fault_is_caught_and_every_must_is_proven() {
    let proof = proof();
    assert_eq!(proof.code, 0, "{}{}", proof.out, proof.err);
    let last = proof.out.trim_end().lines().last().unwrap_or_default();
    assert!(last.ends_with(" caught, 0 survived; 0 requirements unproven"), "{last}");
    assert!(faults().len() >= 81, "only {} faults were read", faults().len());
}

/// Collateral is left out: a case next to the fault may meet it or not, depending on the time.
#[test]
fn the_table_of_faults_and_their_catchers() {
    let stable = |line: &&str| {
        !["  collateral: ", "  could not tell: "].iter().any(|lead| line.starts_with(lead))
    };
    let table: Vec<&str> = proof().out.lines().filter(stable).collect();
    insta::assert_snapshot!("proof", table.join("\n"));
}

#[test]
fn one_fault_alone_can_be_proven_and_an_unknown_one_is_told() {
    let one = kvcontract(&["prove", "--fault", "merge-any-key"]);
    assert_eq!(one.code, 0, "{}{}", one.out, one.err);
    assert!(one.out.contains("1 faults: 1 caught"), "{}", one.out);
    let unknown = kvcontract(&["prove", "--fault", "merge-any-kye"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("merge-any-key"), "{}", unknown.err);
}

#[test]
fn a_run_with_a_fault_fails_and_says_which_clause() {
    let run = kvcontract(&["run", "--fault", "conflict-answers-400", "--section", "conflict"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("conflict.create (must)"), "{}", run.out);
}

#[test]
fn every_fault_is_listed_with_what_it_breaks() {
    let list = kvcontract(&["serve", "--list-faults"]);
    assert_eq!(list.code, 0);
    for name in faults().keys() {
        assert!(list.out.lines().any(|line| line == name), "{name} is not listed");
    }
}
