//! Faults that look right at a glance: what the first suite overlooked, and rules of every answer
//! notice. A table of its own, since one is long enough. Those that break nothing of the contract
//! are for clients, and `prove` leaves them out.

use super::define::faults;

faults! {
    Subtle;

    // 2. GET pending, in progress
    IssuerPendingFlagSet "issuer-pending-flag-set" "GET of an issuer's operation in progress shows cancellation_requested true, though nobody asked"
        ["cancel.only-when-asked"]
    IssuerPendingWithoutDetails "issuer-pending-without-details" "GET of an issuer's operation in progress lacks status_details"
        ["pending.in-progress"]
    InProgressShowsTarget "in-progress-shows-target" "an issuer's operation in progress has a target"
        ["pending.no-outcome"]
    FilteredManualFails "filtered-manual-fails" "a manual operation reads as failed with its own request_id"
        ["manual.waits"]
    FilteredFlagDiffers "filtered-flag-differs" "GET with the own request_id shows another cancellation_requested"
        ["pending.request-id-match"]
    FilteredDetailsDiffer "filtered-details-differ" "GET with the own request_id shows other status_details while in progress"
        ["pending.request-id-match"]

    // 3. GET pending, completed
    CompletedFlagSet "completed-flag-set" "a completed operation says that a cancellation was asked for"
        ["cancel.only-when-asked"]

    // 4. GET pending, canceled or failed
    FailedRenewsRequestId "failed-renews-request-id" "a failed operation shows another request_id than its create"
        ["pending.request-id-stable"]
    FailedCsrDiffers "failed-csr-differs" "a failed operation shows another csr than its create"
        ["pending.request-id-stable"]
    FailedIdOfAnother "failed-id-of-another" "the id of a failed operation names another certificate"
        ["create.id"]
    CanceledRenewsRequestId "canceled-renews-request-id" "a canceled operation shows another request_id than its create"
        ["pending.request-id-stable"]
    CanceledIssuerDiffers "canceled-issuer-differs" "a canceled operation names another issuer than its create"
        ["create.issuer-echo"]

    FailedTurnsCanceled "failed-turns-canceled" "a failed operation reads as canceled with its own request_id"
        ["ended.stays"]

    // 5. GET pending, deleted or overwritten
    FailedOverwriteKeepsRequestId "failed-overwrite-keeps-request-id" "create over a failed operation answers with its request_id"
        ["overwritten.by-create" "overwritten.old-request-id"]
    ImportRemembersRequestId "import-remembers-request-id" "an operation that an import overwrote can still be read by its request_id"
        ["overwritten.by-import" "overwritten.old-request-id"]

    // 6. Create or import while in progress
    ConflictImportWithoutMessage "conflict-import-without-message" "the 409 of import has no message"
        ["conflict.import" "wire.error-envelope"]

    // 8. Cancel

    // 9. DELETE pending

    // 10. Create manually

    // 11. Merge, manual

    // Common to all
    BundlePolicyIdOfAnother "bundle-policy-id-of-another" "the policy of a certificate has the id of another certificate's"
        ["bundle.policy-id"]
    BundleX5tTypeDiffers "bundle-x5t-type-differs" "the thumbprint of a certificate that is read is a number"
        ["wire.certificate"]
    IssuerIdOfAnother "issuer-id-of-another" "the id of an issuer names another one"
        ["issuer.id"]
    IssuerWithoutProvider "issuer-without-provider" "an issuer that is read has no provider"
        ["wire.issuer"]

    // Around the operation: lists, versions, policy
    PendingListedUnasked "pending-listed-unasked" "the list shows what is pending though includePending was not given"
        ["list.pending-unasked"]
    IncludePendingIgnored "include-pending-ignored" "the list leaves out what is pending though includePending is true"
        ["list.pending-asked"]
    ListItemWithoutAttributes "list-item-without-attributes" "the items of lists of certificates have no attributes"
        ["list.form"]
    NextLinkRepeats "next-link-repeats" "the nextLink of a list leads to the same page again"
        ["list.next"]
    VersionsOnlyCurrent "versions-only-current" "the list of versions has the current one alone"
        ["versions.list"]
    VersionItemWithoutVersion "version-item-without-version" "the items of a list of versions have ids without a version"
        ["versions.list"]
    VersionReadIsCurrent "version-read-is-current" "GET of an older version shows the current one"
        ["versions.read"]
    PolicyPatchResetsRest "policy-patch-resets-rest" "PATCH of a policy sets what it does not name back to the defaults"
        ["policy.change"]
    SansUrisDropped "sans-uris-dropped" "URIs among the alternative names are dropped"
        ["sans.uris"]
    SansAddressesDropped "sans-addresses-dropped" "addresses among the alternative names are dropped"
        ["sans.addresses"]

    // Around the operation: tags, attributes, order, the request alone
    CreateTagsDropped "create-tags-dropped" "the tags of a create are dropped"
        ["properties.create"]
    ImportTagsDropped "import-tags-dropped" "the tags of an import are dropped"
        ["properties.import"]
    MergeTagsDropped "merge-tags-dropped" "the tags of a merge are dropped"
        ["properties.merge"]
    EnabledIgnored "enabled-ignored" "attributes that say enabled false are ignored"
        ["properties.create" "properties.import" "properties.merge" "properties.change"]
    PatchDropsOtherTags "patch-drops-other-tags" "PATCH of a certificate that gives no tags takes them away"
        ["properties.change"]
    PreserveOrderDropped "preserve-order-dropped" "preserveCertOrder is accepted and never shown"
        ["order.echoed"]
    CsrAnsweredAsJson "csr-answered-as-json" "Accept: application/pkcs10 is answered with the operation as JSON"
        ["pkcs10.request-alone"]

    // Around the operation: the certificate before it is there
    PendingCertificateEnabled "pending-certificate-enabled" "the certificate of an operation in progress says that it is enabled"
        ["pending-certificate.disabled"]
    PendingCertificateHidden "pending-certificate-hidden" "the certificate of an operation in progress is not found"
        ["pending-certificate.readable"]

    // Delete, recover and purge
    DeletedWithoutPending "deleted-without-pending" "the deletion of a certificate in progress does not show its pending object"
        ["deleted-certificate.pending"]
    DeletedWithoutDates "deleted-without-dates" "the deletion of a certificate does not say until when it can be recovered"
        ["deleted-certificate.form"]
    DeletedStillReadableAsLive "deleted-still-readable-as-live" "a deleted certificate can still be read as if it were not"
        ["deleted-certificate.gone"]
    DeletedReadBare "deleted-read-bare" "a deleted certificate is read without the dates of its deletion"
        ["deleted-certificate.read"]
    SoftDeletedNameReused "soft-deleted-name-reused" "create and import take the name of a deleted certificate"
        ["deleted-certificate.name-taken"]
    SoftDeletedWithoutInnerCode "soft-deleted-without-inner-code" "the refusal of a deleted name has no inner code"
        ["deleted-certificate.inner-code"]
    RecoverLosesVersions "recover-loses-versions" "a recovered certificate has only its last version"
        ["deleted-certificate.recover"]
    PurgeAnswers200 "purge-answers-200" "a purge answers 200 with a body"
        ["deleted-certificate.purge"]
    PurgeKeepsName "purge-keeps-name" "the name of a purged certificate stays taken"
        ["deleted-certificate.purged-name"]

    // Nothing of the contract: what any service may do.
    Throttles "throttles" "every third request is answered with 429 and Retry-After"
        []
    Unavailable "unavailable" "every third request is answered with 503 and Retry-After"
        []
}
