//! What a request can ask for, whatever its path looks like.

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// POST certificates/{name}/create
    Create,
    /// POST certificates/{name}/import
    Import,
    /// POST certificates/{name}/pending/merge
    Merge,
    /// GET certificates/{name}/pending
    GetPending,
    /// PATCH certificates/{name}/pending
    CancelPending,
    /// DELETE certificates/{name}/pending
    DeletePending,
    /// GET certificates
    ListCertificates,
    /// GET certificates/{name}
    GetCertificate,
    /// GET certificates/{name}/{version}
    GetVersion,
    /// GET certificates/{name}/versions
    ListVersions,
    /// PATCH certificates/{name} and certificates/{name}/{version}
    UpdateCertificate,
    /// GET certificates/{name}/policy
    GetPolicy,
    /// PATCH certificates/{name}/policy
    UpdatePolicy,
    /// POST certificates/{name}/backup
    Backup,
    /// POST certificates/restore
    Restore,
    /// PUT certificates/contacts
    PutContacts,
    /// GET certificates/contacts
    GetContacts,
    /// DELETE certificates/contacts
    DeleteContacts,
    /// GET secrets/{name} and secrets/{name}/{version}, behind a certificate
    GetSecret,
    /// GET keys/{name} and keys/{name}/{version}, behind a certificate
    GetKey,
    /// DELETE certificates/{name}
    DeleteCertificate,
    /// GET deletedcertificates
    ListDeleted,
    /// GET deletedcertificates/{name}
    GetDeleted,
    /// POST deletedcertificates/{name}/recover
    Recover,
    /// DELETE deletedcertificates/{name}
    Purge,
    /// GET certificates/issuers
    ListIssuers,
    /// GET certificates/issuers/{name}
    GetIssuer,
    /// PUT certificates/issuers/{name}
    PutIssuer,
    /// PATCH certificates/issuers/{name}
    PatchIssuer,
    /// DELETE certificates/issuers/{name}
    DeleteIssuer,
}

impl Action {
    /// Whether this is one of the issuers' routes.
    pub fn is_about_issuers(self) -> bool {
        use Action::{DeleteIssuer, GetIssuer, ListIssuers, PatchIssuer, PutIssuer};
        matches!(self, ListIssuers | GetIssuer | PutIssuer | PatchIssuer | DeleteIssuer)
    }

    /// Whether its path names no certificate or issuer.
    pub fn is_nameless(self) -> bool {
        use Action::{
            DeleteContacts, GetContacts, ListCertificates, ListDeleted, ListIssuers, PutContacts,
            Restore,
        };
        matches!(
            self,
            ListCertificates
                | ListDeleted
                | ListIssuers
                | Restore
                | PutContacts
                | GetContacts
                | DeleteContacts
        )
    }
}
