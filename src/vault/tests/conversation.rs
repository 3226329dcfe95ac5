//! One long conversation that comes past everything the contract speaks of.
//!
//! Issuers take a minute, skipped by the clock, so that no slow machine tells on it.

use axum::{body::Body, extract::Request};
use serde_json::{Value, json};

use super::{
    rig::{Rig, V, json_of, pair, sign, text},
    transcript::Transcript,
};
use crate::vault::wire::Answer;

/// A vault in conversation, with what has been said.
pub struct Conversation<'r> {
    rig: &'r Rig,
    said: Transcript,
}

impl<'r> Conversation<'r> {
    /// Has the whole conversation and returns its text.
    pub async fn hold(rig: &'r Rig) -> String {
        let said = Transcript::default();
        let mut talk = Self { rig, said };
        talk.manners().await;
        talk.issuers().await;
        talk.cancelled().await;
        talk.completed().await;
        talk.failed().await;
        talk.every_end().await;
        talk.by_hand().await;
        talk.never().await;
        talk.around().await;
        talk.said.text()
    }

    fn note(&mut self, step: &str, answer: Answer) -> Value {
        self.said.note(step, &answer);
        json_of(&answer)
    }

    async fn ask(&mut self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.rig.send(method, path, Some(body)).await;
        self.note(&format!("{method} {}", path.split('?').next().unwrap()), answer)
    }

    /// GET of a pending object; `of` names whose request_id to filter by.
    async fn look(&mut self, name: &str, of: &Value) -> Value {
        self.pending("GET", name, of, json!(null)).await
    }

    async fn pending(&mut self, method: &str, name: &str, of: &Value, body: Value) -> Value {
        let mut path = format!("/certificates/{name}/pending");
        if !of.is_null() {
            path += &format!("?request_id={}", text(of, "request_id").replace(['#', '&'], "."));
        }
        self.ask(method, &path, body).await
    }

    async fn create(&mut self, name: &str, issuer: &str) -> Value {
        let answer = self.rig.create(name, issuer).await;
        self.note("create", answer)
    }

    async fn import(&mut self, name: &str) {
        let answer = self.rig.import(name).await;
        self.note("import", answer);
    }

    async fn merge(&mut self, name: &str, x5c: Value) {
        let answer = self.rig.merge(name, x5c).await;
        self.note("merge", answer);
    }

    async fn manners(&mut self) {
        let bare = Request::builder().uri("/certificates?api-version=7.6").body(Body::empty());
        let answer = self.rig.raw(bare.unwrap()).await;
        self.note("without a token", answer);
        let broken = Request::builder()
            .method("POST")
            .uri(format!("/certificates/broken/create?{V}"))
            .header("authorization", "Bearer token")
            .body(Body::from("{"));
        let answer = self.rig.raw(broken.unwrap()).await;
        self.note("broken JSON", answer);
        let stale = Request::builder()
            .uri("/certificates/site/pending?api-version=1.0")
            .header("authorization", "Bearer token")
            .body(Body::empty());
        let answer = self.rig.raw(stale.unwrap()).await;
        self.note("unknown version", answer);
        self.create("bad_name", "Unknown").await;
        let policy = json!({ "key_props": { "kty": "EC" }, "x509_props": { "subject": "CN=a" } });
        self.ask("POST", "/certificates/lean/create", json!({ "policy": policy })).await;
    }

    async fn issuers(&mut self) {
        let path = "/certificates/issuers/ca";
        let credentials = json!({ "account_id": "me", "pwd": "hunter2" });
        let body = json!({ "provider": "Test", "credentials": credentials });
        self.ask("PUT", path, body).await;
        for method in ["GET", "DELETE", "GET"] {
            self.ask(method, path, json!(null)).await;
        }
        for (name, script) in [
            ("slow", "stall; cancel granted after 60000ms"),
            ("good", "issue after 60000ms"),
            ("poor", "fail after 60000ms"),
        ] {
            let body = json!({ "provider": "Script", "credentials": { "account_id": script } });
            self.ask("PUT", &format!("/certificates/issuers/{name}"), body).await;
        }
    }

