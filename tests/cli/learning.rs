//! `doctor --write`: a target file of what was learnt of a target that nobody described; and a run
//! that stops early, in words, where a create or the api-version is refused.

use kvcontract::verdict::{RunResult, Verdict, VerdictKind};
use serde_json::{Value, json};

use crate::endless::Looking;
use crate::endpoint::{Endpoint, Gate, Said, Seen};
use crate::support::{Finished, Served, command, finished, kvcontract};

/// A vault behind a gate that says some things itself.
struct Gated {
    vault: Served,
    gate: Endpoint,
}

impl Gated {
    fn by(says: impl Fn(&Seen, &str, &dyn Fn() -> Said) -> Said + Send + Sync + 'static) -> Gated {
        let vault = Served::start(&[]);
        let (way, url) = (Gate::to(&vault.url, &vault.ca, "any"), vault.url.clone());
        let gate = Endpoint::plain(move |seen, _| says(seen, &url, &|| way.pass(seen)));
        Gated { vault, gate }
    }

    fn file(&self) -> String {
        self.gate.folder().join("learnt.yaml").display().to_string()
    }

    /// The doctor, who is to write; and what he wrote.
    fn doctor(&self, more: &[&str]) -> (Finished, String) {
        let (url, file) = (&self.gate.url, self.file());
        let all = [&["doctor", "--target", url, "--write", &file], more].concat();
        let done = finished(command(&all).env("KVC_TOKEN", "tok/Secret+0123456789"));
        (done, std::fs::read_to_string(file).unwrap_or_default())
    }

    fn run(&self, target: &str) -> (Finished, RunResult) {
        let json = self.gate.folder().join("r.json").display().to_string();
        let done = kvcontract(&["run", "--target", target, "--json", &json]);
        let text = std::fs::read_to_string(json).unwrap();
        (done, serde_json::from_str(&text).unwrap())
    }

    fn creates(&self) -> usize {
        self.gate.log().iter().filter(|seen| seen.uri.contains("/create?")).count()
    }
}

fn canonical(path: &str) -> String {
    std::path::Path::new(path).canonicalize().unwrap().display().to_string()
}

