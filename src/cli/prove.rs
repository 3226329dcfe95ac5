//! `kvcontract prove`: fault → requirements it breaks → scenarios that caught it, or survived;
//! and the other way, requirements that no fault proves.

use std::fmt::Write as _;
use std::sync::Arc;

use super::args::{ProveArgs, SuiteArgs};
use super::failure::{Exit, Failure};
use super::runtime::runtime;
use super::{setup, suite, terminal};
use crate::prove::{Coverage, Mutant, Proof, Report, coverage, list, mutants, prove};
use crate::scenario::audit;
use crate::target::named;
use crate::target::open::breaking;

/// Proves the suite.
pub fn run(args: &ProveArgs) -> Result<Exit, Failure> {
    let which = SuiteArgs { scenarios: args.scenarios.clone(), ..SuiteArgs::default() };
    let suite = Arc::new(suite::load(&which)?);
    let embedded = named::find("reference")?;
    let capabilities = setup::capabilities(&embedded)?;
    let faults = if args.fault.is_empty() { breaking().collect() } else { args.fault.clone() };
    let runtime = runtime()?;
    if args.list_mutants {
        let listed = runtime.block_on(list(&suite, embedded, capabilities));
        return Ok(listing(&listed.map_err(|e| Failure::Internal(e.to_string()))?));
    }
    if args.mutants {
        let report = runtime.block_on(mutants(&suite, embedded, capabilities));
        let report = report.map_err(|e| Failure::Internal(e.to_string()))?;
        let told = terminal::out(&of_mutants(&report, args.verbose));
        return Ok(end(told, !report.holds()));
    }
    let (again, known) = (embedded.clone(), capabilities.clone());
    let proofs = runtime.block_on(prove(suite.clone(), embedded, capabilities, &faults));
    let proofs = proofs.map_err(|e| Failure::Internal(e.to_string()))?;
    // Of a few faults nothing can be said about the requirements as a whole.
    let whole = args.fault.is_empty();
    let gaps = if whole {
        coverage(&suite, &proofs).into_iter().filter(Coverage::is_gap).collect()
    } else {
        Vec::new()
    };
    let uncovered = if whole { audit::uncovered(&suite).count() } else { 0 };
    let mut told = terminal::out(&text(&proofs, &gaps));
    let mut survivors = false;
    if whole {
        let report = runtime.block_on(mutants(&suite, again, known));
        let report = report.map_err(|e| Failure::Internal(e.to_string()))?;
        survivors = !report.holds();
        told &= terminal::out(&of_mutants(&report, args.verbose));
    }
    let survived = proofs.iter().any(Proof::survived);
    Ok(match () {
        () if !told => Exit::Unknown,
        () if survived || survivors || !gaps.is_empty() || uncovered > 0 => Exit::Broken,
        () => Exit::Held,
    })
}

fn listing(mutants: &[Mutant]) -> Exit {
    let mut text = String::new();
    for mutant in mutants {
        let _ = writeln!(text, "{mutant}");
    }
    let _ = write!(text, "{} mutants", mutants.len());
    Exit::of_telling(terminal::out(&text))
}

fn end(told: bool, broken: bool) -> Exit {
    match (told, broken) {
        (false, _) => Exit::Unknown,
        (true, true) => Exit::Broken,
        (true, false) => Exit::Held,
    }
}

fn of_mutants(report: &Report, verbose: bool) -> String {
    let mut text = String::new();
    if verbose {
        for (mutant, by) in &report.caught {
            let _ = writeln!(text, "caught {mutant}: {by}");
        }
        for (mutant, reason) in &report.excused {
            let _ = writeln!(text, "excused {mutant}: {reason}");
        }
    }
    for mutant in &report.survived {
        let _ = writeln!(text, "SURVIVED {mutant}");
    }
    for reason in &report.idle {
        let _ = writeln!(text, "no mutant needs the excuse: {reason}");
    }
    let _ = write!(
        text,
        "{} mutants: {} caught, {} excused, {} survived",
        report.made(),
        report.caught.len(),
        report.excused.len(),
        report.survived.len()
    );
    text
}

fn text(proofs: &[Proof], gaps: &[Coverage]) -> String {
    let mut text = String::new();
    for proof in proofs {
        fault(&mut text, proof);
    }
    for gap in gaps {
        let why = match (gap.scenarios.is_empty(), gap.faults.is_empty()) {
            (true, _) => "no scenario covers it",
            (false, true) => "no fault breaks it",
            (false, false) => "no check of it notices the faults that break it",
        };
        let _ = writeln!(text, "unproven requirement {}: {why}", gap.requirement);
    }
    let survived = proofs.iter().filter(|p| p.survived()).count();
    let caught = proofs.len() - survived;
    let _ = write!(
        text,
        "{} faults: {caught} caught, {survived} survived; {} requirements unproven",
        proofs.len(),
        gaps.len()
    );
    text
}

fn fault(text: &mut String, proof: &Proof) {
    let end = if proof.survived() { "SURVIVED" } else { "caught" };
    let _ = writeln!(text, "{}: {end}", proof.fault.name());
    let _ = writeln!(text, "  {}", proof.fault.summary());
    let breaks = proof.fault.breaks();
    let (seen, unseen): (Vec<&str>, Vec<&str>) =
        breaks.iter().partition(|id| proof.noticed.contains(**id));
    for (lead, list) in [
        ("breaks", seen.join(", ")),
        ("breaks unnoticed", unseen.join(", ")),
        ("caught by", proof.caught_by.join(", ")),
        ("collateral", proof.collateral.join(", ")),
        ("could not tell", proof.unknown.join(", ")),
    ] {
        if !list.is_empty() {
            let _ = writeln!(text, "  {lead}: {list}");
        }
    }
    text.push('\n');
}
