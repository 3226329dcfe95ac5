//! `kvcontract report`: saved results rendered again, shards of one run put together. Sends
//! nothing.

use super::args::ReportArgs;
use super::failure::{Exit, Failure};
use super::outputs::Outputs;
use crate::report::{merge, saved};
use crate::secrets::redact::Redactor;

/// Renders the results.
pub fn report(args: &ReportArgs) -> Result<Exit, Failure> {
    let shards = args.results.iter().map(|path| saved::read(path));
    let result = merge::merge(shards.collect::<Result<Vec<_>, _>>()?)?;
    let outputs = Outputs::open(&args.reports, false)?;
    // The secrets of a past run are not known any more; a private key is one by its form.
    outputs.write(&result, &Redactor::new([]))
}
