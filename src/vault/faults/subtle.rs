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
        ["completed.status"]

    // 4. GET pending, canceled or failed
    FailedRenewsRequestId "failed-renews-request-id" "a failed operation shows another request_id than its create"
        ["failed.status" "pending.request-id-stable"]
    FailedCsrDiffers "failed-csr-differs" "a failed operation shows another csr than its create"
        ["failed.status" "pending.request-id-stable"]
    FailedIdOfAnother "failed-id-of-another" "the id of a failed operation names another certificate"
        ["failed.status" "create.id"]
    CanceledRenewsRequestId "canceled-renews-request-id" "a canceled operation shows another request_id than its create"
        ["canceled.status" "pending.request-id-stable"]
    CanceledIssuerDiffers "canceled-issuer-differs" "a canceled operation names another issuer than its create"
        ["canceled.status" "create.issuer-echo"]

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

    // Nothing of the contract: what any service may do.
    Throttles "throttles" "every third request is answered with 429 and Retry-After"
        []
    Unavailable "unavailable" "every third request is answered with 503 and Retry-After"
        []
}
