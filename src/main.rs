//! The shell: one crypto provider for all, arguments, exit code.

use std::process::ExitCode;

use kvcontract::cli;
use mimalloc::MiMalloc;

/// For what is read by one thread and dropped by another: recorded traffic, answers.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    // A second provider anywhere in the tree would make every handshake panic.
    let installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
    debug_assert!(installed.is_ok(), "nothing else installs a provider");
    cli::main(cli::args::parse()).into()
}
