//! `kvcontract schema`: the schemas of the project's own kinds of file, as they travel inside the
//! binary, so that an editor has them where nobody has the sources.

use include_dir::{Dir, include_dir};

use super::args::SchemaArgs;
use super::failure::{Exit, Failure};
use super::terminal;
use crate::yaml::{Mistake, did_you_mean};

static SUITE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas/suite");
/// How the name of such a file ends.
pub const ENDING: &str = ".schema.json";

/// Prints one, writes it, or lists all.
pub fn schema(args: &SchemaArgs) -> Result<Exit, Failure> {
    let Some(name) = &args.name else {
        let lines = schemas().map(|(name, text)| format!("{name:<10} {}", title(text)));
        return told(&lines.collect::<Vec<_>>().join("\n"));
    };
    let Some(text) = text_of(name) else {
        let message = format!("`{name}` is no kind of file that has a schema");
        let hint = did_you_mean(name, schemas().map(|(known, _)| known));
        return Err(Mistake::whole("schema", message).hint(hint).into());
    };
    let Some(file) = &args.write else { return told(text.trim_end()) };
    std::fs::write(file, text).map_err(|e| {
        Failure::Usage(format!("{}: the schema cannot be written there: {e}", file.display()))
    })?;
    told(&format!("schema of {name}: {}", file.display()))
}

fn told(text: &str) -> Result<Exit, Failure> {
    Ok(Exit::of_telling(terminal::out(text)))
}

/// The schema of that kind of file.
pub fn text_of(name: &str) -> Option<&'static str> {
    schemas().find(|(known, _)| *known == name).map(|(_, text)| text)
}

/// Name and text of each.
fn schemas() -> impl Iterator<Item = (&'static str, &'static str)> {
    SUITE.files().filter_map(|file| {
        let name = file.path().to_str()?.strip_suffix(ENDING)?;
        Some((name, file.contents_utf8()?))
    })
}

/// What it says of itself.
fn title(text: &str) -> String {
    let schema: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let said = |key| schema.get(key).and_then(|text| text.as_str());
    said("description").or(said("title")).unwrap_or_default().to_owned()
}
