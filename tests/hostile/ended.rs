//! A process that has ended, and what must hold of it whatever the target did.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;

use crate::endpoint::Seen;
use crate::row::TOKEN;

/// Bytes of memory that nothing may cost.
const MOST_MEMORY: u64 = 500 * 1024 * 1024;
/// Bytes of all reports together.
const MOST_REPORTS: usize = 64 * 1024 * 1024;

/// What is left of a process.
pub struct Ended {
    /// None: it had to be ended.
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
    /// Kind and text.
    pub reports: [(String, String); 6],
    pub took: Duration,
    /// Bytes of memory at most.
    pub peak: u64,
    /// Objects that are left in the target.
    pub left: usize,
}

impl Ended {
    /// Everything that is wrong; `log` is what the target was sent.
    pub fn wrong(
        &self,
        log: &[Seen],
        exits: &[i32],
        tells: &str,
        at_most: Duration,
    ) -> Vec<String> {
        let mut wrong = Vec::new();
        if !self.code.is_some_and(|code| exits.contains(&code)) {
            wrong.push(format!("exit {:?}, not one of {exits:?}", self.code));
        }
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = squeezed(&format!("{} {}", self.out, self.err));
        if !told.contains(tells) {
            wrong.push(format!("{tells:?} is not told"));
        }
        if self.left > 0 && !(self.code == Some(3) && told.contains("left")) {
            wrong.push(format!("{} objects stay, and nobody is told", self.left));
        }
        if self.took > at_most {
            wrong.push(format!("{:?} is too long", self.took));
        }
        if self.peak > MOST_MEMORY {
            wrong.push(format!("{} MB is too much", self.peak / 1024 / 1024));
        }
        let bytes: usize = self.reports.iter().map(|(_, text)| text.len()).sum();
        if bytes > MOST_REPORTS {
            wrong.push(format!("reports of {bytes} bytes"));
        }
        wrong.extend(self.harm());
        // A name on a list that leads elsewhere must not be followed.
        if let Some(seen) = log.iter().find(|seen| seen.uri.contains("precious")) {
            wrong.push(format!("{} {} was sent", seen.method, seen.uri));
        }
        wrong
    }

    /// Verdict, exit code, seconds and megabytes, for a table.
    pub fn row(&self) -> String {
        let verdicts = ["KEPT", "NOT KEPT", "NOT TOLD", "GATE BROKEN", "NOTHING VERIFIED"];
        let is_verdict = |line: &str| {
            let verdict = verdicts.iter().find(|word| line.starts_with(&format!("{word}  ")))?;
            Some((*verdict).to_owned())
        };
        let verdict = self.out.lines().find_map(is_verdict).unwrap_or_else(|| "-".to_owned());
        let code = self.code.map_or_else(|| "ended by us".to_owned(), |code| code.to_string());
        let (took, peak) = (self.took.as_secs_f64(), self.peak / 1024 / 1024);
        format!("{verdict} | {code} | {took:.1} | {peak}")
    }

    /// What would act, or give something away, in any output.
    fn harm(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut texts = vec![("stdout", &self.out), ("stderr", &self.err)];
        texts.extend(self.reports.iter().map(|(kind, text)| (kind.as_str(), text)));
        let anywhere = Regex::new(r"##[A-Za-z0-9._-]*\[").unwrap();
        let secrets = [TOKEN.to_owned(), STANDARD.encode(TOKEN), TOKEN[16..].to_owned()];
        for (place, text) in texts {
            let begins = |line: &&str| line.trim_start().starts_with("::");
            let meant = |line: &&str| place == "github" && line.starts_with("::error file=");
            let meant_too = |line: &&str| {
                let own =
                    ["::notice::", "::warning title=Left in the target::", "::error title=cause "];
                place == "github" && own.iter().any(|own| line.starts_with(own))
            };
            let lines = || text.split(['\n', '\r']);
            if let Some(line) = lines().find(|l| begins(l) && !meant(l) && !meant_too(l)) {
                wrong.push(format!("{place} commands: {line}"));
            }
            if let Some(found) = anywhere.find(text) {
                wrong.push(format!("{place} commands: {}", found.as_str()));
            }
            let steers = |c: &char| c.is_control() && !['\n', '\t'].contains(c) || *c == '\u{202e}';
            if let Some(c) = text.chars().find(steers) {
                wrong.push(format!("{place} holds {c:?}"));
            }
            if place == "html" && text.matches("<script").count() > 1 {
                wrong.push("html holds another's script".to_owned());
            }
            if secrets.iter().any(|secret| text.contains(secret.as_str())) {
                wrong.push(format!("{place} holds the token"));
            }
            if text.contains("panicked") {
                wrong.push(format!("{place} tells of a panic"));
            }
        }
        wrong
    }

    /// The id of the run, as its result says it.
    pub fn run_id(&self) -> Option<String> {
        let (_, json) = self.reports.iter().find(|(kind, _)| kind == "json")?;
        let result: serde_json::Value = serde_json::from_str(json).ok()?;
        result["run_id"].as_str().map(str::to_owned)
    }

    /// What it said, for who has to mend it.
    pub fn told(&self) -> String {
        let cut = |text: &str| text.chars().take(3000).collect::<String>();
        format!("stdout: {}\nstderr: {}\n", cut(&self.out), cut(&self.err))
    }
}
