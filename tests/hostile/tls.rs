//! Names in the certificate of a server, which the TLS library repeats when none of them fits.

use rcgen::{CertificateParams, DnType, KeyPair};

use crate::ended::Ended;
use crate::endpoint::{Endpoint, Said};
use crate::row::{TOKEN, watched};
use crate::support::command;

/// Names as a certificate can hold them: ASCII, of any kind.
const NAMES: [&str; 7] = [
    "::error::pwned",
    "a\n::stop-commands::pwned\nb",
    "\r::set-output name=a::pwned",
    "##[error]pwned",
    "##vso[task.setvariable variable=a]pwned",
    "##teamcity[message text='pwned']",
    "\u{1b}[31m\u{1b}]0;pwned\u{7}\0",
];

fn ended(arguments: &[&str]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let mut command = command(arguments);
    watched(command.env("KVC_TOKEN", TOKEN).env("COLUMNS", "60"), folder.path())
}

#[test]
fn no_name_in_a_certificate_acts_wherever_it_is_told() {
    let mut wrong = Vec::new();
    for name in NAMES {
        for beside in [false, true] {
            let key = KeyPair::generate().unwrap();
            let mut names = vec![name.to_owned()];
            names.extend(beside.then(|| "other.example".to_owned()));
            let mut certificate = CertificateParams::new(names).unwrap();
            certificate.distinguished_name.push(DnType::CommonName, name);
            let certificate = certificate.self_signed(&key).unwrap();
            let endpoint = Endpoint::tls_as(&certificate, &key, |_, _| Said::json(200, "{}"));
            let ca = endpoint.ca();
            let trusted = ["--target", &endpoint.url, "--ca", ca.to_str().unwrap()];
            for words in [&["run", "second-create"][..], &["doctor"], &["sweep"]] {
                let ended = ended(&[words, &trusted, &["--token-env", "KVC_TOKEN"]].concat());
                let found =
                    ended.wrong(&[], &[3], "certificate", std::time::Duration::from_secs(20));
                if !found.is_empty() {
                    wrong.push(format!("{name:?}, {words:?}: {found:?}\n{}", ended.told()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
