//! Lists of a vault's certificates, which show what other cases have there at that moment.
//!
//! In come an exchange or a finding of a case, out goes what is the same in every run: of a list,
//! the entries under names that the case itself uses. It must not know what a list must hold.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::keyvault::route::{self, Route};
use crate::verdict::finding::{CheckResult, Got};
use crate::verdict::{CaseResult, ExchangeRecord};

/// The names that a case uses in its own requests.
pub fn own_names(case: &CaseResult) -> BTreeSet<String> {
    let urls =
        case.steps.iter().flat_map(|step| &step.exchanges).map(|exchange| exchange.url.as_str());
    urls.filter_map(certificate_in).collect()
}

fn certificate_in(url: &str) -> Option<String> {
    Some(Route::parse(&route::path_in(url)?)?.certificate()?.to_owned())
}

/// Whether the exchange asks for a list.
pub fn is_list(exchange: &ExchangeRecord) -> bool {
    route::path_in(&exchange.url).is_some_and(|path| route::is_list(&path))
}

/// The body of a list with its own entries alone; another body stays as it is.
pub fn own_entries(body: &str, own: &BTreeSet<String>) -> Option<String> {
    let mut list: Value = serde_json::from_str(body).ok()?;
    list.get_mut("value")?.as_array_mut()?.retain(|entry| {
        let name = entry.get("id").and_then(Value::as_str).and_then(route::name_in_id);
        name.is_none_or(|name| own.contains(name))
    });
    Some(list.to_string())
}

/// Of a finding about a list, all entries alike: how many there are, and with that whether they
/// are told whole, depends on the others.
pub fn check(check: &mut CheckResult) {
    if let Some(elements) = check.reason.as_mut().and_then(|r| r.about.get_mut("elements")) {
        *elements = 0.into();
    }
    let got = check.differences.iter_mut().filter_map(|difference| difference.got.as_mut());
    for got in got.chain([&mut check.got]) {
        if matches!(got, Got::Value { value: Value::Array(_) } | Got::Long { .. }) {
            *got = Got::Long { start: "[…".to_owned(), characters: 0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_list_only_the_cases_own_entries_stay() {
        let own = BTreeSet::from(["mine".to_owned()]);
        let entry = |name: &str| format!(r#"{{"id":"https://v.example/certificates/{name}"}}"#);
        let list = |entries: &[String]| format!(r#"{{"value":[{}]}}"#, entries.join(","));
        let (mine, other) = (entry("mine"), entry("other"));
        let expected = Some(list(std::slice::from_ref(&mine)));
        assert_eq!(own_entries(&list(&[other.clone(), mine]), &own), expected);
        assert_eq!(own_entries(&list(&[other]), &own), Some(list(&[])));
        let nameless = [r#"{"id":7}"#.to_owned(), "null".to_owned()];
        assert_eq!(own_entries(&list(&nameless), &own), Some(list(&nameless)));
        for none in ["", "{}", "<html>", r#"{"value":3}"#] {
            assert_eq!(own_entries(none, &own), None, "{none}");
        }
    }
}
