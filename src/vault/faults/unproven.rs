//! Faults that `prove` does not run: no case or rule is known to catch them, or they break
//! nothing that the contract asks for.
//!
//! Each of the first kind breaks a requirement all the same. When something catches it, its row
//! moves to the table.

use super::define::faults;

faults! {
    Unproven;

    // 2. GET pending, in progress
    IssuerPendingFlagSet "issuer-pending-flag-set" "GET of an issuer's operation in progress shows cancellation_requested true, though nobody asked"
        ["pending.in-progress"]
    IssuerPendingWithoutDetails "issuer-pending-without-details" "GET of an issuer's operation in progress lacks status_details"
        ["pending.in-progress"]
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

    // Nothing of the contract: what any service may do.
    Throttles "throttles" "every third request is answered with 429 and Retry-After"
        []
    Unavailable "unavailable" "every third request is answered with 503 and Retry-After"
        []
}
