//! The runtime that requests and the vault run on.

use tokio::runtime::{Builder, Runtime};

use super::failure::Failure;

/// Starts it.
pub fn start() -> Result<Runtime, Failure> {
    let built = Builder::new_multi_thread().enable_all().build();
    built.map_err(|e| Failure::Internal(format!("the async runtime did not start: {e}")))
}
