//! `kvcontract doctor`: what a run against a target would meet, in plain words, before it; and what
//! was learnt of the target, as a target file.

mod document;
mod draft;
mod outlook;
mod permissions;
mod text;
mod write;

use draft::Draft;
pub use draft::headed;

use super::args::{DoctorArgs, Listing};
use super::failure::{Exit, Failure};
use super::runtime::runtime;
use super::stop::Signals;
use super::{clean_up, journal, setup, suite, terminal};
use crate::plan::{Decision, Filter, plan};
use crate::run::{Depth, Run, Setup};
use crate::target::open;

/// Looks at a target and tells; writes what it learnt where that was asked for.
pub fn doctor(args: &DoctorArgs) -> Result<Exit, Failure> {
    look(args, None)
}

/// The same; a file that is made new begins by naming the schema that lies beside it there.
pub fn look(args: &DoctorArgs, schema: Option<&str>) -> Result<Exit, Failure> {
    let mut found = setup::target(&args.target)?;
    let suite = suite::own(&args.suite)?;
    if args.write.is_some() && !suite.is_of_certificates() {
        let why = "--write learns what a target wants of certificates, and this suite has none";
        return Err(Failure::Usage(why.to_owned()));
    }
    let runtime = runtime()?;
    let mut draft = None;
    if let Some(path) = &args.write {
        let mut learnt = Draft::of(&args.target, &found, path, schema)?;
        write::learn(&runtime, args, &suite, &mut learnt)?;
        found = learnt.found()?;
        draft = Some(learnt);
    }
    let known = setup::capabilities(&found)?;
    let target = runtime.block_on(open::open(found.name, found.profile, Vec::new()))?;
    let bearer = setup::bearer(&runtime, &target)?;
    let journals = journal::of(&target, args.target.connection.journal.as_deref())?;
    let plan = plan(&suite, &known, &Filter::default());
    let run = runtime.block_on(Run::prepare(Setup {
        journals: journals.as_deref(),
        depth: Depth::Everything,
        stop: runtime.block_on(async { Signals::listen().map(Signals::stop) })?,
        ..Setup::new(&target, bearer, &suite, plan, known)
    }))?;
    let text = match args.format {
        Listing::Text => text::text(&target, &run),
        Listing::Json => format!("{:#}", document::document(&target, &run)),
    };
    let (not_ready, plan) = (run.not_ready().cloned(), run.plan().clone());
    let contradicted = !run.surveyed().known.contradicted.is_empty();
    let findings = run.surveyed().findings.clone();
    let finished = runtime.block_on(clean_up::finish(run));
    journal::tell(&finished.journal);
    runtime.block_on(target.close());
    // The words of a refusal may be what was sent.
    let told = terminal::out(finished.redactor().text(&text).trim_end());
    let left = &finished.result.clean_up.left;
    left.iter().for_each(|l| terminal::error(&format!("left behind: {l}")));
    if let Some(not_ready) = not_ready {
        return Err(not_ready.into());
    }
    if let Some(mut draft) = draft {
        write::finish(&mut draft, &findings.unwrap_or_default())?;
    }
    Ok(match () {
        () if !told || !left.is_empty() => Exit::Unknown,
        () if contradicted => Exit::Usage,
        () if plan.cases.iter().all(|c| c.decision != Decision::Run) => Exit::Nothing,
        () => Exit::Held,
    })
}
