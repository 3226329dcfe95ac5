//! The runtime that requests and the vault run on.

use super::failure::Failure;

/// The runtime that requests and the vault run on.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    built.map_err(|e| Failure::Internal(format!("the async runtime did not start: {e}")))
}
