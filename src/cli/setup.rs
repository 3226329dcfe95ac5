//! From arguments to loaded files: filter, target profile with what the command line
//! says on top.

use std::sync::Arc;

use tokio::runtime::Runtime;

use super::args::{ConnectionArgs, Contract, Select, TargetArgs};
use super::failure::Failure;
use super::filter_hint;
use crate::credential;
use crate::deviation::{self, Declared};
use crate::http::bearer::Bearer;
use crate::http::client::Client;
use crate::plan::{self, Capabilities, Filter, Plan};
use crate::scenario::Suite;
use crate::target::Target;
use crate::target::auth::Auth;
use crate::target::named::{self, NamedTarget};
use crate::target::profile::Contract as HeldTo;
use crate::yaml::{Mistake, Mistakes, did_you_mean};

/// The plan as far as files tell, and what they say of the target. A filter that leaves nothing
/// is a failure.
pub fn plan(
    target: &NamedTarget,
    suite: &Suite,
    select: &Select,
) -> Result<(Plan, Capabilities), Failure> {
    let filter = filter(select, suite)?;
    let capabilities = capabilities(target)?;
    let plan = plan::plan(suite, &capabilities, &filter);
    if plan.selected().next().is_none() {
        return Err(Failure::NothingSelected { hint: filter_hint::hint(select, suite) });
    }
    Ok((plan, capabilities))
}

/// The filter, its sections known.
fn filter(select: &Select, suite: &Suite) -> Result<Filter, Failure> {
    for section in &select.section {
        if !sections(suite).any(|known| known == section) {
            let hint = did_you_mean(section, sections(suite));
            let message = format!("`{section}` is no section of the contract");
            return Err(Mistake::whole("--section", message).hint(hint).into());
        }
    }
    Ok(Filter {
        patterns: select.filters.clone(),
        exact: select.exact,
        skip: select.skip.clone(),
        sections: select.section.clone(),
        tags: select.tag.clone(),
        shard: select.shard,
    })
}

fn sections(suite: &Suite) -> impl Iterator<Item = &str> {
    // A case that cites no requirement need not stand in a section of the contract.
    let of_cases = suite.scenarios.iter().map(|scenario| scenario.section.as_str());
    suite.contract.sections.iter().map(|section| section.id.value.as_str()).chain(of_cases)
}

/// The target, with what the command line says on top.
pub fn target(args: &TargetArgs) -> Result<NamedTarget, Failure> {
    let mut found = connection(&args.connection)?;
    let profile = &mut found.profile;
    if let Some(contract) = args.contract {
        profile.contract = match contract {
            Contract::Documented => HeldTo::Documented,
            Contract::Observed => HeldTo::Observed,
            Contract::Either => HeldTo::Either,
        };
    }
    if let Some(limit) = args.timeout {
        let timeouts = &mut profile.timeouts;
        timeouts.case = limit;
        for shorter in [&mut timeouts.connect, &mut timeouts.request, &mut timeouts.poll] {
            *shorter = (*shorter).min(limit);
        }
    }
    Ok(found)
}

/// The target, with what the command line says about how it is reached.
pub fn connection(args: &ConnectionArgs) -> Result<NamedTarget, Failure> {
    let mut found = named::find(&args.target)?;
    let profile = &mut found.profile;
    if let Some(version) = &args.api_version {
        profile.api_version = version.clone();
    }
    if let Some(ca) = &args.ca {
        profile.tls.ca = Some(ca.display().to_string());
        profile.tls.insecure = false;
    }
    profile.tls.insecure |= args.insecure;
    if let Some(variable) = &args.token_env {
        profile.auth = Auth::TokenEnv(variable.clone());
    }
    Ok(found)
}

/// A client without a run, with the credential that the target file names.
pub fn client(runtime: &Runtime, target: &Target) -> Result<Client, Failure> {
    let bearer = bearer(runtime, target)?;
    Client::new(target, bearer).map_err(|e| Failure::Usage(e.to_string()))
}

/// The credential that the target file names.
pub fn bearer(runtime: &Runtime, target: &Target) -> Result<Option<Arc<Bearer>>, Failure> {
    // A minted token's key is served from here on.
    let _inside = runtime.enter();
    Ok(credential::of(target)?)
}

/// What the target file says the target has and lacks.
pub fn capabilities(target: &NamedTarget) -> Result<Capabilities, Failure> {
    let profile = &target.profile;
    let has_token = !matches!(profile.auth, Auth::None) || profile.is_embedded();
    Capabilities::of(profile, &target.shown, has_token).map_err(|found| Mistakes(found).into())
}

/// Leaves out of a target file of ours what it says of requirements that a contract of the user's
/// own has not.
pub fn fit(target: &mut NamedTarget, suite: &Suite) {
    if target.path.is_some() {
        return;
    }
    let known = suite.contract.ids();
    let profile = &mut target.profile;
    profile.deviations.retain(|entry| known.contains(&entry.value.requirement.value));
    if let Some(untested) = &mut profile.untested {
        untested.retain(|entry| known.contains(&entry.value.requirement.value));
    }
}

/// The deviations that the target file declares.
pub fn deviations(target: &NamedTarget, suite: &Suite) -> Result<Vec<Declared>, Failure> {
    let written = &target.profile.deviations;
    let today = time::OffsetDateTime::now_utc().date();
    deviation::read(written, &target.shown, &suite.contract.ids(), today)
        .map_err(|found| Mistakes(found).into())
}
