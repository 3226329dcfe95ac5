//! What an api-version may be on the command line.

use clap::Arg;

use crate::target::api_version::is_api_version;

/// One api-version or several, for the command line.
pub fn several(written: &str) -> Result<String, String> {
    let versions: Vec<&str> = written.split(',').map(str::trim).collect();
    if let Some(odd) = versions.iter().find(|v| !is_api_version(v)) {
        return Err(format!("`{odd}` is no api-version: letters, digits, `-` and `.`, as in 7.4"));
    }
    let twice = (1..versions.len()).find(|index| versions[..*index].contains(&versions[*index]));
    match twice {
        Some(index) => Err(format!("it names {} twice", versions[index])),
        None => Ok(versions.join(",")),
    }
}

/// The option of a command that takes one api-version.
pub fn only_one(option: Arg) -> Arg {
    option.help("The api-version to send [default: the target file's, else 7.4]").value_parser(one)
}

fn one(written: &str) -> Result<String, String> {
    if written.contains(',') {
        Err("only `run` takes several api-versions; give one".to_owned())
    } else {
        several(written)
    }
}
