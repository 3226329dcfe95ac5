//! Sockets and the servers on them: TLS, HTTP/1, and an end to connections that do nothing.
//!
//! In: an address and a service. Out: a [`Listener`] that serves until it is dropped. It must
//! not know what is served.

use std::{
    io,
    net::{Ipv6Addr, SocketAddr, TcpListener},
    time::Duration,
};

use axum::Router;
use axum_server::{
    Handle,
    accept::NoDelayAcceptor,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use hyper_util::rt::TokioTimer;
use tokio::task::JoinHandle;

use super::start_error::StartError;

const GRACE: Duration = Duration::from_secs(1);
/// A connection without a request, or with half of one, is closed after this.
const LONGEST_SILENCE: Duration = Duration::from_secs(20);
/// A free port need not be free on the other loopback address.
const TRIES: usize = 20;

/// One listening socket with its server.
#[derive(Debug)]
pub struct Listener {
    handle: Handle<SocketAddr>,
    server: JoinHandle<io::Result<()>>,
}

/// Binds the address; with `ipv6`, its port on `::1` too, where there is such an address.
pub fn listen(addr: SocketAddr, ipv6: bool) -> Result<Vec<(TcpListener, SocketAddr)>, StartError> {
    let mut tries = if addr.port() == 0 { TRIES } else { 1 };
    loop {
        let first = bind(addr).map_err(|source| StartError::Bind { addr, source })?;
        if !ipv6 {
            return Ok(vec![first]);
        }
        let second = SocketAddr::from((Ipv6Addr::LOCALHOST, first.1.port()));
        tries -= 1;
        match bind(second) {
            Ok(bound) => return Ok(vec![first, bound]),
            Err(source) if source.kind() == io::ErrorKind::AddrInUse => {
                if tries == 0 {
                    return Err(StartError::Bind { addr: second, source });
                }
            }
            // A machine without IPv6 is served without it.
            Err(_) => return Ok(vec![first]),
        }
    }
}

fn bind(addr: SocketAddr) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(addr)?;
    listener.set_nonblocking(true)?;
    let bound = listener.local_addr()?;
    Ok((listener, bound))
}

impl Listener {
    /// Serves from now on.
    pub fn start(socket: TcpListener, tls: RustlsConfig, service: Router) -> io::Result<Self> {
        let handle = Handle::new();
        let mut server = axum_server::from_tcp(socket)?
            .acceptor(RustlsAcceptor::new(tls).acceptor(NoDelayAcceptor::new()))
            .http1_only()
            .handle(handle.clone());
        server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(LONGEST_SILENCE);
        let server = tokio::spawn(server.serve(service.into_make_service()));
        Ok(Self { handle, server })
    }

    /// No new connections, and a second for the requests under way.
    pub fn stop_accepting(&self) {
        self.handle.graceful_shutdown(Some(GRACE));
    }

    /// Waits until that second is over, or everything is.
    pub async fn shutdown(mut self) {
        self.stop_accepting();
        // The grace is bounded by the server itself; this bounds the server.
        if tokio::time::timeout(GRACE * 2, &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.handle.shutdown();
        self.server.abort();
    }
}
