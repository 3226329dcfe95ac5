//! Texts that somebody would obey, in every place of an answer that is told.

use serde_json::{Value, json};

use crate::endpoint::{Said, Seen};
use crate::row::{Does, Row, play};

/// What a terminal, a page, or a pipeline would act on.
const TEXTS: [&str; 9] = [
    "::error::pwned",
    "a\n::stop-commands::pwned\nb",
    "a\r::set-output name=a::pwned",
    "b ##[error]pwned",
    "b ##vso[task.setvariable variable=a]pwned",
    "b ##teamcity[message text='pwned']",
    "\u{1b}[31mred\u{9b}31m\u{202e}\u{7}",
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "word word word word word word word word word word word word word word word word ::error::p \
     word word word word word word word word word word word word word word word ::error::p",
];

type Place = fn(&Seen, Said, &str) -> Said;

/// Where a target can put a text.
const PLACES: [(&str, Place); 9] = [
    ("code of an error", |_, said, text| in_body(said, 400, "/error/code", text)),
    ("message of an error", |_, said, text| in_body(said, 400, "/error/message", text)),
    ("id", |_, said, text| in_body(said, 200, "/id", text)),
    ("status of an operation", |_, said, text| in_body(said, 200, "/status", text)),
    ("request id", |_, said, text| in_body(said, 200, "/request_id", text)),
    ("name of a member", |_, said, text| in_body(said, 200, &format!("/{text}"), text)),
    ("header", |seen, said, text| {
        let value: String = text.chars().filter(|c| c.is_ascii() && !c.is_control()).collect();
        if seen.method == "POST" {
            said.with("x-said", &value).with("location", &value)
        } else {
            said
        }
    }),
    ("body that is no JSON", |seen, said, text| {
        if seen.method == "POST" { Said { body: text.into(), ..said } } else { said }
    }),
    ("refusal of every create", |seen, said, text| {
        let refused = json!({ "error": { "code": text, "message": text } }).to_string();
        if seen.method == "POST" { Said::json(403, &refused) } else { said }
    }),
];

/// Puts the text there, in answers whose status begins alike.
fn in_body(said: Said, status: u16, pointer: &str, text: &str) -> Said {
    if said.status / 100 != status / 100 {
        return said;
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&said.body) else { return said };
    match body.pointer_mut(pointer) {
        Some(place) => *place = text.into(),
        None => {
            let Some(fields) = body.as_object_mut() else { return said };
            fields.insert(pointer.trim_start_matches('/').to_owned(), text.into());
        }
    }
    Said { body: body.to_string().into_bytes(), ..said }
}

#[test]
fn no_text_of_a_target_acts_wherever_it_puts_it() {
    let mut rows = Vec::new();
    for (place, put) in PLACES {
        for text in TEXTS {
            let name = format!("{text:?} as {place}");
            rows.push(Row::run(&name, &[0, 1, 3, 4], move |seen, honest| {
                put(seen, honest(seen), text)
            }));
        }
    }
    play(rows);
}

#[test]
fn nor_what_it_says_before_the_first_case_or_to_the_doctor() {
    let mut rows = Vec::new();
    for text in TEXTS {
        for status in [401, 403, 500] {
            let refused = move |_: &Seen, _: &dyn Fn(&Seen) -> Said| {
                let body = json!({ "error": { "code": text, "message": text } }).to_string();
                let plain: String =
                    text.chars().filter(|c| c.is_ascii() && !c.is_control()).collect();
                let challenge = format!("Bearer authorization=\"{plain}\", resource=\"{plain}\"");
                Said::json(status, &body).with("www-authenticate", &challenge)
            };
            let does = if status == 500 { Does::Run } else { Does::Doctor };
            let name = format!("{text:?} with {status}");
            rows.push(Row::run(&name, &[2, 3, 4], refused).does(does));
        }
    }
    play(rows);
}
