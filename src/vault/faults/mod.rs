//! Named faults: the mistakes that the vault makes when told to, off by default.
//!
//! In: a name. Out: a [`Fault`], with what it breaks. Faults of behaviour are asked
//! for where the behaviour is decided, in the routes; faults of form (a wrong
//! status, a missing key) are applied to finished answers, by the modules below.
//! The table says which requirements a fault breaks by its nature; it must not
//! know which scenarios notice.

mod answer;
mod around;
mod certificates;
mod define;
mod errors;
mod operations;
mod subtle;
mod subtle_answers;
mod table;

use std::str::FromStr;

use thiserror::Error;

use super::wire::{Answer, Content};

pub use answer::Scene;
pub use subtle::Subtle;
pub use table::Fault;

/// The faults of one vault.
#[derive(Debug, Clone, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// The vault makes these mistakes.
    pub fn new(faults: Vec<Fault>) -> Self {
        Self(faults)
    }

    /// Whether the vault makes this mistake.
    pub fn has(&self, fault: impl Into<Fault>) -> bool {
        self.0.contains(&fault.into())
    }

    /// Whether it must keep pending objects that it should forget.
    pub fn keeps_tombstones(&self) -> bool {
        let needing = [
            Fault::DeletedStillReadable,
            Fault::DeletedRequestIdRemembered,
            Fault::DeletedCode,
            Fault::OlderVersionHidesNotFound,
            Fault::OverwrittenRequestIdRemembered,
            Fault::Subtle(Subtle::ImportRemembersRequestId),
        ];
        needing.into_iter().any(|fault| self.has(fault))
    }
}

/// Applies every fault of form to an answer.
pub fn apply(faults: &Faults, scene: &Scene, answer: &mut Answer) {
    for fault in &faults.0 {
        operations::apply(*fault, scene, answer);
        certificates::apply(*fault, scene, answer);
        errors::apply(*fault, scene, answer);
        if let Fault::Subtle(fault) = fault {
            subtle_answers::apply(*fault, scene, answer);
        }
    }
    // Last, whatever the body has become.
    if faults.has(Fault::JsonAsText)
        && let Content::Json(body) = &answer.content
    {
        answer.content =
            Content::Text { media: "text/plain; charset=utf-8", text: body.to_string() };
    }
}

impl From<Subtle> for Fault {
    fn from(fault: Subtle) -> Self {
        Self::Subtle(fault)
    }
}

/// Every fault that can be asked for.
pub fn all() -> impl Iterator<Item = Fault> {
    Fault::ALL.iter().copied().chain(Subtle::ALL.iter().copied().map(Fault::Subtle))
}

/// The faults that break something of the contract, so that a suite must notice them.
pub fn breaking() -> impl Iterator<Item = Fault> {
    all().filter(|fault| !fault.breaks().is_empty())
}

/// No fault has this name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no fault is named {name:?}{}", .nearest.map(|near| format!("; did you mean {near:?}?")).unwrap_or_default())]
pub struct UnknownFault {
    name: String,
    nearest: Option<&'static str>,
}

