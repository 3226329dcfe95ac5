//! One row: a server between the binary and a vault, a run against it, and everything that it left.

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kvcontract::vault::{self, Vault};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::ended::Ended;
use crate::endpoint::{Endpoint, Gate, Said, Seen};
use crate::support::command;

/// The credential; no byte of it may be told.
pub const TOKEN: &str = "tok/Hostile+Secret-0123456789/abcdefghijklmnop==";
/// The kinds of report that every run writes.
pub const KINDS: [&str; 6] = ["junit", "html", "markdown", "json", "har", "github"];
/// Longer than any row may take.
const PATIENCE: Duration = Duration::from_secs(90);
/// Rows that run at the same time.
const AT_ONCE: usize = 4;

/// What becomes of an honest answer; nothing, where none is to come.
pub type Spoil = Box<dyn Fn(&Seen, &dyn Fn(&Seen) -> Said) -> Said + Send + Sync>;

/// What is done against the target.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Does {
    Run,
    Sweep,
    Doctor,
}

/// A behaviour, and what is to come of it.
pub struct Row {
    pub name: String,
    pub spoil: Spoil,
    pub does: Does,
    /// Exit codes that are right.
    pub exits: &'static [i32],
    /// What must be told, on stdout or stderr, however lines are broken.
    pub tells: &'static str,
    pub at_most: Duration,
}

impl Row {
    pub fn run(
        name: &str,
        exits: &'static [i32],
        spoil: impl Fn(&Seen, &dyn Fn(&Seen) -> Said) -> Said + Send + Sync + 'static,
    ) -> Row {
        let (name, spoil) = (name.to_owned(), Box::new(spoil));
        let at_most = Duration::from_secs(60);
        Row { name, spoil, does: Does::Run, exits, tells: "", at_most }
    }

    pub fn tells(self, tells: &'static str) -> Row {
        Row { tells, ..self }
    }

    pub fn does(self, does: Does) -> Row {
        Row { does, ..self }
    }

    pub fn within(self, seconds: u64) -> Row {
        Row { at_most: Duration::from_secs(seconds), ..self }
    }
}

