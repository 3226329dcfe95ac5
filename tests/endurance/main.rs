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

use std::collections::BTreeMap;
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

/// A vault, a folder for its target file and the journal, and runs of the whole suite against it.
struct Rig {
    /// Ends with the rig.
    _served: Served,
    looking: Looking,
    folder: TempDir,
}

impl Rig {
    fn new() -> Rig {
        let served = Served::start(&[]);
        let looking = Looking::at(&served);
        let folder = tempfile::tempdir().unwrap();
        // The project's own target, for its issuers and its EC keys: of RSA two runs ask for 160 at
        // once, which a busy machine does not make within the 30 seconds of a request.
        let own = include_str!("../../targets/reference.yaml").replace(", authentication", "");
        let at = format!("url: {}\ntls: {{ ca: {} }}\n", served.url, served.ca);
        let target = own.replace("url: embedded\n", &at);
        assert!(target.contains(&at) && target != own);
        std::fs::write(folder.path().join("target.yaml"), target).unwrap();
        std::fs::create_dir(folder.path().join("journal")).unwrap();
        Rig { _served: served, looking, folder }
    }

    fn arguments(&self, word: &str) -> [String; 5] {
        let path = |name: &str| self.folder.path().join(name).display().to_string();
        let target = path("target.yaml");
        [word.into(), "--target".into(), target, "--journal".into(), path("journal")]
    }

    fn run(&self) -> Command {
        let mut run = command(&self.arguments("run").each_ref().map(String::as_str));
        run.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        run
    }

    /// A run of which little is told, to be read at its end.
    fn started(&self) -> Child {
        self.run().arg("--quiet").stdout(Stdio::piped()).spawn().unwrap()
    }

    /// Whether a run has noted anything that it may leave.
    fn has_journals(&self) -> bool {
        std::fs::read_dir(self.folder.path().join("journal")).unwrap().count() > 0
    }

    /// Sweeps, and nothing is left.
    fn is_swept(&self, when: &str) {
        let swept = kvcontract(&self.arguments("sweep").each_ref().map(String::as_str));
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

/// A way of ending a run: these signals, one after the other.
type Way = &'static [&'static str];
/// The ways that are tried; the last is somebody who presses Ctrl-C again.
const WAYS: [Way; 5] = [&["KILL"], &["INT"], &["TERM"], &["HUP"], &["INT", "INT"]];
/// How long a run may take to end once it was told to.
const END: Duration = Duration::from_secs(60);

/// Its exit code, none where a signal ended it. One that does not end fails the test.
fn ended(child: &mut Child, when: &str) -> (Option<i32>, Duration) {
    let told = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), told.elapsed());
        }
        if told.elapsed() > END {
            let _ = child.kill();
            panic!("{when}: it did not end within {END:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Ends runs so, at moments all through a whole one, and sweeps after each.
fn is_ended_and_swept(rig: &Rig, way: Way, whole: Duration) {
    let (began, mut codes, mut left, mut longest) =
        (Instant::now(), BTreeMap::new(), 0, Duration::ZERO);
    for moment in 1..=MOMENTS {
        let when = format!("{way:?} at moment {moment}");
        let mut child = rig.run().spawn().unwrap();
        // The moment itself is what is tried; nothing is waited for.
        std::thread::sleep(whole * moment / (MOMENTS + 1));
        let id = child.id().to_string();
        for signal in way {
            let kill = Command::new("kill").args([&format!("-{signal}"), &id]).output();
            // It may have ended by itself.
            assert!(kill.unwrap().status.success() || child.try_wait().unwrap().is_some());
        }
        let (code, took) = ended(&mut child, &when);
        longest = longest.max(took);
        *codes.entry(code).or_insert(0) += 1;
        // Only who is killed, or will not wait, may leave anything; and 3 says that it was ended.
        let is_patient = way.len() == 1 && way != ["KILL"];
        if !is_patient {
            // What was sent last may still be on its way into the vault.
            std::thread::sleep(Duration::from_millis(50));
        }
        let stays = rig.looking.objects();
        assert!(!is_patient || stays == 0, "{when}: {code:?}, {stays} stay");
        // Before it listens to signals it has begun nothing.
        let has_begun = code.is_some() || rig.has_journals();
        assert!(!is_patient || !has_begun || matches!(code, Some(0 | 3)), "{when}: {code:?}");
        left += stays;
        rig.is_swept(&when);
    }
    let (way, took) = (way.join(" and "), began.elapsed().as_secs_f64());
    println!(
        "{way}, {MOMENTS} moments of {whole:.1?}: exit codes {codes:?}, {longest:.1?} to end at most, \
         {left} to sweep, 0 left, {took:.1} s"
    );
}

#[test]
#[ignore = "takes minutes"]
fn whenever_and_however_a_run_is_ended_nothing_stays_after_a_sweep() {
    let rig = Rig::new();
    // The shortest of three, so that few moments lie behind the end of a run.
    let whole = (0..3).map(|_| {
        let began = Instant::now();
        assert_eq!(rig.run().status().unwrap().code(), Some(0));
        began.elapsed()
    });
    let whole = whole.min().unwrap();
    for way in WAYS {
        is_ended_and_swept(&rig, way, whole);
    }
}
