//! The server side of TLS, with a certificate made at start.
//!
//! In: a certificate authority and the address bound. Out: a rustls
//! configuration with its crypto provider named, so that no process-wide default
//! is needed. It must not know about HTTP beyond its protocol name.

use std::{net::IpAddr, sync::Arc};

use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
};

use super::{StartError, crypto::Authority};

/// Makes the server's certificate and configuration.
pub fn server_config(
    authority: &Authority,
    bound: IpAddr,
    now: i64,
) -> Result<Arc<ServerConfig>, StartError> {
    let (leaf, key) = authority.server(bound, now)?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(leaf.der)],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
