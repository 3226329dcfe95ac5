//! What several commands let the user choose: which reports are written, which authority counts.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::report::Kind;
use crate::yaml::did_you_mean;

/// The path that means stdout.
pub const STDOUT: &str = "-";

/// Which reports are written.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Reports")]
pub struct ReportChoice {
    /// Write a report of that kind (may be repeated): junit, html, markdown, json, har
    /// or github; to stdout where the path is -
    #[arg(long, value_name = "KIND=PATH", value_parser = wanted)]
    pub report: Vec<Wanted>,
    /// The same as --report junit=FILE
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// The same as --report html=FILE
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// The same as --report json=FILE: the whole result, which `kvcontract report` reads
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Leave out what differs from run to run (ids, ports, times, keys): the same behaviour gives
    /// the same bytes
    #[arg(long)]
    pub redact_volatile: bool,
}

impl ReportChoice {
    /// No report.
    pub fn none() -> ReportChoice {
        let report = Vec::new();
        ReportChoice { report, junit: None, html: None, json: None, redact_volatile: false }
    }

    /// Every report that is asked for as a file.
    pub fn wanted(&self) -> Vec<(Kind, &Path)> {
        self.all().into_iter().filter(|(_, path)| *path != Path::new(STDOUT)).collect()
    }

    /// The reports that are to go to stdout.
    pub fn on_stdout(&self) -> Vec<Kind> {
        let all = self.all().into_iter();
        all.filter(|(_, path)| *path == Path::new(STDOUT)).map(|(kind, _)| kind).collect()
    }

    /// Whether a report of that kind is asked for, wherever it is to go.
    pub fn asks_for(&self, kind: Kind) -> bool {
        self.all().iter().any(|(asked, _)| *asked == kind)
    }

    fn all(&self) -> Vec<(Kind, &Path)> {
        let long = self.report.iter().map(|w| (w.kind, w.path.as_path()));
        let short =
            [(Kind::Junit, &self.junit), (Kind::Html, &self.html), (Kind::Json, &self.json)];
        let short = short.into_iter().filter_map(|(kind, path)| Some((kind, path.as_deref()?)));
        long.chain(short).collect()
    }
}

/// One `KIND=PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub kind: Kind,
    pub path: PathBuf,
}

fn wanted(text: &str) -> Result<Wanted, String> {
    let known = Kind::ALL.map(Kind::word);
    let (word, path) = text.split_once('=').ok_or("it is not of the form KIND=PATH")?;
    let kind = Kind::ALL.into_iter().find(|k| k.word() == word).ok_or_else(|| {
        let hint = did_you_mean(word, known).unwrap_or_else(|| known.join(", "));
        format!("there is no report of the kind `{word}`; {hint}")
    })?;
    Ok(Wanted { kind, path: path.into() })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Contract {
    /// The contract document, to the letter
    Documented,
    /// What real vaults were recorded to answer, where it differs
    Observed,
    /// Either of the two
    Either,
}
