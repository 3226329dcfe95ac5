//! The whole vault, through TLS, with a client that trusts its root alone.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};

use super::rig::run;
use crate::vault::{Options, StartError, Vault, start};

fn get(url: &str, ca_pem: &str, path: &str) -> String {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let address = url.strip_prefix("https://").unwrap();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(client, TcpStream::connect(address).unwrap());
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

async fn ask(vault: &Vault, path: &'static str) -> String {
    let (url, ca_pem) = (vault.url().to_owned(), vault.ca_pem().to_owned());
    tokio::task::spawn_blocking(move || get(&url, &ca_pem, path)).await.unwrap()
}

#[test]
fn it_listens_when_it_has_started_and_no_longer_when_it_has_stopped() {
    run(async {
        let vault = start(Options::default()).await.unwrap();
        let answer = ask(&vault, "/certificates?api-version=7.6").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("content-type: application/json; charset=utf-8\r\n"), "{answer}");
        assert!(answer.ends_with(r#"{"value":[],"nextLink":null}"#), "{answer}");
        let addr = vault.addr();
        vault.shutdown().await;
        assert!(TcpStream::connect(addr).is_err());
    });
}

#[test]
fn many_vaults_live_side_by_side_and_trust_nobody_elses_root() {
    run(async {
        let mut vaults = Vec::new();
        for _ in 0..80 {
            vaults.push(start(Options::default()).await.unwrap());
        }
        for vault in &vaults {
            let answer = ask(vault, "/certificates/never/pending?api-version=7.6").await;
            assert!(answer.contains("PendingCertificateNotFound"), "{answer}");
        }
        assert_ne!(vaults[0].ca_pem(), vaults[1].ca_pem());
        assert_ne!(vaults[0].addr(), vaults[1].addr());
    });
}

#[test]
fn a_taken_address_is_an_error_that_names_it() {
    run(async {
        let vault = start(Options::default()).await.unwrap();
        let bind = vault.addr();
        let options = Options { bind, ..Options::default() };
        let error = start(options).await.unwrap_err();
        assert!(matches!(error, StartError::Bind { addr, .. } if addr == bind));
        assert!(error.to_string().contains(&bind.to_string()));
    });
}
