//! `url`: path and named parameters, whoever the host is.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use url::Url;

use crate::template::{self, TemplateError, Variables};
use crate::verdict::finding::Reason;

use super::argument::{fields, mapping, string, text};
use super::kind::{Judged, Kind, Matcher, Miss, NoMatcher, Reader};
use super::reason::{self, about};
use super::shorten;

#[derive(Debug)]
struct UrlMatcher {
    path: String,
    query: Vec<(String, Matcher)>,
}

/// Reads the path and the parameters.
pub(super) fn read(argument: &Value, reader: &Reader) -> Result<Matcher, NoMatcher> {
    let given = fields("url", argument, &["path", "query"])?;
    let path = given.get("path").ok_or_else(|| NoMatcher::because("`url` needs `path`"))?;
    let mut query = Vec::new();
    if let Some(given) = given.get("query") {
        let given = given.as_object();
        let given = given.ok_or_else(|| NoMatcher::because("`query` takes a mapping"))?;
        for (name, matcher) in given {
            query.push((name.clone(), reader.matcher(matcher)?));
        }
    }
    Ok(Matcher::of(UrlMatcher { path: text("path", path)?, query }))
}

impl Kind for UrlMatcher {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        let query =
            self.query.iter().map(|(name, inner)| Ok((name.clone(), inner.fill(variables)?)));
        Ok(Matcher::of(UrlMatcher {
            path: template::fill_text(&self.path, variables)?,
            query: query.collect::<Result<_, TemplateError>>()?,
        }))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let text = string(value)?;
        let url = Url::parse(text)
            .map_err(|error| about("no-url", [("why", error.to_string().into())]))?;
        if names_someone(text, &url) {
            return Err(about("user", []).into());
        }
        if !is_same_path(url.path(), &self.path) {
            let path = shorten::text(url.path());
            return Err(about("other-path", [("path", path.into())]).into());
        }
        for (name, matcher) in &self.query {
            let given = url.query_pairs().find(|(n, _)| n == name);
            let given = given.map(|(_, value)| matcher.read(&value));
            if matcher.judge(given.as_ref()).is_err() {
                return Err(parameter(name, given.as_ref()));
            }
        }
        Ok(None)
    }

    fn describe(&self) -> String {
        let mut words = format!("a URL with path {}", shorten::text(&self.path));
        for (name, inner) in &self.query {
            words.push_str(&format!(", parameter {name}: {}", inner.describe()));
        }
        words
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        match reason.code.as_str() {
            "no-url" => Some(format!("no URL: {}", reason::text(reason, "why"))),
            "user" => Some("a name or a password stands before its host".to_owned()),
            "other-path" => {
                let path = reason::text(reason, "path");
                Some(format!("path {path}, not {}", shorten::text(&self.path)))
            }
            "other-parameter" => {
                let name = reason::text(reason, "name");
                let (_, wanted) = self.query.iter().find(|(known, _)| known == name)?;
                let got = reason.about.get("got").map(|_| shorten::told(reason, "got"));
                let got = got.unwrap_or_else(|| "missing".to_owned());
                Some(format!("parameter {name} is {got}, not {}", wanted.describe()))
            }
            _ => None,
        }
    }

    fn written(&self) -> Value {
        let mut fields = Map::from_iter([("path".to_owned(), self.path.clone().into())]);
        if !self.query.is_empty() {
            let query = self.query.iter().map(|(name, m)| (name.clone(), m.written())).collect();
            fields.insert("query".to_owned(), Value::Object(query));
        }
        mapping("url", fields)
    }
}

fn parameter(name: &str, given: Option<&Value>) -> Miss {
    let name = ("name", name.into());
    match given {
        Some(value) => about("other-parameter", [name, ("got", shorten::kept(value))]).into(),
        None => about("other-parameter", [name]).into(),
    }
}

/// Whether a user or a password stands in it, empty ones too: `https://vault@elsewhere/` leads
/// elsewhere, and looks as if it led to the vault.
fn names_someone(text: &str, url: &Url) -> bool {
    let authority = text.split_once(':').map_or("", |(_, rest)| rest);
    let authority = authority.trim_start_matches(['/', '\\']);
    let authority = authority.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    !url.username().is_empty() || url.password().is_some() || authority.contains('@')
}

/// Whether the decoded segments are the same: an encoded slash is not a separator.
fn is_same_path(one: &str, other: &str) -> bool {
    let mut pairs = one.split('/').zip(other.split('/'));
    one.split('/').count() == other.split('/').count()
        && pairs.all(|(a, b)| percent_decode_str(a).eq(percent_decode_str(b)))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use serde_json::json;

    fn judged(wanted: Value, text: &str) -> Result<(), String> {
        let matcher = parse(&json!({ "url": wanted })).unwrap();
        let explained = |miss: Miss| miss.reason.map(|r| matcher.explain(&r)).unwrap_or_default();
        matcher.judge(Some(&json!(text))).map(|_| ()).map_err(explained)
    }

    #[test]
    fn path_and_named_parameters_count_and_nothing_else() {
        let wanted = || json!({"path": "/certificates/a b", "query": {"api-version": 7.4}});
        assert_eq!(judged(wanted(), "https://h:9/certificates/a%20b?x=1&api-version=7.4"), Ok(()));
        assert_eq!(judged(wanted(), "http://other/certificates/%61%20b?api-version=7.4#f"), Ok(()));
        assert_eq!(
            judged(wanted(), "https://h/certificates/A%20b"),
            Err("path /certificates/A%20b, not /certificates/a b".into())
        );
        assert_eq!(
            judged(wanted(), "https://h/certificates/a%20b"),
            Err("parameter api-version is missing, not 7.4".into())
        );
        assert_eq!(
            judged(wanted(), "https://h/certificates/a%20b?api-version=x"),
            Err(r#"parameter api-version is "x", not 7.4"#.into())
        );
        let absent = json!({"path": "/", "query": {"request_id": {"present": false}}});
        assert_eq!(judged(absent.clone(), "https://h"), Ok(()));
        assert!(judged(absent, "https://h/?request_id=1").is_err());
    }

    #[test]
    fn a_url_with_a_user_in_it_is_not_taken() {
        let wanted = || json!({"path": "/a"});
        for text in [
            "https://vault.example@evil.example/a",
            "https://u:p@vault.example/a",
            "https://@vault.example/a",
            "https:/\\:@vault.example\\a",
        ] {
            let said = judged(wanted(), text).unwrap_err();
            assert_eq!(said, "a name or a password stands before its host", "{text}");
        }
        assert_eq!(judged(json!({"path": "/a@b"}), "https://vault.example/a@b?c=d@e"), Ok(()));
    }

    #[test]
    fn an_encoded_slash_is_no_separator_and_no_url_is_told() {
        assert!(judged(json!({"path": "/a/b"}), "https://h/a%2Fb").is_err());
        assert!(judged(json!({"path": "/a%"}), "https://h/a%").is_ok());
        let said = judged(json!({"path": "/"}), "/relative").unwrap_err();
        assert!(said.starts_with("no URL: "), "{said}");
    }
}