/// How much alike two names are, of 1, that one may have been meant for the other.
const ALIKE: f64 = 0.8;

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        all().find(|fault| fault.name() == name).ok_or_else(|| {
            let likeness = |fault: &Self| strsim::jaro_winkler(fault.name(), name);
            let nearest = all().max_by(|left, right| likeness(left).total_cmp(&likeness(right)));
            UnknownFault {
                // A name is shown, not a novel.
                name: name.chars().take(80).collect(),
                nearest: nearest.filter(|f| likeness(f) >= ALIKE).map(|fault| fault.name()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every requirement that must hold; written out here so that none is forgotten.
    const MUST: &str = "pending.no-outcome pending.found ended.stays cancel.only-when-asked manual.waits wire.operation \
        bundle.ids bundle.thumbprint bundle.policy-id issuer.id wire.certificate wire.issuer \
        create.accepted create.location create.location-request-id create.id create.issuer-echo
        create.csr create.csr-key create.not-cancelled create.status create.status-details create.request-id
        pending.in-progress pending.request-id-stable pending.request-id-match
        pending.request-id-mismatch
        completed.status completed.target completed.no-error completed.request-id-stable
        completed.certificate completed.stays
        failed.status failed.error failed.error-code canceled.status
        deleted.not-found deleted.not-found-request-id deleted.older-version never.not-found
        overwritten.by-create overwritten.old-request-id overwritten.by-import
        conflict.create conflict.create-code conflict.message conflict.import
        conflict.operation-survives conflict.resolved-by-delete conflict.resolved-by-merge
        conflict.resolved-by-outcome
        merge-issuer.forbidden merge-issuer.message merge-issuer.operation-survives
        merge-issuer.after-failed merge-issuer.after-canceled
        cancel.accepted cancel.request-id cancel.visible cancel.not-in-progress cancel.not-found
        delete.returns-operation delete.any-state delete.request-id delete.gone
        manual.unknown manual.no-issuer manual.status-details
        merge.created merge.location merge.bundle merge.cer merge.attributes merge.pending-id
        merge.policy merge.completes merge.wrong-key merge.malformed merge.not-found
        wire.unauthorized wire.content-type wire.error-envelope wire.api-version-unknown
        wire.name-invalid wire.body-malformed issuer.put-get-delete
        list.pending-asked list.pending-unasked list.form versions.read pkcs10.request-alone
        pending-certificate.disabled pending-certificate.readable
        deleted-certificate.pending deleted-certificate.form deleted-certificate.gone
        deleted-certificate.read deleted-certificate.purge";

    /// The requirements that the contract leaves open.
    const MAY: &str = "
        create.request-id-form create.unknown-issuer-name pending.retry-after
        failed.status-details cancel.best-effort cancel.other-request-id delete.other-request-id
        delete.twice manual.flag list.next versions.list policy.read policy.change sans.uris
        sans.addresses properties.create properties.import properties.merge properties.change
        order.echoed deleted-certificate.name-taken deleted-certificate.inner-code
        deleted-certificate.recover deleted-certificate.purged-name";

    fn words(text: &str) -> BTreeSet<&str> {
        text.split_whitespace().collect()
    }

    #[test]
    fn every_must_is_broken_by_some_fault() {
        let broken: BTreeSet<&str> = all().flat_map(Fault::breaks).copied().collect();
        let unbroken: Vec<_> = words(MUST).difference(&broken).copied().collect();
        assert!(unbroken.is_empty(), "no fault breaks {unbroken:?}");
        assert_eq!(words(MUST).len() + words(MAY).len(), 123);
    }

    #[test]
    fn every_fault_breaks_something_that_exists() {
        let (must, may) = (words(MUST), words(MAY));
        for fault in all() {
            let mut seen = BTreeSet::new();
            for id in fault.breaks() {
                assert!(must.contains(id) || may.contains(id), "{}: {id}", fault.name());
                assert!(seen.insert(id), "{} names {id} twice", fault.name());
            }
            let outage = [Subtle::Throttles.into(), Subtle::Unavailable.into()];
            let breaks = !fault.breaks().is_empty();
            assert!(breaks != outage.contains(&fault), "{}", fault.name());
        }
    }

    #[test]
    fn names_are_unique_and_in_kebab_case() {
        let names: BTreeSet<_> = all().map(Fault::name).collect();
        assert_eq!(names.len(), all().count());
        for fault in all() {
            let name = fault.name();
            let fits = |letter: u8| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-'
            };
            assert!(name.bytes().all(fits), "{name}");
            assert_eq!(name.parse(), Ok(fault));
            assert!(!fault.summary().is_empty());
        }
    }

    #[test]
    fn a_misspelt_name_is_answered_with_the_nearest() {
        let error = "target-mising".parse::<Fault>().unwrap_err().to_string();
        assert_eq!(error, r#"no fault is named "target-mising"; did you mean "target-missing"?"#);
        assert_eq!("nope".parse::<Fault>().unwrap_err().to_string(), r#"no fault is named "nope""#);
    }
}
