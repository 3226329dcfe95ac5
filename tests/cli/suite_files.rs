//! What a suite of one's own is made of: alone or beside the built-in one, cases without requirements,
//! schemas, one file; and the commands that take it.

use std::fs;
use std::path::Path;

use crate::secrets::{Fault, Place, SUITE};
use crate::support::{CONTRACT, finished, kvcontract, write};

#[test]
fn a_case_without_a_requirement_is_a_claim_of_its_own_and_that_is_said() {
    let place = Place::with(Fault::None);
    let suite = place.path("own");
    let case = "title: Nothing is there\nsteps:\n  - name: read\n    request: { get: \"/secrets/{{name}}\" }\n    \
                expect: [{ status: 404 }]\n";
    let root = Path::new(&suite);
    write(root, "contract.yaml", "sections: []\n");
    write(root, "cases/own/nothing.yaml", case);
    let said = "1 case cites no requirement; each counts as one of its own: own/nothing";
    kvcontract(&["lint", "--suite", &suite]).exits(0).complains(said);
    place.does(&["run", "--suite", &suite]).exits(0).tells(said);
    write(root, "cases/own/nothing.yaml", &case.replace("404", "200"));
    place.does(&["run", "--suite", &suite]).exits(1).says("own/nothing (must)").tells(said);
    // What expects nothing shows nothing.
    write(root, "cases/own/nothing.yaml", &case.replace("    expect: [{ status: 404 }]\n", ""));
    kvcontract(&["lint", "--suite", &suite]).exits(2).complains("covers no requirement");
}

#[test]
fn a_suite_that_extends_the_built_in_one_has_both_and_no_name_twice() {
    let folder = tempfile::tempdir().unwrap();
    let suite = folder.path().to_str().unwrap();
    let own = fs::read_to_string(format!("{SUITE}/contract.yaml")).unwrap();
    let case =
        fs::read_to_string(format!("{SUITE}/cases/secrets/is-read-as-it-was-set.yaml")).unwrap();
    let steps = fs::read_to_string(format!("{SUITE}/steps/set-secret.yaml")).unwrap();
    write(folder.path(), "contract.yaml", &format!("extends: builtin\n{own}"));
    write(folder.path(), "cases/secrets/kept.yaml", &case);
    write(folder.path(), "steps/set-secret.yaml", &steps);
    let listed = |words: &[&str]| kvcontract(words).exits(0).out;
    let (built_in, both) = (listed(&["list"]), listed(&["list", "--suite", suite]));
    let count = |text: &str| text.lines().filter(|line| !line.starts_with(' ')).count();
    assert_eq!(count(&both), count(&built_in) + 1);
    assert!(both.contains("secrets/kept"));
    kvcontract(&["explain", "secret.kept", "--suite", suite]).exits(0).says("secrets/kept");
    kvcontract(&["contract", "--suite", suite])
        .exits(0)
        .says("create.accepted")
        .says("secret.kept");
    kvcontract(&["run", "create", "--suite", suite]).exits(0);

    let clash = own.replace("secret.kept", "create.accepted");
    write(folder.path(), "contract.yaml", &format!("extends: builtin\n{clash}"));
    write(
        folder.path(),
        "rules/operation.yaml",
        &fs::read_to_string(format!("{SUITE}/rules/secret.yaml")).unwrap(),
    );
    write(folder.path(), "schemas/error.schema.json", "{}");
    let done = kvcontract(&["lint", "--suite", suite]).exits(2);
    let line = clash.lines().position(|line| line.contains("create.accepted")).unwrap() + 2;
    done.complains(&format!("contract.yaml:{line}:13: the requirement `create.accepted` is there already, at scenarios/contract.yaml:"))
        .complains("schemas/error.schema.json:1:1: another schema has the same name: schemas/wire/error.schema.json:1:1");
    write(folder.path(), "contract.yaml", &format!("extends: builtin\n{own}"));
    let done = kvcontract(&["lint", "--suite", suite]).exits(2);
    done.complains("rules/operation.yaml:1:1: another file has the same id: scenarios/rules/operation.yaml:1:1");
}

