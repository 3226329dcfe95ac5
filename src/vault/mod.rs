//! The reference vault: Azure Key Vault's certificate creation, as the contract demands it.
//!
//! This file is the door: [`start`] a vault with [`Options`], talk to
//! [`Vault::url`] trusting [`Vault::ca_pem`], then [`Vault::shutdown`]. Everything
//! else is private. The vault imports nothing from the rest of the crate and
//! shares no type or constant with the checks, on purpose: what is misspelt on one
//! side cannot agree with itself.
//!
//! ```text
//! TLS -> routes -> store, operations (pure) -> wire -> faults of form -> TLS
//!                   ^ issuers play scripts
//! ```
//!
//! Issuers of provider `Script` play the script in their `credentials.account_id`;
//! the grammar is in `script`. RSA keys are made ahead and used once, unless the process
//! asks for [`share_rsa_keys`]; certificates
//! are real, signed by a root of the vault's own, the one that TLS is trusted by.
//! Deviations it allows itself: import tells PEM and PKCS#12 by what was sent, whatever
//! contentType says; keys and secrets have no routes, and a second merge on a completed
//! operation is refused with 400.

mod action;
mod clock;
mod context;
mod crypto;
mod dialect;
mod faults;
mod issuers;
mod operations;
mod policy;
mod routes;
mod script;
mod store;
mod tls;
mod wire;

#[cfg(test)]
mod tests;

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use axum_server::{
    Handle,
    accept::NoDelayAcceptor,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use secrecy::SecretString;
use thiserror::Error;
use tokio::task::JoinHandle;

pub use crypto::share as share_rsa_keys;
pub use dialect::Dialect;
pub use faults::{Fault, UnknownFault};

use context::Context;
use crypto::Authority;
use faults::Faults;

const GRACE: Duration = Duration::from_secs(1);

/// How a vault is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 means any free one.
    pub bind: SocketAddr,
    /// The bearer token that every request must carry; `None`: none is asked for.
    pub token: Option<SecretString>,
    /// Whose answers to give where document and real vaults differ.
    pub dialect: Dialect,
    /// The mistakes to make.
    pub faults: Vec<Fault>,
}

/// A running vault; it stops when dropped.
#[derive(Debug)]
pub struct Vault {
    addr: SocketAddr,
    url: String,
    ca_pem: String,
    handle: Handle<SocketAddr>,
    server: JoinHandle<io::Result<()>>,
}

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
    /// TLS could not be set up.
    #[error("cannot set up TLS")]
    Tls(#[from] rustls::Error),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            bind: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            token: None,
            dialect: Dialect::default(),
            faults: Vec::new(),
        }
    }
}

/// Starts a vault. When this returns it is listening. Needs a tokio runtime.
pub async fn start(options: Options) -> Result<Vault, StartError> {
    let (listener, addr) = listen(options.bind)?;
    let url = format!("https://{}", reachable(addr));
    let clock = clock::Clock::start();
    let now = clock.now().unix;
    let authority = Authority::create(now)?;
    let (leaf, key) = authority.server(addr.ip(), now)?;
    let tls = RustlsConfig::from_config(tls::server_config(leaf.der, key.serialize_der())?);
    let ca_pem = authority.root_pem();
    let faults = Faults::new(options.faults);
    let context =
        Context::new(url.clone(), clock, authority, options.dialect, faults, options.token);
    crypto::warm();

    let handle = Handle::new();
    let server = axum_server::from_tcp(listener)
        .map_err(|source| StartError::Bind { addr, source })?
        .acceptor(RustlsAcceptor::new(tls).acceptor(NoDelayAcceptor::new()))
        .http1_only()
        .handle(handle.clone());
    let service = routes::service(Arc::new(context)).into_make_service();
    let server = tokio::spawn(server.serve(service));
    Ok(Vault { addr, url, ca_pem, handle, server })
}

impl Vault {
    /// `https://127.0.0.1:PORT`, without a slash at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The root certificate to trust, PEM.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Stops: no new connections, and a second for the requests under way.
    pub async fn shutdown(mut self) {
        self.handle.graceful_shutdown(Some(GRACE));
        // The grace is bounded by the server itself; this bounds the server.
        if tokio::time::timeout(GRACE * 2, &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}

impl Drop for Vault {
    fn drop(&mut self) {
        self.handle.shutdown();
        self.server.abort();
    }
}

fn listen(addr: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let bind = || {
        let listener = TcpListener::bind(addr)?;
        listener.set_nonblocking(true)?;
        let bound = listener.local_addr()?;
        Ok((listener, bound))
    };
    bind().map_err(|source| StartError::Bind { addr, source })
}

/// Any address of this machine is shown as the loopback one.
fn reachable(addr: SocketAddr) -> SocketAddr {
    if addr.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), addr.port())
    } else {
        addr
    }
}
