//! Other values of the same kind: another id, name, host, word, time, certificate.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use url::Url;

/// The words for the state of an operation.
const STATES: [&str; 5] = ["inProgress", "completed", "failed", "canceled", "cancelled"];

/// Values like that one and yet others, each with what is other about it.
pub fn others(value: &Value) -> Vec<(&'static str, Value)> {
    match value {
        Value::String(text) => texts(text),
        Value::Bool(flag) => vec![("turned", json!(!flag))],
        Value::Number(number) => number.as_i64().map_or_else(Vec::new, |n| {
            vec![("another number", json!(n + 86_400)), ("zero", json!(0)), ("negative", json!(-1))]
        }),
        Value::Array(items) if !items.is_empty() => vec![("empty", json!([]))],
        Value::Object(fields) if !fields.is_empty() => vec![("empty", json!({}))],
        Value::Null | Value::Array(_) | Value::Object(_) => Vec::new(),
    }
}

fn texts(text: &str) -> Vec<(&'static str, Value)> {
    let mut others = vec![("empty", json!(""))];
    others.retain(|_| !text.is_empty());
    if STATES.contains(&text) {
        others.extend(STATES.into_iter().filter(|state| *state != text).map(|s| (s, json!(s))));
        others.push(("another word", json!("done")));
    } else if let Ok(url) = Url::parse(text) {
        others.extend(urls(&url));
    } else if text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        others.push(("another id", json!("fedcba98765432100123456789abcdef")));
    } else if let Some(bytes) = STANDARD.decode(text).ok().filter(|bytes| bytes.len() > 100) {
        others.extend(encoded(bytes));
    } else if URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 20) {
        others.push(("another digest", json!(URL_SAFE_NO_PAD.encode([7_u8; 20]))));
    } else if !text.is_empty() {
        others.push(("another text", json!(format!("other {text}"))));
    }
    others
}

fn urls(url: &Url) -> Vec<(&'static str, Value)> {
    let changed = |change: &dyn Fn(&mut Url)| {
        let mut other = url.clone();
        change(&mut other);
        json!(other.as_str())
    };
    let segments: Vec<&str> = url.path_segments().map_or_else(Vec::new, Iterator::collect);
    let with = |at: usize, word: &str| {
        let mut other: Vec<&str> = segments.clone();
        other[at] = word;
        changed(&|url| url.set_path(&other.join("/")))
    };
    let mut others = vec![
        (
            "another host",
            changed(&|url| {
                let _ = url.set_host(Some("elsewhere.invalid"));
            }),
        ),
        ("no scheme", json!(url.path())),
    ];
    if segments.len() > 1 {
        others.push(("another name", with(1, "other-name")));
        others.push(("another collection", with(0, "others")));
    }
    if segments.len() > 2 {
        others.push(("another last part", with(segments.len() - 1, "other")));
        let shorter = segments[..segments.len() - 1].join("/");
        others.push(("a shorter path", changed(&|url| url.set_path(&shorter))));
    }
    let query = |name: &str, value: Option<&str>| {
        let kept: Vec<(String, String)> =
            url.query_pairs().into_owned().filter(|(key, _)| key != name).collect();
        changed(&|url| {
            let mut pairs = url.query_pairs_mut();
            pairs.clear().extend_pairs(&kept);
            pairs.extend_pairs(value.map(|value| (name, value)));
        })
    };
    for (key, _) in url.query_pairs() {
        match &*key {
            "api-version" => {
                others.push(("another api-version", query("api-version", Some("1999-01-01"))));
                others.push(("no api-version", query("api-version", None)));
            }
            "request_id" => {
                others.push((
                    "another request_id",
                    query("request_id", Some("0".repeat(32).as_str())),
                ));
                others.push(("no request_id", query("request_id", None)));
            }
            _ => {}
        }
    }
    if url.query().is_none() {
        others.push(("a wrong api-version", query("api-version", Some("1999-01-01"))));
    }
    others
}

/// Base64 of something long: a certificate or a request for one.
fn encoded(mut bytes: Vec<u8>) -> Vec<(&'static str, Value)> {
    let cut = STANDARD.encode(&bytes[..bytes.len() / 2]);
    let middle = bytes.len() - 5;
    bytes[middle] ^= 0xff;
    let turned = STANDARD.encode(&bytes);
    let armour = format!("-----BEGIN CERTIFICATE-----\n{turned}\n-----END CERTIFICATE-----\n");
    vec![("a byte turned", json!(turned)), ("cut", json!(cut)), ("as PEM", json!(armour))]
}
