//! A token that kvcontract signs itself, for a target that was told to believe its key.
//!
//! The key is made at start and lives as long as the run; its public half is served by `jwks`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde::Serialize;
use x509_parser::asn1_rs::{FromDer as _, Integer, OctetString, Sequence};

use super::error::CredentialError;
use super::jwks::Jwks;
use crate::http::bearer::{Source, Token, TokenError};
use crate::random;
use crate::target::auth::Minted;

/// How long a token lives.
const LIFETIME: Duration = Duration::from_secs(3600);
/// A target whose clock is behind by less still takes it.
const SKEW: Duration = Duration::from_secs(300);
/// Who the token is about; both claims that vaults look at.
const SUBJECT: &str = "6b766363-6f6e-4772-8163-740000000001";

/// Signs tokens and serves the key that proves them.
pub struct Mint {
    key: EncodingKey,
    header: Header,
    asked: Minted,
    _served: Jwks,
}

impl std::fmt::Debug for Mint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mint").field("asked", &self.asked).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    oid: &'a str,
    iat: u64,
    nbf: u64,
    exp: u64,
}

impl Mint {
    /// Makes the key and serves its public half.
    pub fn new(asked: &Minted) -> Result<Mint, CredentialError> {
        let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
            .map_err(|e| CredentialError::Key(e.to_string()))?;
        let key = pkcs1(pair.serialized_der());
        let key = key.ok_or_else(|| CredentialError::Key("it is no PKCS#8".to_owned()))?;
        let key = EncodingKey::from_rsa_der(&key);
        let id = asked.key_id.clone().unwrap_or_else(|| format!("kvc-{}", random::hex(8)));
        let public = public(&key, &id).map_err(|e| CredentialError::Key(e.to_string()))?;
        let listen = asked.listen.value;
        let served = Jwks::serve(listen, public)
            .map_err(|e| CredentialError::Jwks { listen, why: e.to_string() })?;
        let header = Header { kid: Some(id), ..Header::new(Algorithm::RS256) };
        Ok(Mint { key, header, asked: asked.clone(), _served: served })
    }

    fn sign(&self, now: Duration) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = Claims {
            iss: &self.asked.issuer,
            aud: &self.asked.audience,
            sub: SUBJECT,
            oid: SUBJECT,
            iat: now.as_secs(),
            nbf: now.saturating_sub(SKEW).as_secs(),
            exp: (now + LIFETIME).as_secs(),
        };
        jsonwebtoken::encode(&self.header, &claims, &self.key)
    }
}

/// The RSA key inside a PKCS#8 one, for jsonwebtoken wants it bare.
fn pkcs1(pkcs8: &[u8]) -> Option<Vec<u8>> {
    let (_, whole) = Sequence::from_der(pkcs8).ok()?;
    let (rest, _version) = Integer::from_der(&whole.content).ok()?;
    let (rest, _algorithm) = Sequence::from_der(rest).ok()?;
    let (_, key) = OctetString::from_der(rest).ok()?;
    Some(key.as_ref().to_vec())
}

/// The public half as a set of one key.
fn public(key: &EncodingKey, id: &str) -> Result<String, jsonwebtoken::errors::Error> {
    let mut jwk = Jwk::from_encoding_key(key, Algorithm::RS256)?;
    jwk.common.key_id = Some(id.to_owned());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    Ok(serde_json::to_string(&JwkSet { keys: vec![jwk] })?)
}

#[async_trait::async_trait]
impl Source for Mint {
    async fn fetch(&self) -> Result<Token, TokenError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let signed = self.sign(now).map_err(|e| TokenError(format!("it cannot be signed: {e}")))?;
        Token::new(&signed, LIFETIME)
    }
}
