//! Results side by side.

use crate::support::kvcontract;

#[test]
fn results_become_columns_and_differences_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (one, other) = (path("one.json"), path("other.json"));
    kvcontract(&["run", "merge/", "--json", &one]).exits(0);
    kvcontract(&["run", "merge/", "--fault", "x5t-sha256", "--json", &other]).exits(1);
    let done = kvcontract(&["matrix", &one, &other]).exits(0);
    done.says("| `merge.cer` | kept | **broken** |").says("| `merge.created` | kept | kept |");
    let (html, markdown) = (path("m.html"), path("m.md"));
    kvcontract(&["matrix", &one, &other, "--html", &html, "--markdown", &markdown]).exits(0);
    let page = std::fs::read_to_string(html).unwrap();
    assert!(page.contains("merge.cer") && page.contains("class=\"broken\""), "{page}");
    assert!(std::fs::read_to_string(markdown).unwrap().contains("merge.cer"));
    kvcontract(&["matrix", &path("nosuch.json")]).exits(2).complains("nosuch.json");
}
