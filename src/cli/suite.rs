//! The suite that the command line names: the built-in one, one of the user's own, scenarios of a
//! folder or a file.
//!
//! In: `--suite` and `--scenarios`. Out: a suite that is sound, or every mistake in its files.

use super::args::{OwnSuite, SuiteArgs};
use super::failure::Failure;
use crate::check::schema::{SchemaError, Schemas};
use crate::scenario::folder::{self, Sources};
use crate::scenario::{Suite, audit, load, uncited};
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

/// The suite of these files, as far as each of them is sound.
pub fn of(sources: &Sources) -> Result<Suite, Mistakes> {
    let documents = sources.documents();
    let schemas = Schemas::with(&documents);
    let mut mistakes = schema_mistakes(sources, &schemas);
    match load::suite(&sources.files, &schemas.names()) {
        Ok(mut suite) if mistakes.is_empty() => {
            suite.schemas = documents;
            if sources.own {
                uncited::adopt(&mut suite);
                suite.roots = sources.roots(&suite.rules);
            }
            Ok(suite)
        }
        Ok(_) => Err(Mistakes(mistakes)),
        Err(Mistakes(found)) => {
            mistakes.extend(found);
            Err(Mistakes(mistakes))
        }
    }
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
