//! The files of a user's: a suite of one's own, a folder with scenarios, or one scenario.
//!
//! In: a path. Out: the files that a suite is loaded from, those of the binary among them where they
//! are wanted, and the schemas that stand beside. Must not know what is in them, but for what a
//! contract extends.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::contract::{self, Extends};
use super::rules::RuleFile;
use super::source::{CASES, CONTRACT, RULES, STEPS, SourceFile, embedded, failed, read, walk};
use crate::yaml::{Mistake, Mistakes};

/// Where schemas stand.
const SCHEMAS: &str = "schemas";
/// How the file of a schema ends.
const SUFFIX: &str = ".schema.json";
/// Schemas of one suite at most.
const MOST_SCHEMAS: usize = 1000;

/// What a suite is loaded from.
#[derive(Debug, Default)]
pub struct Sources {
    /// The files.
    pub files: Vec<SourceFile>,
    /// Schemas by name, each with its file; one that cannot be read demands nothing.
    pub schemas: BTreeMap<String, (String, Value)>,
    /// Why what cannot be read of both cannot: one mistake a file.
    pub unread: Vec<Mistake>,
    /// Whether the contract is one's own: cases need cite nothing of it, and all of it is to be
    /// covered.
    pub own: bool,
    /// Whether the built-in suite is a part of it.
    pub extends: bool,
}

impl Sources {
    /// Those of the binary.
    pub fn embedded() -> Sources {
        Sources { files: embedded(), ..Sources::default() }
    }

    /// First segments of the paths that those of the rules are about that are not the binary's.
    pub fn roots(&self, rules: &[RuleFile]) -> BTreeSet<String> {
        let ours: BTreeSet<String> =
            embedded().into_iter().filter(|_| self.extends).map(|file| file.shown).collect();
        let own = rules.iter().filter(|file| !ours.contains(&file.file));
        let rules = own.flat_map(|file| &file.rules);
        let paths = rules.filter_map(|rule| rule.when.path.as_ref());
        paths.filter_map(|path| path.root()).map(str::to_owned).collect()
    }

    /// The schemas without their files.
    pub fn documents(&self) -> BTreeMap<String, Value> {
        let all = self.schemas.iter();
        all.map(|(name, (_, document))| (name.clone(), document.clone())).collect()
    }

    /// These files of a folder.
    fn of(root: &Path, paths: &[PathBuf]) -> Sources {
        let (files, unread): (Vec<_>, Vec<_>) = paths.iter().map(|path| read(root, path)).unzip();
        Sources { files, unread: unread.into_iter().flatten().collect(), ..Sources::default() }
    }

    /// Adds the files of another.
    fn add(&mut self, more: Sources) {
        self.files.extend(more.files);
        self.unread.extend(more.unread);
    }

    /// Leaves the other files out.
    fn retain(&mut self, wanted: impl Fn(&SourceFile) -> bool) {
        let files = std::mem::take(&mut self.files).into_iter();
        let (kept, left): (Vec<_>, Vec<_>) = files.partition(wanted);
        self.unread.retain(|mistake| left.iter().all(|file| file.shown != mistake.file));
        self.files = kept;
    }

    /// Adds the schemas beside the cases.
    fn add_schemas(&mut self, root: &Path) -> Result<(), Mistakes> {
        let folder = root.join(SCHEMAS);
        if !folder.is_dir() {
            return Ok(());
        }
        let cannot = |e: std::io::Error| failed(&folder, format!("cannot be read: {e}"));
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(cannot)? {
            paths.push(entry.map_err(cannot)?.path());
        }
        paths.sort();
        for path in paths {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(name) = file.strip_suffix(SUFFIX).filter(|name| !name.starts_with('.')) else {
                continue;
            };
            if self.schemas.len() == MOST_SCHEMAS {
                return Err(failed(&folder, format!("more than {MOST_SCHEMAS} schemas")));
            }
            let (file, unread) = read(root, &path);
            let document = match unread {
                Some(mistake) => Err(mistake),
                None => schema(&file),
            };
            let document = document.unwrap_or_else(|mistake| {
                self.unread.push(mistake);
                Value::Object(Map::new())
            });
            self.schemas.insert(name.to_owned(), (file.shown, document));
        }
        Ok(())
    }
}

fn schema(file: &SourceFile) -> Result<Value, Mistake> {
    match serde_json::from_str(&file.text) {
        Ok(document @ Value::Object(_)) => Ok(document),
        Ok(_) => Err(Mistake::at(&file.shown, (1, 1), "a schema is an object")),
        Err(e) => {
            let at = (e.line() as u64, e.column().max(1) as u64);
            Err(Mistake::at(&file.shown, at, "it is no JSON that can be read"))
        }
    }
}