    async fn cancelled(&mut self) {
        let (none, other) = (json!(null), json!({ "request_id": "other" }));
        let flag = json!({ "cancellation_requested": true });
        let first = self.create("one", "slow").await;
        for of in [&none, &first, &other] {
            self.look("one", of).await;
        }
        self.create("one", "slow").await;
        self.import("one").await;
        self.look("one", &none).await;
        self.merge("one", sign(&first)).await;
        self.look("one", &none).await;
        self.pending("PATCH", "one", &none, json!({})).await;
        self.pending("PATCH", "one", &other, flag.clone()).await;
        self.look("one", &none).await;
        self.pending("PATCH", "one", &first, flag.clone()).await;
        self.look("one", &none).await;
        self.rig.skip(60_000);
        self.look("one", &none).await;
        self.look("one", &first).await;
        self.pending("PATCH", "one", &none, flag).await;
        self.merge("one", sign(&first)).await;
        self.pending("DELETE", "one", &none, none.clone()).await;
    }

    async fn completed(&mut self) {
        let none = json!(null);
        let first = self.create("two", "good").await;
        self.rig.skip(60_000);
        for of in [&none, &first] {
            self.look("two", of).await;
        }
        self.ask("GET", "/certificates/two", none.clone()).await;
        let second = self.create("two", "good").await;
        self.look("two", &first).await;
        self.rig.skip(60_000);
        self.import("two").await;
        self.look("two", &second).await;
        self.look("two", &none).await;
        let third = self.create("two", "good").await;
        self.rig.skip(60_000);
        self.pending("DELETE", "two", &none, none.clone()).await;
        self.look("two", &none).await;
        self.look("two", &third).await;
        self.create("two", "good").await;
    }

    /// What follows upon each way to end: a cancellation, another create, a deletion.
    async fn every_end(&mut self) {
        let none = json!(null);
        let flag = json!({ "cancellation_requested": true });
        for (name, issuer) in [("five", "good"), ("six", "poor"), ("seven", "slow")] {
            for _ in ["first", "over it"] {
                self.create(name, issuer).await;
                if issuer == "slow" {
                    self.pending("PATCH", name, &none, flag.clone()).await;
                }
                self.rig.skip(60_000);
                self.pending("PATCH", name, &none, flag.clone()).await;
            }
            self.pending("DELETE", name, &none, none.clone()).await;
        }
        self.ended_and_imported(&none, &flag).await;
        self.create("eight", "slow").await;
        self.pending("PATCH", "eight", &none, flag).await;
        self.pending("DELETE", "eight", &none, none.clone()).await;
    }

    /// What follows upon each end: reads by either request_id, then an import.
    async fn ended_and_imported(&mut self, none: &Value, flag: &Value) {
        let other = json!({ "request_id": "other" });
        for (name, issuer) in
            [("nine", "good"), ("ten", "poor"), ("eleven", "slow"), ("twelve", "Unknown")]
        {
            let first = self.create(name, issuer).await;
            match issuer {
                "slow" => drop(self.pending("PATCH", name, none, flag.clone()).await),
                "Unknown" => self.merge(name, sign(&first)).await,
                _ => {}
            }
            self.rig.skip(60_000);
            for of in [none, &first, &other] {
                self.look(name, of).await;
            }
            self.import(name).await;
        }
    }

    async fn failed(&mut self) {
        let (none, other) = (json!(null), json!({ "request_id": "other" }));
        let first = self.create("three", "poor").await;
        self.rig.skip(60_000);
        for of in [&none, &first] {
            self.look("three", of).await;
        }
        self.merge("three", sign(&first)).await;
        self.look("three", &none).await;
        for of in [&other, &first, &none] {
            self.pending("DELETE", "three", of, none.clone()).await;
            self.look("three", &none).await;
        }
    }

