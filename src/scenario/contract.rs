//! `contract.yaml`: the requirements, section by section, in the document's order.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::environment::{self, Environment};
use crate::yaml::{self, Mistake, place};

/// The whole contract.
#[derive(Debug, Clone, Default)]
pub struct Contract {
    /// The sections, in the document's order.
    pub sections: Vec<Section>,
    /// What scenarios may read of the environment.
    pub environment: Environment,
}

/// A file of it, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawContract {
    extends: Option<Extends>,
    sections: Option<Vec<Section>>,
    #[serde(default)]
    environment: Environment,
}

/// What a suite adds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extends {
    /// The suite of the binary.
    Builtin,
}

/// What a file says that it extends; nothing where it cannot be read, which is told elsewhere.
pub fn extends(file: &str, text: &str) -> Option<Extends> {
    yaml::parse::<RawContract>(file, text).ok()?.extends
}

/// A contract, as far as it could be read.
pub struct Read {
    /// What is sound of it.
    pub contract: Contract,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
    /// Whether all of it is known.
    pub is_whole: bool,
}

/// Reads the files of a contract, one or several that add to each other; nothing may be in two.
pub fn read(files: &[(&str, &str)]) -> Read {
    let mut read = Read { contract: Contract::default(), mistakes: Vec::new(), is_whole: true };
    let mut known: BTreeMap<(&str, String), String> = BTreeMap::new();
    for (file, text) in files {
        let (raw, flaws) = yaml::read::<RawContract>(file, text, &[]);
        read.is_whole &= flaws.is_empty();
        let Some(raw) = raw else {
            read.mistakes.extend(flaws.with(Vec::new()));
            continue;
        };
        let mut meaning = Vec::new();
        if raw.sections.is_none() && raw.extends.is_none() {
            meaning.push(Mistake::at(file, (1, 1), "the key `sections` is missing"));
            read.is_whole = false;
        }
        let mut sections = raw.sections.unwrap_or_default();
        sections.iter_mut().for_each(|section| section.file = (*file).to_owned());
        let part = Contract { sections, environment: raw.environment };
        meaning.extend(part.mistakes(file));
        for (kind, id) in part.named() {
            let (line, column) = place(id);
            let key = (kind, id.value.clone());
            match known.get(&key).filter(|other| !other.starts_with(&format!("{file}:"))) {
                None => drop(known.insert(key, format!("{file}:{line}:{column}"))),
                Some(other) => {
                    let message = format!("the {kind} `{}` is there already, at {other}", id.value);
                    meaning.push(Mistake::at(file, (line, column), message));
                }
            }
        }
        read.mistakes.extend(flaws.with(meaning));
        read.contract.sections.extend(part.sections);
        read.contract.environment.extend(part.environment);
    }
    read
}

/// One section of the document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Folder name below `cases/`.
    pub id: Spanned<String>,
    /// In words.
    pub title: String,
    /// The document's heading, or where it was recorded.
    pub source: String,
    /// The English edition of the page with that heading.
    pub link: Option<Spanned<String>>,
    /// What it demands.
    pub requirements: Vec<Requirement>,
    /// The file that it stands in, as its user knows it.
    #[serde(skip)]
    pub file: String,
}

/// One clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its id, `area.demand`.
    pub id: Spanned<String>,
    /// Whether it binds.
    pub level: Level,
    /// Who says so.
    pub authority: Spanned<Vec<Source>>,
    /// The demand in words.
    pub clause: String,
    /// Where real vaults were seen to differ or to add something.
    pub observed: Option<String>,
}

/// Whether a clause binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Breaking it breaks the contract.
    Must,
    /// The document leaves it open: either form is accepted, and reported.
    May,
}

impl Level {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Level::Must => "must",
            Level::May => "may",
        }
    }
}

/// Who says that a clause holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The contract document.
    Document,
    /// A record of a real vault's answers.
    Record,
    /// A public issue that quotes such an answer.
    Issue,
    /// The published specification of the API, of which no record shows that it is so.
    Specification,
    /// Nobody but us, from what the others say.
    Inference,
}

impl Source {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Source::Document => "document",
            Source::Record => "record",
            Source::Issue => "issue",
            Source::Specification => "specification",
            Source::Inference => "inference",
        }
    }
}

impl Contract {
    /// Every requirement with its section.
    pub fn requirements(&self) -> impl Iterator<Item = (&Section, &Requirement)> {
        self.sections.iter().flat_map(|s| s.requirements.iter().map(move |r| (s, r)))
    }

    /// The requirement of an id.
    pub fn find(&self, id: &str) -> Option<(&Section, &Requirement)> {
        self.requirements().find(|(_, r)| r.id.value == id)
    }

    /// The ids of those that leave a matter open.
    pub fn may(&self) -> BTreeSet<String> {
        let may = self.requirements().filter(|(_, r)| r.level == Level::May);
        may.map(|(_, r)| r.id.value.clone()).collect()
    }

    /// All ids.
    pub fn ids(&self) -> BTreeSet<String> {
        self.requirements().map(|(_, r)| r.id.value.clone()).collect()
    }

    /// Every id with what it is the id of.
    fn named(&self) -> impl Iterator<Item = (&'static str, &Spanned<String>)> {
        let sections = self.sections.iter().map(|s| ("section", &s.id));
        sections.chain(self.requirements().map(|(_, r)| ("requirement", &r.id)))
    }

    /// Twice the same id, a demand of nobody's, a link that is none, a section that demands nothing.
    pub fn mistakes(&self, file: &str) -> Vec<Mistake> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for (kind, id) in self.named() {
            if !seen.insert((kind, id.value.as_str())) {
                let at = (id.referenced.line(), id.referenced.column());
                found.push(Mistake::at(
                    file,
                    at,
                    format!("the {kind} `{}` is there twice", id.value),
                ));
            }
        }
        for (_, requirement) in self.requirements().filter(|(_, r)| r.authority.value.is_empty()) {
            let message = "nobody demands it: name an `authority`, if only `inference`";
            found.push(Mistake::at(file, place(&requirement.authority), message));
        }
        for link in self.sections.iter().filter_map(|s| s.link.as_ref()) {
            if !link.value.starts_with("https://") {
                let message = "a link begins with https://";
                found.push(Mistake::at(file, place(link), message));
            }
        }
        for section in self.sections.iter().filter(|s| s.requirements.is_empty()) {
            let at = (section.id.referenced.line(), section.id.referenced.column());
            found.push(Mistake::at(file, at, "a section without requirements"));
        }
        found.extend(environment::mistakes(&self.environment, file));
        found
    }
}
