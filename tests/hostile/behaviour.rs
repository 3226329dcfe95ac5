//! What targets do: leave things behind, lead elsewhere, flood, fall silent, lie.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::endpoint::{Said, Seen};
use crate::row::{Does, Row, play};

const ENVELOPE: &str = r#"{"error":{"code":"X","message":"m"}}"#;
const PAGE: &str = "<html><h1>404 Not Found</h1></html>";

fn html(status: u16) -> Said {
    let headers = vec![("content-type".to_owned(), "text/html".to_owned())];
    Said { status, headers, body: PAGE.into() }
}

fn path(seen: &Seen) -> &str {
    seen.uri.split('?').next().unwrap()
}

fn silence() -> Said {
    std::thread::sleep(Duration::from_secs(4));
    html(504)
}

/// The same with every value of another type.
fn turned(value: Value) -> Value {
    match value {
        Value::Null => json!([]),
        Value::Bool(_) | Value::Number(_) => value.to_string().into(),
        Value::String(text) => text.len().into(),
        Value::Array(items) => {
            let fields = items.into_iter().enumerate();
            Value::Object(fields.map(|(n, item)| (n.to_string(), turned(item))).collect())
        }
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, field)| (name, turned(field))).collect())
        }
    }
}

/// The honest answer, its JSON changed.
fn changed(said: Said, change: impl FnOnce(&mut Value)) -> Said {
    let Ok(mut body) = serde_json::from_slice::<Value>(&said.body) else { return said };
    change(&mut body);
    Said { body: body.to_string().into_bytes(), ..said }
}

#[test]
fn what_is_left_is_told() {
    let deleted = |seen: &Seen| path(seen).starts_with("/deletedcertificates");
    let mut rows = Vec::new();
    for status in [409, 500, 503] {
        let name = format!("{status} of everything deleted");
        let row = Row::run(&name, &[3], move |seen, honest| {
            if deleted(seen) { Said::json(status, ENVELOPE) } else { honest(seen) }
        });
        rows.push(row.tells("left").within(30));
        let name = format!("{status} to every DELETE");
        let row = Row::run(&name, &[3], move |seen, honest| {
            if seen.method == "DELETE" { Said::json(status, ENVELOPE) } else { honest(seen) }
        });
        rows.push(row.tells("left").within(30));
    }
    let creates = |seen: &Seen| seen.method == "POST" && path(seen).ends_with("/create");
    let create_alone = move |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        if creates(seen) { honest(seen) } else { html(404) }
    };
    rows.push(Row::run("create, and a page of 404 elsewhere", &[3], create_alone).tells("left"));
    let silent = |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        if seen.method == "DELETE" { silence() } else { honest(seen) }
    };
    rows.push(Row::run("no answer to any DELETE", &[3], silent).tells("left").within(45));
    let forbidden = |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        if seen.method == "DELETE" { Said::json(403, ENVELOPE) } else { honest(seen) }
    };
    rows.push(Row::run("no right to delete", &[3], forbidden).tells("left"));
    let throttled = |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        if seen.method == "DELETE" { Said::json(429, ENVELOPE) } else { honest(seen) }
    };
    rows.push(Row::run("429 to every DELETE", &[3], throttled).tells("left").within(45));
    play(rows);
}

#[test]
fn no_list_leads_astray_or_goes_on_for_ever() {
    let listed = |names: Vec<String>, next: Option<String>| {
        let id = |name: &String| json!({ "id": format!("https://v/certificates/{name}") });
        let items: Vec<Value> = names.iter().map(id).collect();
        Said::json(200, &json!({ "value": items, "nextLink": next }).to_string())
    };
    let lists = |seen: &Seen| ["/certificates", "/deletedcertificates"].contains(&path(seen));
    let mut rows = Vec::new();
    for end in [
        "a%2F..%2Fprecious",
        "a%252F..%252Fprecious",
        "a/../precious",
        "a%5C..%5Cprecious",
        "a?precious",
    ] {
        let row = Row::run(&format!("{end} on a list"), &[0], move |seen, honest| {
            let name = format!("kvc-6553f100abcdef-{end}");
            if lists(seen) { listed(vec![name], None) } else { honest(seen) }
        });
        rows.push(row.does(Does::Sweep));
    }
    let invented = move |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        let names = (0..3000).map(|n| format!("kvc-6553f100abcdef-{n}")).collect();
        if lists(seen) { listed(names, None) } else { honest(seen) }
    };
    let row = Row::run("three thousand invented names", &[3], invented).does(Does::Sweep);
    rows.push(row.tells("more than 2000 names").within(90));
    let endless = move |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        if lists(seen) { listed(Vec::new(), Some(seen.uri.clone())) } else { honest(seen) }
    };
    rows.push(Row::run("pages without end", &[3], endless).does(Does::Sweep).tells("pages"));
    let slow = move |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        if !lists(seen) {
            return honest(seen);
        }
        std::thread::sleep(Duration::from_secs(1));
        listed(Vec::new(), Some(seen.uri.clone()))
    };
    let row = Row::run("slow pages without end", &[3], slow).does(Does::Sweep);
    rows.push(row.tells("takes too long").within(20));
    let elsewhere = move |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        let next = Some("https://elsewhere.invalid/certificates".to_owned());
        if lists(seen) { listed(Vec::new(), next) } else { honest(seen) }
    };
    let row = Row::run("a next page elsewhere", &[3], elsewhere).does(Does::Sweep);
    rows.push(row.tells("not below the target"));
    play(rows);
}