    async fn by_hand(&mut self) {
        let none = json!(null);
        self.create("nobody", "").await;
        self.rig.skip(60_000);
        self.look("nobody", &none).await;
        let foreign = self.create("foreign", "Unknown").await;
        let first = self.create("four", "Unknown").await;
        for x5c in [json!(["dGVzdA=="]), sign(&foreign), sign(&first)] {
            self.merge("four", x5c).await;
            self.look("four", &none).await;
        }
        let alone = self.create("eleven", "Unknown").await;
        self.look("eleven", &alone).await;
        let x5c = json!([sign(&alone)[0]]);
        self.merge("eleven", x5c).await;
        self.ask("GET", "/certificates/four", none.clone()).await;
        let leaf = self.create("four", "Unknown").await;
        self.merge("four", json!([sign(&leaf)[0]])).await;
        self.create("four", "Unknown").await;
        self.pending("DELETE", "four", &none, none.clone()).await;
        self.create("four", "Unknown").await;
    }

    async fn never(&mut self) {
        let none = json!(null);
        self.look("never", &none).await;
        self.pending("PATCH", "never", &none, json!({ "cancellation_requested": true })).await;
        self.pending("DELETE", "never", &none, none.clone()).await;
        self.merge("never", json!(["dGVzdA=="])).await;
    }

    async fn around(&mut self) {
        self.lists_and_properties().await;
        self.deleted_and_recovered().await;
    }

    /// What stands around an operation: lists, versions, policy, properties, the request alone.
    async fn lists_and_properties(&mut self) {
        let none = json!(null);
        let said = json!({ "tags": { "a": "1" }, "attributes": { "enabled": false },
                           "preserveCertOrder": true });
        let sans = json!({ "uris": ["urn:a"], "ipAddresses": ["192.0.2.1"] });
        let policy = json!({ "key_props": { "kty": "EC" }, "issuer": { "name": "Unknown" },
                             "x509_props": { "subject": "CN=a", "sans": sans } });
        let mut body = said.clone();
        body["policy"] = policy;
        let first = self.ask("POST", "/certificates/around/create", body).await;
        for list in ["", "?includePending=true", "?maxresults=1", "?maxresults=1&$skiptoken=Zm91cg"]
        {
            self.ask("GET", &format!("/certificates{list}"), none.clone()).await;
        }
        let pkcs10 = Request::builder()
            .uri(format!("/certificates/around/pending?{V}"))
            .header("authorization", "Bearer token")
            .header("accept", "application/pkcs10")
            .body(Body::empty());
        let answer = self.rig.raw(pkcs10.unwrap()).await;
        self.note("the request alone", answer);
        self.ask("GET", "/certificates/around", none.clone()).await;
        let mut body = said;
        body["x5c"] = sign(&first);
        body["tags"] = json!({ "b": "2" });
        let merged = self.ask("POST", "/certificates/around/pending/merge", body).await;
        let second = self.create("around", "Unknown").await;
        self.merge("around", sign(&second)).await;
        self.ask("GET", "/certificates/around/versions", none.clone()).await;
        let version = text(&merged, "id");
        let version = version.rsplit('/').next().unwrap();
        self.ask("GET", &format!("/certificates/around/{version}"), none.clone()).await;
        let change = json!({ "attributes": { "enabled": true } });
        self.ask("PATCH", &format!("/certificates/around/{version}"), change).await;
        let change = json!({ "x509_props": { "validity_months": 6 } });
        self.ask("PATCH", "/certificates/around/policy", change).await;
        self.ask("GET", "/certificates/around/policy", none).await;
        let (key, pem) = pair();
        let body = json!({ "value": format!("{key}{pem}"), "tags": { "c": "3" } });
        self.ask("POST", "/certificates/brought/import", body).await;
    }

    async fn deleted_and_recovered(&mut self) {
        let none = json!(null);
        self.create("gone", "Unknown").await;
        for name in ["around", "gone"] {
            let (path, deleted) =
                (format!("/certificates/{name}"), format!("/deletedcertificates/{name}"));
            self.ask("DELETE", &path, none.clone()).await;
            self.ask("GET", &path, none.clone()).await;
            self.ask("GET", &deleted, none.clone()).await;
            self.create(name, "Unknown").await;
        }
        self.ask("POST", "/deletedcertificates/around/recover", none.clone()).await;
        self.ask("GET", "/certificates/around/versions", none.clone()).await;
        self.ask("DELETE", "/deletedcertificates/gone", none).await;
        self.create("gone", "Unknown").await;
    }
}
