//! The table of faults that `prove` runs: each with its name, what the vault then does, and the
//! requirements that this breaks by its nature.
//!
//! A fault breaks as little as it can: those of creation with an issuer leave
//! manual operations alone, and the other way round.

use super::{define::faults, subtle::Subtle};

impl Fault {
    /// Whether it takes a whole operation away, so that a suite may find nothing
    /// to test (blocked) where it would otherwise find something wrong.
    pub fn removes_operation(self) -> bool {
        self == Self::IssuersApiMissing
    }
}

faults! {
    Fault, or Subtle;

    // 1. Create with an issuer
    CreateAnswers200 "create-answers-200" "create with an issuer answers 200 instead of 202"
        ["create.accepted" "overwritten.by-create" "conflict.resolved-by-outcome"]
    CreateCompletesAtOnce "create-completes-at-once" "every issuer issues before create answers, whatever it should do"
        [
            "create.accepted" "create.status" "create.status-details" "failed.status" "failed.error"
            "failed.error-code" "canceled.status" "overwritten.by-create"
            "conflict.resolved-by-outcome" "merge-issuer.forbidden" "merge-issuer.message"
            "merge-issuer.operation-survives" "merge-issuer.after-failed"
            "merge-issuer.after-canceled" "cancel.not-in-progress" "delete.any-state"
        ]
    CreateNeedsFullPolicy "create-needs-full-policy" "create refuses a policy without key_props and secret_props"
        ["create.accepted" "manual.unknown" "manual.no-issuer"]
    CreateWithoutLocation "create-without-location" "create with an issuer sends no Location"
        ["create.location" "create.location-request-id"]
    LocationWithoutApiVersion "location-without-api-version" "the Location of create lacks api-version"
        ["create.location"]
    LocationWithoutRequestId "location-without-request-id" "the Location of create lacks request_id"
        ["create.location" "create.location-request-id"]
    LocationRequestIdDiffers "location-request-id-differs" "the Location of create carries another request_id than the body"
        ["create.location-request-id"]
    OperationIdOfCertificate "operation-id-of-certificate" "create gives the certificate's URL as the operation's id, without /pending"
        ["create.id" "create.accepted" "overwritten.by-create"]
    IssuerEchoUrl "issuer-echo-url" "create names the issuer by URL"
        ["create.issuer-echo"]
    CsrPem "csr-pem" "create with an issuer gives csr as PEM, with armour"
        ["create.csr" "create.accepted" "overwritten.by-create"]
    CsrSignatureBroken "csr-signature-broken" "the signature of the csr does not verify (with an issuer)"
        ["create.csr"]
    CsrSubjectIgnored "csr-subject-ignored" "the csr has a subject of the vault's own (with an issuer)"
        ["create.csr"]
    CsrRsaBecomesEc "csr-rsa-becomes-ec" "the csr is for an EC key where RSA was asked for (with an issuer)"
        ["create.csr-key"]
    CsrEcBecomesRsa "csr-ec-becomes-rsa" "the csr is for an RSA key where EC was asked for (with an issuer)"
        ["create.csr-key"]
    CreatedCancelRequested "created-cancel-requested" "create with an issuer shows cancellation_requested true"
        ["create.not-cancelled"]
    CreateStatusWord "create-status-word" "create with an issuer shows status pending"
        ["create.status" "create.accepted" "overwritten.by-create"]
    StatusDetailsEmpty "status-details-empty" "an issuer's operation in progress has empty status_details"
        ["create.status-details"]
    RequestIdMissing "request-id-missing" "create with an issuer shows no request_id"
        ["create.request-id" "create.location-request-id" "create.accepted" "overwritten.by-create"]
    RequestIdNeedsEscaping "request-id-needs-escaping" "a request_id holds what a query cannot carry as it is (with an issuer)"
        ["create.request-id" "create.location" "create.location-request-id"]

    // 2. GET pending, in progress
    PendingAnswers202 "pending-answers-202" "GET of an operation in progress answers 202"
        [
            "pending.in-progress" "pending.request-id-match" "conflict.import" "cancel.visible"
            "cancel.request-id" "delete.request-id" "wire.body-malformed"
            "conflict.operation-survives" "merge-issuer.operation-survives" "merge.wrong-key"
            "merge.malformed"
        ]
    PendingStatusWord "pending-status-word" "GET of an operation in progress shows status pending"
        [
            "pending.in-progress" "pending.request-id-match" "conflict.operation-survives"
            "merge-issuer.operation-survives" "merge.wrong-key" "merge.malformed"
        ]
    PendingWithoutCsr "pending-without-csr" "GET of an operation in progress lacks csr"
        [
            "pending.in-progress" "pending.request-id-stable" "pending.request-id-match"
            "conflict.operation-survives" "merge-issuer.operation-survives" "merge.wrong-key"
            "merge.malformed"
         "wire.operation"]
    RequestIdUnstable "request-id-unstable" "each GET of an operation in progress shows another request_id"
        [
            "pending.in-progress" "pending.request-id-stable" "pending.request-id-match"
            "delete.request-id" "conflict.operation-survives" "merge-issuer.operation-survives"
            "merge.wrong-key" "merge.malformed"
        ]
    FilteredPendingAbridged "filtered-pending-abridged" "GET with request_id shows only id, status and request_id while in progress"
        ["pending.request-id-match"]
    RequestIdMatchRefused "request-id-match-refused" "GET with the right request_id is 404"
        ["pending.request-id-match" "completed.status" "failed.status"]
    RequestIdIgnored "request-id-ignored" "GET ignores request_id"
        ["pending.request-id-mismatch" "overwritten.old-request-id"]
    LiveRequestIdIgnored "live-request-id-ignored" "GET of an operation in progress ignores request_id" ["pending.request-id-mismatch"]
    EndedRequestIdIgnored "ended-request-id-ignored" "GET of a completed or failed operation ignores request_id" ["pending.request-id-mismatch"]
    TargetTooEarly "target-too-early" "GET of an operation in progress already shows a target"
        ["pending.in-progress" "pending.request-id-match"]

    // 3. GET pending, completed
    CompletedCapitalised "completed-capitalised" "a completed operation has status Completed"
        ["completed.status" "merge.completes"]
    CompletedHiddenByRequestId "completed-hidden-by-request-id" "GET with the right request_id is 404 once completed"
        ["completed.status"]
    TargetMissing "target-missing" "a completed operation has no target"
        ["completed.target" "merge.completes"]
    FilteredTargetMissing "filtered-target-missing" "a completed operation has no target when read with its request_id" ["pending.request-id-match"]
    TargetOfAnotherVersion "target-of-another-version" "the target of a completed operation has an api-version of the vault's own" ["completed.target"]
    TargetIsPending "target-is-pending" "the target of a completed operation is the pending object"
        ["completed.target" "merge.completes"]
    CompletedWithError "completed-with-error" "a completed operation carries an error that says none"
        ["completed.no-error"]
    CompletedRenewsRequestId "completed-renews-request-id" "an issuer's completion changes the request_id"
        ["completed.request-id-stable" "completed.stays"]
    CompletedRenewsCsr "completed-renews-csr" "an issuer's completion changes the csr" ["completed.request-id-stable"]
    CompletedWithoutCsr "completed-without-csr" "a completed operation lacks csr"
        ["completed.request-id-stable"]
    CertificateWithoutCer "certificate-without-cer" "GET certificate lacks cer"
        ["completed.certificate" "merge.completes"]
    CertificateForAnotherKey "certificate-for-another-key" "the issued certificate is for another key than the csr"
        ["completed.certificate"]
    CompletedVanishes "completed-vanishes" "an operation completed by its issuer is gone once it has been read"
        ["completed.stays" "completed.status"]

    // 4. GET pending, canceled or failed
    FailedStatusWord "failed-status-word" "a failed operation has status error"
        ["failed.status"]
    FailedHiddenByRequestId "failed-hidden-by-request-id" "GET with the right request_id is 404 once failed"
        ["failed.status"]
    FailedWithoutError "failed-without-error" "a failed operation has no error"
        ["failed.error" "failed.error-code"]
    FailedErrorMessageEmpty "failed-error-message-empty" "the error of a failed operation has an empty message"
        ["failed.error"]
    FailedErrorCode "failed-error-code" "the error of a failed operation has a code of the vault's own"
        ["failed.error-code"]
    FailedWithTarget "failed-with-target" "a failed operation has a target"
        ["failed.error"]
    CanceledStatusWord "canceled-status-word" "a canceled operation has status aborted"
        ["canceled.status"]
    CanceledFlagReset "canceled-flag-reset" "a canceled operation shows cancellation_requested false"
        ["canceled.status"]
    CanceledHiddenByRequestId "canceled-hidden-by-request-id" "GET with the right request_id is 404 once canceled" ["pending.request-id-match"]
    CanceledWithTarget "canceled-with-target" "a canceled operation has a target"
        ["canceled.status"]

    // 5. GET pending, deleted or overwritten
    DeletedStillReadable "deleted-still-readable" "a deleted operation can still be read"
        [
            "deleted.not-found" "deleted.not-found-request-id" "deleted.older-version" "delete.gone"
            "delete.any-state"
        ]
    DeletedCode "deleted-code" "the 404 after DELETE has code CertificateNotFound"
        ["deleted.not-found" "deleted.not-found-request-id" "deleted.older-version" "delete.gone"]
    DeletedRequestIdRemembered "deleted-request-id-remembered" "a deleted operation can still be read by its request_id"
        ["deleted.not-found-request-id"]
    OlderVersionHidesNotFound "older-version-hides-not-found" "after DELETE, GET answers 200 if the certificate has an older version"
        ["deleted.older-version"]
    NeverCreatedCode "never-created-code" "the 404 of a name never used has code CertificateNotFound"
        ["never.not-found"]
    EndedOperationBlocksCreate "ended-operation-blocks-create" "create over an ended operation is 409"
        [
            "overwritten.by-create" "overwritten.old-request-id" "conflict.resolved-by-merge"
            "conflict.resolved-by-outcome"
        ]
    IssuedOperationBlocksCreate "issued-operation-blocks-create" "create over an operation that its issuer completed is 409"
        ["overwritten.by-create" "conflict.resolved-by-outcome"]
    FailedOperationBlocksCreate "failed-operation-blocks-create" "create over a failed operation is 409"
        ["overwritten.by-create" "conflict.resolved-by-outcome"]
    CanceledOperationBlocksCreate "canceled-operation-blocks-create" "create over a canceled operation is 409"
        ["overwritten.by-create" "conflict.resolved-by-outcome"]
    OverwriteKeepsRequestId "overwrite-keeps-request-id" "create over an ended operation keeps the request_id"
        ["overwritten.by-create" "overwritten.old-request-id"]
    OverwrittenRequestIdRemembered "overwritten-request-id-remembered" "an overwritten operation can still be read by its request_id"
        ["overwritten.old-request-id"]
    EndedOperationBlocksImport "ended-operation-blocks-import" "import over an ended operation is 409"
        ["overwritten.by-import"]
    FailedOperationBlocksImport "failed-operation-blocks-import" "import over a failed operation is 409" ["overwritten.by-import"]
    CanceledOperationBlocksImport "canceled-operation-blocks-import" "import over a canceled operation is 409" ["overwritten.by-import"]
    MergedOperationBlocksImport "merged-operation-blocks-import" "import over an operation that a merge ended is 409" ["overwritten.by-import"]
    ImportKeepsPending "import-keeps-pending" "import leaves the ended operation readable"
        ["overwritten.by-import"]

    // 6. Create or import while in progress
    CreateReplacesPending "create-replaces-pending" "create silently replaces the operation in progress"
        ["conflict.create" "conflict.create-code" "conflict.message" "conflict.operation-survives"]
    IssuerPendingNotGuarded "issuer-pending-not-guarded" "create and import replace an issuer's operation in progress"
        [
            "conflict.create" "conflict.create-code" "conflict.message" "conflict.import"
            "conflict.operation-survives"
        ]
    ConflictAnswers400 "conflict-answers-400" "create while in progress answers 400"
        ["conflict.create"]
    ConflictCode "conflict-code" "the 409 of create has code OperationInProgress"
        ["conflict.create-code"]
    ConflictMessageVague "conflict-message-vague" "the 409 does not say why"
        ["conflict.message"]
    ImportNotGuarded "import-not-guarded" "import succeeds while an operation is in progress"
        ["conflict.import"]
    ConflictImportCode "conflict-import-code" "the 409 of import has code OperationInProgress"
        ["conflict.import"]
    ConflictDropsOperation "conflict-drops-operation" "create answers 409 but the operation in progress is lost"
        ["conflict.operation-survives" "pending.found"]
    ConflictRenewsRequestId "conflict-renews-request-id" "create answers 409 but the operation gets another request_id"
        ["conflict.operation-survives"]
    DeleteLeavesLock "delete-leaves-lock" "after DELETE of the operation, create is still 409"
        ["conflict.resolved-by-delete"]
    MergeLeavesLock "merge-leaves-lock" "after a merge, create is still 409"
        ["conflict.resolved-by-merge"]

    // 7. Merge on an operation created with an issuer
    MergeWithIssuerAllowed "merge-with-issuer-allowed" "merge succeeds while an issuer is at work"
        ["merge-issuer.forbidden" "merge-issuer.message" "merge-issuer.operation-survives"]
    MergeWithIssuerAnswers409 "merge-with-issuer-answers-409" "merge while an issuer is at work answers 409"
        ["merge-issuer.forbidden"]
    MergeWithIssuerCode "merge-with-issuer-code" "the 403 of merge has code Conflict"
        ["merge-issuer.forbidden"]
    MergeWithIssuerAnonymous "merge-with-issuer-anonymous" "the 403 of merge does not name the issuer"
        ["merge-issuer.message"]
    MergeWithIssuerDropsOperation "merge-with-issuer-drops-operation" "merge answers 403 but the operation is lost"
        ["merge-issuer.operation-survives"]
    MergeAfterFailedRefused "merge-after-failed-refused" "merge on a failed operation is 403"
        ["merge-issuer.after-failed"]
    MergeAfterCanceledRefused "merge-after-canceled-refused" "merge on a canceled operation is 403"
        ["merge-issuer.after-canceled"]

    // 8. Cancel
    CancelAnswers202 "cancel-answers-202" "PATCH answers 202"
        ["cancel.accepted" "cancel.request-id"]
    CancelImmediate "cancel-immediate" "PATCH flips the status at once"
        ["cancel.accepted"]
    CancelRequestIdIgnored "cancel-request-id-ignored" "PATCH with another request_id cancels"
        ["cancel.other-request-id"]
    CancelRequestIdRefused "cancel-request-id-refused" "PATCH with the right request_id is 404"
        ["cancel.request-id"]
    CancelWithIssuerBare "cancel-with-issuer-bare" "PATCH of an issuer's operation answers {}" ["cancel.accepted" "cancel.request-id"]
    CancelRefusedDropsOperation "cancel-refused-drops-operation" "PATCH of an ended operation is refused, and the operation lost" ["merge.completes" "failed.status" "canceled.status"]
    CancelNotShown "cancel-not-shown" "GET shows cancellation_requested false after PATCH answered true"
        ["cancel.visible"]
    CancelEndedAccepted "cancel-ended-accepted" "PATCH of an ended operation answers 200"
        ["cancel.not-in-progress"]
    CancelCompletedAccepted "cancel-completed-accepted" "PATCH of a completed operation answers 200"
        ["cancel.not-in-progress"]
    CancelFailedAccepted "cancel-failed-accepted" "PATCH of a failed operation answers 200"
        ["cancel.not-in-progress"]
    CancelCanceledAccepted "cancel-canceled-accepted" "PATCH of a canceled operation answers 200"
        ["cancel.not-in-progress"]
    CancelAbsentCode "cancel-absent-code" "the 404 of PATCH has code CertificateNotFound"
        ["cancel.not-found"]

    // 9. DELETE pending
    DeleteAnswers204 "delete-answers-204" "DELETE answers 204 without the operation"
        ["delete.returns-operation" "delete.any-state" "delete.request-id"]
    DeleteStatusDeleted "delete-status-deleted" "DELETE returns the operation with status deleted"
        ["delete.returns-operation" "delete.any-state"]
    DeleteWithIssuerForbidden "delete-with-issuer-forbidden" "DELETE of an issuer's operation in progress answers 403, although it is gone" ["delete.returns-operation" "delete.any-state" "delete.request-id"]
    DeleteLiveAbridged "delete-live-abridged" "DELETE of an operation in progress answers its status alone" ["delete.returns-operation"]
    DeleteEndedAbridged "delete-ended-abridged" "DELETE of an ended operation answers its status alone" ["delete.returns-operation"]
    DeleteEndedAnswers409 "delete-ended-answers-409" "DELETE of an ended operation answers 409, although it is gone"
        ["delete.any-state"]
    DeleteCompletedAnswers409 "delete-completed-answers-409" "DELETE of a completed operation answers 409, although it is gone"
        ["delete.any-state"]
    DeleteFailedAnswers409 "delete-failed-answers-409" "DELETE of a failed operation answers 409, although it is gone"
        ["delete.any-state"]
    DeleteCanceledAnswers409 "delete-canceled-answers-409" "DELETE of a canceled operation answers 409, although it is gone"
        ["delete.any-state"]
    DeleteCancelRequestedAnswers409 "delete-cancel-requested-answers-409" "DELETE of an operation to be canceled answers 409, although it is gone"
        ["delete.any-state"]
    DeleteRequestIdIgnored "delete-request-id-ignored" "DELETE with another request_id deletes"
        ["delete.other-request-id"]
    DeleteRequestIdRefused "delete-request-id-refused" "DELETE with the right request_id is 404"
        ["delete.request-id"]

    // 10. Create manually
    ManualIssuerMissing "manual-issuer-missing" "a manual create shows an issuer without a name"
        ["manual.unknown" "manual.no-issuer"]
    ManualWithoutLocation "manual-without-location" "a manual create sends no Location"
        ["manual.unknown" "manual.no-issuer"]
    ManualLocationWithoutApiVersion "manual-location-without-api-version" "the Location of a manual create lacks api-version" ["manual.unknown" "manual.no-issuer"]
    ManualIdOfAnother "manual-id-of-another" "the id of a manual create names another certificate" ["manual.unknown" "manual.no-issuer"]
    NoIssuerBecomesSelf "no-issuer-becomes-self" "a policy without an issuer is issued by the vault itself"
        ["manual.no-issuer"]
    ManualStatusDetailsGeneric "manual-status-details-generic" "status_details of a manual operation do not speak of a merge"
        ["manual.status-details"]

    // 11. Merge, manual
    MergeAnswers200 "merge-answers-200" "merge answers 200 instead of 201"
        ["merge.created" "merge-issuer.after-failed" "merge-issuer.after-canceled"]
    MergeNeedsChain "merge-needs-chain" "merge refuses a leaf without its chain" ["merge.created"]
    MergeWithoutLocation "merge-without-location" "merge sends no Location"
        ["merge.location"]
    MergeLocationOfPending "merge-location-of-pending" "the Location of merge is the pending object"
        ["merge.location"]
    KidVersionDiffers "kid-version-differs" "kid has another version than id"
        ["merge.bundle" "bundle.ids"]
    VersionWithDashes "version-with-dashes" "versions are written as UUIDs, with dashes"
        ["merge.bundle"]
    CerNotLeaf "cer-not-leaf" "a manual merge answers with a certificate of the vault's own as cer"
        ["merge.cer"]
    X5tSha256 "x5t-sha256" "x5t is a SHA-256"
        ["merge.cer" "bundle.thumbprint"]
    MergeLeavesDisabled "merge-leaves-disabled" "merge answers with a disabled certificate"
        ["merge.attributes"]
    MergeDatesIgnored "merge-dates-ignored" "nbf and exp are the vault's own, not the leaf's"
        ["merge.attributes"]
    MergeWithoutPendingId "merge-without-pending-id" "the bundle of merge lacks pending"
        ["merge.pending-id"]
    MergePolicyMissing "merge-policy-missing" "the bundle of merge lacks policy"
        ["merge.policy"]
    MergePolicySubjectLost "merge-policy-subject-lost" "the policy of merge has an empty subject"
        ["merge.policy"]
    MergeLeavesInProgress "merge-leaves-in-progress" "after a manual merge the operation still shows inProgress"
        ["merge.completes"]
    MergeDropsPending "merge-drops-pending" "after a manual merge the operation cannot be read"
        ["merge.completes"]
    MergeAnyKey "merge-any-key" "merge takes a leaf for any key"
        ["merge.wrong-key"]
    MergeWrongKeyDropsOperation "merge-wrong-key-drops-operation" "a leaf for another key ends the operation"
        ["merge.wrong-key"]
    MergeMalformedAnswers500 "merge-malformed-answers-500" "an x5c that does not parse is answered with 500"
        ["merge.malformed"]
    MergeMalformedDropsOperation "merge-malformed-drops-operation" "an x5c that does not parse ends the operation"
        ["merge.malformed"]
    MergeParsesFirst "merge-parses-first" "merge without an operation complains of x5c instead"
        ["merge.not-found"]
    MergeAbsentCode "merge-absent-code" "the 404 of merge has code CertificateNotFound"
        ["merge.not-found"]

    // 12. Common to all
    TokenIgnored "token-ignored" "requests without a token are served"
        ["wire.unauthorized"]
    ChallengeMissing "challenge-missing" "the 401 carries no WWW-Authenticate"
        ["wire.unauthorized"]
    UnauthorizedBare "unauthorized-bare" "the 401 has no body"
        ["wire.unauthorized"]
    JsonAsText "json-as-text" "JSON bodies are sent as text/plain"
        ["wire.content-type"]
    ErrorsBare "errors-bare" "errors are sent without the envelope"
        [
            "deleted.not-found" "deleted.not-found-request-id" "deleted.older-version"
            "never.not-found" "overwritten.old-request-id" "overwritten.by-import"
            "pending.request-id-mismatch" "conflict.create" "conflict.create-code"
            "conflict.message" "conflict.import" "merge-issuer.forbidden" "merge-issuer.message"
            "cancel.other-request-id" "cancel.not-in-progress" "cancel.not-found" "delete.other-request-id"
            "delete.gone" "merge.wrong-key" "merge.malformed" "merge.not-found" "wire.unauthorized"
            "wire.error-envelope" "wire.api-version-unknown" "wire.name-invalid"
            "wire.body-malformed" "issuer.put-get-delete" "delete.twice"
        ]
    ErrorsHtml "errors-html" "a 400 is an HTML page"
        [
            "wire.error-envelope" "wire.api-version-unknown" "wire.name-invalid"
            "wire.body-malformed" "merge.wrong-key" "merge.malformed" "cancel.not-in-progress"
            "wire.content-type"
        ]
    ErrorsWithoutMessage "errors-without-message" "errors have a code and no message"
        [
            "deleted.not-found" "deleted.not-found-request-id" "deleted.older-version"
            "never.not-found" "overwritten.old-request-id" "overwritten.by-import"
            "pending.request-id-mismatch" "conflict.create" "conflict.message" "conflict.import"
            "merge-issuer.forbidden" "merge-issuer.message" "cancel.other-request-id"
            "cancel.not-in-progress" "cancel.not-found" "delete.other-request-id" "delete.gone"
            "merge.wrong-key" "merge.malformed" "merge.not-found" "wire.unauthorized"
            "wire.error-envelope" "wire.api-version-unknown" "wire.name-invalid"
            "wire.body-malformed" "issuer.put-get-delete" "delete.twice"
        ]
    ApiVersionIgnored "api-version-ignored" "any api-version is served"
        ["wire.api-version-unknown"]
    ApiVersionCode "api-version-code" "an unknown api-version is refused with code UnsupportedApiVersion"
        ["wire.api-version-unknown"]
    NameUnchecked "name-unchecked" "any certificate name is taken"
        ["wire.name-invalid"]
    NameAnswers500 "name-answers-500" "an invalid name is answered with 500"
        ["wire.name-invalid"]
    PatchWithoutFlagAccepted "patch-without-flag-accepted" "PATCH without cancellation_requested answers 200"
        ["wire.body-malformed"]
    MalformedBodyAnswers500 "malformed-body-answers-500" "a body that is not JSON is answered with 500"
        ["wire.body-malformed"]
    MalformedBodyTakenAsEmpty "malformed-body-taken-as-empty" "create takes a body that is not JSON for an empty one"
        ["wire.body-malformed"]
    IssuerPasswordEchoed "issuer-password-echoed" "PUT issuer returns the password"
        ["issuer.put-get-delete"]
    IssuerPutAnswers201 "issuer-put-answers-201" "PUT issuer answers 201"
        ["issuer.put-get-delete"]
    IssuerDeleteAnswers204 "issuer-delete-answers-204" "DELETE issuer answers 204"
        ["issuer.put-get-delete"]
    IssuerAbsentCode "issuer-absent-code" "the 404 of an issuer has code NotFound"
        ["issuer.put-get-delete"]
    IssuersApiMissing "issuers-api-missing" "the routes of issuers answer a bare 404"
        ["issuer.put-get-delete"]
}
