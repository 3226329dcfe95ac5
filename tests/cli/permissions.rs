//! What the doctor says of permissions: a gate before a real vault refuses what it is told to.

use serde_json::json;

use crate::endless::Looking;
use crate::endpoint::{Endpoint, Gate, Said, Seen};
use crate::support::{Finished, Served, command, finished, kvcontract};

const WORDS: [&str; 9] = [
    "create",
    "get",
    "update",
    "delete",
    "import",
    "purge",
    "getissuers",
    "setissuers",
    "deleteissuers",
];

/// As Azure says it: several lines, and who asked.
const REFUSAL: &str = "Caller is not authorized.\r\nAction: 'certificates/x'\u{1b}[31m";

/// A vault behind a gate that answers 403 to some requests.
struct Guarded {
    vault: Served,
    gate: Endpoint,
}

impl Guarded {
    fn by(forbids: fn(&Seen) -> bool) -> Guarded {
        Guarded::before(Served::start(&[]), forbids)
    }

    fn before(vault: Served, forbids: fn(&Seen) -> bool) -> Guarded {
        let way = Gate::to(&vault.url, &vault.ca, "any");
        let refusal = json!({ "error": { "code": "Forbidden", "message": REFUSAL } }).to_string();
        let gate =
            Endpoint::plain(
                move |seen, _| {
                    if forbids(seen) { Said::json(403, &refusal) } else { way.pass(seen) }
                },
            );
        Guarded { vault, gate }
    }

    fn doctor(&self) -> Finished {
        kvcontract(&["doctor", "--target", &self.gate.url])
    }

    /// How often the doctor sent such a request.
    fn sent(&self, method: &str, ending: &str) -> usize {
        let path = |seen: &Seen| seen.uri.split('?').next().unwrap_or_default().to_owned();
        let fits = |seen: &&Seen| seen.method == method && path(seen).ends_with(ending);
        self.gate.log().iter().filter(fits).count()
    }
}

/// The line of a permission.
#[track_caller]
fn line<'a>(done: &'a Finished, word: &str) -> &'a str {
    let section = done.out.split("permissions\n").nth(1).expect("a section on permissions");
    let found = section.lines().find_map(|l| l.trim_start().strip_prefix(&format!("{word} ")));
    found.unwrap_or_else(|| panic!("no {word} in\n{}", done.out)).trim_start()
}

#[track_caller]
fn all_but(done: &Finished, others: &[(&str, &str)]) {
    for word in WORDS {
        let other = others.iter().find(|(other, _)| *other == word);
        let begins = other.map_or("allowed: ", |(_, begins)| begins);
        assert!(line(done, word).starts_with(begins), "{word}: {}\n{}", begins, done.out);
    }
}

#[test]
fn what_a_vault_allows_is_told_by_what_it_did_and_nothing_is_left() {
    let guarded = Guarded::by(|_| false);
    let done = guarded.doctor().exits(0);
    all_but(&done, &[]);
    assert!(line(&done, "import").ends_with("/import answers 200"), "{}", done.out);
    assert!(line(&done, "purge").ends_with("answers 204"), "{}", done.out);
    assert!(!done.out.contains("is forbidden"), "{}", done.out);
    assert_eq!((guarded.sent("POST", "/create"), guarded.sent("POST", "/import")), (1, 2));
    let issuers = |method| guarded.sent(method, "-probe") - usize::from(method == "GET");
    assert_eq!((issuers("PUT"), guarded.sent("DELETE", "/pending")), (1, 2));
    assert_eq!(Looking::at(&guarded.vault).objects(), 0);
}

