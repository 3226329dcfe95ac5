//! One request, as handlers see it.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::Bytes;
use serde::de::DeserializeOwned;

use super::{origin::Origin, query::Query};
use crate::vault::{
    action::Action,
    clock::Moment,
    context::{Context, lock},
    dialect::Dialect,
    faults::Fault,
    store::Store,
    wire::Refusal,
};

/// What a handler knows of a request.
pub struct Call {
    /// The server.
    pub context: Arc<Context>,
    /// The vault that its host names.
    pub vault: Arc<Mutex<Store>>,
    /// Where that vault is.
    pub origin: Origin,
    /// What is asked.
    pub action: Action,
    /// The path, as it was asked for.
    pub path: String,
    /// Of which certificate or issuer.
    pub name: String,
    /// Of which version; mostly empty.
    pub version: String,
    /// In which version of the API, fit for a query.
    pub api_version: String,
    /// The query's other parameters.
    pub query: Query,
    /// Whether the CSR is wanted by itself.
    pub wants_csr: bool,
    /// The body.
    pub body: Bytes,
    /// When it came.
    pub now: Moment,
}

impl Call {
    /// Whether the vault makes this mistake.
    pub fn has(&self, fault: impl Into<Fault>) -> bool {
        self.context.settings.faults.has(fault)
    }

    /// Whose answers to give.
    pub fn dialect(&self) -> Dialect {
        self.context.settings.dialect
    }

    /// The vault's store, for a short while.
    pub fn store(&self) -> MutexGuard<'_, Store> {
        lock(&self.vault)
    }

    /// `https://host:port`, the start of every id.
    pub fn base(&self) -> &str {
        &self.origin.base
    }

    /// The certificate's URL without a version.
    pub fn url(&self) -> String {
        format!("{}/certificates/{}", self.base(), self.name)
    }

    /// The body as JSON of the expected shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let message = format!("The request body could not be read: {error}");
            if self.has(Fault::MalformedBodyAnswers500) {
                return Refusal::new(500, "InternalServerError", message);
            }
            Refusal::bad_parameter(message)
        })
    }

    /// Runs CPU work where it holds up no other request.
    pub async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Context) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let context = Arc::clone(&self.context);
        let done = tokio::task::spawn_blocking(move || work(&context)).await;
        done.unwrap_or_else(|_| {
            Err(Refusal::new(500, "InternalServerError", "The work was abandoned"))
        })
    }
}
