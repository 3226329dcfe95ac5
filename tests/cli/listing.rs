//! `sweep` reads lists page by page, but only the target's own, and not for ever.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support::{Finished, http, kvcontract};

const OURS: &str = "kvc-65000000abcdef-a";

/// A target that answers every request by its first line; with a log of these lines.
struct Pages {
    url: String,
    log: Arc<Mutex<Vec<String>>>,
}

impl Pages {
    fn serve(answer: impl Fn(SocketAddr, &str) -> Vec<u8> + Send + 'static) -> Pages {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let seen = log.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let Some(line) = first_line(&stream) else { continue };
                let raw = answer(address, &line);
                seen.lock().unwrap().push(line);
                let _ = (&stream).write_all(&raw);
            }
        });
        Pages { url: format!("http://{address}"), log }
    }

    fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    fn swept(&self) -> Finished {
        let empty = tempfile::tempdir().unwrap();
        let journal = empty.path().to_str().unwrap();
        kvcontract(&["sweep", "--target", &self.url, "--journal", journal])
    }
}

/// Method and path; the rest of the head is read so that the answer is not lost behind it.
fn first_line(stream: &TcpStream) -> Option<String> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next()?;
    lines.find(String::is_empty)?;
    Some(first.trim_end_matches(" HTTP/1.1").to_owned())
}

fn json(body: &str) -> Vec<u8> {
    http("200 OK", "application/json", body)
}

fn not_found() -> Vec<u8> {
    let body = r#"{"error":{"code":"NotFound","message":"none"}}"#;
    http("404 Not Found", "application/json", body)
}

