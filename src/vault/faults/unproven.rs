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
    FilteredCompletedWithoutTarget "filtered-completed-without-target" "GET with the own request_id shows a completed operation without target"
        ["completed.target"]
    TargetApiVersionDiffers "target-api-version-differs" "the target of a completed operation names another api-version"
        ["completed.target"]
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
    CanceledHiddenByRequestId "canceled-hidden-by-request-id" "GET with the own request_id is 404 once canceled"
        ["canceled.status"]

    // 5. GET pending, deleted or overwritten
    FailedOverwriteKeepsRequestId "failed-overwrite-keeps-request-id" "create over a failed operation answers with its request_id"
        ["overwritten.by-create" "overwritten.old-request-id"]
    FailedOperationBlocksImport "failed-operation-blocks-import" "import over a failed operation is 409"
        ["overwritten.by-import"]
    CanceledOperationBlocksImport "canceled-operation-blocks-import" "import over a canceled operation is 409"
        ["overwritten.by-import"]
    ImportRemembersRequestId "import-remembers-request-id" "an operation that an import overwrote can still be read by its request_id"
        ["overwritten.by-import" "overwritten.old-request-id"]

    // 6. Create or import while in progress
    IssuerConflictAccepted "issuer-conflict-accepted" "create over an issuer's operation in progress replaces it"
        ["conflict.create" "conflict.create-code" "conflict.message" "conflict.operation-survives"]
    IssuerConflictImportAccepted "issuer-conflict-import-accepted" "import over an issuer's operation in progress succeeds"
        ["conflict.import"]
    ConflictImportWithoutMessage "conflict-import-without-message" "the 409 of import has no message"
        ["conflict.import" "wire.error-envelope"]

    // 8. Cancel
    CancelAnswersEmpty "cancel-answers-empty" "PATCH of an issuer's operation answers an empty object"
        ["cancel.accepted"]
    CancelRefusedDropsOperation "cancel-refused-drops-operation" "a refused PATCH of an ended operation deletes it"
        ["cancel.not-in-progress"]

    // 9. DELETE pending
    DeleteInProgressForbidden "delete-in-progress-forbidden" "DELETE of an issuer's operation in progress answers 403, although it is gone"
        ["delete.any-state" "delete.returns-operation"]
    DeleteEndedAbridged "delete-ended-abridged" "DELETE of an ended operation returns its status alone"
        ["delete.returns-operation"]

    // 10. Create manually
    ManualIdOfAnother "manual-id-of-another" "the id of a manual create names another certificate"
        ["manual.unknown" "create.id"]
    ManualLocationWithoutApiVersion "manual-location-without-api-version" "the Location of a manual create lacks api-version"
        ["manual.unknown" "create.location"]

    // 11. Merge, manual
    MergeLeafAloneRefused "merge-leaf-alone-refused" "a merge of the leaf without its issuers is 400"
        ["merge.created"]

    // Nothing of the contract: what any service may do.
    Throttles "throttles" "every third request is answered with 429 and Retry-After"
        []
    Unavailable "unavailable" "every third request is answered with 503 and Retry-After"
        []
}
