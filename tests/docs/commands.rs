//! Every command that README and the book show is run as it stands there, page by page, in a folder
//! that has what the page speaks of, against a vault where the page says 127.0.0.1:8443. It ends with
//! 0, or as the comment before its block says, and says what the page shows.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use regex::Regex;
use tempfile::TempDir;

use crate::markdown::{self, Shown};
use crate::{document, manual, root};

/// Where the pages have a server.
const THERE: &str = "127.0.0.1:8443";

/// A program in a folder, in an environment without surprises.
fn program(program: &str, arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("XDG_STATE_HOME", folder.join("state"));
    for variable in ["GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"] {
        command.env_remove(variable);
    }
    command
}

fn kvcontract(arguments: &[&str], folder: &Path) -> Command {
    program(env!("CARGO_BIN_EXE_kvcontract"), arguments, folder)
}

/// Both streams and the exit code.
pub fn run(arguments: &[&str], folder: &Path) -> (String, Option<i32>) {
    let output = kvcontract(arguments, folder).stdin(Stdio::null()).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).unwrap(), output.status.code())
}

/// A vault for one page, ended when dropped.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Server {
        let told =
            ["serve", "--contract", "documented", "--challenge", "never", "--retry-after", "0"];
        let log = ["--ca-file", "ca.pem", "--log", "exchanges.jsonl"];
        let mut command = kvcontract(&[&told[..], &log].concat(), folder);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let stdout = process.stdout.as_mut().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("url: https://").unwrap().to_owned();
        Server { process, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Copies a folder with all that is in it.
fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() {
            copied(&path, &to.join(name));
        } else {
            std::fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// A page's folder: a server's CA and target file, earlier results and traffic, somebody's tests.
struct Desk {
    folder: TempDir,
    server: Server,
}

impl Desk {
    fn of(page: &str) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(folder.path());
        let desk = Desk { folder, server };
        let target = format!(
            "url: https://{}\ntls: {{ ca: ca.pem }}\ntimeouts: {{ interval: 10ms }}\n",
            desk.server.address
        );
        desk.put("my-vault.yaml", &target);
        desk.put(
            "pytest",
            "#!/bin/sh\ncurl -sk \"$KVCONTRACT_URL/certificates/a/pending?api-version=7.4\"\n",
        );
        if page.contains("traffic.har") || page.contains("reports/main.json") {
            let earlier = [
                "run",
                "conflict",
                "-q",
                "--json",
                "reports/main.json",
                "--report",
                "har=traffic.har",
            ];
            assert_eq!(
                run(&[&earlier[..], &["--target", "my-vault.yaml"]].concat(), desk.path()).1,
                Some(0)
            );
            std::fs::copy(
                desk.path().join("reports/main.json"),
                desk.path().join("reports/run.json"),
            )
            .unwrap();
        }
        if page.contains("contract/suite") && !page.contains("$ kvcontract init ") {
            assert_eq!(run(&["init", "--ci", "none"], desk.path()).1, Some(0));
        }
        if page.contains("--suite my-suite") {
            copied(&root().join("tests/suites/secrets"), &desk.path().join("my-suite"));
        }
        desk
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    /// What a shell there says, and how it ends.
    fn does(&self, line: &str) -> (String, Option<i32>) {
        let line =
            line.replace(THERE, &self.server.address).replace("cargo run -- ", "kvcontract ");
        let binary = Path::new(env!("CARGO_BIN_EXE_kvcontract")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let ours = [binary.to_owned(), self.path().to_owned()];
        let path = std::env::join_paths(ours.into_iter().chain(std::env::split_paths(&path)));
        let mut bash = program("bash", &["-c", &line], self.path());
        let output = bash.env("PATH", path.unwrap()).stdin(Stdio::null()).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (String::from_utf8(text).unwrap(), output.status.code())
    }
}

/// A line without what differs from run to run: ports, run ids, times, the width of a column.
fn steady(line: &str) -> String {
    let replaced = [
        (r"127\.0\.0\.1:[0-9]+", "HOST"),
        ("kvc-[0-9a-f]{14}", "RUN"),
        (r"[0-9.]+ s$", "TIME"),
        (" {2,}", "  "),
    ];
    replaced.iter().fold(line.trim_end().to_owned(), |line, (pattern, with)| {
        Regex::new(pattern).unwrap().replace_all(&line, *with).into_owned()
    })
}

/// How a command ends; none if it is not to be run here.
fn end(shown: &Shown) -> Option<i32> {
    let program = shown.command.split(' ').next().unwrap_or_default();
    let known =
        ["kvcontract", "curl"].contains(&program) || shown.command.starts_with("cargo run -- ");
    match shown.mark.as_deref() {
        Some(mark) => mark.strip_prefix("ends with ")?.parse().ok(),
        None => known.then_some(0),
    }
}

/// Runs the commands of a page; how many lines of output were compared.
fn page(name: &str, ran: &AtomicUsize) -> usize {
    let text = document(name);
    let all = markdown::commands(&text);
    if all.iter().all(|shown| end(shown).is_none()) {
        return 0;
    }
    let desk = Desk::of(&text);
    let mut compared = 0;
    for shown in all {
        let Some(code) = end(&shown) else { continue };
        let (said, ended) = desk.does(&shown.command);
        assert_eq!(ended, Some(code), "{name}: {}\n{said}", shown.command);
        ran.fetch_add(1, Ordering::Relaxed);
        let lines: Vec<String> = said.lines().map(steady).collect();
        for line in
            shown.output.iter().map(|line| steady(line)).filter(|l| !l.is_empty() && l != "…")
        {
            // Pages cut long lines.
            let there = |whole: &String| match line.strip_suffix('…') {
                Some(start) => whole.starts_with(start),
                None => *whole == line,
            };
            assert!(
                lines.iter().any(there),
                "{name}: {} does not say\n{line}\nbut\n{said}",
                shown.command
            );
            compared += 1;
        }
    }
    compared
}

#[test]
fn every_command_that_the_manual_shows_does_what_it_shows() {
    let (ran, pages) = (AtomicUsize::new(0), manual());
    let next = AtomicUsize::new(0);
    // Runs mostly wait, but more of them at once than this wait for each other.
    let walk = || {
        let mut compared = 0;
        while let Some(name) = pages.get(next.fetch_add(1, Ordering::Relaxed)) {
            compared += page(name, &ran);
        }
        compared
    };
    let compared: usize = std::thread::scope(|scope| {
        let walks = [scope.spawn(walk), scope.spawn(walk)];
        walks.into_iter().map(|walk| walk.join().unwrap()).sum()
    });
    let (ran, pages) = (ran.into_inner(), pages.len());
    let counted =
        format!("the manual: {ran} commands run on {pages} pages, {compared} lines compared\n");
    let _ = std::io::stderr().write_all(counted.as_bytes());
    assert!(ran >= 50 && compared >= 20, "{counted}");
}