#[test]
fn a_vault_that_forbids_to_purge_keeps_what_was_deleted_and_that_is_said() {
    let guarded = Guarded::by(|seen| {
        seen.method == "DELETE" && seen.uri.starts_with("/deletedcertificates/")
    });
    let done = guarded.doctor().exits(0);
    all_but(&done, &[("purge", "forbidden: DELETE /deletedcertificates/kvc-")]);
    let words = "403: Caller is not authorized. Action: 'certificates/x'\\u{1b}[31m";
    assert!(line(&done, "purge").ends_with(words), "{}", done.out);
    done.tells("deleted certificates stay among the vault's deleted ones until its retention ends");
    assert_eq!(guarded.sent("DELETE", "-probe"), 3, "certificate, issuer, and one try to purge");
    let left = Looking::at(&guarded.vault).certificates();
    assert!(left.len() == 1 && left[0].ends_with("-probe"), "{left:?}");
}

#[test]
fn refusals_are_told_one_by_one_and_what_could_not_be_tried_says_why() {
    let guarded = Guarded::by(|seen| {
        seen.method == "PATCH" || seen.method == "PUT" || seen.uri.contains("/import?")
    });
    let done = guarded.doctor().exits(0);
    let untried = "cannot be told: no issuer was made that could be deleted";
    let refused = ["update", "import", "setissuers"].map(|word| (word, "forbidden: "));
    all_but(&done, &[&refused[..], &[("deleteissuers", untried)]].concat());
    assert!(line(&done, "getissuers").contains("answers 404: "), "{}", done.out);
    assert_eq!(guarded.sent("POST", "/import"), 1, "what is forbidden is not tried again");
    done.tells("import is forbidden: a run tries it all the same");
    assert_eq!(Looking::at(&guarded.vault).objects(), 0);
}

#[test]
fn what_cannot_be_deleted_is_told_and_named() {
    let guarded = Guarded::by(|seen| seen.method == "DELETE" && !seen.uri.contains("/pending"));
    let done = guarded.doctor().exits(3);
    let untried = "cannot be told: no certificate was deleted that could be purged";
    let all = [("delete", "forbidden: "), ("deleteissuers", "forbidden: "), ("purge", untried)];
    all_but(&done, &all);
    let done = done.tells("delete is forbidden: certificates stay").tells("issuers stay");
    done.complains("left behind: certificate kvc-").complains("left behind: issuer kvc-");
}

#[test]
fn a_credential_that_may_not_read_still_learns_what_it_may() {
    let guarded = Guarded::by(|seen| seen.method == "GET" && !seen.uri.contains("/issuers/"));
    let done = guarded.doctor().exits(3);
    all_but(&done, &[("get", "forbidden: GET /certificates/kvc-")]);
    done.tells("reading a pending operation is forbidden").complains("answers 403");
    assert_eq!(Looking::at(&guarded.vault).objects(), 0);
}

#[test]
fn what_is_not_there_tells_nothing_of_permissions() {
    let guarded = Guarded::before(Served::start(&["--fault", "issuers-api-missing"]), |_| false);
    let done = guarded.doctor().exits(0);
    let missing = "cannot be told: PUT /certificates/issuers/kvc-";
    let issuers = ["getissuers", "deleteissuers"].map(|word| (word, "cannot be told: "));
    all_but(&done, &[&issuers[..], &[("setissuers", missing)]].concat());
    assert_eq!(Looking::at(&guarded.vault).certificates(), [""; 0]);
}

#[test]
fn a_refusal_that_repeats_the_token_is_masked() {
    let target = Endpoint::plain(|seen, _| {
        let said = format!("not for {}", seen.header("authorization"));
        let status = if seen.method == "GET" { 404 } else { 403 };
        let body = json!({ "error": { "code": "Forbidden", "message": said } });
        Said::json(status, &body.to_string())
    });
    let mut doctor = command(&["doctor", "--target", &target.url, "--token-env", "KVC_TOKEN"]);
    let done = finished(doctor.env("KVC_TOKEN", "tok/Secret+0123456789"));
    assert!(line(&done, "create").contains("403: not for "), "{}", done.out);
    assert!(!format!("{}{}", done.out, done.err).contains("tok/Secret"), "{}", done.out);
}
