//! What the machine lets this process have: threads and open files. Containers and shared build
//! servers give few.
//!
//! In: how many of them are wanted. Out: how many there are. Must not know what they are for.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// Open files below which nothing can be sent.
pub const LEAST_FILES: usize = 20;
/// Bytes of the stack of a thread that does nothing.
const STACK: usize = 64 * 1024;

/// How many threads can be made beside those there are, at most as many as wanted.
pub fn threads(wanted: usize) -> usize {
    let mut made = Vec::new();
    // All at the same time: whoever waits here has not ended.
    let (end, ends) = channel::<()>();
    let ends = Arc::new(Mutex::new(ends));
    while made.len() < wanted {
        let ends = ends.clone();
        match thread::Builder::new().stack_size(STACK).spawn(move || wait(&ends)) {
            Ok(thread) => made.push(thread),
            Err(_) => break,
        }
    }
    drop(end);
    let found = made.len();
    made.into_iter().for_each(|thread| drop(thread.join()));
    found
}

fn wait(ends: &Mutex<Receiver<()>>) {
    if let Ok(ends) = ends.lock() {
        // Nobody ever sends; it ends when the other side goes.
        let _ = ends.recv();
    }
}

/// How many files and connections may be open at the same time, where the system tells: without those
/// that whoever started the process left open in it.
pub fn files() -> Option<usize> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit};
        let most =
            getrlimit(Resource::Nofile).current.and_then(|most| usize::try_from(most).ok())?;
        Some(most.saturating_sub(left_open().unwrap_or(0)))
    }
    #[cfg(not(unix))]
    None
}

/// Open files beside the three of every process, where the system tells.
#[cfg(unix)]
fn left_open() -> Option<usize> {
    // The folder that is read is open while it is.
    let open = std::fs::read_dir("/proc/self/fd").ok()?.count();
    Some(open.saturating_sub(4))
}

/// A file that grows too large for the system is an error from now on, and no end of the process
/// before anything can be told or cleared away.
pub fn survive_large_files() {
    // Listening takes files, and panics where there are none; what follows says so in words.
    #[cfg(unix)]
    if files().is_none_or(|files| files >= LEAST_FILES) {
        use tokio::signal::unix::{SignalKind, signal};
        /// SIGXFSZ on Linux and on macOS.
        const TOO_LARGE: i32 = 25;
        // Whoever listens once has put the usual end aside for good; no runtime, no listener, and
        // it is as before.
        let built = tokio::runtime::Builder::new_current_thread().enable_io().build();
        let _ = built.map(|runtime| {
            runtime.block_on(async { signal(SignalKind::from_raw(TOO_LARGE)).map(drop) })
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_threads_as_are_wanted_are_found_where_they_are_few() {
        assert_eq!(threads(0), 0);
        assert_eq!(threads(3), 3);
        assert!(files().is_none_or(|most| most > 8));
    }
}
