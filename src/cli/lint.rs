//! `kvcontract lint`: every mistake in scenario, contract and target files, each with its place.

use serde_json::{Value, json};

use super::args::{LintArgs, Listing};
use super::failure::{Exit, Failure};
use super::{gate, suite, terminal};
use crate::deviation::{self, Declared, Force};
use crate::plan::Capabilities;
use crate::scenario::Suite;
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
    let mut mistakes = Vec::new();
    let mut counted = (0, 0);
    let mut known = None;
    let mut uncited_ids: Vec<String> = Vec::new();
    match suite::of(&sources) {
        Ok(suite) => {
            let uncovered = audit::uncovered(&suite).count();
            counted = (suite.scenarios.len(), suite.contract.requirements().count() - uncovered);
            uncited_ids.extend(uncited::ids(&suite).into_iter().map(str::to_owned));
            mistakes.extend(audit::scenarios(&suite));
            mistakes.extend(audit::steps(&suite));
            if whole {
                mistakes.extend(audit::coverage(&suite));
            }
            known = Some(suite);
        }
        Err(Mistakes(found)) => mistakes.extend(found),
    }
    // Ours are right whatever the environment holds; the user's are read as a run would.
    let targets = named::embedded();
    let ours = targets.iter().map(|file| (file.shown.clone(), named::parse_anywhere(file)));
    let users = args.target.iter().map(|path| {
        let shown = path.display().to_string();
        let profile = named::read(&shown).and_then(|file| named::parse(&file));
        (shown, profile)
    });
    for (shown, profile) in ours {
        mistakes.extend(target(&shown, profile, known.as_ref().filter(|_| is_ours)));
    }
    for (shown, profile) in users {
        mistakes.extend(target(&shown, profile, known.as_ref()));
    }
    let (cases, requirements) = counted;
    if args.format == Listing::Json {
        let all: Vec<Value> = mistakes.iter().map(document).collect();
        let told =
            terminal::out(&format!("{:#}", json!({ "mistakes": all, "uncited": uncited_ids })));
        return Ok(match (told, mistakes.is_empty()) {
            (false, _) => Exit::Unknown,
            (true, true) => Exit::Held,
            (true, false) => Exit::Usage,
        });
    }
    if !mistakes.is_empty() {
        return Err(Mistakes(mistakes).into());
    }
    if let Some(told) = uncited::told(uncited_ids.iter().map(String::as_str)) {
        terminal::note(&told);
    }
    let told = terminal::out(&format!(
        "{cases} scenarios cover {requirements} requirements; {} target files; no mistake",
        targets.len() + args.target.len()
    ));
    Ok(Exit::of_telling(told))
}

fn target(shown: &str, profile: Result<Profile, Mistake>, suite: Option<&Suite>) -> Vec<Mistake> {
    let profile = match profile {
        Ok(profile) => profile,
        Err(mistake) => return vec![mistake],
    };
    let mut found = Capabilities::of(&profile, shown, true).err().unwrap_or_default();
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
