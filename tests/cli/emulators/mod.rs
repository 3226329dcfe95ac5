//! What real emulators do that no contract foresees, as their public sources tell it, played by a
//! gate before our own vault: every case still gets a verdict, and nothing is left.

use kvcontract::verdict::RunResult;

use crate::endless::Looking;
use crate::endpoint::{Endpoint, Gate, Said, Seen};
use crate::support::{Finished, Served, kvcontract};

/// An error with the service's envelope.
fn refused(status: u16, code: &str) -> Said {
    Said::json(status, &format!(r#"{{"error":{{"code":"{code}","message":"no"}}}}"#))
}

/// An error page of the framework beneath.
fn page(status: u16) -> Said {
    Said::json(status, &format!(r#"{{"status":{status},"error":"Not Found","path":"/"}}"#))
}

/// A vault behind a gate that answers some requests itself.
struct Emulator {
    vault: Served,
    gate: Endpoint,
}

impl Emulator {
    fn like(answers: impl Fn(&Seen, &str) -> Option<Said> + Send + Sync + 'static) -> Emulator {
        let vault = Served::start(&[]);
        let beyond = Gate::to(&vault.url, &vault.ca, "any");
        let gate = Endpoint::plain(move |seen, _| {
            let path = seen.uri.split('?').next().unwrap_or_default();
            answers(seen, path).unwrap_or_else(|| beyond.pass(seen))
        });
        Emulator { vault, gate }
    }

    fn run(&self, more: &[&str]) -> (Finished, RunResult) {
        let json = self.gate.folder().join("r.json").display().to_string();
        let arguments = [&["run", "--target", &self.gate.url, "--json", &json], more].concat();
        let done = kvcontract(&arguments);
        let text = std::fs::read_to_string(json).unwrap();
        (done, serde_json::from_str(&text).unwrap())
    }
}

/// Purging is refused with a 500; a name it does not like is a 500 to whatever is asked of it;
/// issuers are looked for among the certificates.
fn lowkey(seen: &Seen, path: &str) -> Option<Said> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match (seen.method.as_str(), parts.as_slice()) {
        (_, [_, name, ..]) if name.contains('_') => Some(refused(500, "Exception")),
        ("DELETE", ["deletedcertificates", _]) => Some(refused(500, "IllegalStateException")),
        ("GET", ["certificates", "issuers"]) => Some(refused(404, "NotFoundException")),
        ("PUT", ["certificates", "issuers", _]) => Some(page(405)),
        ("PATCH", [_, _, "pending"]) => Some(page(500)),
        ("DELETE", [_, _, "pending"]) => Some(refused(404, "NotFoundException")),
        ("POST", [_, _, "pending", "merge"]) => Some(page(404)),
        _ => None,
    }
}

#[test]
fn where_a_purge_is_refused_with_a_500_the_deletion_has_to_do() {
    let emulator = Emulator::like(lowkey);
    let (done, result) = emulator.run(&[]);
    done.exits(1).says("stay among the deleted ones");
    assert_eq!(result.count("Error"), 0);
    assert!(result.count("Pass") > 10 && result.count("Blocked") > 10);
    assert_eq!(result.clean_up.left, [""; 0]);
    assert_eq!(result.clean_up.created, result.clean_up.removed);
    assert_eq!(result.remarks.len(), 1, "{:?}", result.remarks);
    let looking = Looking::at(&emulator.vault);
    assert_eq!(looking.live(), [""; 0]);
    assert!(looking.certificates().len() > 30, "nothing was kept by the vault");
}

#[test]
fn a_target_without_a_list_of_issuers_is_swept() {
    let emulator = Emulator::like(lowkey);
    Looking::at(&emulator.vault).does("POST", "/certificates/kvc-65000000abcdef-x/create", "{}");
    let done = kvcontract(&["sweep", "--target", &emulator.gate.url]).exits(0);
    done.says("found 1, removed 1, left 0").complains("has no list /certificates/issuers: 404");
}
