//! `kvcontract init`: from nothing to a gate, in a folder of one's own. The target file is what
//! `doctor --write` makes; beside it a suite of one's own to begin with, the schemas for an editor,
//! and the pipeline.
//!
//! Nothing that is there is overwritten, and nothing is asked: what is not typed is found out.

mod ci;
mod commands;
mod files;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use commands::Commands;

use super::args::{Ci, DoctorArgs, InitArgs, Listing, OwnSuite};
use super::failure::{Exit, Failure};
use super::{doctor, schema, terminal};
use crate::target::auth::Auth;
use crate::target::named;

/// Writes what is not there yet, and says what comes next.
pub fn init(args: &InitArgs) -> Result<Exit, Failure> {
    let commands = Commands { dir: shown(&args.dir)? };
    let target = args.dir.join("target.yaml");
    let (mut written, mut kept) = (Vec::new(), Vec::new());
    let mut exit = Exit::Held;
    if std::fs::symlink_metadata(&target).is_ok() {
        kept.push(target.clone());
    } else {
        exit = learn(args, &target)?;
        written.push(target.clone());
    }
    let ci = args.ci.unwrap_or_else(|| ci::of(Path::new(".")));
    let variables = variables(&target)?;
    let pipeline = files::pipeline(ci, &args.dir, &commands, &variables);
    for file in files::suite(&args.dir).into_iter().chain(pipeline) {
        let list = if files::write(&file)? { &mut written } else { &mut kept };
        list.push(file.path);
    }
    let told = terminal::out(&told(&written, &kept, ci, &commands, &variables));
    if told { Ok(exit) } else { Ok(Exit::Unknown) }
}

/// The folder as command lines and pipelines name it.
fn shown(dir: &Path) -> Result<String, Failure> {
    let shown = dir.display().to_string().replace('\\', "/");
    if shown.is_empty() || shown.starts_with('-') || !shown.chars().all(is_plain) {
        let why = "it stands in command lines and pipelines: letters, digits and -_./ alone";
        return Err(Failure::Usage(format!("--dir {shown:?}: {why}")));
    }
    Ok(shown.trim_end_matches('/').to_owned())
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_./:".contains(c)
}

/// The target file: as the doctor writes it, or of the vault inside kvcontract that of ours.
fn learn(args: &InitArgs, path: &Path) -> Result<Exit, Failure> {
    let schema = format!("schemas/target{}", schema::ENDING);
    let word = &args.target.connection.target;
    let ours = named::embedded().into_iter().find(|file| file.name == *word);
    if let Some(ours) =
        ours.filter(|file| named::parse_anywhere(file).is_ok_and(|p| p.is_embedded()))
    {
        let text = doctor::headed(&ours.text, Some(&schema));
        files::write(&files::File { path: path.to_owned(), text })?;
        terminal::note(
            "no target was named: what is written is for the vault inside kvcontract; for your \
             server, `kvcontract init URL --dir DIR`",
        );
        return Ok(Exit::Held);
    }
    std::fs::create_dir_all(&args.dir).map_err(|why| {
        Failure::Usage(format!("{}: the folder cannot be made: {why}", args.dir.display()))
    })?;
    let (target, write) = (args.target.clone(), Some(path.to_owned()));
    let (suite, format) = (OwnSuite::default(), Listing::Text);
    let looked = doctor::look(&DoctorArgs { suite, target, write, format }, Some(&schema));
    if !path.exists() {
        // Of nothing, nothing is left; a folder that holds something stays.
        drop(std::fs::remove_dir(&args.dir));
    }
    looked
}

/// The environment variables that the target file speaks of: a pipeline has to give them.
fn variables(target: &Path) -> Result<Vec<String>, Failure> {
    let file = named::read(&target.display().to_string())?;
    let profile = named::parse_anywhere(&file)?;
    let mut names: Vec<String> = Vec::new();
    match profile.auth {
        Auth::TokenEnv(name) => names.push(name),
        Auth::Azure(azure) => names.extend(azure.client_secret_env),
        _ => {}
    }
    let filled = file.text.split("${").skip(1).filter_map(|rest| rest.split(['}', ':']).next());
    names.extend(filled.filter(|name| is_name(name)).map(str::to_owned));
    names.sort();
    names.dedup();
    Ok(names)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn told(
    written: &[PathBuf],
    kept: &[PathBuf],
    ci: Ci,
    commands: &Commands,
    variables: &[String],
) -> String {
    let mut text = String::new();
    for (title, paths) in [("written", written), ("there already, and left as it is", kept)] {
        if !paths.is_empty() {
            let _ = writeln!(text, "{title}");
        }
        for path in paths {
            let _ = writeln!(text, "  {}", path.display().to_string().replace('\\', "/"));
        }
    }
    let _ = writeln!(text, "next");
    for (command, why) in [
        (commands.run(), "whether the server keeps the contract, and what you promise besides"),
        (commands.declare(), "declares what it does otherwise, and what goes untested"),
    ] {
        let _ = writeln!(text, "  {command}\n      {why}");
    }
    match ci {
        Ci::None => text.push_str("  no pipeline: --ci names one\n"),
        Ci::Gitlab if kept.iter().any(|path| path == Path::new(".gitlab-ci.yml")) => {
            let include = files::include_of(commands);
            let _ = writeln!(text, "  put into .gitlab-ci.yml: include: [ {{ {include} }} ]");
        }
        _ => {}
    }
    if ci != Ci::None && !variables.is_empty() {
        let names = variables.join(", ");
        let _ = writeln!(text, "  the pipeline wants as secrets or variables: {names}");
    }
    text.trim_end().to_owned()
}
