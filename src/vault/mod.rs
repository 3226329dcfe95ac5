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
//! contentType says; keys and secrets are there behind certificates only, and what else real
//! vaults have is 501; a backup is a reference, good within one process; a second merge on a
//! completed operation is refused with 400.

mod action;
mod clock;
mod context;
mod crypto;
mod dialect;
mod faults;
mod issuers;
mod listener;
mod log;
mod operations;
mod policy;
mod routes;
mod script;
mod settings;
mod start_error;
mod store;
mod tls;
mod wire;

#[cfg(test)]
mod tests;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum_server::tls_rustls::RustlsConfig;
use secrecy::{ExposeSecret, SecretString};

pub use crypto::share as share_rsa_keys;
pub use dialect::Dialect;
pub use faults::{Fault, UnknownFault, all as faults, breaking};
pub use log::Log;
pub use settings::{Challenge, Pace};
pub use start_error::StartError;

use clock::Clock;
use context::Context;
use crypto::Authority;
use faults::Faults;
use listener::{Listener, listen};
use settings::Settings;

/// How a vault is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 means any free one.
    pub bind: SocketAddr,
    /// Whether to listen on `::1` too, on the same port, where the machine has it.
    pub ipv6: bool,
    /// Names beside localhost that its TLS certificate is to be for.
    pub hosts: Vec<String>,
    /// The bearer token that every request must carry; `None`: any, or none.
    pub token: Option<SecretString>,
    /// Which requests without a token are challenged, where no certain one is asked for.
    pub challenge: Challenge,
    /// Whose answers to give where document and real vaults differ.
    pub dialect: Dialect,
    /// When clients are told to wait.
    pub pace: Pace,
    /// The mistakes to make.
    pub faults: Vec<Fault>,
    /// Whether the routes for tests are there: `/health`, `/_kvcontract/…`.
    pub fixture: bool,
    /// Where every exchange is written to.
    pub log: Option<Log>,
    /// The authority that signs; `None`: a new one.
    pub ca: Option<Ca>,
}

/// A certificate authority, PEM.
#[derive(Debug, Clone)]
pub struct Ca {
    /// Its certificate.
    pub certificate: String,
    /// Its private key.
    pub key: SecretString,
}

/// A running vault; it stops when dropped.
#[derive(Debug)]
pub struct Vault {
    addr: SocketAddr,
    url: String,
    ca_pem: String,
    listeners: Vec<Listener>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            bind: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            ipv6: false,
            hosts: Vec::new(),
            token: None,
            challenge: Challenge::default(),
            dialect: Dialect::default(),
            pace: Pace::default(),
            faults: Vec::new(),
            fixture: false,
            log: None,
            ca: None,
        }
    }
}

/// Starts a vault. When this returns it is listening. Needs a tokio runtime.
pub async fn start(options: Options) -> Result<Vault, StartError> {
    let sockets = listen(options.bind, options.ipv6)?;
    let addr = sockets[0].1;
    let url = format!("https://{}", reachable(addr));
    let clock = Clock::start();
    let now = clock.now().unix;
    let authority = match &options.ca {
        Some(ca) => Authority::read(&ca.certificate, ca.key.expose_secret())?,
        None => Authority::create(now)?,
    };
    let (leaf, key) = authority.server(addr.ip(), &options.hosts, now)?;
    let tls = RustlsConfig::from_config(tls::server_config(leaf.der, key.serialize_der())?);
    let ca_pem = authority.root_pem();
    let settings = Settings {
        dialect: options.dialect,
        faults: Faults::new(options.faults),
        token: options.token,
        challenge: options.challenge,
        pace: options.pace,
        fixture: options.fixture,
        log: options.log,
    };
    let context = Arc::new(Context::new(url.clone(), clock, authority, settings));
    crypto::warm();
    let listeners = sockets.into_iter().map(|(socket, addr)| {
        let service = routes::service(Arc::clone(&context));
        let started = Listener::start(socket, tls.clone(), service);
        started.map_err(|source| StartError::Bind { addr, source })
    });
    Ok(Vault { addr, url, ca_pem, listeners: listeners.collect::<Result<_, _>>()? })
}

/// A new certificate authority, to be given to one vault after another.
pub fn new_ca() -> Result<Ca, StartError> {
    let authority = Authority::create(Clock::start().now().unix)?;
    Ok(Ca { certificate: authority.root_pem(), key: authority.key_pem().into() })
}

/// The TLS of another server on this machine, for these names, trusted by that authority.
pub fn server_tls(
    ca: &Ca,
    bound: IpAddr,
    hosts: &[String],
) -> Result<Arc<rustls::ServerConfig>, StartError> {
    let authority = Authority::read(&ca.certificate, ca.key.expose_secret())?;
    let (leaf, key) = authority.server(bound, hosts, Clock::start().now().unix)?;
    Ok(tls::server_config(leaf.der, key.serialize_der())?)
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
    pub async fn shutdown(self) {
        for listener in &self.listeners {
            listener.stop_accepting();
        }
        for listener in self.listeners {
            listener.shutdown().await;
        }
    }
}

/// Any address of this machine is shown as the loopback one.
fn reachable(addr: SocketAddr) -> SocketAddr {
    if addr.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), addr.port())
    } else {
        addr
    }
}
