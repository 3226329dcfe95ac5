//! Whose pipeline a repository has, told by what lies at its root.

use std::path::Path;

use crate::cli::args::Ci;
use crate::yaml;

/// Files and folders at the root that only one of them has.
const SIGNS: [(&str, Ci); 3] = [
    (".github", Ci::Github),
    (".gitlab-ci.yml", Ci::Gitlab),
    ("azure-pipelines.yml", Ci::AzureDevops),
];

/// Parts of the URL of a remote.
const HOSTS: [(&str, Ci); 4] = [
    ("github.com", Ci::Github),
    ("gitlab", Ci::Gitlab),
    ("dev.azure.com", Ci::AzureDevops),
    ("visualstudio.com", Ci::AzureDevops),
];

/// A configuration larger than this is not read, in bytes.
const MAX_FILE: u64 = 1024 * 1024;

/// What the root tells.
pub fn of(root: &Path) -> Ci {
    if let Some((_, ci)) = SIGNS.iter().find(|(sign, _)| root.join(sign).exists()) {
        return *ci;
    }
    let config = yaml::text_of(&root.join(".git/config"), MAX_FILE).unwrap_or_default();
    let mut urls = config.lines().filter(|line| line.trim_start().starts_with("url ="));
    urls.find_map(of_host).unwrap_or(Ci::None)
}

fn of_host(url: &str) -> Option<Ci> {
    HOSTS.iter().find(|(host, _)| url.contains(host)).map(|(_, ci)| *ci)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_at_the_root_tell_and_else_the_remote() {
        let told = |files: &[(&str, &str)]| {
            let root = tempfile::tempdir().unwrap();
            for (file, text) in files {
                let path = root.path().join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
            }
            of(root.path())
        };
        let remote =
            |url: &str| format!("[core]\n\tbare = false\n[remote \"origin\"]\n\turl = {url}\n");
        assert_eq!(told(&[]), Ci::None);
        assert_eq!(told(&[(".github/dependabot.yml", "")]), Ci::Github);
        assert_eq!(told(&[(".gitlab-ci.yml", "")]), Ci::Gitlab);
        assert_eq!(told(&[(".git/config", &remote("git@github.com:a/b.git"))]), Ci::Github);
        assert_eq!(told(&[(".git/config", &remote("https://gitlab.example/a"))]), Ci::Gitlab);
        assert_eq!(told(&[(".git/config", &remote("https://dev.azure.com/a/b"))]), Ci::AzureDevops);
        assert_eq!(told(&[(".git/config", "[core]\n\tgithub.com = 1\n")]), Ci::None);
    }
}
