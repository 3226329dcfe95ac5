//! The key and the secret behind a certificate that is removed: a vault removes them with it, and
//! pacorreia's emulator does not.
//!
//! In: the name of a certificate that is gone. Out: whether they are, too, or had to be removed. A
//! secret is never read: it would be the private key.

use std::sync::atomic::Ordering;

use serde_json::Value;

use super::Remover;
use crate::http::exchange::Answer;
use crate::keyvault::route::behind;

impl Remover {
    /// Removes what is behind a certificate that is gone; whether there was anything. `finished`: it
    /// was more than an operation, so that it had a key. A target that removed one key removes all,
    /// and is not asked again.
    pub(super) async fn remove_behind(&self, name: &str, finished: bool) -> Result<bool, String> {
        if self.tidy.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let [key, secret] = behind(name);
        if !shows_key(&self.send("GET", &key.0).await?) {
            if finished {
                self.tidy.store(true, Ordering::Relaxed);
            }
            return Ok(false);
        }
        for (live, deleted) in [&secret, &key] {
            let answer = self.send("DELETE", live).await?;
            // Where nothing is kept of what is deleted, there is nothing to purge.
            if answer.is_success() {
                self.send("DELETE", deleted).await?;
            } else if answer.status != 404 {
                return Err(format!("gone, but DELETE {live} answers {}", answer.status));
            }
        }
        let seen = self.send("GET", &key.0).await?;
        if shows_key(&seen) {
            Err(format!("gone, but GET {} still answers {}", key.0, seen.status))
        } else {
            Ok(true)
        }
    }

    /// Whether a key is there under the name of a certificate.
    pub(super) async fn is_behind(&self, name: &str) -> Result<bool, String> {
        let [(key, _), _] = behind(name);
        Ok(shows_key(&self.send("GET", &key).await?))
    }
}

fn shows_key(answer: &Answer) -> bool {
    let body = answer.json().filter(|_| answer.is_success());
    body.is_some_and(|body| body.pointer("/key/kid").is_some_and(Value::is_string))
}
