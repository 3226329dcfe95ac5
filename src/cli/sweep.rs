//! `kvcontract sweep`: removes what earlier runs left in a target.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::args::SweepArgs;
use super::failure::{Exit, Failure};
use super::runtime::runtime;
use super::{journal, setup, suite, terminal};
use crate::keyvault::object::Object;
use crate::leftovers::listing::List;
use crate::leftovers::names::RunId;
use crate::leftovers::sweep::{Order, Outcome, SweepError, Swept, Watch, sweep};
use crate::report::sanitize;
use crate::target::open;

/// How long nothing is said, first and between two words.
const QUIET: Duration = Duration::from_secs(5);
/// Characters of a line at most; it may quote a target.
const MOST: usize = 1000;

/// Sweeps.
pub fn run(args: &SweepArgs) -> Result<Exit, Failure> {
    let found = setup::connection(&args.connection)?;
    if found.profile.is_embedded() {
        let why = "the embedded vault keeps nothing from one run to the next; give --target";
        return Err(Failure::Usage(why.to_owned()));
    }
    let given = args.connection.journal.as_deref();
    let journal = journal::folder(given)?;
    if given.is_some() && !journal.is_dir() {
        return Err(Failure::Usage(format!("--journal: {} is no folder", journal.display())));
    }
    if let Some(name) = args.forget.iter().find(|name| RunId::of(name).is_none()) {
        let why = "no run has named anything so; `sweep` tells what is left, by name";
        return Err(Failure::Usage(format!("--forget {name}: {why}")));
    }
    let lists = lists(args)?;
    let runtime = runtime()?;
    let target = runtime.block_on(open::open(found.name, found.profile, Vec::new()))?;
    let client = setup::client(&runtime, &target)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let watch = Arc::new(Watch::default());
    let swept = runtime.block_on(told(&Order {
        client: Arc::new(client),
        target: &target,
        journal: &journal,
        lists,
        older_than: args.older_than,
        now: now.as_secs(),
        dry_run: args.dry_run,
        forget: args.forget.iter().cloned().collect(),
        watch,
    }))?;
    Ok(tell(&swept))
}

/// The lists to look through: those of certificates, unless the suite has nothing to do with them,
/// and those that it declares.
fn lists(args: &SweepArgs) -> Result<Vec<List>, Failure> {
    if args.suite.suite.is_none() {
        return Ok(List::built_in());
    }
    let suite = suite::own(&args.suite)?;
    let mut lists = if suite.is_of_certificates() { List::built_in() } else { Vec::new() };
    lists.extend(suite.lists().into_iter().map(|(kind, place)| List::declared(kind, place)));
    Ok(lists)
}

/// Sweeps, and says how far that is where it takes time.
async fn told(order: &Order<'_>) -> Result<Swept, SweepError> {
    let sweeping = sweep(order);
    tokio::pin!(sweeping);
    loop {
        match tokio::time::timeout(QUIET, &mut sweeping).await {
            Ok(swept) => return swept,
            Err(_) => {
                let done = order.watch.done.load(Ordering::Relaxed);
                terminal::note(&match order.watch.found.load(Ordering::Relaxed) {
                    0 => "sweeping: the target's lists are being read".to_owned(),
                    found => format!("sweeping: {done} of {found} objects are done with"),
                });
            }
        }
    }
}

fn tell(swept: &Swept) -> Exit {
    for note in &swept.notes {
        terminal::note(&sanitize::one_line(note, MOST));
    }
    if let Some(one) = swept.forgettable.first() {
        let (n, name) = (swept.forgettable.len(), one.name());
        let way = "which takes it off the journal, whatever is there";
        terminal::note(&sanitize::one_line(
            &format!(
                "{n} left are known by their journal alone; where the target itself fails on one and \
                 will not mend, `--forget NAME` is the way out, as --forget {name}, {way}"
            ),
            MOST,
        ));
    }
    for problem in &swept.problems {
        terminal::error(problem);
    }
    if terminal::out(&text(swept)) { exit_of(swept) } else { Exit::Unknown }
}

fn exit_of(swept: &Swept) -> Exit {
    if swept.left() == 0 && swept.problems.is_empty() { Exit::Held } else { Exit::Unknown }
}

fn text(swept: &Swept) -> String {
    let mut lines: Vec<String> = swept.objects.iter().map(line).collect();
    let (found, removed, left) = (swept.objects.len(), swept.removed(), swept.left());
    let deleted = match swept.deleted() {
        0 => String::new(),
        deleted => format!(", deleted but not purged {deleted}"),
    };
    let forgotten = match swept.forgotten() {
        0 => String::new(),
        forgotten => format!(", forgotten {forgotten}"),
    };
    lines.push(format!("found {found}, removed {removed}{deleted}{forgotten}, left {left}"));
    lines.join("\n")
}

fn line((object, outcome): (&Object, &Outcome)) -> String {
    let line = match outcome {
        Outcome::Removed => format!("removed {object}"),
        Outcome::Deleted(why) => format!("deleted {object}, not purged: {why}"),
        Outcome::StaysDeleted(why) => format!("deleted before {object}, not purged: {why}"),
        Outcome::Left(why) => format!("left {object}: {why}"),
        Outcome::Forgotten(why) => format!("forgotten {object}: {why}"),
        Outcome::Found => format!("found {object}"),
    };
    sanitize::one_line(&line, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_object_is_told_and_the_sums_add_up() {
        let mut swept = Swept::default();
        for (name, outcome) in [
            ("a", Outcome::Removed),
            ("b", Outcome::Deleted("DELETE answers 403".into())),
            ("c", Outcome::Left("GET answers\n200".into())),
            ("d", Outcome::Found),
            ("e", Outcome::StaysDeleted("DELETE answers 500".into())),
            ("f", Outcome::Forgotten("DELETE answers 500".into())),
        ] {
            swept.objects.insert(Object::Certificate(name.into()), outcome);
        }
        assert_eq!(
            text(&swept),
            "removed certificate a\n\
             deleted certificate b, not purged: DELETE answers 403\n\
             left certificate c: GET answers\\n200\n\
             found certificate d\n\
             deleted before certificate e, not purged: DELETE answers 500\n\
             forgotten certificate f: DELETE answers 500\n\
             found 6, removed 1, deleted but not purged 2, forgotten 1, left 2"
        );
    }

    #[test]
    fn what_is_left_or_could_not_be_looked_for_is_no_success() {
        let mut swept = Swept::default();
        assert_eq!(exit_of(&swept), Exit::Held);
        swept.problems.push("a line that cannot be read".into());
        assert_eq!(exit_of(&swept), Exit::Unknown);
        swept.problems.clear();
        swept.objects.insert(Object::Issuer("a".into()), Outcome::Left("403".into()));
        assert_eq!(exit_of(&swept), Exit::Unknown);
    }
}