/// Plays all rows, some at once; what is wrong with any is told together.
pub fn play(rows: Vec<Row>) {
    let rows: Vec<_> = rows.into_iter().map(|row| std::sync::Mutex::new(Some(row))).collect();
    let (next, wrong) = (AtomicUsize::new(0), std::sync::Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let row = row.lock().unwrap().take().unwrap();
                    wrong.lock().unwrap().extend(played(row));
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with a row.
fn played(row: Row) -> Option<String> {
    let Row { name, spoil, does, exits, tells, at_most } = row;
    let (url, ca) = honest();
    let gate = Gate::to(url, ca, "any");
    let target = Endpoint::plain(move |seen, _| spoil(seen, &|seen| gate.pass(seen)));
    let folder = tempfile::tempdir().unwrap();
    let ended = against(&target, &folder, does);
    // For who asks with --nocapture: what such a target comes to.
    println!("| {name} | {} |", ended.row());
    let wrong = ended.wrong(&target.log(), exits, tells, at_most);
    (!wrong.is_empty()).then(|| format!("{name}: {}\n{}", wrong.join("; "), ended.told()))
}

/// Runs the binary against a target, with a target file that does not wait for long.
fn against(target: &Endpoint, folder: &TempDir, does: Does) -> Ended {
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let text = format!(
        "url: {}\nauth: {{ token_env: KVC_TOKEN }}\npolicy: {{ key_props: {{ kty: EC, crv: P-256 }} }}\n\
         timeouts: {{ connect: 2s, request: 2s, poll: 2s, interval: 20ms, case: 8s, clean_up: 3s }}\n",
        target.url
    );
    std::fs::write(path("t.yaml"), text).unwrap();
    let mut arguments: Vec<String> = match does {
        Does::Run => {
            ["run", "second-create", "policy-is-read", "pages-follow"].map(str::to_owned).into()
        }
        Does::Sweep => ["sweep", "--older-than", "0s"].map(str::to_owned).into(),
        Does::Doctor => vec!["doctor".to_owned()],
    };
    arguments.extend(["--target".to_owned(), path("t.yaml"), "--journal".to_owned(), path("j")]);
    std::fs::create_dir(path("j")).unwrap();
    if does == Does::Run {
        let report = |kind| ["--report".to_owned(), format!("{kind}={}", path(kind))];
        arguments.extend(KINDS.into_iter().flat_map(report));
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut command = command(&arguments);
    command.env("KVC_TOKEN", TOKEN);
    let mut ended = watched(&mut command, folder.path());
    ended.reports = KINDS.map(|kind| {
        let text = std::fs::read_to_string(path(kind)).unwrap_or_default();
        (kind.to_owned(), text)
    });
    let run = ended.run_id();
    ended.left = run.map_or(0, left_of);
    ended
}

/// Runs a command to its end, with an eye on its memory.
pub fn watched(command: &mut Command, folder: &Path) -> Ended {
    let file = |name: &str| std::fs::File::create(folder.join(name)).unwrap();
    command.stdin(Stdio::null()).stdout(file("stdout")).stderr(file("stderr"));
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    let (code, peak) = wait(&mut child, began);
    let text = |name: &str| {
        let mut bytes = Vec::new();
        std::fs::File::open(folder.join(name)).unwrap().read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    Ended {
        code,
        out: text("stdout"),
        err: text("stderr"),
        reports: KINDS.map(|kind| (kind.to_owned(), String::new())),
        took: began.elapsed(),
        peak,
        left: 0,
    }
}

/// Its exit code, none if it had to be ended; and the most memory that it was seen to take, in
/// bytes, where the system tells.
fn wait(child: &mut Child, began: Instant) -> (Option<i32>, u64) {
    let mut peak = 0;
    loop {
        peak = peak.max(memory(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), peak);
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            return (None, peak);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

/// The one vault behind all rows: where it is, and its certificate.
pub fn honest() -> (&'static str, &'static str) {
    static HONEST: OnceLock<(Runtime, Vault, TempDir, String)> = OnceLock::new();
    let (_, vault, _, ca) = HONEST.get_or_init(|| {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let runtime = Runtime::new().unwrap();
        let vault = runtime.block_on(vault::start(vault::Options {
            challenge: vault::Challenge::Never,
            ..vault::Options::default()
        }));
        let (vault, folder) = (vault.unwrap(), tempfile::tempdir().unwrap());
        let ca = folder.path().join("ca.pem");
        std::fs::write(&ca, vault.ca_pem()).unwrap();
        let ca = ca.to_str().unwrap().to_owned();
        (runtime, vault, folder, ca)
    });
    (vault.url(), ca)
}

/// How many objects of a run the vault still holds.
fn left_of(run: String) -> usize {
    let (url, ca) = honest();
    let ca = reqwest::Certificate::from_pem(&std::fs::read(ca).unwrap()).unwrap();
    let client = reqwest::Client::builder().tls_certs_only([ca]).no_proxy().build().unwrap();
    Runtime::new().unwrap().block_on(async {
        let mut left = 0;
        for list in ["certificates", "deletedcertificates", "certificates/issuers"] {
            let mut next = Some(format!("{url}/{list}?api-version=7.4&includePending=true"));
            while let Some(page) = next {
                let text = client.get(page).send().await.unwrap().text().await.unwrap();
                let body: serde_json::Value = serde_json::from_str(&text).unwrap();
                let items = body["value"].as_array().cloned().unwrap_or_default();
                left += items.iter().filter(|i| i["id"].as_str().unwrap().contains(&run)).count();
                next = body["nextLink"].as_str().filter(|n| !n.is_empty()).map(str::to_owned);
            }
        }
        left
    })
}
