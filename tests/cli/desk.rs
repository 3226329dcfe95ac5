//! An empty folder in which a user works: the binary on the path, a shell, and what lies there after.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Finished, command, finished};

/// A folder with the binary and nothing else.
pub struct Folder(TempDir);

impl Folder {
    pub fn empty() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.0.path().join(relative)
    }

    pub fn read(&self, relative: &str) -> String {
        std::fs::read_to_string(self.path(relative)).unwrap_or_else(|e| panic!("{relative}: {e}"))
    }

    pub fn kvcontract(&self, arguments: &[&str]) -> Finished {
        finished(command(arguments).current_dir(self.0.path()))
    }

    /// A line as a shell runs it, with the binary on its path.
    pub fn shell(&self, line: &str) -> Finished {
        self.shell_with(line, &[])
    }

    /// The same with environment variables.
    pub fn shell_with(&self, line: &str, environment: &[(String, String)]) -> Finished {
        let binary = Path::new(env!("CARGO_BIN_EXE_kvcontract")).parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::env::join_paths([binary].into_iter().chain(std::env::split_paths(&path)));
        let mut bash = Command::new("bash");
        for (variable, value) in command(&[]).get_envs() {
            match value {
                Some(value) => bash.env(variable, value),
                None => bash.env_remove(variable),
            };
        }
        bash.envs(environment.iter().map(|(name, value)| (name, value)));
        bash.args(["-ec", line]).env("PATH", paths.unwrap()).current_dir(self.0.path());
        finished(&mut bash)
    }

    /// What lies in it, file by file.
    pub fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.0.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let below = path.strip_prefix(self.0.path()).unwrap();
                    files.push(below.display().to_string().replace('\\', "/"));
                }
            }
        }
        files.sort();
        files
    }
}

/// What a YAML file holds.
pub fn yaml(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}
