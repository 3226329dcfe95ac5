//! Words for the reasons that no matcher gives: of waiting, of signing, of filling in.
//!
//! In comes a reason, out go words, or none where it is a matcher's.

use std::time::Duration;

use serde_json::Value;

use crate::verdict::finding::Reason;

/// The words, if the reason is one of these.
pub(super) fn words(reason: &Reason) -> Option<String> {
    let text = |name: &str| reason.about.get(name).and_then(Value::as_str).unwrap_or_default();
    let with_detail = |words: &str| match text("detail") {
        "" => words.to_owned(),
        detail => format!("{words} ({detail})"),
    };
    Some(match reason.code.as_str() {
        "pointless" => "an answer after which waiting is pointless".to_owned(),
        "timed-out" => {
            let millis = reason.about.get("millis").and_then(Value::as_u64).unwrap_or_default();
            format!("still not after {:?}", Duration::from_millis(millis))
        }
        "no-value" => format!("the variable `{}` has no value", text("variable")),
        "no-text" => format!("the variable `{}` is no text", text("variable")),
        "bad-name" => format!("`{}` is no variable name", text("variable")),
        "not-a-request" => with_detail("not a DER PKCS#10 request"),
        "wrong-signature" => with_detail("its signature does not hold"),
        "unknown-key" => with_detail("its key cannot be read"),
        "broken-schema" => text("text").to_owned(),
        // The matchers have this code, too, without a detail.
        "not-base64" if !text("detail").is_empty() => with_detail("not base64"),
        _ => return None,
    })
}