#[test]
fn no_flood_costs_more_than_it_may() {
    let mut rows = Vec::new();
    let zeros = || format!("[{}0]", "0,".repeat(480_000));
    let empty = || format!("[{}[]]", "[],".repeat(320_000));
    let large = || format!("[{}0]", "0,".repeat(4_000_000));
    let details = || {
        let details = vec![json!({ "code": "d", "message": "m" }); 20_000];
        json!({ "error": { "code": "C", "message": "m", "details": details } }).to_string()
    };
    let long = || json!({ "error": { "code": "C", "message": "m".repeat(900_000) } }).to_string();
    let nul = || format!("\"{}\"", "\\u0000".repeat(150_000));
    let plain = || "\u{0}".repeat(1_000_000);
    let floods: [(&str, String); 7] = [
        ("zeros", zeros()),
        ("empty lists", empty()),
        ("eight megabytes", large()),
        ("twenty thousand details", details()),
        ("a long message", long()),
        ("escapes alone", nul()),
        ("NUL alone", plain()),
    ];
    for (name, body) in floods {
        for (status, when) in [(200, "success"), (409, "refusal")] {
            let body = body.clone();
            let row = Row::run(&format!("{name} in a {when}"), &[1, 3, 4], move |seen, honest| {
                let said = honest(seen);
                let hit = said.status / 100 == status / 100 && seen.method != "DELETE";
                if hit { Said::json(said.status, &body) } else { said }
            });
            rows.push(row);
        }
    }
    let headers = |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        let mut said = honest(seen);
        for n in 0..60 {
            said = said.with(&format!("x-{n}"), &"h".repeat(5000));
        }
        said
    };
    rows.push(Row::run("headers of 300 KB", &[0, 1, 3], headers));
    let deep = |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        let said = honest(seen);
        if seen.method == "POST" { Said::json(said.status, &"[".repeat(500_000)) } else { said }
    };
    rows.push(Row::run("lists in lists without end", &[1, 3], deep));
    play(rows);
}

#[test]
fn no_answer_passes_for_another() {
    let mut rows = Vec::new();
    for (name, id) in [
        ("a user before the host of an id", "http://vault@elsewhere.invalid"),
        ("a password before the host of an id", "http://u:p@elsewhere.invalid"),
        ("nobody before the host of an id", "http://@elsewhere.invalid"),
    ] {
        let row = Row::run(name, &[1], move |seen, honest| {
            changed(honest(seen), |body| {
                let Some(text) = body.get("id").and_then(Value::as_str) else { return };
                let path = text.splitn(4, '/').nth(3).unwrap_or_default();
                body["id"] = format!("{id}/{path}").into();
            })
        });
        rows.push(row.tells("a name or a password stands before its host"));
    }
    let moved = |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        let mut said = honest(seen);
        for (name, value) in &mut said.headers {
            if name == "location" {
                *value = value.replacen("://", "://vault@elsewhere.invalid/", 1);
            }
        }
        said
    };
    rows.push(Row::run("a user before the host of a Location", &[1], moved));
    let types = |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        let said = honest(seen);
        let hit = seen.method != "DELETE" && said.status < 300;
        if hit { changed(said, |body| *body = turned(body.take())) } else { said }
    };
    // Where nothing that can be signed comes, a rule says why the set-up of the cases cannot be done.
    rows.push(Row::run("types turned", &[1], types));
    let others = |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        let said = honest(seen);
        if seen.method != "GET" {
            return said;
        }
        let text = String::from_utf8_lossy(&said.body)
            .replace("/certificates/kvc-", "/certificates/other-");
        Said { body: text.into_bytes(), ..said }
    };
    rows.push(Row::run("another's objects", &[1], others));
    let redirect = |_: &Seen, _: &dyn Fn(&Seen) -> Said| {
        html(302).with("location", "http://127.0.0.1:1/certificates")
    };
    rows.push(Row::run("redirected elsewhere", &[1, 3, 4], redirect));
    let compressed =
        |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| honest(seen).with("content-encoding", "gzip");
    rows.push(Row::run("a coding nobody asked for", &[3], compressed).tells("compressed (gzip)"));
    play(rows);
}

#[test]
fn no_coat_hides_a_token() {
    let echo = |seen: &Seen, honest: &dyn Fn(&Seen) -> Said| {
        let said = honest(seen);
        let token = seen.header("authorization").trim_start_matches("Bearer ").to_owned();
        let encoded = STANDARD.encode(&token);
        let lines: Vec<_> = encoded.as_bytes().chunks(20).map(String::from_utf8_lossy).collect();
        let named = token.replace('+', "&plus;").replace('/', "&sol;").replace('=', "&equals;");
        let coats = [lines.join("\r\n"), lines.join("\n"), named, token[5..].to_owned(), token];
        let text = coats.join(" and ");
        changed(said, |body| {
            if let Some(fields) = body.as_object_mut() {
                fields.insert("status".to_owned(), text.clone().into());
                fields.insert("error".to_owned(), json!({ "code": text, "message": text }));
            }
        })
    };
    play(vec![Row::run("a token in five coats", &[1, 3], echo)]);
}
