//! The suite as a test target, as users of the library have it: against the reference vault.

fn main() -> std::process::ExitCode {
    kvcontract::cli::harness(["--target", "reference"])
}
