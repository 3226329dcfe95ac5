//! The end of a run, told while it takes time: what is still to be removed from the target.

use std::time::Duration;

use super::terminal;
use crate::run::{Finished, Run};

/// How long nothing is said, first and between two words.
const QUIET: Duration = Duration::from_secs(5);

/// Finishes the run.
pub async fn finish(run: Run) -> Finished {
    let still = run.clean_up();
    let finished = run.finish();
    tokio::pin!(finished);
    loop {
        match tokio::time::timeout(QUIET, &mut finished).await {
            Ok(finished) => return finished,
            Err(_) => {
                let (left, patience) = still();
                terminal::note(&format!(
                    "cleaning up: {left} objects are still to be removed from the target; it is \
                     given up when nothing is removed for {patience:?}"
                ));
            }
        }
    }
}
