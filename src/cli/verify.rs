//! `kvcontract verify`: recorded traffic held to the rules. Sends nothing.

use std::path::Path;

use super::args::{Contract, VerifyArgs};
use super::failure::{Exit, Failure};
use super::outputs::Outputs;
use super::{last_run, setup, suite};
use crate::report::sanitize::one_line;
use crate::target::named::{self, NamedTarget};
use crate::target::profile::Contract as HeldTo;
use crate::verdict::ContractMode;
use crate::verify::{Verification, source};

/// Characters of a path that is told.
const PATH: usize = 1000;

/// Judges the files, one after another.
pub fn verify(args: &VerifyArgs) -> Result<Exit, Failure> {
    let stdin = args.files.iter().filter(|path| path.as_path() == Path::new("-"));
    if stdin.count() > 1 {
        return Err(Failure::Usage("stdin can be read only once: `-` is given twice".to_owned()));
    }
    let suite = suite::load(&args.suite)?;
    let mut target = args.target.as_deref().map(named::find).transpose()?;
    if let Some(found) = &mut target {
        setup::fit(found, &suite);
    }
    let declared = match &target {
        Some(found) => setup::deviations(found, &suite)?,
        None => Vec::new(),
    };
    let outputs = Outputs::open(&args.reports, false)?;
    let mut verification =
        Verification::new(&suite, mode(args.contract, target.as_ref())).with_gaps(args.gaps);
    for path in &args.files {
        let file = one_line(&path.display().to_string(), PATH);
        let wrong = |cause: String| Failure::Traffic { file: file.clone(), cause };
        let input = source::open(path).map_err(|error| wrong(error.to_string()))?;
        verification.judge(&file, input).map_err(|error| wrong(error.to_string()))?;
    }
    let mut verified = verification.finish(&declared);
    verified.result.arguments = args.same_traffic();
    last_run::keep(&verified.result, &verified.redactor);
    outputs.write(&verified.result, &verified.redactor)
}

/// What the traffic is held to: as the command line says, or else the target file.
fn mode(asked: Option<Contract>, target: Option<&NamedTarget>) -> ContractMode {
    match (asked, target.map(|found| &found.profile.contract)) {
        (Some(Contract::Documented), _) | (None, None | Some(HeldTo::Documented)) => {
            ContractMode::Documented
        }
        (Some(Contract::Observed), _) | (None, Some(HeldTo::Observed)) => ContractMode::Observed,
        (Some(Contract::Either), _) | (None, Some(HeldTo::Either)) => ContractMode::Either,
    }
}
