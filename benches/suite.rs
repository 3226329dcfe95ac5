//! Figures, printed and never asserted: the whole suite against the embedded vault from process
//! start to exit, and what the harness adds to an exchange, with rules and without, as a ratio to
//! a bare reqwest loop that does the same exchanges on the same server in the same run.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kvcontract::check::schema::Schemas;
use kvcontract::credential;
use kvcontract::plan::{Capabilities, Filter, plan};
use kvcontract::run::end::End;
use kvcontract::run::session::Session;
use kvcontract::run::walk::{Walked, walk};
use kvcontract::run::{Run, Setup, Slot};
use kvcontract::scenario::model::Scenario;
use kvcontract::scenario::{Suite, load, source};
use kvcontract::target::{Target, Trust, named, open};
use kvcontract::verdict::ExchangeRecord;
use mimalloc::MiMalloc;
use secrecy::ExposeSecret as _;

/// The binary's own.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const RUNS: usize = 10;
/// Many short rounds, each a pair taken side by side: what else the machine does then falls on both.
const ROUNDS: usize = 61;
const WALKS: usize = 20;
const SCENARIO: &str = "in-progress/request-id-and-csr-are-stable[manual]";

fn main() {
    // `cargo test` runs benches too; there is nothing to assert here.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    println!("whole suite, process start to exit: {:?} (median of {RUNS})", whole_suite());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(overhead());
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The median of the rounds' ratios, with the middle half of them.
fn quartiles(times: &[Duration], bare: &[Duration]) -> String {
    let ratio = |(time, bare): (&Duration, &Duration)| time.as_secs_f64() / bare.as_secs_f64();
    let mut ratios: Vec<f64> = times.iter().zip(bare).map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    let at = |quarter: usize| ratios[ratios.len() * quarter / 4];
    format!("{:.2} ({:.2} to {:.2})", at(2), at(1), at(3))
}

fn whole_suite() -> Duration {
    let once = || {
        let began = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kvcontract"));
        let status = command.arg("run").stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(status.expect("the binary starts").success(), "the suite does not pass");
        began.elapsed()
    };
    median((0..RUNS).map(|_| once()).collect())
}

async fn overhead() {
    let suite = load::suite(&source::embedded(), &Schemas::embedded().names()).expect("a suite");
    let scenario = suite.scenarios.iter().find(|s| s.id == SCENARIO).expect("the scenario");
    let found = named::find("reference").expect("the reference target");
    let target =
        open::open(found.name, found.profile, Vec::new()).await.expect("the embedded vault");
    let without_rules = Suite { rules: Arc::new(Vec::new()), ..suite.clone() };
    let (held, unheld) = (begun(&target, &suite).await, begun(&target, &without_rules).await);
    let bare = bare(&target);
    let (_, recorded) = walked(held.session(), scenario, "recorded").await;
    let mut times: [Vec<Duration>; 3] = Default::default();
    for round in 0..ROUNDS {
        times[0].push(harness(held.session(), scenario, &format!("held-{round}")).await);
        times[1].push(harness(unheld.session(), scenario, &format!("unheld-{round}")).await);
        times[2].push(loop_of(&bare, &target, &recorded, round).await);
    }
    let [with_rules, with_checks] = [0, 1].map(|which| quartiles(&times[which], &times[2]));
    let exchanges = (WALKS * recorded.len()) as u32;
    let [held, unheld, bare] = times.map(|times| median(times) / exchanges);
    println!("an exchange: bare reqwest {bare:?}");
    println!("  with checks, without rules {unheld:?}, ratio {with_checks}");
    println!("  with checks and rules {held:?}, ratio {with_rules}");
    target.close().await;
}

async fn begun(target: &Target, suite: &Suite) -> Run {
    let bearer = credential::of(target).expect("a credential");
    let known = Capabilities::default();
    let plan = plan(suite, &known, &Filter::default());
    Run::prepare(Setup::new(target, bearer, suite, plan, known)).await.expect("a run")
}

async fn walked(session: &Session, scenario: &Scenario, name: &str) -> (End, Vec<ExchangeRecord>) {
    let log = Mutex::new(Vec::new());
    let Walked { end, .. } = walk(session, scenario, name, &log, Slot::default()).await;
    let steps = log.into_inner().expect("nobody panicked");
    (end, steps.into_iter().flat_map(|s| s.exchanges).collect())
}

async fn harness(session: &Session, scenario: &Scenario, name: &str) -> Duration {
    let began = Instant::now();
    for walk in 0..WALKS {
        let (end, _) = walked(session, scenario, &format!("{name}-{walk}")).await;
        assert_eq!(end, End::Held);
    }
    began.elapsed()
}

/// A client of the same making as the harness's.
fn bare(target: &Target) -> reqwest::Client {
    let Trust::Only(pem) = &target.trust else { panic!("the embedded vault has its own CA") };
    let ca = reqwest::Certificate::from_pem(pem).expect("a certificate");
    reqwest::Client::builder().tls_certs_only([ca]).no_proxy().build().expect("a client")
}

async fn loop_of(
    client: &reqwest::Client,
    target: &Target,
    recorded: &[ExchangeRecord],
    round: usize,
) -> Duration {
    let token = target.token.as_ref().expect("the embedded vault asks for a token");
    let began = Instant::now();
    for walk in 0..WALKS {
        let name = format!("bare-{round}-{walk}");
        for exchange in recorded {
            let method = exchange.method.parse().expect("a method");
            let mut request = client
                .request(method, exchange.url.replace("recorded", &name))
                .bearer_auth(token.expose_secret())
                .header("accept", "application/json");
            if let Some(body) = &exchange.request_body {
                let body = body.replace("recorded", &name);
                request = request.header("content-type", "application/json").body(body);
            }
            let answer = request.send().await.expect("an answer");
            assert_eq!(Some(answer.status().as_u16()), exchange.status);
            answer.bytes().await.expect("a body");
        }
    }
    began.elapsed()
}
