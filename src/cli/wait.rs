//! `run --wait`: until the target answers at all, whatever it answers.

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use super::failure::Failure;
use super::terminal;
use crate::http::client::Client;
use crate::http::exchange::Call;
use crate::target::Target;

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(500);

/// Asks for the list of certificates, without a credential, until an answer comes.
pub fn until_it_answers(
    runtime: &Runtime,
    target: &Target,
    limit: Duration,
) -> Result<(), Failure> {
    let client = Client::new(target, None).map_err(|e| Failure::Usage(e.to_string()))?;
    let call = Call::new("GET", "/certificates", &target.profile.api_version);
    let began = Instant::now();
    let mut told = false;
    loop {
        let exchange = runtime.block_on(client.send(&call, None));
        let Err(error) = exchange.answer else { return Ok(()) };
        if began.elapsed() + PAUSE > limit {
            let waited = format!("no answer within {limit:?}: {error}");
            return Err(Failure::NotAnswering(waited));
        }
        if !told {
            terminal::note(&format!("waiting up to {limit:?} for {}", target.base));
            told = true;
        }
        std::thread::sleep(PAUSE);
    }
}
