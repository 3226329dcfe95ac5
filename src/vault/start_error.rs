//! Why a vault could not start.
//!
//! In: what went wrong. Out: words for whoever starts one. It must not know how a vault starts.

use std::{io, net::SocketAddr};

use thiserror::Error;

use super::crypto::NoAuthority;

/// Why a vault could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address is taken or not allowed.
    #[error("cannot listen on {addr}")]
    Bind {
        /// The address asked for.
        addr: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// A key or certificate could not be made.
    #[error("cannot make the vault's certificates")]
    Certificate(#[from] rcgen::Error),
    /// The given authority is none.
    #[error("cannot use the certificate authority: {0}")]
    Authority(String),
    /// TLS could not be set up.
    #[error("cannot set up TLS")]
    Tls(#[from] rustls::Error),
}

impl From<NoAuthority> for StartError {
    fn from(why: NoAuthority) -> Self {
        Self::Authority(why.to_string())
    }
}