/// A suite of one's own: a folder with a `contract.yaml`. What else is in it but rules, cases, steps
/// and schemas is not looked at. One that extends the built-in suite has all of that as well.
pub fn suite(root: &Path) -> Result<Sources, Mistakes> {
    let mut sources = Sources { own: true, ..parts(root, &[CASES, RULES, STEPS])? };
    let Some(contract) = sources.files.iter().find(|f| f.relative == CONTRACT) else {
        let hint = "it holds the requirements, or only `extends: builtin`".to_owned();
        let mistake = Mistake::whole(&root.display().to_string(), "there is no contract.yaml here");
        return Err(Mistakes(vec![mistake.hint(Some(hint))]));
    };
    sources.extends = contract::extends(&contract.shown, &contract.text) == Some(Extends::Builtin);
    if sources.extends {
        sources.files.splice(0..0, embedded());
    }
    sources.add_schemas(root)?;
    Ok(sources)
}

/// A folder with scenarios, or one of them. Without a `contract.yaml` they are for the embedded
/// contract, with the rules that go with it.
pub fn scenarios(path: &Path) -> Result<Sources, Mistakes> {
    let mut sources = if path.is_file() { one(path)? } else { all(path)? };
    if sources.files.iter().all(|f| f.relative == CONTRACT || f.relative.starts_with(STEPS)) {
        return Err(failed(path, "there is no scenario here: no *.yaml below cases/"));
    }
    sources.own = sources.files.iter().any(|f| f.relative == CONTRACT);
    if !sources.own {
        sources.retain(|f| !f.relative.starts_with(RULES));
        let ours = embedded().into_iter();
        let ours = ours.filter(|f| f.relative == CONTRACT || f.relative.starts_with(RULES));
        sources.files.extend(ours);
    }
    if let Some(root) = root_of(path).filter(|_| sources.own) {
        sources.add_schemas(&root)?;
    }
    Ok(sources)
}

/// The suite with these cases instead of its own.
pub fn narrowed(mut suite: Sources, cases: &Path) -> Result<Sources, Mistakes> {
    let mut given = if cases.is_file() { one(cases)? } else { all(cases)? };
    suite.retain(|f| !is_case(f));
    given.retain(is_case);
    suite.add(given);
    Ok(suite)
}

fn is_case(f: &SourceFile) -> bool {
    f.relative != CONTRACT && ![RULES, STEPS].iter().any(|p| f.relative.starts_with(p))
}

/// Every YAML file below a folder, sorted.
fn all(root: &Path) -> Result<Sources, Mistakes> {
    let mut paths = Vec::new();
    walk(root, 0, &mut paths)?;
    paths.sort();
    Ok(Sources::of(root, &paths))
}

/// The contract of a folder, and what is in these folders of it: the rest may be anything.
fn parts(root: &Path, folders: &[&str]) -> Result<Sources, Mistakes> {
    if !root.is_dir() {
        return Err(failed(root, "it is no folder"));
    }
    let mut paths = Vec::new();
    for folder in folders.iter().map(|folder| root.join(folder)).filter(|folder| folder.is_dir()) {
        walk(&folder, 1, &mut paths)?;
    }
    let contract = root.join(CONTRACT);
    paths.extend(contract.is_file().then_some(contract));
    paths.sort();
    Ok(Sources::of(root, &paths))
}

/// One scenario, with what stands beside the folder `cases` that it is in. One that is in none is of
/// the section that its folder is called.
fn one(path: &Path) -> Result<Sources, Mistakes> {
    let Some(root) = root_of(path) else {
        let whole = std::path::absolute(path).map_err(|e| failed(path, e))?;
        let folder = whole.parent().and_then(Path::parent).unwrap_or(Path::new("/"));
        let mut sources = Sources::of(folder, std::slice::from_ref(&whole));
        let shown = path.display().to_string();
        for file in &mut sources.files {
            file.relative = format!("{CASES}{}", file.relative);
            file.shown.clone_from(&shown);
        }
        sources.unread.iter_mut().for_each(|mistake| mistake.file.clone_from(&shown));
        return Ok(sources);
    };
    let mut sources = parts(&root, &[RULES, STEPS])?;
    sources.add(Sources::of(&root, &[path.to_owned()]));
    Ok(sources)
}

/// The folder that a path is of: itself, or for a file the one above `cases`.
fn root_of(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return Some(path.to_owned());
    }
    let mut folders = path.ancestors().skip(1);
    let cases = folders.find(|folder| folder.file_name().is_some_and(|name| name == "cases"))?;
    let root = cases.parent()?;
    Some(if root == Path::new("") { PathBuf::from(".") } else { root.to_owned() })
}
