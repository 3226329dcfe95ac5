//! How often a property is tried, on which inputs, and what is kept of one that does not hold.
//!
//! In: a name, inputs, what must hold of each. Out: a panic with the shortest input that was found.

use std::cell::Cell;
use std::time::{Duration, Instant};

use proptest::strategy::Strategy;
use proptest::test_runner::{
    Config, FileFailurePersistence, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner,
};

/// The variable that says for how long each property is tried.
const SECONDS: &str = "KVCONTRACT_FUZZ_SECONDS";
/// Inputs between two looks at the clock.
const AT_ONCE: u32 = 64;
/// No input may take longer, not in a debug build on a busy machine either.
const TOO_LONG: Duration = Duration::from_secs(20);

/// Tries a property: on that many inputs, the same each time, or for as long as the environment
/// says, on others each time.
pub fn round<S: Strategy>(
    name: &str,
    inputs: u32,
    strategy: &S,
    holds: impl Fn(S::Value) -> Result<(), String>,
) {
    let seconds = std::env::var(SECONDS).ok().and_then(|text| text.parse().ok());
    let tried = Cell::new(0_u64);
    let test = |input: S::Value| {
        tried.set(tried.get() + 1);
        let began = Instant::now();
        holds(input).map_err(TestCaseError::fail)?;
        if began.elapsed() > TOO_LONG {
            return Err(TestCaseError::fail(format!("it took {:?}", began.elapsed())));
        }
        Ok(())
    };
    let began = Instant::now();
    let inputs = seconds.map_or(inputs, |_| AT_ONCE);
    let long_enough = |seconds: u64| began.elapsed() >= Duration::from_secs(seconds);
    loop {
        // One runner stops for good after its number of inputs.
        match runner(name, inputs, seconds.is_some()).run(strategy, test) {
            Ok(()) if seconds.is_none_or(long_enough) => break,
            Ok(()) => {}
            Err(TestError::Fail(why, input)) => panic!("{name}: {why}\nof {input:#?}"),
            Err(TestError::Abort(why)) => panic!("{name}: {why}"),
        }
    }
    println!("{name}: {} inputs in {:.1} s", tried.get(), began.elapsed().as_secs_f64());
}

fn runner(name: &str, cases: u32, differs: bool) -> TestRunner {
    let file = format!("{}/tests/fuzz/regressions/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    // The type wants a text that lasts; it does, as long as the test.
    let kept = FileFailurePersistence::Direct(Box::leak(file.into_boxed_str()));
    let config = Config {
        cases,
        failure_persistence: Some(Box::new(kept)),
        max_shrink_iters: 4096,
        max_shrink_time: 60_000,
        ..Config::default()
    };
    if differs {
        return TestRunner::new(config);
    }
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}
