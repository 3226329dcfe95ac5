//! The certificate authority of `serve` and `record`: its files, read, made and written.
//!
//! In: arguments. Out: an authority that stays, and the file in which clients find its certificate.
//! What is signed with it is the vault's business.

use std::fs::File;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret as _;
use tempfile::TempPath;

use super::args::CaArgs;
use super::failure::Failure;
use crate::vault::{self, Ca, StartError};
use crate::yaml;

/// Bytes of a CA's files.
const MOST_PEM: u64 = 64 * 1024;

/// The CA that stays: read, or made where there is none yet.
pub fn kept(args: &CaArgs) -> Result<Option<Ca>, Failure> {
    let (Some(certificate), Some(key)) = (&args.ca_cert, &args.ca_key) else { return Ok(None) };
    if !certificate.exists() && !key.exists() {
        let ca = vault::new_ca().map_err(|e| with_cause(&e))?;
        write_key(key, ca.key.expose_secret()).map_err(|e| unwritten("CA key", key, &e))?;
        std::fs::write(certificate, &ca.certificate)
            .map_err(|e| unwritten("CA", certificate, &e))?;
        return Ok(Some(ca));
    }
    Ok(Some(Ca { certificate: read(certificate)?, key: read(key)?.into() }))
}

fn read(path: &Path) -> Result<String, Failure> {
    yaml::text_of(path, MOST_PEM)
        .map_err(|why| Failure::Usage(format!("the CA file {}: {why}", path.display())))
}

/// The file with the CA's certificate.
pub enum Shown {
    /// One that stays.
    Kept(PathBuf),
    /// One that goes when this is dropped, with the server that it is of.
    Temporary(TempPath),
}

impl Shown {
    /// Where it is.
    pub fn path(&self) -> &Path {
        match self {
            Shown::Kept(path) => path,
            Shown::Temporary(path) => path,
        }
    }
}

/// The file with the CA's certificate: the one that stays, the one that was asked for, or a
/// temporary one.
pub fn shown(args: &CaArgs, pem: &str) -> Result<Shown, Failure> {
    if let (None, Some(certificate)) = (&args.ca_file, &args.ca_cert) {
        return Ok(Shown::Kept(certificate.clone()));
    }
    if let Some(path) = &args.ca_file {
        std::fs::write(path, pem).map_err(|e| unwritten("CA", path, &e))?;
        return Ok(Shown::Kept(path.clone()));
    }
    let temporary = tempfile::Builder::new().prefix("kvcontract-ca-").suffix(".pem").tempfile();
    let mut file = temporary.map_err(|e| unwritten("CA", &std::env::temp_dir(), &e))?;
    std::io::Write::write_all(&mut file, pem.as_bytes())
        .map_err(|e| unwritten("CA", file.path(), &e))?;
    Ok(Shown::Temporary(file.into_temp_path()))
}

/// A name that can stand in a certificate and in a URL.
pub fn name(host: &str) -> Result<String, Failure> {
    if host.is_empty() || host.len() > 253 || !host.bytes().all(is_of_a_host) {
        let why = format!("--host {host:?} is no name of a host (letters, digits, dashes, dots)");
        return Err(Failure::Usage(why));
    }
    Ok(host.to_lowercase())
}

fn is_of_a_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.'
}

/// Why a server did not start, with what lies beneath it.
pub fn with_cause(error: &StartError) -> Failure {
    Failure::Usage(match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    })
}

/// A file that cannot be written.
pub fn unwritten(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("the {what} file {} cannot be written: {error}", path.display()))
}

/// Writes a private key for its owner alone; a file that is there is not written over.
fn write_key(path: &Path, pem: &str) -> std::io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    std::io::Write::write_all(&mut options.open(path)?, pem.as_bytes())
}
