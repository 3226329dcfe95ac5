//! The public key of minted tokens, served on loopback for as long as it is held.
//!
//! Plain HTTP, one document at `/keys`. Must not know what the key signs.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use tokio::task::JoinHandle;

/// The server; it stops when dropped.
#[derive(Debug)]
pub struct Jwks {
    server: JoinHandle<io::Result<()>>,
}

impl Jwks {
    /// Listens when this returns. Needs the runtime.
    pub fn serve(listen: SocketAddr, document: String) -> io::Result<Jwks> {
        let listener = std::net::TcpListener::bind(listen)?;
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let answer = ([(CONTENT_TYPE, "application/json")], document);
        let routes = Router::new().route("/keys", get(move || async move { answer }));
        let server = tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Jwks { server })
    }
}

impl Drop for Jwks {
    fn drop(&mut self) {
        self.server.abort();
    }
}
