//! Rules by the path that they are about: an exchange has one path, and most rules have another.

use crate::scenario::rules::{PathTemplate, Remember, Rule, RuleFile};

/// Index of a file, and of a rule or of what it remembers.
pub(super) type At = (usize, usize);

/// What is about one path.
#[derive(Debug)]
pub(super) struct Section {
    /// The path; any where there is none.
    pub path: Option<PathTemplate>,
    /// The path before the name.
    pub prefix: Option<String>,
    rules: Vec<At>,
    remembered: Vec<At>,
}

impl Section {
    /// Its rules, in the order of the files.
    pub fn rules<'f>(
        &self,
        files: &'f [RuleFile],
    ) -> impl Iterator<Item = (&'f RuleFile, &'f Rule)> {
        self.rules.iter().map(|(file, at)| (&files[*file], &files[*file].rules[*at]))
    }

    /// What is remembered, and where it stands in the files.
    pub fn remembered<'f>(
        &self,
        files: &'f [RuleFile],
    ) -> impl Iterator<Item = (At, &'f RuleFile, &'f Remember)> {
        let found = self.remembered.iter();
        found.map(|at| (*at, &files[at.0], &files[at.0].remember[at.1]))
    }
}

/// The sections of the files.
pub(super) fn sections(files: &[RuleFile]) -> Vec<Section> {
    let mut sections = Vec::new();
    for (index, file) in files.iter().enumerate() {
        for (at, rule) in file.rules.iter().enumerate() {
            of(&mut sections, rule.when.path.as_ref()).rules.push((index, at));
        }
        for (at, remember) in file.remember.iter().enumerate() {
            of(&mut sections, remember.from.path.as_ref()).remembered.push((index, at));
        }
    }
    sections
}

fn of<'s>(sections: &'s mut Vec<Section>, path: Option<&PathTemplate>) -> &'s mut Section {
    let known = sections.iter().position(|section| section.path.as_ref() == path);
    let at = known.unwrap_or_else(|| {
        sections.push(Section {
            path: path.cloned(),
            prefix: path.and_then(|path| path.prefix("name")),
            rules: Vec::new(),
            remembered: Vec::new(),
        });
        sections.len() - 1
    });
    &mut sections[at]
}
