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
    /// DELETE certificates/{name}
    DeleteCertificate,
    /// GET deletedcertificates
    ListDeleted,
    /// GET deletedcertificates/{name}
    GetDeleted,
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

    /// Whether this is about all names at once.
    pub fn is_list(self) -> bool {
        use Action::{ListCertificates, ListDeleted, ListIssuers};
        matches!(self, ListCertificates | ListDeleted | ListIssuers)
    }
}
