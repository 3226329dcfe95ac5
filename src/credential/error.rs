//! Why a credential cannot be used.

use crate::http::wire::ClientError;

/// Why a credential cannot be used as the target file says.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// Something of Azure's is missing or malformed.
    #[error("auth.azure: {0}")]
    Azure(String),
    /// The JWKS cannot be served.
    #[error("the JWKS cannot be served on {listen} (auth.minted.listen): {why}")]
    Jwks {
        /// Where.
        listen: std::net::SocketAddr,
        /// What the system said.
        why: String,
    },
    /// No key for the token.
    #[error("the key of the minted token cannot be made: {0}")]
    Key(String),
    /// The client that asks for the challenge.
    #[error("{0}")]
    Client(#[from] ClientError),
}
