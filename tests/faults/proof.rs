//! The proof itself: nobody survives, nothing is unproven, and the table as people read it.

use crate::run::{faults, kvcontract, proof};

#[test]
fn every_fault_is_caught_and_every_must_is_proven() {
    let proof = proof();
    assert_eq!(proof.code, 0, "{}{}", proof.out, proof.err);
    let line = |of: &str| proof.out.lines().find(|line| line.contains(of)).unwrap_or_default();
    let caught = line(" requirements unproven");
    assert!(caught.ends_with(" caught, 0 survived; 0 requirements unproven"), "{caught}");
    let mutants = line(" mutants: ");
    assert!(mutants.ends_with(" excused, 0 survived"), "{mutants}");
    let made: usize = mutants.split(' ').next().unwrap_or_default().parse().expect("a number");
    assert!(made >= 1000, "only {made} mutants");
    assert!(faults().len() >= 81, "only {} faults were read", faults().len());
}

/// Who notices is left out: a rule or a case beside the fault may meet it or not, as the time falls,
/// and so may a kind of answer be among the mutants.
#[test]
fn the_table_of_faults() {
    let told = ["  breaks", "  caught by: ", "  collateral: ", "  could not tell: "];
    let stable = |line: &&str| {
        !told.iter().any(|lead| line.starts_with(lead)) && !line.contains(" mutants: ")
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
