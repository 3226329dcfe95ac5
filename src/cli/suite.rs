//! The suite that the command line names: the built-in one, one of the user's own, scenarios of a
//! folder or a file.
//!
//! In: `--suite` and `--scenarios`. Out: a suite that is sound, or every mistake in its files.

use super::args::{OwnSuite, SuiteArgs};
use super::failure::Failure;
use crate::check::schema::{SchemaError, Schemas};
use crate::scenario::folder::{self, Sources};
use crate::scenario::load::{self, Looked};
use crate::scenario::{Suite, audit, uncited};
use crate::yaml::{Mistake, Mistakes};

/// The files.
pub fn sources(args: &SuiteArgs) -> Result<Sources, Mistakes> {
    match (&args.own.suite, &args.scenarios) {
        (None, None) => Ok(Sources::embedded()),
        (None, Some(scenarios)) => folder::scenarios(scenarios),
        (Some(suite), None) => folder::suite(suite),
        (Some(suite), Some(scenarios)) => folder::narrowed(folder::suite(suite)?, scenarios),
    }
}

/// The suite of these files, if all of them are sound.
pub fn of(sources: &Sources) -> Result<Suite, Mistakes> {
    let Looked { suite, mistakes, .. } = look(sources)?;
    if mistakes.is_empty() { Ok(suite) } else { Err(Mistakes(mistakes)) }
}

/// Looks through these files, schemas first.
pub fn look(sources: &Sources) -> Result<Looked, Mistakes> {
    let documents = sources.documents();
    let schemas = Schemas::with(&documents);
    let told = |found: Vec<Mistake>| {
        let all = schema_mistakes(sources, &schemas).into_iter().chain(found);
        // What else is said of a file that cannot be read only says so again.
        let others = all.filter(|m| sources.unread.iter().all(|unread| unread.file != m.file));
        sources.unread.iter().cloned().chain(others).collect::<Vec<_>>()
    };
    let mut looked = load::look(&sources.files, &schemas.names())
        .map_err(|Mistakes(found)| Mistakes(told(found)))?;
    looked.mistakes = told(std::mem::take(&mut looked.mistakes));
    looked.suite.schemas = documents;
    if sources.own {
        uncited::adopt(&mut looked.suite);
        looked.suite.roots = sources.roots(&looked.suite.rules);
    }
    Ok(looked)
}

/// Loads a suite. Every scenario must be sound and cover something; a folder need not cover the whole
/// contract.
pub fn load(args: &SuiteArgs) -> Result<Suite, Failure> {
    let suite = of(&sources(args)?)?;
    let mistakes = audit::scenarios(&suite);
    if mistakes.is_empty() { Ok(suite) } else { Err(Mistakes(mistakes).into()) }
}

/// The same without a choice of scenarios.
pub fn own(own: &OwnSuite) -> Result<Suite, Failure> {
    load(&SuiteArgs { own: own.clone(), scenarios: None })
}

/// Schemas that are none, and those that would change what the built-in cases are held to.
fn schema_mistakes(sources: &Sources, schemas: &Schemas) -> Vec<Mistake> {
    let ours = Schemas::embedded().names();
    let mut mistakes = Vec::new();
    for (name, (file, _)) in &sources.schemas {
        if sources.extends && ours.contains(name) {
            let message = format!(
                "another schema has the same name: schemas/wire/{name}.schema.json:1:1, which the \
                 built-in cases are held to"
            );
            mistakes.push(Mistake::at(file, (1, 1), message));
        }
    }
    // A set that does not hold together is broken as a whole, by the one that is named.
    for (name, (file, _)) in &sources.schemas {
        let Some(defect) = schemas.defect(name) else { continue };
        let named = match &defect {
            SchemaError::Broken { name, .. } => sources.schemas.get(name),
            _ => None,
        };
        let file = named.map_or(file, |(file, _)| file);
        let mistake = Mistake::at(file, (1, 1), defect.to_string());
        if !mistakes.contains(&mistake) {
            mistakes.push(mistake);
        }
    }
    mistakes
}
