//! What a target wants in a create, where it refuses the plain one: found out by its own message
//! and by trying.
//!
//! In: a client that tracks what it creates, the policy that every create gets. Out: whether creates
//! are refused, and with which policy they are not. Who asks removes what was made. A create is
//! taken for refused only if the same is refused with either issuer that every vault has.

use std::fmt;

use serde_json::{Map, Value, json};

use super::refusal::{Refusal, refuses};
use super::words::message;
use crate::http::exchange::{Answer, Call};
use crate::http::not_ready::NotReady;
use crate::keyvault::policy;
use crate::keyvault::route::Route;
use crate::leftovers::tracked_client::TrackedClient;

/// Policies that are tried at most.
const TRIES: usize = 8;

/// What a target makes of creates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Creates {
    /// How it refuses them; none if it takes the plain one.
    pub refusal: Option<Refusal>,
    /// The policy with which it takes one, where it refuses the plain one.
    pub wanted: Option<Map<String, Value>>,
    /// Names under which something was created.
    pub made: Vec<String>,
}

/// Tries creates under names that begin so. `policy` is what every create gets anyway.
pub async fn learn(
    target: &TrackedClient,
    policy: &Map<String, Value>,
    name: &str,
) -> Result<Creates, NotReady> {
    let mut trial = Trial { target, name, creates: Creates::default(), tried: 0 };
    let (call, first) = trial.create(policy, "Unknown").await?;
    if !refuses(&first) {
        return Ok(trial.creates);
    }
    let (_, second) = trial.create(policy, "Self").await?;
    if !refuses(&second) {
        return Ok(trial.creates);
    }
    let refusal = Refusal::of(&call, &first, target.client().redactor());
    trial.creates.refusal = Some(refusal);
    trial.creates.wanted = trial.wanted(policy, first).await?;
    Ok(trial.creates)
}

impl Creates {
    /// Whether a create with that policy, and what every create gets, is refused as the plain one
    /// was: it has nothing of what is wanted, or of what may be.
    pub fn refuses(&self, policy: &Map<String, Value>, given: &Map<String, Value>) -> bool {
        self.refusal.is_some()
            && match &self.wanted {
                Some(wanted) => {
                    wanted.keys().any(|key| !policy.contains_key(key) && !given.contains_key(key))
                }
                None => !PARTS.iter().any(|part| policy.contains_key(part.key)),
            }
    }
}

impl fmt::Display for Creates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(refusal) = &self.refusal else { return write!(f, "the target takes a create") };
        write!(f, "the target refuses a plain create, with either issuer: {refusal}")?;
        match &self.wanted {
            None => write!(f, "; it takes none with a full policy either"),
            Some(policy) => write!(
                f,
                "; it takes one with more in its policy, which its target file can say: `policy: \
                 {}` (`kvcontract doctor --write FILE` writes one)",
                Value::Object(policy.clone())
            ),
        }
    }
}

struct Trial<'a> {
    target: &'a TrackedClient,
    name: &'a str,
    creates: Creates,
    tried: usize,
}

impl Trial<'_> {
    /// Creates under a name of its own: a second create would be a conflict.
    async fn create(
        &mut self,
        policy: &Map<String, Value>,
        issuer: &str,
    ) -> Result<(Call, Answer), NotReady> {
        self.tried += 1;
        let name = format!("{}-{}", self.name, self.tried);
        let call = create(self.target, policy, &name, issuer);
        let answer = self.target.send(&call, None).await.answer?;
        if answer.is_success() {
            self.creates.made.push(name);
        }
        Ok((call, answer))
    }

    /// The policy with which a create is taken: what the refusal speaks of is added, and where it
    /// speaks of nothing that is known, all of it.
    async fn wanted(
        &mut self,
        given: &Map<String, Value>,
        refused: Answer,
    ) -> Result<Option<Map<String, Value>>, NotReady> {
        let (mut policy, mut words) = (given.clone(), message(&refused));
        for _ in 0..TRIES {
            let Some(next) = next(&policy, given, &words) else { break };
            policy = next;
            for issuer in ["Unknown", "Self"] {
                let (_, answer) = self.create(&policy, issuer).await?;
                if answer.is_success() {
                    return Ok(Some(policy));
                }
                words = message(&answer);
            }
        }
        Ok(None)
    }
}

/// A create with that policy and issuer.
pub fn create(
    target: &TrackedClient,
    policy: &Map<String, Value>,
    name: &str,
    issuer: &str,
) -> Call {
    let subject = format!("CN={name}");
    let mut body =
        json!({ "policy": { "x509_props": { "subject": subject }, "issuer": { "name": issuer } } });
    policy::add_defaults(&mut body, policy);
    target.call("POST", Route::Create(name)).json(&body)
}

