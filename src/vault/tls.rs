//! The server side of TLS, with a certificate of the vault's own.
//!
//! In: a certificate and its key. Out: a rustls
//! configuration with its crypto provider named, so that no process-wide default
//! is needed. It must not know about HTTP beyond its protocol name.

use std::sync::Arc;

use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
};

/// The configuration that shows this certificate. Both are DER, the key PKCS#8.
pub fn server_config(leaf: Vec<u8>, key: Vec<u8>) -> Result<Arc<ServerConfig>, rustls::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(leaf)], PrivatePkcs8KeyDer::from(key).into())?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
