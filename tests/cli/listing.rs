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
        .says("found 1, removed 1, left 0");
    let done = target.swept().exits(0).says("found 0, removed 0, left 0");
    done.complains("was deleted before and stays so");
}
