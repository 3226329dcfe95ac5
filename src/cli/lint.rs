//! `kvcontract lint`: every mistake in scenario, contract and target files, each with its place.

use serde_json::{Value, json};

use super::args::{LintArgs, Listing};
use super::failure::{Exit, Failure};
use super::{gate, suite, terminal};
use crate::deviation::{self, Declared, Force};
use crate::plan::Capabilities;
use crate::scenario::Suite;
use crate::scenario::folder::Sources;
use crate::scenario::load::Looked;
use crate::scenario::{audit, uncited};
use crate::target::named;
use crate::target::profile::Profile;
use crate::yaml::{Mistake, Mistakes};

/// Checks the files.
pub fn lint(args: &LintArgs) -> Result<Exit, Failure> {
    let sources = suite::sources(&args.suite)?;
    // A folder without a contract, or one file, is a few cases: they need not cover it all, nor hold
    // what our target files speak of.
    let is_file = args.suite.scenarios.as_ref().is_some_and(|path| path.is_file());
    let is_ours = args.suite.own.suite.is_none() && args.suite.scenarios.is_none();
    let is_part = args.suite.own.suite.is_some() && args.suite.scenarios.is_some();
    let whole = is_ours || (sources.own && !is_file && !is_part);
    let Found { mut mistakes, counted, known, uncited } = found(&sources, whole);
    // Ours are right whatever the environment holds; the user's are read as a run would.
    let targets = named::embedded();
    for file in &targets {
        // What they say of our contract says nothing of somebody else's.
        let suite = known.as_ref().filter(|_| is_ours);
        mistakes.extend(match named::parse_anywhere(file) {
            Ok(profile) => target(&file.shown, &profile, suite),
            Err(mistake) => vec![mistake],
        });
    }
    for path in &args.target {
        mistakes.extend(users(&path.display().to_string(), known.as_ref()));
    }
    let (cases, requirements) = counted;
    if args.format == Listing::Json {
        let all: Vec<Value> = mistakes.iter().map(document).collect();
        let told = terminal::out(&format!("{:#}", json!({ "mistakes": all, "uncited": uncited })));
        return Ok(match (told, mistakes.is_empty()) {
            (false, _) => Exit::Unknown,
            (true, true) => Exit::Held,
            (true, false) => Exit::Usage,
        });
    }
    if !mistakes.is_empty() {
        return Err(Mistakes(mistakes).into());
    }
    if let Some(told) = uncited::told(uncited.iter().map(String::as_str)) {
        terminal::note(&told);
    }
    let told = terminal::out(&format!(
        "{cases} scenarios cover {requirements} requirements; {} target files; no mistake",
        targets.len() + args.target.len()
    ));
    Ok(Exit::of_telling(told))
}

/// What is found in a suite.
#[derive(Default)]
struct Found {
    mistakes: Vec<Mistake>,
    /// Scenarios, and requirements that they cover.
    counted: (usize, usize),
    /// The suite, if it is sound.
    known: Option<Suite>,
    /// Cases that cite no requirement.
    uncited: Vec<String>,
}

/// Looks through a suite; a whole one covers all of its contract.
fn found(sources: &Sources, whole: bool) -> Found {
    let (suite, mistakes, has_whole_contract) = match suite::look(sources) {
        Ok(Looked { suite, mistakes, has_whole_contract }) => (suite, mistakes, has_whole_contract),
        Err(Mistakes(mistakes)) => return Found { mistakes, ..Found::default() },
    };
    let is_sound = mistakes.is_empty();
    let mut found = Found { mistakes, ..Found::default() };
    if has_whole_contract {
        found.mistakes.extend(audit::scenarios(&suite));
    }
    // Of what is not sound nobody can say what it covers or uses.
    if is_sound {
        let uncovered = audit::uncovered(&suite).count();
        let requirements = suite.contract.requirements().count();
        found.counted = (suite.scenarios.len(), requirements - uncovered);
        found.uncited.extend(uncited::ids(&suite).into_iter().map(str::to_owned));
        found.mistakes.extend(audit::steps(&suite));
        if whole {
            found.mistakes.extend(audit::coverage(&suite));
        }
        found.known = Some(suite);
    }
    found
}

/// All that is wrong with a target file of the user's.
fn users(shown: &str, suite: Option<&Suite>) -> Vec<Mistake> {
    let file = match named::read(shown) {
        Ok(file) => file,
        Err(mistake) => return vec![mistake],
    };
    let named::Looked { profile, flaws, mut mistakes } = named::look(&file);
    mistakes.extend(profile.iter().flat_map(|profile| target(shown, profile, suite)));
    flaws.with(mistakes)
}

fn target(shown: &str, profile: &Profile, suite: Option<&Suite>) -> Vec<Mistake> {
    let mut found = Capabilities::of(profile, shown, true).err().unwrap_or_default();
    let today = time::OffsetDateTime::now_utc().date();
    // Where the scenarios are wrong, nothing can be said of what a deviation names.
    if let Some(suite) = suite {
        match deviation::read(&profile.deviations, shown, &suite.contract.ids(), today) {
            Ok(declared) => found.extend(declared.iter().filter_map(without_force)),
            Err(mistakes) => found.extend(mistakes),
        }
        found.extend(gate::mistakes(profile.untested.as_deref(), shown, suite));
    }
    found
}

/// A deviation that excuses nothing.
fn without_force(entry: &Declared) -> Option<Mistake> {
    let message = match &entry.force {
        Force::Full => return None,
        Force::Expired(day) => format!("this deviation expired on {day}: it excuses nothing"),
        Force::Unreasoned => {
            "the reason of this deviation is still to be filled in; it excuses nothing".to_owned()
        }
    };
    Some(Mistake::at(&entry.file, (entry.line, 1), message))
}

fn document(mistake: &Mistake) -> Value {
    let Mistake { file, line, column, message, hint } = mistake;
    json!({ "file": file, "line": line, "column": column, "message": message, "hint": hint })
}
