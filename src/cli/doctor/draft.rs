//! The target file that `doctor --write` is to make: the text of where it comes from, with what the
//! command line says on top, and what is learnt later.
//!
//! In: a target, the arguments, settings. Out: a target read back through the loader, and the file,
//! which takes the place of none. It holds no secret: only what its source's text holds, and names.

use std::fmt::Display;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum as _;
use serde_json::{Map, Value, json};

use crate::cli::args::TargetArgs;
use crate::cli::failure::Failure;
use crate::target::auth::Auth;
use crate::target::named::{self, NamedTarget, TargetFile};
use crate::target::settings::{Setting, set};
use crate::yaml;

/// A target file to be.
pub struct Draft {
    path: String,
    text: String,
}

impl Draft {
    /// Of that target, for that path. What is there is not overwritten. A text that is not a file
    /// of the user's begins by naming its schema, if one is given.
    pub fn of(
        args: &TargetArgs,
        found: &NamedTarget,
        path: &Path,
        schema: Option<&str>,
    ) -> Result<Draft, Failure> {
        if found.profile.is_embedded() {
            let why = "--write is for a target of your own; give --target its URL or file";
            return Err(Failure::Usage(why.to_owned()));
        }
        let path = free(path)?;
        let word = &args.connection.target;
        let text = if word.contains("://") {
            let today = time::OffsetDateTime::now_utc().date();
            let about = format!("Learnt of it by `kvcontract doctor --write` on {today}.");
            let version = Value::from(found.profile.api_version.as_str());
            let text =
                format!("description: {about}\n{}api_version: {version}\n", named::text_of(word));
            headed(&text, schema)
        } else if named::is_path(word) {
            named::read(word)?.text
        } else {
            let ours = named::embedded().into_iter().find(|file| file.name == *word);
            headed(&ours.map(|file| file.text).unwrap_or_default(), schema)
        };
        let mut draft = Draft { path, text };
        draft.set(&on_top(args, found, &draft.path)?)?;
        Ok(draft)
    }

    /// Puts settings into it, and reads it back.
    pub fn set(&mut self, settings: &[Setting]) -> Result<(), Failure> {
        let text = set(&self.text, settings).map_err(|why| self.not_written(&why))?;
        let before = std::mem::replace(&mut self.text, text);
        self.found().map(drop).inspect_err(|_| self.text = before)
    }

    /// The same with one setting more, if that can be read back.
    pub fn with(&self, setting: Setting) -> Option<Draft> {
        let mut draft = Draft { path: self.path.clone(), text: self.text.clone() };
        draft.set(&[setting]).ok().map(|()| draft)
    }

    /// The target that it describes, through the loader.
    pub fn found(&self) -> Result<NamedTarget, Failure> {
        let (name, shown) = (named::stem(&self.path), self.path.clone());
        Ok(named::at(TargetFile { name, shown, text: self.text.clone() }, &self.path)?)
    }

    /// Whether it has that key.
    pub fn says(&self, key: &str) -> bool {
        yaml::parse::<Value>(&self.path, &self.text).is_ok_and(|written| written.get(key).is_some())
    }

    /// What stands under a key, as it is written.
    pub fn map(&self, key: &str) -> Map<String, Value> {
        let written = yaml::parse::<Value>(&self.path, &self.text).unwrap_or_default();
        written.get(key).and_then(Value::as_object).cloned().unwrap_or_default()
    }

    /// Where it is to be.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Writes it, where nothing is.
    pub fn write(&self) -> Result<(), Failure> {
        let file = OpenOptions::new().write(true).create_new(true).open(&self.path);
        let mut file = file.map_err(|why| self.not_written(&why))?;
        file.write_all(self.text.as_bytes()).map_err(|why| {
            drop(fs::remove_file(&self.path));
            self.not_written(&why)
        })
    }

