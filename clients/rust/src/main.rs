//! Journeys of Azure's Rust SDK through the vault: what applications do, in their words.
//!
//! In: a file that the vault logs to, for `kvcontract verify`. Out: the steps that failed, and the
//! count of all.

mod asked;
mod journeys;
mod site;
mod steps;

use std::fs::File;
use std::process::ExitCode;

use site::Site;
use steps::{Steps, Wrong};

#[tokio::main]
async fn main() -> ExitCode {
    match walk().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(wrong) => {
            println!("FAILED: {wrong}");
            ExitCode::FAILURE
        }
    }
}

async fn walk() -> Result<bool, Wrong> {
    let log = std::env::args_os().nth(1).ok_or("the one argument is the vault's log file")?;
    // The vault needs no provider of the process; reqwest does.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let site = Site::open(File::create(log)?).await?;
    let mut steps = Steps::default();
    journeys::all(&site, &mut steps).await?;
    site.close().await;
    Ok(steps.finish())
}
