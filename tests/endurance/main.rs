//! What takes minutes, and so is not part of `cargo test`: many runs, many at once, and every kind of
//! end in the middle. Says what it measured.
//!
//! ```console
//! $ cargo test --release --test endurance -- --ignored --nocapture --test-threads 1
//! ```
//!
//! `KVCONTRACT_RUNS` says how many runs instead of 1000.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[allow(dead_code, reason = "shared with the other black-box tests")]
#[path = "../cli/endless.rs"]
mod endless;
#[allow(dead_code, reason = "shared with the other black-box tests")]
#[path = "../cli/support.rs"]
mod support;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use endless::Looking;
use support::{Served, command, kvcontract};
use tempfile::TempDir;

/// Moments at which a run is ended, for each way of ending it.
const MOMENTS: u32 = 20;
/// Bytes of memory by which a run may be larger than the tenth one before it.
const GROWTH: u64 = 32 * 1024 * 1024;

/// The memory that a process has now, in bytes; nothing where the system does not tell.
fn memory(process: &Child) -> u64 {
    let path = format!("/proc/{}/status", process.id());
    let status = std::fs::read_to_string(path).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

#[test]
#[ignore = "takes a quarter of an hour"]
fn a_thousand_runs_in_other_orders_end_alike_in_as_much_memory_as_ten() {
    let runs = std::env::var("KVCONTRACT_RUNS").unwrap_or_else(|_| "1000".to_owned());
    let began = Instant::now();
    let mut run = command(&["run", "--quiet", "--shuffle", "--repeat", &runs]);
    let mut child = run.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (mut ended, mut early, mut most, mut last) = (0, 0, 0, String::new());
    for line in lines {
        last = line.unwrap();
        if last.starts_with("Clean-up: ") {
            assert!(last.ends_with("left 0"), "{last}");
            ended += 1;
            let now = memory(&child);
            most = most.max(now);
            if ended == 10 {
                early = most;
            }
        }
    }
    let code = child.wait().unwrap().code();
    let mb = |bytes: u64| bytes / 1024 / 1024;
    let took = began.elapsed().as_secs();
    println!(
        "{ended} runs in {took} s: {} MB after ten, {} MB at most; {last}",
        mb(early),
        mb(most)
    );
    assert_eq!(code, Some(0), "{last}");
    assert!(most < early + GROWTH, "memory grows");
}

/// A vault, a folder for the journal, and runs of the whole suite against it.
struct Rig {
    served: Served,
    looking: Looking,
    folder: TempDir,
}

impl Rig {
    fn new() -> Rig {
        let served = Served::start(&[]);
        let looking = Looking::at(&served);
        Rig { looking, folder: tempfile::tempdir().unwrap(), served }
    }

    fn arguments<'a>(&'a self, word: &'a str) -> [&'a str; 7] {
        let journal = self.folder.path().to_str().unwrap();
        [word, "--target", &self.served.url, "--ca", &self.served.ca, "--journal", journal]
    }

    fn run(&self) -> Command {
        let mut run = command(&self.arguments("run"));
        run.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        run
    }

    /// A run of which little is told, to be read at its end.
    fn started(&self) -> Child {
        self.run().arg("--quiet").stdout(Stdio::piped()).spawn().unwrap()
    }

    /// Sweeps, and nothing is left.
    fn is_swept(&self, when: &str) {
        let swept = kvcontract(&self.arguments("sweep"));
        assert_eq!(swept.code, 0, "{when}: {}\n{}", swept.out, swept.err);
        assert_eq!(self.looking.objects(), 0, "{when}: something stays after\n{}", swept.out);
    }
}

#[test]
#[ignore = "takes a minute"]
fn two_runs_at_once_against_one_vault_do_not_meet() {
    let (rig, began) = (Rig::new(), Instant::now());
    for _ in 0..10 {
        let both = [rig.started(), rig.started()];
        for child in both {
            let done = child.wait_with_output().unwrap();
            let told = String::from_utf8_lossy(&done.stdout);
            assert_eq!(done.status.code(), Some(0), "{told}");
        }
        assert_eq!(rig.looking.objects(), 0);
    }
    println!("10 times two runs at once in {:.1} s: 0 left", began.elapsed().as_secs_f64());
}

#[test]
#[ignore = "takes minutes"]
fn whenever_and_however_a_run_is_ended_nothing_stays_after_a_sweep() {
    let rig = Rig::new();
    let began = Instant::now();
    assert_eq!(rig.run().status().unwrap().code(), Some(0));
    let whole = began.elapsed();
    for signal in ["KILL", "INT", "TERM", "HUP"] {
        let (began, mut codes, mut left) = (Instant::now(), Vec::new(), 0);
        for moment in 1..=MOMENTS {
            let mut child = rig.run().spawn().unwrap();
            // The moment itself is what is tried; nothing is waited for.
            std::thread::sleep(whole * moment / (MOMENTS + 1));
            let id = child.id().to_string();
            let _ = Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap();
            let code = child.wait().unwrap().code();
            if signal == "KILL" {
                // What was sent last may still be on its way into the vault.
                std::thread::sleep(Duration::from_millis(50));
                left += rig.looking.objects();
            } else {
                assert_eq!(rig.looking.objects(), 0, "{signal} at moment {moment}: {code:?}");
            }
            codes.push(code);
            rig.is_swept(&format!("{signal} at moment {moment}"));
        }
        codes.dedup();
        let took = began.elapsed().as_secs_f64();
        println!(
            "{signal}, {MOMENTS} moments of {whole:.1?}: ended {codes:?}, {left} to sweep, 0 left, {took:.1} s"
        );
    }
}