    fn not_written(&self, why: &dyn Display) -> Failure {
        Failure::Usage(format!("{}: not written: {why}", self.path))
    }
}

/// The text with its first line naming that schema, instead of another.
pub fn headed(text: &str, schema: Option<&str>) -> String {
    const HEADER: &str = "# yaml-language-server: $schema=";
    let Some(schema) = schema else { return text.to_owned() };
    let rest = match text.split_once('\n') {
        Some((first, rest)) if first.starts_with(HEADER) => rest,
        _ => text,
    };
    format!("{HEADER}{schema}\n{rest}")
}

/// The path, if a target file can be made there.
fn free(path: &Path) -> Result<String, Failure> {
    let shown = path.display().to_string();
    let no = |why: &str| Err(Failure::Usage(format!("--write {shown}: {why}")));
    if !named::is_path(&shown) {
        return no("a target file is known by its ending: give it one of .yaml");
    }
    if fs::symlink_metadata(path).is_ok() {
        return no("it is there already, and nothing is overwritten: give another name");
    }
    if !folder(path).is_dir() {
        return no("the folder is not there");
    }
    Ok(shown)
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// What the command line says on top of the source, and paths that another folder would change.
fn on_top(args: &TargetArgs, found: &NamedTarget, path: &str) -> Result<Vec<Setting>, Failure> {
    let (connection, profile) = (&args.connection, &found.profile);
    let mut settings = Vec::new();
    let mut say = |key, value| settings.push(Setting { key, value, remarks: Vec::new() });
    if let Some(version) = &connection.api_version {
        say("api_version", json!(version));
    }
    if let Some(variable) = &connection.token_env {
        say("auth", json!({ "token_env": variable }));
    }
    if let Some(contract) = args.contract.and_then(|contract| contract.to_possible_value()) {
        say("contract", json!(contract.get_name()));
    }
    if args.timeout.is_some() {
        let times = &profile.timeouts;
        say(
            "timeouts",
            json!({ "connect": written(times.connect), "request": written(times.request),
                "poll": written(times.poll), "interval": written(times.interval),
                "case": written(times.case), "clean_up": written(times.clean_up) }),
        );
    }
    let to = folder(Path::new(path));
    let moved = found.path.as_ref().is_some_and(|from| !is_same(&folder(Path::new(from)), &to));
    if profile.tls.insecure {
        say("tls", json!({ "insecure": true }));
    } else if let Some(ca) = profile.tls.ca.as_ref().filter(|_| connection.ca.is_some() || moved) {
        say("tls", json!({ "ca": seen_from(&to, ca) }));
    }
    if let Auth::Azure(azure) = &profile.auth
        && moved
        && azure.token_file.as_ref().is_some_and(|file| Path::new(file).is_relative())
    {
        let why = "its `token_file` is looked for beside it: write the file into the same folder";
        return Err(Failure::Usage(format!("--write {path}: {why}")));
    }
    Ok(settings)
}

/// A duration as target files have it.
fn written(time: Duration) -> String {
    match time.as_millis() {
        whole if whole.is_multiple_of(1000) => format!("{}s", whole / 1000),
        millis => format!("{millis}ms"),
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}

/// A file as one in that folder names it: by what is below the folder; by the way there where both
/// are below the current folder, as in a repository, which lies elsewhere on other machines; else by
/// all of its path.
fn seen_from(folder: &Path, file: &str) -> String {
    let Some((file, folder)) = Path::new(file).canonicalize().ok().zip(folder.canonicalize().ok())
    else {
        return file.to_owned();
    };
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let up = here.ok().and_then(|here| {
        let depth = folder.strip_prefix(&here).ok()?.components().count();
        Some("../".repeat(depth) + &file.strip_prefix(&here).ok()?.display().to_string())
    });
    let below = file.strip_prefix(&folder).ok().map(|below| below.display().to_string());
    below.or(up).unwrap_or_else(|| file.display().to_string())
}