/// A part of a policy, and how messages speak of it: in lower case, letters and digits alone.
struct Part {
    key: &'static str,
    words: &'static [&'static str],
    /// What it may hold; EC keys first, for they take no time.
    values: fn() -> Vec<Value>,
}

const PARTS: [Part; 4] = [
    Part {
        key: "key_props",
        words: &["keyprop", "keytype", "kty", "keysize", "rsa", "curve", "ellipticcurve"],
        values: || {
            vec![
                json!({ "exportable": true, "kty": "EC", "crv": "P-256", "reuse_key": false }),
                json!({ "exportable": true, "kty": "RSA", "key_size": 2048, "reuse_key": false }),
            ]
        },
    },
    Part {
        key: "secret_props",
        words: &["secretprop", "contenttype"],
        values: || {
            ["application/x-pem-file", "application/x-pkcs12"]
                .map(|kind| json!({ "contentType": kind }))
                .to_vec()
        },
    },
    Part {
        key: "lifetime_actions",
        words: &["lifetimeaction"],
        values: || {
            let trigger = json!({ "lifetime_percentage": 80 });
            vec![json!([{ "trigger": trigger, "action": { "action_type": "EmailContacts" } }])]
        },
    },
    Part {
        key: "attributes",
        words: &["policyattributes", "attributesenabled"],
        values: || vec![json!({ "enabled": true })],
    },
];

/// The next policy to try after a refusal with these words; none where nothing is left to try. What
/// was given is never changed.
fn next(
    policy: &Map<String, Value>,
    given: &Map<String, Value>,
    words: &str,
) -> Option<Map<String, Value>> {
    let words: String =
        words.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let mentioned = |part: &&Part| part.words.iter().any(|word| words.contains(word));
    let open = || PARTS.iter().filter(|part| !policy.contains_key(part.key));
    let asked: Vec<&Part> = open().filter(mentioned).collect();
    let mut next = policy.clone();
    if !asked.is_empty() {
        for part in asked {
            next.extend(first(part));
        }
        return Some(next);
    }
    let ours = || PARTS.iter().filter(|part| !given.contains_key(part.key));
    // It has what the refusal speaks of, but of another kind.
    if let Some(other) = ours().filter(mentioned).find_map(|part| another(part, policy)) {
        next.extend([other]);
        return Some(next);
    }
    let all: Vec<(String, Value)> = open().flat_map(first).collect();
    if all.is_empty() {
        next.extend([ours().find_map(|part| another(part, policy))?]);
    } else {
        next.extend(all);
    }
    Some(next)
}

/// The value that is tried of a part after the one that the policy has.
fn another(part: &Part, policy: &Map<String, Value>) -> Option<(String, Value)> {
    let values = (part.values)();
    let at = values.iter().position(|value| policy.get(part.key) == Some(value))?;
    Some((part.key.to_owned(), values.get(at + 1)?.clone()))
}

fn first(part: &Part) -> Option<(String, Value)> {
    Some((part.key.to_owned(), (part.values)().into_iter().next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(given: Value, words: &[&str]) -> Vec<Vec<String>> {
        let given = given.as_object().unwrap().clone();
        let mut policy = given.clone();
        let mut all = Vec::new();
        for words in words {
            let Some(more) = next(&policy, &given, words) else { break };
            policy = more;
            let kind = |key: &str| policy[key]["kty"].as_str().unwrap_or(key).to_owned();
            all.push(policy.keys().map(|key| kind(key)).collect());
        }
        all
    }

    #[test]
    fn what_a_refusal_speaks_of_is_added_and_nothing_else() {
        let both =
            "policy.secretProperties must not be null; policy.keyProperties must not be null";
        assert_eq!(tried(json!({}), &[both]), [["EC", "secret_props"]]);
        assert_eq!(tried(json!({}), &["RSA keys are not supported"]), [["EC"]]);
        assert_eq!(tried(json!({}), &["key_type is required"]), [["EC"]]);
        assert_eq!(tried(json!({}), &["content_type: missing"]), [["secret_props"]]);
    }

    #[test]
    fn what_says_nothing_that_is_known_gets_a_full_policy_and_then_other_kinds() {
        let all = tried(json!({}), &["no"; 9]);
        assert_eq!(all[0], ["EC", "secret_props", "lifetime_actions", "attributes"]);
        assert_eq!(all[1][0], "RSA");
        assert_eq!(all.len(), 3, "and then the other kind of secret: {all:?}");
        let kinds = tried(json!({}), &["the key type is missing", "key type EC is not supported"]);
        assert_eq!(kinds, [["EC"], ["RSA"]]);
    }

    #[test]
    fn what_the_target_file_says_is_not_changed() {
        let given = json!({ "key_props": { "kty": "RSA-HSM" } });
        for policy in tried(given, &["kty"; 9]) {
            assert!(policy.contains(&"RSA-HSM".to_owned()), "{policy:?}");
        }
    }
}
