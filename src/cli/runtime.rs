//! The runtime that requests and the vault run on.

use std::thread::available_parallelism;

use super::failure::Failure;
use super::machine::{self, LEAST_FILES};

/// Threads beside those of the runtime that have to be there: for names, files, signals, the vault's
/// keys.
const MORE_THREADS: usize = 4;

/// The runtime that requests and the vault run on. It cannot be made, nor taken apart, where its
/// threads or its files cannot be had, so these are looked for first.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    if let Some(files) = machine::files().filter(|files| *files < LEAST_FILES) {
        let needed = "more are needed (`ulimit -n`, LimitNOFILE)";
        return Err(Failure::Internal(format!(
            "this machine lets a process open no more than {files} files and connections: {needed}"
        )));
    }
    let workers = available_parallelism().map_or(1, usize::from);
    let found = machine::threads(workers + MORE_THREADS);
    if found <= MORE_THREADS {
        let needed = "more are needed (`ulimit -u`, pids.max of a container)";
        return Err(Failure::Internal(format!(
            "this machine lets a process make no more than {found} threads: {needed}"
        )));
    }
    let workers = workers.min(found - MORE_THREADS);
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let built = builder.worker_threads(workers).enable_all().build();
    built.map_err(|e| Failure::Internal(format!("the async runtime did not start: {e}")))
}
