//! Where tokens come from: the `auth` of a target made a [`Bearer`].
//!
//! A room of its own because it needs both sides: what the target file says (`target`) and
//! bounded requests to those who give tokens (`http`), while neither needs to know the kinds of
//! credentials there are. In: an open target. Out: the bearer that its client sends. Answers of
//! token endpoints are hostile: bounded, and never repeated in an error. The only room that names
//! azure_identity, azure_core and jsonwebtoken.

mod azure;
mod challenge;
mod endpoint;
mod error;
mod jwks;
mod minted;
pub mod offered;
mod transport;

use std::sync::Arc;

use crate::http::bearer::Bearer;
use crate::target::Target;
use crate::target::auth::Auth;
pub use error::CredentialError;

/// The credential of a target; none, where it wants none. Gets no token yet. Needs the runtime.
pub fn of(target: &Target) -> Result<Option<Arc<Bearer>>, CredentialError> {
    if let Some(token) = &target.token {
        return Ok(Some(Arc::new(Bearer::fixed(token.clone()))));
    }
    let timeouts = target.profile.timeouts;
    let bearer = match &target.profile.auth {
        Auth::None | Auth::TokenEnv(_) => return Ok(None),
        Auth::Azure(azure) => {
            let credential = azure::Credential::new(azure, target)?;
            if azure.verify_challenge {
                Bearer::new(Box::new(challenge::Verified::new(credential, target)?))
            } else {
                Bearer::new(Box::new(credential))
            }
        }
        Auth::ManagedIdentityEndpoint(asked) => {
            Bearer::new(Box::new(endpoint::Endpoint::new(asked.clone(), timeouts)))
        }
        Auth::Minted(minted) => Bearer::new(Box::new(minted::Mint::new(minted)?)),
    };
    Ok(Some(Arc::new(bearer)))
}
