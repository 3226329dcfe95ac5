//! What a create needs the CPU for: a key, a signing request, perhaps a certificate.
//!
//! The certificate of an issuer that will issue is made ahead and shown only when
//! the operation has completed, so that looking at an operation costs nothing.

use crate::vault::{
    context::Context,
    crypto::{KeyKind, Leaf, Order, PrivateKey, PublicKey, Request, Signer},
    faults::Fault,
    script::Script,
};

/// The key material of one operation.
pub struct KeyAndRequest {
    /// The PKCS#10, DER.
    pub csr: Vec<u8>,
    /// Its public key.
    pub key: PublicKey,
    /// Its private key.
    pub private_key: PrivateKey,
    /// The certificate that the issuer will come up with.
    pub issued: Option<Leaf>,
}

impl KeyAndRequest {
    /// Makes everything that the order and the script call for.
    pub fn make(
        context: &Context,
        order: &Order,
        signer: Signer,
        script: Option<Script>,
        now: i64,
    ) -> Result<Self, rcgen::Error> {
        let request = Request::make(order)?;
        let mut csr = request.der.clone();
        if script.is_some()
            && context.settings.faults.has(Fault::CsrSignatureBroken)
            && let Some(last) = csr.last_mut()
        {
            *last ^= 1;
        }
        let issued = match script {
            Some(script) if script.issues() => Some(issue(context, order, &request, signer, now)?),
            _ => None,
        };
        Ok(Self { csr, key: request.public_key(), private_key: request.private_key(), issued })
    }
}

fn issue(
    context: &Context,
    order: &Order,
    request: &Request,
    signer: Signer,
    now: i64,
) -> Result<Leaf, rcgen::Error> {
    if !context.settings.faults.has(Fault::CertificateForAnotherKey) {
        return context.authority.issue(order, request, signer, now);
    }
    let other = Order { key: KeyKind::P256, ..order.clone() };
    context.authority.issue(&other, &Request::make(&other)?, signer, now)
}
