//! What many cases, long waits, much traffic and every mutant cost; printed and never asserted.
//!
//! ```console
//! $ cargo bench --bench scale
//! $ cargo bench --bench scale -- cases waits verify mutants
//! ```

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use kvcontract::check::wire_schema_names;
use kvcontract::scenario::{load, source};
use kvcontract::verdict::ContractMode;
use kvcontract::verify::Verification;

/// Reads what nobody created.
const READS: &str = "\
title: A name that never had an operation has none
steps:
  - name: read the pending object
    request: { get: \"/certificates/{{name}}/pending\" }
    expect:
      - { clause: never.not-found, status: 404 }
";

/// Waits for an operation that takes a second.
const WAITS: &str = "\
title: An operation takes its time
steps:
  - name: issuer
    request:
      put: \"/certificates/issuers/{{name}}\"
      body: { provider: Script, credentials: { account_id: issue after 1000ms } }
  - name: create
    request:
      post: \"/certificates/{{name}}/create\"
      body:
        policy:
          x509_props: { subject: \"CN={{name}}\" }
          key_props: { kty: EC, crv: P-256 }
          issuer: { name: \"{{name}}\" }
  - name: wait
    request: { get: \"/certificates/{{name}}/pending\" }
    poll: { until: { body: { /status: completed } } }
    expect:
      - { clause: pending.found, status: 200 }
";

/// Bytes of traffic that are judged.
const TRAFFIC: usize = 64 * 1024 * 1024;

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test` runs benches too; there is nothing to assert here.
    if !words.iter().any(|word| word == "--bench") {
        return;
    }
    words.retain(|word| !word.starts_with('-'));
    let wanted = |word: &str| words.is_empty() || words.iter().any(|wanted| wanted == word);
    if wanted("cases") {
        cases();
    }
    if wanted("waits") {
        waits();
    }
    if wanted("verify") {
        verify();
    }
    if wanted("mutants") {
        mutants();
    }
}

/// Runs the binary to its end; the time, and the most memory in megabytes where the system tells.
fn timed(arguments: &[&str]) -> (Output, Duration, u64) {
    let began = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kvcontract"));
    command.args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
    // Nobody reads all that a run of many cases says before its end.
    let out = tempfile::NamedTempFile::new().expect("a file");
    command.stdout(out.reopen().expect("the file again"));
    let mut child = command.spawn().expect("the binary starts");
    let mut peak = 0;
    let status = loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
        let now = line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
        peak = peak.max(now.unwrap_or_default() / 1024);
        if let Some(status) = child.try_wait().expect("a child of ours") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let stdout = std::fs::read(out.path()).expect("what it said");
    (Output { status, stdout, stderr: Vec::new() }, began.elapsed(), peak)
}

fn folder(root: &Path, text: &str, count: usize) -> String {
    let cases = root.join(count.to_string()).join("cases/common");
    std::fs::create_dir_all(&cases).expect("a folder");
    for n in 0..count {
        std::fs::write(cases.join(format!("case-{n:05}.yaml")), text).expect("a file");
    }
    root.join(count.to_string()).display().to_string()
}

fn cases() {
    let root = tempfile::tempdir().expect("a folder");
    let mut first = None;
    for count in [100, 1000, 10_000, 20_000] {
        let suite = folder(root.path(), READS, count);
        for words in [&["lint"][..], &["run", "--quiet"]] {
            let (done, took, peak) = timed(&[words, &["--scenarios", &suite]].concat());
            assert!(done.status.success(), "{words:?} of {count} cases");
            let each = took.as_secs_f64() * 1000.0 / count as f64;
            let ratio = match (words[0], first) {
                ("run", None) => *first.insert(each) / each,
                ("run", Some(first)) => each / first,
                _ => f64::NAN,
            };
            let ratio =
                if ratio.is_nan() { String::new() } else { format!(", {ratio:.2} of the first") };
            println!(
                "{} of {count} cases: {took:.2?}, {peak} MB, {each:.2} ms a case{ratio}",
                words[0]
            );
        }
    }
}

fn waits() {
    let root = tempfile::tempdir().expect("a folder");
    for count in [1, 256, 1000] {
        let suite = folder(root.path(), WAITS, count);
        let (done, took, peak) = timed(&["run", "--quiet", "--scenarios", &suite]);
        let ended = if done.status.success() { "kept" } else { "not kept" };
        let ratio = took.as_secs_f64();
        println!(
            "{count} cases that wait a second: {took:.2?}, {peak} MB, {ratio:.1} times the wait, {ended}"
        );
    }
}

/// Recorded traffic, as `serve --log` writes it, judged and merely read.
fn verify() {
    let lines = include_str!("../tests/fuzz/corpus/conversation.jsonl");
    let run = "kvc-6b07b634df24b8-";
    let mut traffic = String::with_capacity(TRAFFIC + lines.len());
    for n in 0.. {
        // Other names each time, or it would be one long conversation about a few.
        traffic.push_str(&lines.replace(run, &format!("kvc-{n:08x}df24b8-")));
        if traffic.len() >= TRAFFIC {
            break;
        }
    }
    let suite = load::suite(&source::embedded(), &wire_schema_names()).expect("a suite");
    let (mut ours, mut bare) = (Duration::MAX, Duration::MAX);
    for _ in 0..3 {
        let began = Instant::now();
        let mut verification = Verification::new(&suite, ContractMode::Documented);
        verification.judge("traffic", traffic.as_bytes()).expect("sound traffic");
        verification.finish(&[]);
        ours = ours.min(began.elapsed());
        let began = Instant::now();
        for line in traffic.lines() {
            let entry: serde_json::Value = serde_json::from_str(line).expect("JSON");
            assert!(entry.is_object());
        }
        bare = bare.min(began.elapsed());
    }
    let ratio = ours.as_secs_f64() / bare.as_secs_f64();
    let (entries, mb) = (traffic.lines().count(), traffic.len() / 1024 / 1024);
    println!(
        "verify of {entries} exchanges, {mb} MB: {ours:.2?}, bare parse {bare:.2?}, ratio {ratio:.2}"
    );
}

fn mutants() {
    let (done, took, peak) = timed(&["prove", "--mutants"]);
    let told = String::from_utf8_lossy(&done.stdout);
    let last = told.lines().rev().find(|line| line.contains("mutants")).unwrap_or_default();
    let words = last.split(|c: char| !c.is_ascii_digit());
    let count = words.filter_map(|word| word.parse::<u32>().ok()).max().unwrap_or_default();
    let each = f64::from(count) / took.as_secs_f64();
    println!("{count} mutants: {took:.1?}, {peak} MB, {each:.0} a second ({last})");
}