#[test]
fn the_next_page_is_read() {
    let target = Pages::serve(|address, line| match line {
        l if l.starts_with("GET /certificates?") && !l.contains("skip") => {
            let next = format!("http://{address}/certificates?skip=1&includePending=true");
            json(&format!(r#"{{"value":[],"nextLink":"{next}"}}"#))
        }
        // Ids may bear another host than the one that is listened on.
        l if l.starts_with("GET /certificates?") => {
            json(&format!(r#"{{"value":[{{"id":"https://v.example/certificates/{OURS}"}}]}}"#))
        }
        l if l.starts_with("DELETE") => json("{}"),
        l if l.contains(OURS) => not_found(),
        _ => json(r#"{"value":[],"nextLink":null}"#),
    });
    target
        .swept()
        .exits(0)
        .says(&format!("removed certificate {OURS}\nfound 1, removed 1, left 0"));
    let deleted = format!("DELETE /certificates/{OURS}?api-version=7.4");
    assert!(target.log().contains(&deleted), "{:?}", target.log());
    assert!(target.log().iter().any(|l| l.contains("skip=1") && l.contains("api-version=7.4")));
}

#[test]
fn a_next_page_elsewhere_is_not_asked_for() {
    let other = Pages::serve(|_, _| json(r#"{"value":[]}"#));
    let next = format!("{}/certificates", other.url);
    let body = format!(r#"{{"value":[],"nextLink":"{next}"}}"#);
    let target = Pages::serve(move |_, _| json(&body));
    target.swept().exits(3).complains(&other.url).complains("not below the target");
    let name = other.url.trim_start_matches("http://");
    target.swept().exits(3).complains(&format!("let its target file say `host: {name}`"));
    assert_eq!(other.log(), [""; 0]);
}

#[test]
fn a_next_page_beside_the_target_is_told_and_the_rest_is_swept() {
    let mut target = Pages::serve(|address, line| match line {
        l if l.starts_with("GET /below/certificates?") => {
            json(&format!(r#"{{"value":[],"nextLink":"http://{address}/belowx/certificates"}}"#))
        }
        l if l.starts_with("GET ") => json(r#"{"value":[]}"#),
        _ => not_found(),
    });
    target.url.push_str("/below");
    let done = target.swept().exits(3).complains("which is not below the target");
    assert!(!done.err.contains("`host: "), "it is at the target's own name: {}", done.err);
    done.says("found 0, removed 0, left 0");
    assert!(target.log().iter().all(|line| line.starts_with("GET /below/")), "{:?}", target.log());
}

#[test]
fn a_list_without_end_is_left() {
    let target = Pages::serve(|_, _| json(r#"{"value":[],"nextLink":"?more"}"#));
    target.swept().exits(3).complains("more than 100 pages");
    assert_eq!(target.log().len(), 300);
}

#[test]
fn a_missing_list_is_told_and_no_list_at_all_tells_nothing() {
    let target = Pages::serve(|_, line| {
        if line.contains("issuers") {
            http("404 Not Found", "text/html", "<html>")
        } else {
            json(r#"{"value":[]}"#)
        }
    });
    let done = target.swept().exits(0).says("found 0, removed 0, left 0");
    done.complains("the target has no list /certificates/issuers: 404");
    let target = Pages::serve(|_, _| http("404 Not Found", "text/html", "<html>"));
    target.swept().exits(3).complains("no journal and no list");
}

#[test]
fn what_is_no_list_and_what_stays_are_told() {
    let target = Pages::serve(|_, line| match line {
        l if l.starts_with("GET /certificates?") => {
            json(&format!(r#"{{"value":[{{"id":"https://v/certificates/{OURS}"}}]}}"#))
        }
        l if l.contains("issuers") => http("403 Forbidden", "application/json", "{}"),
        l if l.contains(OURS) && l.contains("/pending") => not_found(),
        l if l.starts_with("DELETE /certificates") => http("403 Forbidden", "text/plain", ""),
        l if l.contains(OURS) => json(&format!(r#"{{"id":"https://v/certificates/{OURS}"}}"#)),
        _ => json(r#"{"value":[]}"#),
    });
    let done = target.swept().exits(3).complains("GET /certificates/issuers answers 403");
    done.says(&format!("left certificate {OURS}: GET /certificates/{OURS} still answers 200"))
        .says("found 1, removed 0, left 1");
}

#[test]
fn where_purging_is_forbidden_the_deletion_has_to_do() {
    let live = Mutex::new(true);
    let target = Pages::serve(move |_, line| {
        let item = format!(r#"{{"value":[{{"id":"https://v/certificates/{OURS}"}}]}}"#);
        match line {
            l if l.contains("issuers") => json(r#"{"value":[]}"#),
            l if l.starts_with("GET /certificates?") && *live.lock().unwrap() => json(&item),
            l if l.starts_with("GET /certificates?") => json(r#"{"value":[]}"#),
            l if l.starts_with("GET /deletedcertificates?") => json(&item),
            l if l.starts_with("DELETE /deleted") => http("403 Forbidden", "text/plain", ""),
            l if l.starts_with("GET /deleted") => json(r#"{"id":"x"}"#),
            l if l.starts_with("DELETE") && !l.contains("/pending") => {
                if std::mem::take(&mut *live.lock().unwrap()) {
                    json(r#"{"recoveryId":"x"}"#)
                } else {
                    not_found()
                }
            }
            _ => not_found(),
        }
    });
    let done = target.swept().exits(0);
    done.says(&format!("deleted certificate {OURS}, not purged: DELETE /deletedcertificates/"))
        .says("found 1, removed 0, deleted but not purged 1, left 0");
    let done = target.swept().exits(0);
    done.says(&format!(
        "deleted before certificate {OURS}, not purged: DELETE /deletedcertificates/"
    ))
    .says("found 1, removed 0, deleted but not purged 1, left 0");
}

/// lowkey-vault answers 500 to every request of some names, and lists none of them.
#[test]
fn what_the_target_itself_fails_on_is_named_with_what_was_tried_and_can_be_forgotten() {
    let target = Pages::serve(|_, line| match line {
        l if l.contains(OURS) => http("500 Internal Server Error", "text/html", "<html>"),
        _ => json(r#"{"value":[]}"#),
    });
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("65000000abcdef.jsonl");
    let entry = |name: &str| {
        let url = &target.url;
        format!(
            r#"{{"target":"{url}/","kind":"certificate","name":"{name}","at":"2026-11-26T00:00:00Z"}}"#
        )
    };
    std::fs::write(&journal, format!("{}\n{}\n", entry(OURS), entry(&format!("{OURS}b")))).unwrap();
    let sweep = |more: &[&str]| {
        let at = ["sweep", "--target", &target.url, "--journal", folder.path().to_str().unwrap()];
        kvcontract(&[&at[..], more].concat())
    };
    let named = |done: &Finished| -> Vec<String> {
        let lines = done.out.lines().filter_map(|line| line.strip_prefix("left certificate "));
        lines.map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect()
    };
    let dry = sweep(&["--dry-run"]).exits(3);
    let done = sweep(&[]).exits(3);
    assert_eq!((named(&dry), named(&done)), (vec![OURS.into(), format!("{OURS}b")], named(&dry)));
    done.says(&format!("DELETE /certificates/{OURS}/pending answers 500, and GET 500; DELETE "))
        .complains(&format!("--forget {OURS}"));
    sweep(&["--forget", "site"]).exits(2).complains("no run has named anything so");
    let done = sweep(&["--forget", OURS]).exits(3);
    done.says(&format!("forgotten certificate {OURS}: DELETE"))
        .says("found 2, removed 0, forgotten 1, left 1");
    let left = std::fs::read_to_string(&journal).unwrap();
    assert_eq!((left.lines().count(), left.contains(&format!("{OURS}b"))), (1, true));
    let done = sweep(&["--forget", OURS, "--forget", &format!("{OURS}b")]).exits(0);
    done.complains(&format!("{OURS}: nothing of that name is left to forget"));
    assert!(!journal.exists());
}

#[test]
fn what_a_list_shows_is_not_forgotten() {
    let target = Pages::serve(|_, line| match line {
        l if l.contains(OURS) => http("500 Internal Server Error", "text/html", "<html>"),
        l if l.starts_with("GET /certificates?") => {
            json(&format!(r#"{{"value":[{{"id":"https://v/certificates/{OURS}"}}]}}"#))
        }
        _ => json(r#"{"value":[]}"#),
    });
    let empty = tempfile::tempdir().unwrap();
    let journal = empty.path().to_str().unwrap();
    let at = ["sweep", "--target", &target.url, "--journal", journal, "--forget", OURS];
    let done =
        kvcontract(&at).exits(3).complains("is not forgotten: the target's own list shows it");
    done.says("found 1, removed 0, left 1");
}
