//! Which profile is meant: a name of ours, a file of the user's, or a bare URL.

use std::collections::HashMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use serde_json::Value;

use super::api_version::is_plain;
use super::base_url::url;
use super::profile::Profile;
use super::{beside, host};
use crate::yaml::{self, Flaws, Mistake, did_you_mean};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/targets");

/// A target file larger than this is refused, in bytes.
const MAX_FILE: u64 = 1024 * 1024;

/// Keys below which a file speaks to people, where `${NAME}` in quotes is nothing to be filled in.
const PROSE: [&str; 5] = ["description", "version", "lacks", "deviations", "untested"];

/// A target file's text and where it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetFile {
    /// The target's name.
    pub name: String,
    /// The file as the user knows it.
    pub shown: String,
    /// Its text.
    pub text: String,
}

/// The target files of the binary, sorted by name.
pub fn embedded() -> Vec<TargetFile> {
    let mut files: Vec<TargetFile> = EMBEDDED
        .files()
        .filter_map(|file| {
            let name = file.path().to_str()?.strip_suffix(".yaml")?.to_owned();
            let shown = format!("targets/{name}.yaml");
            Some(TargetFile { name, shown, text: file.contents_utf8()?.to_owned() })
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// A target that was found.
#[derive(Debug, Clone)]
pub struct NamedTarget {
    /// Its name: of the file, or the URL.
    pub name: String,
    /// Where mistakes in it are to be looked for.
    pub shown: String,
    /// Its file, where it is the user's.
    pub path: Option<String>,
    /// What it says.
    pub profile: Profile,
}

/// Finds the target that a word of the command line names: with `://` a URL, with a path
/// separator or the ending of YAML or JSON a file, else one of ours.
pub fn find(word: &str) -> Result<NamedTarget, Mistake> {
    if word.contains("://") {
        let (name, shown) = (word.to_owned(), "--target".to_owned());
        return Ok(NamedTarget { name, shown, path: None, profile: bare(word)? });
    }
    let file = if is_path(word) {
        read(word)?
    } else {
        let files = embedded();
        let names: Vec<&str> = files.iter().map(|f| f.name.as_str()).collect();
        let hint = address(word).or_else(|| did_you_mean(word, names.iter().copied()));
        let found = files.iter().find(|f| f.name == word).cloned();
        found.ok_or_else(|| Mistake::whole(word, "there is no target of that name").hint(hint))?
    };
    if is_path(word) {
        return at(file, word);
    }
    let profile = parse(&file)?;
    Ok(NamedTarget { name: file.name, shown: file.shown, path: None, profile })
}

/// The target of a file with that text, as if it stood at that path.
pub fn at(file: TargetFile, path: &str) -> Result<NamedTarget, Mistake> {
    let mut profile = parse(&file)?;
    beside::resolve(&mut profile, path);
    Ok(NamedTarget { name: file.name, shown: file.shown, path: Some(path.to_owned()), profile })
}

/// Parses a target file; `${NAME}` in a value is that environment variable.
pub fn parse(file: &TargetFile) -> Result<Profile, Mistake> {
    parse_with(file, variables())
}

fn variables() -> HashMap<String, String> {
    let variables = std::env::vars_os();
    let readable =
        variables.filter_map(|(n, v)| Some((n.into_string().ok()?, v.into_string().ok()?)));
    readable.collect()
}

/// A target file that is looked through for mistakes, all of them.
pub struct Looked {
    /// What it says, as far as that can be read: for finding more mistakes.
    pub profile: Option<Profile>,
    /// What is wrong with its shape.
    pub flaws: Flaws,
    /// What is wrong with its meaning, as far as it alone tells.
    pub mistakes: Vec<Mistake>,
}

/// Looks through a target file of the user's.
pub fn look(file: &TargetFile) -> Looked {
    match parse(file) {
        Ok(profile) => {
            Looked { profile: Some(profile), flaws: Flaws::default(), mistakes: Vec::new() }
        }
        Err(first) => {
            let (profile, flaws) = yaml::read_with(&file.shown, &file.text, variables(), first);
            let mistakes = profile.as_ref().map(|profile| mistakes(profile, file));
            Looked { profile, flaws, mistakes: mistakes.unwrap_or_default() }
        }
    }
}

/// The same where it does not matter what the variables hold: in one that is not set stands
/// the word `unset`.
pub fn parse_anywhere(file: &TargetFile) -> Result<Profile, Mistake> {
    let rests = file.text.split("${").skip(1);
    let named = rests.filter_map(|rest| rest.split(['}', ':', '-', '?', '+']).next());
    parse_with(file, named.map(|name| (name.to_owned(), "unset".to_owned())).collect())
}

fn parse_with(file: &TargetFile, variables: HashMap<String, String>) -> Result<Profile, Mistake> {
    let profile: Profile = yaml::parse_with(&file.shown, &file.text, variables, &PROSE)?;
    match mistakes(&profile, file).into_iter().next() {
        Some(first) => Err(first),
        None => Ok(profile),
    }
}

/// What is wrong with a file that can be read.
fn mistakes(profile: &Profile, file: &TargetFile) -> Vec<Mistake> {
    let mut found = Vec::new();
    if !profile.is_embedded()
        && let Err(message) = url(&profile.url.value)
    {
        found.push(Mistake::at(&file.shown, yaml::place(&profile.url), message));
    }
    if let Some(host) = &profile.host
        && let Err(message) = host::check(&host.value)
    {
        found.push(Mistake::at(&file.shown, yaml::place(host), message));
    }
    found.extend(profile.auth.check(&file.shown, &profile.url.value).err());
    found
}

/// What to write for a host with a port, or a name with dots: such words are meant as URLs.
fn address(word: &str) -> Option<String> {
    let (host, port) = word.split_once(':').unwrap_or((word, ""));
    let names_host = !host.is_empty() && host.chars().all(is_plain);
    let is_meant = names_host
        && match port {
            "" => host.contains('.') || host == "localhost",
            port => port.parse::<u16>().is_ok(),
        };
    is_meant.then(|| format!("a URL begins with https:// or http://, as https://{word}"))
}

/// Whether a word is taken for the path of a file.
pub fn is_path(word: &str) -> bool {
    // A file in JSON is one in YAML, too.
    let endings = [".yaml", ".yml", ".json"];
    word.contains(['/', '\\']) || endings.iter().any(|ending| word.ends_with(ending))
}

/// Reads a target file of the user's.
pub fn read(path: &str) -> Result<TargetFile, Mistake> {
    let read = yaml::text_of(Path::new(path), MAX_FILE);
    let text = read.map_err(|why| Mistake::whole(path, why))?;
    Ok(TargetFile { name: stem(path), shown: path.to_owned(), text })
}

/// The name of the target that a file of that path describes.
pub fn stem(path: &str) -> String {
    Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// What is known of a bare URL: nothing but that a vault has the issuer "Self".
fn bare(word: &str) -> Result<Profile, Mistake> {
    url(word).map_err(|message| Mistake::whole("--target", message))?;
    yaml::parse("--target", &text_of(word))
}

/// The text of a target file that says of a URL what is known of any.
pub fn text_of(url: &str) -> String {
    format!("url: {}\nissuers:\n  issuing: {{ name: Self }}\n", Value::from(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_target_parses() {
        let files = embedded();
        assert!(files.iter().any(|f| f.name == "reference"));
        for file in files {
            parse_anywhere(&file).unwrap_or_else(|mistake| panic!("{mistake}"));
        }
    }

    fn file(text: &str) -> TargetFile {
        TargetFile { name: "t".to_owned(), shown: "t.yaml".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn an_api_version_is_letters_digits_dots_and_dashes() {
        for wrong in ["\"\"", "\"7.4&x=1\"", "\"7.4,7.5\""] {
            let text = format!("url: https://v\napi_version: {wrong}\n");
            let said = parse(&file(&text)).unwrap_err().to_string();
            assert!(said.starts_with("t.yaml:2:14: `api_version` is"), "{said}");
        }
        let preview = file("url: https://v\napi_version: 2026-03-01-preview\n");
        assert_eq!(parse(&preview).unwrap().api_version, "2026-03-01-preview");
    }

    #[test]
    fn variables_stand_in_values_only() {
        let variables = || HashMap::from([("HOST".to_owned(), "kv.example".to_owned())]);
        let said = |text: &str| parse_with(&file(text), variables());
        let text = "url: https://${HOST}:8443\ndescription: $${HOST}\nversion: \"${HOST}\"\n";
        let profile = said(text).unwrap();
        assert_eq!(profile.url.value, "https://kv.example:8443");
        assert_eq!(profile.description, "${HOST}");
        assert_eq!(profile.version.as_deref(), Some("${HOST}"), "quoted is literal");
        let missing = said("url: https://a\ndescription: of ${NOSUCH}\n").unwrap_err().to_string();
        assert_eq!(missing, "t.yaml:2:14: the environment variable NOSUCH is not set");
        let text = "url: https://a\ndescription: ${NOSUCH:-nothing}\n";
        assert_eq!(said(text).unwrap().description, "nothing");
        let key = said("url: https://a\nlacks:\n  ${HOST}: x\n").unwrap();
        assert_eq!(key.lacks.keys().next().map(String::as_str), Some("${HOST}"));
        let wrong = said("url: https://${a b}\n").unwrap_err().to_string();
        assert!(wrong.contains("$${NAME}"), "{wrong}");
    }

    #[test]
    fn a_url_is_taken_as_it_is_and_nothing_but_http() {
        let found = find("https://127.0.0.1:8443").unwrap();
        assert_eq!(found.name, "https://127.0.0.1:8443");
        assert_eq!(found.profile.api_version, "7.4");
        for wrong in ["ftp://x/", "https://u:p@x/", "https://x/?a=b", "http://"] {
            assert!(find(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_address_without_a_scheme_is_told_as_that() {
        for word in
            ["127.0.0.1:8443", "localhost:8443", "localhost", "v.vault.azure.net", "vault:1"]
        {
            let hint = find(word).unwrap_err().hint.unwrap();
            assert!(hint.ends_with(&format!("https://{word}")), "{hint}");
        }
        assert!(find("vault:x").unwrap_err().hint.unwrap().starts_with("known: "));
    }

    #[test]
    fn sections_with_nothing_under_them_are_as_if_not_there() {
        let keys = ["tls", "timeouts", "issuers", "has", "lacks", "deviations", "policy", "auth"];
        for key in keys.into_iter().chain(["description"]) {
            let text = format!("url: https://a\n{key}:\n  # nothing yet\n");
            let profile = parse(&file(&text)).unwrap_or_else(|mistake| panic!("{mistake}"));
            let without = parse(&file("url: https://a\n")).unwrap();
            assert_eq!(format!("{profile:?}"), format!("{without:?}"), "{key}");
        }
    }

    #[test]
    fn a_variable_that_is_not_filled_in_is_told_with_its_place() {
        let text = "url: https://a\nissuers: { issuing: { name: \"${HOST}\" } }\n";
        let said = parse(&file(text)).unwrap_err();
        assert_eq!((said.line, said.column), (2, 30));
        assert!(said.message.contains("in quotes is not filled in"), "{said}");
        let text = text.replace('"', "");
        let hint = parse(&file(&text)).unwrap_err().hint.unwrap();
        assert!(hint.contains("a line of its own"), "{hint}");
    }

    #[test]
    fn an_unknown_name_suggests_a_near_one() {
        let mistake = find("referense").unwrap_err();
        assert_eq!(mistake.hint.as_deref(), Some("did you mean \"reference\"?"));
    }
}
