//! The files that `init` writes beside the target file: a suite of one's own, the schemas that their
//! first lines point to, the pipeline. None takes the place of another.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::commands::Commands;
use crate::cli::args::Ci;
use crate::cli::failure::Failure;
use crate::cli::schema;

const GITHUB: &str = include_str!("pipelines/github.yml");
const GITLAB: &str = include_str!("pipelines/gitlab.yml");
const AZURE_DEVOPS: &str = include_str!("pipelines/azure-devops.yml");

/// Where each goes below the folder.
const SUITE: [(&str, &str); 3] = [
    ("suite/contract.yaml", include_str!("suite/contract.yaml")),
    (
        "suite/cases/own/absent-certificate-is-not-found.yaml",
        include_str!("suite/cases/own/absent-certificate-is-not-found.yaml"),
    ),
    ("suite/rules/own.yaml", include_str!("suite/rules/own.yaml")),
];

/// The kinds of file that an editor is to help with.
const SCHEMAS: [&str; 5] = ["target", "contract", "scenario", "rules", "steps"];

/// A file to be.
pub struct File {
    /// Where.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

/// What is written below the folder, the target file aside.
pub fn suite(dir: &Path) -> Vec<File> {
    let suite = SUITE.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned()));
    let schemas = SCHEMAS.iter().filter_map(|name| {
        let path = Path::new("schemas").join(format!("{name}{}", schema::ENDING));
        Some((path, schema::text_of(name)?.to_owned()))
    });
    suite.chain(schemas).map(|(path, text)| File { path: dir.join(path), text }).collect()
}

/// The pipeline, with the environment variables that the target file speaks of.
pub fn pipeline(ci: Ci, dir: &Path, commands: &Commands, variables: &[String]) -> Vec<File> {
    match ci {
        Ci::Github => {
            let env = env(variables, |name| format!("${{{{ secrets.{name} }}}}"));
            let path = ".github/workflows/contract.yml".into();
            vec![File { path, text: filled(GITHUB, env, commands) }]
        }
        Ci::Gitlab => {
            let (path, root) = (dir.join("gitlab-ci.yml"), ".gitlab-ci.yml".into());
            let include = include_of(commands);
            vec![
                File { path, text: filled(GITLAB, String::new(), commands) },
                File { path: root, text: format!("include:\n  - {include}\n") },
            ]
        }
        Ci::AzureDevops => {
            let env = env(variables, |name| format!("$({name})"));
            let path = dir.join("azure-pipelines.yml");
            vec![File { path, text: filled(AZURE_DEVOPS, env, commands) }]
        }
        Ci::None => Vec::new(),
    }
}

fn filled(template: &str, env: String, commands: &Commands) -> String {
    let values = [
        ("@env@", env),
        ("@version@", env!("CARGO_PKG_VERSION").to_owned()),
        ("@lint@", commands.lint()),
        ("@run@", commands.pipeline()),
    ];
    values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(name, value))
}

/// The variables of a job, each with what the pipeline calls its secret.
fn env(variables: &[String], secret: fn(&str) -> String) -> String {
    if variables.is_empty() {
        return String::new();
    }
    let lines = variables.iter().map(|name| format!("      {name}: {}\n", secret(name)));
    "    env:\n".to_owned() + &lines.collect::<String>()
}

/// The line by which a `.gitlab-ci.yml` takes in the other.
pub fn include_of(commands: &Commands) -> String {
    format!("local: {}/gitlab-ci.yml", commands.dir)
}

/// Writes it, unless something is there: then false.
pub fn write(file: &File) -> Result<bool, Failure> {
    let failed = |why: std::io::Error| {
        Failure::Usage(format!("{}: not written: {why}", file.path.display()))
    };
    if let Some(folder) = file.path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    match OpenOptions::new().write(true).create_new(true).open(&file.path) {
        Ok(mut new) => new.write_all(file.text.as_bytes()).map(|()| true).map_err(failed),
        Err(why) if why.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(why) => Err(failed(why)),
    }
}