#[test]
fn schemas_of_a_suite_come_before_ours_and_are_told_where_they_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let suite = folder.path().to_str().unwrap();
    let case = "title: T\nsteps:\n  - name: n\n    request: { get: /x }\n    \
                expect: [{ clause: s.a, schema: error }]\n";
    write(folder.path(), "contract.yaml", CONTRACT);
    write(folder.path(), "cases/s/c.yaml", case);
    let place = Place::with(Fault::None);
    place.does(&["run", "--suite", suite]).exits(0);
    write(folder.path(), "schemas/error.schema.json", r#"{ "required": ["coffee"] }"#);
    place.does(&["run", "--suite", suite]).exits(1).says("coffee");
    for (text, told) in [
        ("{ \"a\": }", "error.schema.json:1:8: it is no JSON"),
        ("[]", "error.schema.json:1:1: a schema is an object"),
        (r##"{ "$ref": "#" }"##, "refers to itself without end"),
        (r#"{ "$ref": "https://example.com/x" }"#, "leads nowhere"),
        (r#"{ "type": 7 }"#, "error.schema.json:1:1: the schema `error` is broken"),
    ] {
        write(folder.path(), "schemas/error.schema.json", text);
        kvcontract(&["lint", "--suite", suite]).exits(2).complains(told);
    }
}

#[test]
fn one_file_is_enough_with_or_without_a_suite_and_pipelines_name_one_in_the_environment() {
    let place = Place::with(Fault::None);
    let file = format!("{SUITE}/cases/secrets/is-read-as-it-was-set.yaml");
    let listed = kvcontract(&["list", "--scenarios", &file]).exits(0);
    listed.says("secrets/is-read-as-it-was-set").says("1 cases");
    place.does(&["run", "--scenarios", &file]).exits(0).says("rules/secret/secret.id");
    let built_in = "scenarios/cases/conflict/second-create-is-refused.yaml";
    kvcontract(&["run", "--scenarios", built_in]).exits(0).says("second-create-is-refused[manual]");
    let mut command = place.command(&["run"]);
    finished(command.env("KVCONTRACT_SUITE", SUITE)).exits(0).says("secrets/deleted-is-not-found");
    kvcontract(&["run", "--suite", &place.path("")])
        .exits(2)
        .complains("there is no contract.yaml");
}

#[test]
fn a_doctor_looks_at_what_the_suite_needs() {
    let place = Place::with(Fault::None);
    let done = place.does(&["doctor", "--suite", SUITE]).exits(0);
    done.says("cases: 2 will run, 0 will not")
        .says("no case that runs has to do with certificates");
    let asked = place.vault.asked();
    assert!(asked.iter().all(|path| path.starts_with("/secrets/kvc-")), "{asked:?}");
    let file = place.path("new.yaml");
    place.does(&["doctor", "--suite", SUITE, "--write", &file]).exits(2).complains("has none");
}

#[test]
fn recorded_traffic_is_held_to_the_rules_of_a_suite() {
    let folder = tempfile::tempdir().unwrap();
    let line = |id: &str| {
        format!(
            "{{\"method\":\"GET\",\"url\":\"https://v.example/secrets/a?api-version=7.4\",\"status\":200,\
             \"headers\":[],\"response_body\":\"{{\\\"id\\\":\\\"{id}\\\",\\\"attributes\\\":\
             {{\\\"enabled\\\":true,\\\"created\\\":1,\\\"updated\\\":1}}}}\"}}\n"
        )
    };
    let version = "0123456789abcdef0123456789abcdef";
    write(folder.path(), "good", &line(&format!("https://v.example/secrets/a/{version}")));
    write(folder.path(), "bad", &line(&format!("https://v.example/secrets/b/{version}")));
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    kvcontract(&["verify", "--suite", SUITE, &path("good")]).exits(0);
    kvcontract(&["verify", "--suite", SUITE, &path("bad")]).exits(1).says("secret.id: body /id");
    kvcontract(&["verify", &path("good")]).exits(4);
}