/// One that refuses a create for what is missing in its policy, as lowkey-vault does.
fn demanding(message: &'static str, keys: &'static [&'static str]) -> Gated {
    Gated::by(move |seen, _, pass| {
        let body: Value = serde_json::from_str(&seen.body).unwrap_or_default();
        let lacks = keys.iter().any(|key| body["policy"][*key].is_null());
        if seen.uri.contains("/create?") && lacks {
            Said::json(400, &json!({ "status": 400, "message": message }).to_string())
        } else {
            pass()
        }
    })
}

#[test]
fn a_vault_that_nobody_described_is_described_and_nothing_is_left_in_it() {
    let vault = Served::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.yaml").display().to_string();
    let at = ["doctor", "--target", &vault.url, "--ca", &vault.ca, "--write", &file];
    let at =
        [&at[..], &["--timeout", "90s", "--contract", "either", "--api-version", "7.5"]].concat();
    kvcontract(&at).exits(0).complains("mine.yaml is written");
    let text = std::fs::read_to_string(&file).unwrap();
    for line in [
        "issuers:\n  issuing: { name: Self }\n",
        "  failing: { create: { ",
        "  stalled: { create: { ",
        "  canceling: { create: { ",
        "api_version: \"7.5\"\n",
        "contract: either\n",
        "  case: 90s\n",
        &format!("tls:\n  ca: \"{}\"", canonical(&vault.ca)),
    ] {
        assert!(text.contains(line), "no {line:?} in\n{text}");
    }
    assert!(!text.contains("lacks:") && !text.contains("policy:"), "{text}");
    assert_eq!(Looking::at(&vault).objects(), 0);
    kvcontract(&["lint", "--target", &file]).exits(0);
    // It knows more than the URL alone.
    let run = |target: &str, more: &[&str]| {
        let run = kvcontract(&[&["run", "cancel", "failed", "--target", target], more].concat());
        let counted = run.out.lines().filter(|line| line.ends_with("... ok")).count();
        (run, counted)
    };
    let (bare, few) = run(&vault.url, &["--ca", &vault.ca]);
    let (written, many) = run(&file, &[]);
    bare.exits(0);
    written.exits(0);
    assert!(many > few + 5, "{few} and {many}");
}

#[test]
fn what_is_there_is_not_overwritten_and_nothing_is_sent_for_it() {
    let target = Endpoint::plain(|_, _| Said::json(404, "{}"));
    let path = |name: &str| target.folder().join(name).display().to_string();
    std::fs::write(path("mine.yaml"), "mine").unwrap();
    for (file, why) in [
        (path("mine.yaml"), "is there already, and nothing is overwritten"),
        (path("no/mine.yaml"), "the folder is not there"),
        ("mine".to_owned(), "give it one of .yaml"),
    ] {
        let done = kvcontract(&["doctor", "--target", &target.url, "--write", &file]).exits(2);
        done.complains(why);
    }
    assert_eq!(std::fs::read_to_string(path("mine.yaml")).unwrap(), "mine");
    assert!(target.log().is_empty());
    kvcontract(&["doctor", "--write", &path("x.yaml")]).exits(2).complains("give --target");
    let gone =
        kvcontract(&["doctor", "--target", "http://127.0.0.1:1", "--write", &path("x.yaml")]);
    gone.exits(3).complains("be reached");
    assert!(!target.folder().join("x.yaml").exists(), "of nothing a file was made");
}

#[test]
fn what_a_file_says_stays_with_its_comments_and_its_variables() {
    let vault = Served::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let text = format!(
        "# mine\nurl: {}\ntls: {{ ca: {} }}\nversion: ${{KVC_VERSION}}\nissuers:\n  \
         stalled: {{ name: Unknown }} # by hand\n  failing:\n    create:\n      provider: Test\n      \
         credentials:\n        pwd: ${{KVC_PASSWORD}}\n",
        vault.url, vault.ca
    );
    std::fs::write(path("from.yaml"), text).unwrap();
    let at = ["doctor", "--target", &path("from.yaml"), "--write", &path("to.yaml")];
    let mut doctor = command(&at);
    doctor.env("KVC_VERSION", "1.2").env("KVC_PASSWORD", "pass/Secret+0123456789");
    finished(&mut doctor).exits(0);
    let text = std::fs::read_to_string(path("to.yaml")).unwrap();
    assert!(text.starts_with("# mine\n") && text.contains("version: ${KVC_VERSION}\n"), "{text}");
    assert!(text.contains("stalled: { name: Unknown }") && text.contains("canceling:"), "{text}");
    assert!(text.contains("        pwd: ${KVC_PASSWORD}\n"), "{text}");
    assert!(!text.contains("Secret"), "{text}");
}

#[test]
fn what_a_create_wants_is_learnt_from_the_refusal_and_written() {
    let target = demanding(
        "policy.secretProperties must not be null, policy.keyProperties must not be null",
        &["key_props", "secret_props"],
    );
    let (done, text) = target.doctor(&[]);
    done.exits(0).says("  create          there: POST").says(" will run");
    let policy = "policy:\n  key_props: { exportable: true, kty: EC, crv: P-256, reuse_key: false }\n  \
                  secret_props: { contentType: application/x-pem-file }\n";
    assert!(text.contains(policy), "{text}");
    assert!(text.contains("# It refuses a create without: 400 policy.secretProp"), "{text}");
    assert_eq!(Looking::at(&target.vault).objects(), 0);
}

#[test]
fn a_refused_create_is_told_once_and_what_stands_behind_it_is_not_tried() {
    let target = demanding("a key type is required", &["key_props"]);
    let (done, result) = target.run(&target.gate.url);
    let done = done.exits(1).tells("the target refuses a plain create, with either issuer: POST");
    let done =
        done.tells("answers 400: a key type is required; it takes one with more in its policy");
    done.tells("cases that begin with one were not tried");
    let behind = |verdict: &Verdict| {
        let known = ["create.accepted", "manual.no-issuer"];
        let by = |broken: &Option<String>| broken.as_deref().is_some_and(|b| known.contains(&b));
        matches!(verdict, Verdict::Blocked { broken, reason, .. } if by(broken) && reason.contains("a key type"))
    };
    let stopped = result.cases.iter().filter(|case| behind(&case.verdict)).count();
    assert!(stopped > 30, "{stopped}");
    let witness = result.cases.iter().find(|c| c.id == "create/answers-202-with-an-operation");
    assert_eq!(witness.unwrap().verdict.kind(), VerdictKind::Fail);
    assert_eq!(result.count(VerdictKind::Error), 0);
    assert!(target.creates() < 30, "{} creates were tried", target.creates());
    let doctor = kvcontract(&["doctor", "--target", &target.gate.url]).exits(0);
    doctor.says("creates\n  the target refuses a plain create").says("key_props");
}

#[test]
fn a_create_that_is_refused_for_its_issuer_alone_stops_nothing() {
    let target = Gated::by(|seen, _, pass| {
        let unknown = seen.uri.contains("/create?") && seen.body.contains("\"Unknown\"");
        if unknown { Said::json(400, r#"{"message":"no such issuer"}"#) } else { pass() }
    });
    let (done, result) = target.run(&target.gate.url);
    assert!(!done.out.contains("the target refuses a plain create"), "{}", done.out);
    let behind = |case: &&kvcontract::verdict::CaseResult| {
        case.verdict.reason().is_some_and(|reason| reason.contains("refuses a plain create"))
    };
    assert_eq!(result.cases.iter().filter(behind).count(), 0);
}

/// One that knows one api-version alone.
fn of_one_version() -> Gated {
    Gated::by(|seen, _, pass| {
        if seen.uri.contains("api-version=7.6") {
            pass()
        } else {
            Said::json(
                400,
                r#"{"error":{"code":"BadParameter","message":"what version is that?"}}"#,
            )
        }
    })
}

#[test]
fn a_refused_api_version_ends_a_run_in_words_that_name_one_that_is_taken() {
    let target = of_one_version();
    let (done, result) = target.run(&target.gate.url);
    let told = "the target refuses the api-version 7.4: it answers 400 (what version is that?) to what \
                it understands with 7.6";
    done.exits(3).tells(told);
    assert_eq!((result.count(VerdictKind::Fail), target.creates()), (0, 0));
    kvcontract(&["doctor", "--target", &target.gate.url])
        .exits(3)
        .complains("understands with 7.6");
    let (done, text) = target.doctor(&[]);
    done.exits(0);
    assert!(
        text.contains("# It refuses 7.4: what version is that?\napi_version: \"7.6\"\n"),
        "{text}"
    );
}

#[test]
fn a_target_that_answers_400_with_any_version_is_not_accused_for_the_version() {
    let target = Gated::by(|seen, _, pass| {
        let never = seen.method == "GET" && seen.uri.contains("-greeting/");
        if never { Said::json(400, r#"{"message":"no"}"#) } else { pass() }
    });
    let (done, _) = target.run(&target.gate.url);
    assert!(!done.out.contains("refuses the api-version"), "{}", done.out);
    assert!(target.creates() > 10);
}

/// One that asks for a token, and takes any.
fn asking() -> Gated {
    Gated::by(|seen, _, pass| {
        if seen.header("authorization").starts_with("Bearer ") {
            return pass();
        }
        let challenge = "Bearer authorization=\"https://login.example/t\", resource=\"https://vault.azure.net\"";
        let body = r#"{"error":{"code":"Unauthorized","message":"a token"}}"#;
        Said::json(401, body).with("www-authenticate", challenge)
    })
}

#[test]
fn a_target_of_this_machine_that_asks_for_a_token_gets_one_that_it_takes() {
    let target = asking();
    let (done, text) = target.doctor(&[]);
    done.exits(0).says("credential: accepted");
    let auth = "# It asks for a token, and takes this one.\nauth:\n  minted: { issuer: \
                https://login.example/t/v2.0, audience: https://vault.azure.net, listen: \"127.0.0.1:0\" }\n";
    assert!(text.contains(auth), "{text}");
}

#[test]
fn a_token_that_is_given_stays_the_credential_and_out_of_the_file() {
    let target = asking();
    let (done, text) = target.doctor(&["--token-env", "KVC_TOKEN"]);
    let said = format!("{}{}{text}", done.out, done.err);
    done.exits(0);
    assert!(text.contains("auth:\n  token_env: KVC_TOKEN\n"), "{text}");
    assert!(!said.contains("tok/Secret"), "{said}");
    assert!(!text.contains("minted"), "{text}");
}

#[test]
fn where_next_pages_lead_is_written_as_the_host() {
    let target = Gated::by(|_, vault, pass| {
        let said = pass();
        let body = String::from_utf8(said.body.clone()).unwrap();
        let vault = vault.trim_end_matches('/');
        Said { body: body.replace(vault, "http://emulator").into_bytes(), ..said }
    });
    let (done, text) = target.doctor(&[]);
    done.exits(0).says("host: requests name emulator");
    assert!(text.contains("host: emulator\n"), "{text}");
    let hosts = target.gate.log();
    assert!(hosts.iter().any(|seen| seen.header("host") == "emulator"), "it was tried before");
}

#[test]
fn what_is_not_there_stands_under_lacks_with_the_answer() {
    let target = Gated::by(|seen, _, pass| {
        if seen.uri.contains("/merge?") || seen.uri.contains("/issuers/") {
            Said { status: 404, ..Said::default() }
        } else {
            pass()
        }
    });
    let (done, text) = target.doctor(&[]);
    done.exits(0);
    for lacks in [
        "  merge: \"POST /certificates/{name}/pending/merge answers 404 with an empty body\"\n",
        "  issuers: \"PUT /certificates/issuers/{name} answers 404 with an empty body\"\n",
    ] {
        assert!(text.contains(lacks), "no {lacks} in\n{text}");
    }
    assert!(!text.contains("create: {"), "{text}");
}

#[test]
fn the_authority_that_a_second_create_shows_is_written() {
    let vault = Served::observed();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.yaml").display().to_string();
    let at = ["doctor", "--target", &vault.url, "--ca", &vault.ca, "--write", &file];
    kvcontract(&at).exits(0);
    let text = std::fs::read_to_string(&file).unwrap();
    let why = "# It refuses a second create with the code Conflict, as real vaults do.\n";
    assert!(text.contains(&format!("{why}contract: observed\n")), "{text}");
    kvcontract(&["run", "conflict", "--target", &file]).exits(0);
}

#[test]
fn the_doctor_says_the_same_as_one_document() {
    let target = Gated::by(|seen, _, pass| {
        if seen.uri.contains("/merge?") { Said { status: 404, ..Said::default() } } else { pass() }
    });
    let at = ["doctor", "--target", &target.gate.url, "--format", "json"];
    let said: Value = serde_json::from_str(&kvcontract(&at).exits(0).out).unwrap();
    assert_eq!((&said["contract"], &said["not_ready"]), (&json!("documented"), &Value::Null));
    assert_eq!(said["connection"]["tls"], false);
    assert_eq!(said["credential"], json!({ "configured": false, "may_read": true }));
    let entry = |list: &str, key: &str, of: &str| {
        let all = said[list].as_array().unwrap();
        all.iter().find(|entry| entry[key] == of).cloned().unwrap_or_default()
    };
    assert_eq!(entry("operations", "operation", "create")["presence"], "there");
    assert_eq!(entry("operations", "operation", "merge")["presence"], "missing");
    assert_eq!(entry("permissions", "permission", "purge")["grant"], "allowed");
    assert_eq!(entry("issuers", "role", "issuing")["name"], "Self");
    let blocked = said["cases"]["blocked"].as_array().unwrap().iter();
    let cases: u64 = blocked.map(|why| why["cases"].as_u64().unwrap()).sum();
    assert!(said["cases"]["run"].as_u64() > Some(50) && cases > 3, "{}", said["cases"]);
    let gone =
        kvcontract(&["doctor", "--target", "http://127.0.0.1:1", "--format", "json"]).exits(3);
    let said: Value = serde_json::from_str(&gone.out).unwrap();
    assert!(said["not_ready"].as_str().is_some_and(|why| why.contains("reached")), "{said}");
    assert_eq!(said["cases"], Value::Null);
}
