//! Names that belong to one run: every object in a target carries them, so that runs do not
//! meet and leftovers can be recognised, with their age.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::keyvault::kind::is_unreserved;
use crate::keyvault::route::OF_A_RUN;
use crate::random;

/// The longest common name that X.509 allows, for a case asks for `CN={{name}}`; the service
/// itself takes 127.
const MAX_NAME: usize = 64;

/// The longest name that is taken for one of ours.
const MOST: usize = 512;

/// The id of a run: when it began (hex seconds since 1970) and some randomness.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunId(String);

impl RunId {
    /// The id of a run that began `seconds` after 1970.
    pub fn new(seconds: u64) -> RunId {
        RunId(format!("{seconds:08x}{}", random::hex(3)))
    }

    /// The id of a run that begins now.
    pub fn now() -> RunId {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        RunId::new(now.as_secs())
    }

    /// The run that gave an object its name; none where no run did. Such a name may stand in a
    /// path as it is.
    pub fn of(name: &str) -> Option<RunId> {
        let (id, _) = name.strip_prefix(OF_A_RUN)?.split_once('-')?;
        // One that would lead elsewhere when a server takes it apart is never sent back.
        let whole = percent_encoding::percent_decode_str(name)
            .all(|b| b >= b' ' && b != 0x7f && !b"/\\%?#".contains(&b));
        let ours = id.len() == 14 && id.bytes().all(is_hex) && whole;
        (ours && name.len() <= MOST && name.bytes().all(is_plain)).then(|| RunId(id.to_owned()))
    }

    /// When the run began, in seconds since 1970.
    pub fn began(&self) -> u64 {
        self.0.get(..8).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or_default()
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name that a case uses for its certificate or issuer.
    pub fn case(&self, index: usize, id: &str) -> String {
        let claim = id.rsplit('/').next().unwrap_or(id);
        self.name(&format!("{index:03}-{claim}"))
    }

    /// A name for something of the run as a whole.
    pub fn name(&self, what: &str) -> String {
        let name = format!("{OF_A_RUN}{}-{what}", self.0);
        let mut name = name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        name.truncate(MAX_NAME);
        name
    }
}

fn is_hex(b: u8) -> bool {
    b.is_ascii_digit() || (b'a'..=b'f').contains(&b)
}

fn is_plain(b: u8) -> bool {
    is_unreserved(b) || b == b'%'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_the_service_alphabet_and_not_too_long() {
        let run = RunId::new(1_700_000_000);
        let name = run.case(7, &format!("conflict/a_b.{}", "c".repeat(300)));
        assert!(name.starts_with("kvc-6553f100"), "{name}");
        assert!(name.len() <= 64 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
        assert_ne!(run, RunId::new(1_700_000_000));
    }

    #[test]
    fn a_name_tells_its_run_and_its_age() {
        let run = RunId::new(1_700_000_000);
        assert_eq!(RunId::of(&run.name("a")), Some(run.clone()));
        assert_eq!(RunId::of(&format!("{}_b", run.case(1, "c/d"))), Some(run.clone()));
        assert_eq!(run.began(), 1_700_000_000);
        for other in [
            "kvc-site",
            "kvc-6553f100-site",
            "kvc-6553f100ABCDEF-site",
            "my-kvc-6553f100abcdef-site",
            "kvc-6553f100abcdef",
            "kvc-6553f100abcdef-a/b",
            "kvc-6553f100abcdef-a?b",
            "kvc-6553f100abcdef-a%2F..%2Fprecious",
            "kvc-6553f100abcdef-a%2f..%2fprecious",
            "kvc-6553f100abcdef-a%5C..%5Cprecious",
            "kvc-6553f100abcdef-a%252F..%252Fprecious",
            "kvc-6553f100abcdef-a%00",
            "kvc-6553f100abcdef-a%",
        ] {
            assert_eq!(RunId::of(other), None, "{other}");
        }
    }
}
