//! Rebuilds the crate when an embedded file is added: the compiler sees only changed ones.

fn main() {
    for folder in ["scenarios", "schemas", "targets"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
