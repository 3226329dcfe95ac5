//! `kvcontract show`: one thing of a run told whole. Sends nothing.

use super::args::ShowArgs;
use super::failure::{Exit, Failure};
use super::{last_run, terminal};
use crate::report::{saved, text};
use crate::yaml::did_you_mean;

/// Tells it.
pub fn show(args: &ShowArgs) -> Result<Exit, Failure> {
    let path = match &args.from {
        Some(path) => path.clone(),
        None => last_run::path()?,
    };
    if args.from.is_none() && !path.exists() {
        let advice = "run first, or name a result with --from RESULT.json";
        return Err(Failure::Usage(format!("no run was noted on this machine; {advice}")));
    }
    let run = saved::read(&path)?;
    let what = args.what.as_deref();
    let Some(told) = text::show(&run, what) else {
        let what = what.unwrap_or_default();
        let names = text::names(&run);
        let hint = did_you_mean(what, names.iter().map(String::as_str));
        let hint = hint.unwrap_or_else(|| "`kvcontract show` lists the causes".to_owned());
        let told = format!("nothing in that run is named `{what}`; {hint}");
        return Err(Failure::Usage(told));
    };
    let told = terminal::out(told.painted().trim_end());
    Ok(Exit::of_telling(told))
}
