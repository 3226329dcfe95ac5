//! What became of the entries of the files, counted, and told as remarks.

use std::collections::{BTreeMap, BTreeSet};

use super::address::{Address, Other};
use super::body::Unseen;

/// Vaults, and api-versions, that are named.
const MOST_NAMED: usize = 50;
/// Characters of an api-version that is named.
const LONGEST_VERSION: usize = 40;

/// The counts.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub files: u64,
    pub entries: u64,
    /// No exchange in the form of the file.
    pub unreadable: u64,
    pub other: BTreeMap<Other, u64>,
    pub unseen: BTreeMap<Unseen, u64>,
    /// Without an answer.
    pub silent: u64,
    /// Seen, and some rule was about it.
    pub judged: u64,
    /// Seen, and no rule was.
    pub idle: u64,
    /// Judged by themselves: what was before is not known.
    pub contested: u64,
    pub late: u64,
    /// Told twice by the file.
    pub twice: u64,
    /// Headers that rules look at were not recorded.
    pub headless: u64,
    /// Creates, imports and issuers that were seen: what they say of a name is all of it.
    pub begun: u64,
    pub vaults: BTreeSet<String>,
    pub versions: BTreeSet<String>,
}

impl Counts {
    /// Remembers which vault and version a request was for.
    pub fn note(&mut self, address: &Address) {
        if self.vaults.len() < MOST_NAMED && !self.vaults.contains(&address.origin) {
            self.vaults.insert(address.origin.clone());
        }
        let version = address.query.iter().find(|(name, _)| name == "api-version");
        if let Some((_, version)) = version
            && self.versions.len() < MOST_NAMED
            && version.len() <= LONGEST_VERSION
            && !self.versions.contains(version)
        {
            self.versions.insert(version.clone());
        }
    }

    /// Everything worth telling.
    pub fn remarks(&self, gaps: bool) -> Vec<String> {
        let files = if self.files == 1 { "file" } else { "files" };
        let exchanges = if self.entries == 1 { "exchange" } else { "exchanges" };
        let known = self.judged + self.idle;
        let mut remarks = vec![format!(
            "{} recorded {exchanges} in {} {files}: {} held to rules, {} of the API that no rule is \
             about, {} not judged, {} not seen",
            self.entries,
            self.files,
            self.judged,
            self.idle,
            self.other.values().sum::<u64>(),
            self.entries - known - self.twice - self.other.values().sum::<u64>(),
        )];
        let other = self.other.iter().map(|(kind, n)| format!("{n} {}", kind.words()));
        remarks.extend(list("not judged", other));
        let unseen = self.unseen.iter().map(|(why, n)| format!("{n} {}", why.words()));
        let silent = (self.silent > 0).then(|| format!("{} without an answer", self.silent));
        let unreadable = (self.unreadable > 0)
            .then(|| format!("{} that are no exchange of this form", self.unreadable));
        remarks.extend(list("not seen", unseen.chain(silent).chain(unreadable)));
        remarks.extend(self.doubts());
        remarks.push(if gaps {
            "rules that need whole traffic are off (--gaps)".to_owned()
        } else {
            format!(
                "{} creates, imports and issuers were seen: from each on, the traffic of its name \
                 is taken as whole (--gaps, if it is not)",
                self.begun
            )
        });
        remarks
    }

    /// What was seen and yet not wholly known.
    fn doubts(&self) -> impl Iterator<Item = String> {
        let doubts = [
            told(
                self.contested,
                "exchanges were under way together with a write of the same name: what was before \
                 them is taken as unknown",
            ),
            told(
                self.late,
                "exchanges stand too far behind their time to be put in order: what was before \
                 them is taken as unknown",
            ),
            told(self.twice, "entries are in the file twice, and count once"),
            told(
                self.headless,
                "answers were recorded without their headers: rules about headers are not held to \
                 them",
            ),
        ];
        doubts.into_iter().flatten()
    }

    /// The vaults in a line.
    pub fn vaults(&self) -> String {
        named(&self.vaults)
    }

    /// The api-versions in a line.
    pub fn versions(&self) -> String {
        named(&self.versions)
    }
}

fn told(n: u64, what: &str) -> Option<String> {
    (n > 0).then(|| format!("{n} {what}"))
}

fn list(what: &str, parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| format!("{what}: {}", parts.join(", ")))
}

/// The first few, and how many more.
fn named(all: &BTreeSet<String>) -> String {
    const SHOWN: usize = 3;
    let mut text = all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if all.is_empty() {
        text.push_str("none");
    } else if all.len() > SHOWN {
        text.push_str(&format!(" and {} more", all.len() - SHOWN));
    }
    text
}
