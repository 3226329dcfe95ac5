"""Journeys of the official Python SDK through a vault: what applications do, in their words.

Run by `kvcontract record … --verify -- python journeys.py`; the last line counts the steps.
"""

import base64
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
)
from azure.keyvault.certificates import (
    AdministratorContact,
    ApiVersion,
    CertificateClient,
    CertificateContact,
    CertificateContentType,
    CertificatePolicy,
    KeyCurveName,
    KeyType,
    KeyUsageType,
    LifetimeAction,
    WellKnownIssuerNames,
)
from azure.keyvault.keys import KeyClient
from azure.keyvault.secrets import SecretClient
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from steps import CA, URL, Credential, finish, fixture, refused, step, until

CREDENTIAL = Credential()
MORE = {"connection_verify": CA}
CLIENT = CertificateClient(URL, CREDENTIAL, **MORE)
SECRETS = SecretClient(URL, CREDENTIAL, **MORE)
KEYS = KeyClient(URL, CREDENTIAL, **MORE)


def policy(issuer, **more):
    """A small key, as RSA keys take long to make."""
    asked = {"key_type": KeyType.ec, "key_curve_name": KeyCurveName.p_256, "subject": "CN=a.example"}
    return CertificatePolicy(issuer, **(asked | more))


def begin(name, issuer, **more):
    """A create, polled often."""
    return CLIENT.begin_create_certificate(name, policy(issuer), _polling_interval=0.1, **more)


def unattended(name, issuer):
    """A create whose poller never comes to look."""
    CLIENT.begin_create_certificate(name, policy(issuer), _polling_interval=600)


class Authority:
    """Somebody else's CA."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody else's CA")])

    def sign(self, public_key, subject):
        now = datetime.now(timezone.utc)
        made = x509.CertificateBuilder(self.name, subject, public_key, x509.random_serial_number())
        made = made.not_valid_before(now - timedelta(hours=1))
        return made.not_valid_after(now + timedelta(days=90)).sign(self.key, hashes.SHA256())


def self_signed():
    with step("begin_create_certificate with Self"):
        asked = policy(
            WellKnownIssuerNames.self,
            san_dns_names=["a.example", "b.example"],
            san_emails=["me@a.example"],
            enhanced_key_usage=["1.3.6.1.5.5.7.3.1"],
            key_usage=[KeyUsageType.digital_signature],
            validity_in_months=6,
            lifetime_actions=[LifetimeAction(action="AutoRenew", lifetime_percentage=80)],
        )
        poller = CLIENT.begin_create_certificate(
            "self", asked, tags={"for": "journeys"}, enabled=True, _polling_interval=0.1
        )
        made = poller.result()
    with step("status of the poller"):
        assert poller.status() == "completed", poller.status()
    with step("the token was for the challenge's resource"):
        parent = URL.removeprefix("https://").partition(".")[2]
        assert CREDENTIAL.resources[0] == f"https://{parent}", CREDENTIAL.resources
    with step("ids lead to where the client came in"):
        assert made.id.startswith(f"{URL}/certificates/self/"), made.id
        assert made.secret_id.startswith(f"{URL}/secrets/self/"), made.secret_id
        assert made.key_id.startswith(f"{URL}/keys/self/"), made.key_id
    leaf = x509.load_der_x509_certificate(bytes(made.cer))
    with step("it signed itself"):
        assert leaf.issuer == leaf.subject
        leaf.verify_directly_issued_by(leaf)
    with step("subject, names and usages as asked"):
        assert leaf.subject.rfc4514_string() == "CN=a.example"
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert names.get_values_for_type(x509.DNSName) == ["a.example", "b.example"]
        assert names.get_values_for_type(x509.RFC822Name) == ["me@a.example"]
        usages = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert list(usages) == [ExtendedKeyUsageOID.SERVER_AUTH]
    with step("thumbprint of the certificate"):
        assert bytes(made.properties.x509_thumbprint) == leaf.fingerprint(hashes.SHA1())
    with step("tags, enabled and times of the certificate"):
        assert made.properties.tags == {"for": "journeys"} and made.properties.enabled
        assert made.properties.created_on and made.properties.updated_on
        assert made.properties.expires_on > made.properties.not_before
    with step("policy as asked"):
        assert made.policy.san_dns_names == ["a.example", "b.example"]
        assert made.policy.validity_in_months == 6
        assert made.policy.lifetime_actions[0].lifetime_percentage == 80
        assert made.policy.key_usage == [KeyUsageType.digital_signature]
    with step("get_certificate"):
        assert CLIENT.get_certificate("self").properties.version == made.properties.version
    with step("get_certificate_version"):
        again = CLIENT.get_certificate_version("self", made.properties.version)
        assert again.cer == made.cer
    with step("get_certificate_operation once it has ended"):
        ended = CLIENT.get_certificate_operation("self")
        assert ended.status == "completed" and ended.error is None, ended
        assert ended.target.startswith(f"{URL}/certificates/self"), ended.target
    return leaf


def key_and_secret(leaf):
    with step("get_secret: the PKCS#12 file behind the certificate"):
        secret = SECRETS.get_secret("self")
        assert secret.properties.content_type == "application/x-pkcs12"
        key, certificate, _ = pkcs12.load_key_and_certificates(base64.b64decode(secret.value), None)
        assert certificate == leaf and key.public_key() == leaf.public_key()
    with step("get_secret of a version"):
        version = CLIENT.get_certificate("self").properties.version
        assert SECRETS.get_secret("self", version).value
    with step("get_key: the key behind the certificate"):
        key = KEYS.get_key("self")
        numbers = leaf.public_key().public_numbers()
        assert int.from_bytes(key.key.x, "big") == numbers.x
        assert key.properties.managed
    with step("an exportable PEM, as a policy of content type PEM asks"):
        pem = policy("Self", content_type=CertificateContentType.pem)
        CLIENT.begin_create_certificate("pem", pem, _polling_interval=0.1).result()
        secret = SECRETS.get_secret("pem")
        assert secret.properties.content_type == "application/x-pem-file"
        assert "BEGIN PRIVATE KEY" in secret.value and "BEGIN CERTIFICATE" in secret.value
    with step("an RSA key of 2048 bits"):
        rsa = policy("Self", key_type=KeyType.rsa, key_size=2048, key_curve_name=None)
        made = CLIENT.begin_create_certificate("rsa", rsa, _polling_interval=0.1).result()
        assert x509.load_der_x509_certificate(bytes(made.cer)).public_key().key_size == 2048


def merged():
    authority = Authority()
    with step("begin_create_certificate with Unknown returns the operation at once"):
        operation = begin("merged", WellKnownIssuerNames.unknown).result()
        assert operation.status == "inProgress" and operation.issuer_name == "Unknown", operation
    with step("the CSR is a real one"):
        request = x509.load_der_x509_csr(bytes(operation.csr))
        assert request.is_signature_valid
        assert request.subject.rfc4514_string() == "CN=a.example"
    with step("the CSR stays the same"):
        assert CLIENT.get_certificate_operation("merged").csr == operation.csr
    with step("a certificate that is not there yet has no cer"):
        assert not CLIENT.get_certificate("merged").cer
    with step("merge_certificate with a key of another"):
        other = authority.sign(authority.key.public_key(), request.subject)
        refused(HttpResponseError, "BadParameter", merge, "merged", other)
    with step("merge_certificate"):
        signed = authority.sign(request.public_key(), request.subject)
        made = merge("merged", signed, tags={"by": "us"}, enabled=False)
        assert x509.load_der_x509_certificate(bytes(made.cer)) == signed
    with step("tags and enabled of a merge"):
        assert made.properties.tags == {"by": "us"} and made.properties.enabled is False
    with step("the operation is completed"):
        assert CLIENT.get_certificate_operation("merged").status == "completed"
    with step("merge_certificate where nothing is pending"):
        refused(ResourceNotFoundError, "PendingCertificateNotFound", merge, "never", signed)


def merge(name, certificate, **more):
    der = certificate.public_bytes(serialization.Encoding.DER)
    return CLIENT.merge_certificate(name, [der], **more)


def conflicts():
    with step("create while an operation is in progress"):
        begin("busy", "Unknown").result()
        refused(ResourceExistsError, "Conflict", begin, "busy", "Self")
    with step("import while an operation is in progress"):
        pem = imported_pem(ec.generate_private_key(ec.SECP256R1()))
        refused(ResourceExistsError, "Conflict", CLIENT.import_certificate, "busy", pem)
    with step("the first operation goes on"):
        assert CLIENT.get_certificate_operation("busy").status == "inProgress"
    with step("delete_certificate_operation"):
        deleted = CLIENT.delete_certificate_operation("busy")
        assert deleted.name == "busy" and deleted.csr, deleted
    with step("no operation after its deletion"):
        code = "PendingCertificateNotFound"
        refused(ResourceNotFoundError, code, CLIENT.get_certificate_operation, "busy")
        refused(ResourceNotFoundError, code, CLIENT.delete_certificate_operation, "busy")
    with step("create after the deletion"):
        assert begin("busy", "Self").result().cer


def cancelled():
    with step("create_issuer that grants a cancellation"):
        script("canceling", "stall; cancel granted after 300ms")
    with step("cancel_certificate_operation"):
        poller = begin("cancelled", "canceling")
        asked = CLIENT.cancel_certificate_operation("cancelled")
        assert asked.cancellation_requested, asked
    with step("the poller ends with the cancelled operation"):
        ended = poller.result()
        assert poller.status() == "cancelled" and ended.cancellation_requested, ended
        assert ended.error is None or ended.error.code, ended.error
    with step("a cancellation that is ignored leaves the operation as it was"):
        script("stubborn", "stall; cancel ignored")
        unattended("stubborn", "stubborn")
        CLIENT.cancel_certificate_operation("stubborn")
        assert CLIENT.get_certificate_operation("stubborn").status == "inProgress"
        CLIENT.delete_certificate_operation("stubborn")
    with step("cancel where nothing is pending"):
        code = "PendingCertificateNotFound"
        refused(ResourceNotFoundError, code, CLIENT.cancel_certificate_operation, "never")


def script(name, account):
    return CLIENT.create_issuer(name, "Script", account_id=account)


def failed():
    with step("create_issuer that fails"):
        script("failing", "fail after 100ms; error request")
    with step("the poller ends with the failed operation"):
        poller = begin("failed", "failing")
        ended = poller.result()
        assert poller.status() == "failed", poller.status()
        assert ended.error.code and ended.error.message, ended.error
    with step("no version came of it"):
        assert not CLIENT.get_certificate("failed").cer
    with step("create after a failure"):
        assert begin("failed", "Self").result().cer
    with step("an issuer that is not there"):
        refused(HttpResponseError, "BadParameter", begin, "nowhere", "no-such-issuer")


def named_issuers():
    with step("create_issuer"):
        contact = AdministratorContact("Ann", "Lee", "ann@a.example", "1")
        made = CLIENT.create_issuer(
            "issuing", "Script", account_id="issue after 300ms", organization_id="org",
            admin_contacts=[contact], enabled=True,
        )
        assert made.id == f"{URL}/certificates/issuers/issuing", made.id
        assert made.admin_contacts[0].email == "ann@a.example" and made.organization_id == "org"
    with step("get_issuer"):
        assert CLIENT.get_issuer("issuing").account_id == "issue after 300ms"
    with step("list_properties_of_issuers"):
        assert "issuing" in [issuer.name for issuer in CLIENT.list_properties_of_issuers()]
    with step("create with a named issuer"):
        poller = begin("named", "issuing")
        assert poller.status() == "inprogress" and not poller.done()
        made = poller.result()
        assert made.policy.issuer_name == "issuing", made.policy.issuer_name
    with step("an authority signed it"):
        leaf = x509.load_der_x509_certificate(bytes(made.cer))
        assert leaf.issuer != leaf.subject
    with step("time that the test lets pass"):
        script("slow", "issue after 600000ms")
        unattended("slow", "slow")
        assert CLIENT.get_certificate_operation("slow").status == "inProgress"
        fixture("advance", {"seconds": 601})
        assert CLIENT.get_certificate_operation("slow").status == "completed"
    with step("update_issuer"):
        assert CLIENT.update_issuer("issuing", organization_id="other").organization_id == "other"
        assert CLIENT.get_issuer("issuing").account_id == "issue after 300ms"
    with step("delete_issuer"):
        assert CLIENT.delete_issuer("issuing").provider == "Script"
    with step("an issuer that was deleted"):
        refused(ResourceNotFoundError, "CertificateIssuerNotFound", CLIENT.get_issuer, "issuing")


def imported_pem(key):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "imported")])
    certificate = Authority().sign(key.public_key(), subject)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def imports():
    key = ec.generate_private_key(ec.SECP256R1())
    with step("import_certificate of PEM"):
        asked = CertificatePolicy(
            "Unknown", content_type=CertificateContentType.pem,
            lifetime_actions=[LifetimeAction(action="EmailContacts", days_before_expiry=9)],
        )
        made = CLIENT.import_certificate(
            "pem-file", imported_pem(key), policy=asked, tags={"by": "us"}, enabled=False
        )
        leaf = x509.load_der_x509_certificate(bytes(made.cer))
        assert leaf.public_key() == key.public_key()
    with step("tags, enabled and policy of an import"):
        assert made.properties.tags == {"by": "us"} and made.properties.enabled is False
        assert made.policy.lifetime_actions[0].days_before_expiry == 9
        assert made.policy.key_type == KeyType.ec and made.policy.subject == "CN=imported"
    with step("import_certificate of PKCS#12 with a password"):
        kept = serialization.BestAvailableEncryption(b"Pa55-word")
        file = pkcs12.serialize_key_and_certificates(b"a", key, leaf, None, kept)
        again = CLIENT.import_certificate("pfx-file", file, password="Pa55-word")
        assert again.cer == made.cer
    with step("import_certificate with a wrong password"):
        wrong = {"password": "wrong"}
        refused(HttpResponseError, "BadParameter", CLIENT.import_certificate, "x", file, **wrong)
    with step("import_certificate of no certificate"):
        refused(HttpResponseError, "BadParameter", CLIENT.import_certificate, "x", b"no file")
    with step("an import again is a new version"):
        CLIENT.import_certificate("pfx-file", file, password="Pa55-word")
        versions = list(CLIENT.list_properties_of_certificate_versions("pfx-file"))
        assert len(versions) == 2, versions


def versions():
    with step("a second create is a new version"):
        first = CLIENT.get_certificate("self")
        second = begin("self", "Self").result()
        assert second.properties.version != first.properties.version
    with step("list_properties_of_certificate_versions"):
        found = {v.version for v in CLIENT.list_properties_of_certificate_versions("self")}
        assert found == {first.properties.version, second.properties.version}, found
    with step("a version that is not there"):
        none = "0" * 32
        code = "CertificateNotFound"
        refused(ResourceNotFoundError, code, CLIENT.get_certificate_version, "self", none)
    with step("versions of a name that is not there"):
        assert not list(CLIENT.list_properties_of_certificate_versions("never"))


def lists():
    with step("list_properties_of_certificates"):
        found = {item.name: item for item in CLIENT.list_properties_of_certificates()}
        assert {"self", "merged", "pem-file", "named"} <= set(found), found
    with step("items have tags and thumbprints"):
        assert found["pem-file"].tags == {"by": "us"} and found["pem-file"].x509_thumbprint
    with step("include_pending"):
        begin("pending", "Unknown")
        assert "pending" not in [item.name for item in CLIENT.list_properties_of_certificates()]
        listed = CLIENT.list_properties_of_certificates(include_pending=True)
        assert "pending" in [item.name for item in listed]
        CLIENT.delete_certificate_operation("pending")
    with step("pages of a long list, each by the link of the one before"):
        pages = [list(p) for p in CLIENT.list_properties_of_certificates(max_page_size=3).by_page()]
        assert len(pages) > 2 and all(len(page) <= 3 for page in pages), pages
        names = [item.name for page in pages for item in page]
        assert sorted(names) == sorted(found), names
    with step("fifty at once"):
        with ThreadPoolExecutor(10) as pool:
            made = list(pool.map(lambda n: begin(f"many-{n}", "Self").result(), range(50)))
        assert len({certificate.properties.version for certificate in made}) == 50


def properties():
    with step("get_certificate_policy"):
        found = CLIENT.get_certificate_policy("self")
        assert found.issuer_name == "Self" and found.subject == "CN=a.example"
    with step("update_certificate_policy"):
        found._validity_in_months = 24  # pylint: disable=protected-access
        assert CLIENT.update_certificate_policy("self", found).validity_in_months == 24
        assert CLIENT.get_certificate_policy("self").validity_in_months == 24
    with step("update_certificate_properties"):
        updated = CLIENT.update_certificate_properties("self", tags={"a": "b"}, enabled=False)
        assert updated.properties.tags == {"a": "b"} and updated.properties.enabled is False
    with step("update_certificate_properties of a version"):
        version = updated.properties.version
        more = {"version": version, "enabled": True}
        assert CLIENT.update_certificate_properties("self", **more).properties.enabled
    with step("properties of a certificate that is not there"):
        call = CLIENT.update_certificate_properties
        refused(ResourceNotFoundError, "CertificateNotFound", call, "never", tags={})


def contacts():
    with step("no contacts"):
        refused(ResourceNotFoundError, "ContactsNotFound", CLIENT.get_contacts)
    with step("set_contacts"):
        asked = [CertificateContact("a@a.example", "Ann", "1"), CertificateContact("b@a.example")]
        assert [c.email for c in CLIENT.set_contacts(asked)] == ["a@a.example", "b@a.example"]
    with step("get_contacts"):
        assert CLIENT.get_contacts()[0].name == "Ann"
    with step("delete_contacts"):
        assert len(CLIENT.delete_contacts()) == 2
        refused(ResourceNotFoundError, "ContactsNotFound", CLIENT.get_contacts)


def deletion():
    with step("backup_certificate"):
        backup = CLIENT.backup_certificate("merged")
        assert backup
    with step("restore_certificate_backup of one that is there"):
        refused(ResourceExistsError, "Conflict", CLIENT.restore_certificate_backup, backup)
    with step("begin_delete_certificate"):
        cer = CLIENT.get_certificate("merged").cer
        deleted = CLIENT.begin_delete_certificate("merged", _polling_interval=0.1).result()
        assert deleted.recovery_id == f"{URL}/deletedcertificates/merged", deleted.recovery_id
        assert deleted.deleted_on and deleted.scheduled_purge_date
        until(lambda: has_deleted("merged"))
    with step("get_deleted_certificate"):
        assert CLIENT.get_deleted_certificate("merged").cer == cer
    with step("list_deleted_certificates"):
        assert "merged" in [item.name for item in CLIENT.list_deleted_certificates()]
    with step("a deleted certificate is not there"):
        refused(ResourceNotFoundError, "CertificateNotFound", CLIENT.get_certificate, "merged")
    with step("create under a deleted name"):
        refused(ResourceExistsError, "Conflict", begin, "merged", "Self")
    with step("begin_recover_deleted_certificate"):
        recovered = CLIENT.begin_recover_deleted_certificate("merged", _polling_interval=0.1)
        assert recovered.result().cer == cer
        until(lambda: not has_deleted("merged"))
        assert CLIENT.get_certificate("merged").cer == cer
    with step("purge_deleted_certificate"):
        CLIENT.begin_delete_certificate("merged", _polling_interval=0.1).wait()
        CLIENT.purge_deleted_certificate("merged")
        until(lambda: not has_deleted("merged"))
    with step("restore_certificate_backup"):
        assert CLIENT.restore_certificate_backup(backup).cer == cer
        assert CLIENT.get_certificate("merged").cer == cer
    with step("a certificate that was never there"):
        call = CLIENT.begin_delete_certificate
        refused(ResourceNotFoundError, "CertificateNotFound", call, "never")
        refused(ResourceNotFoundError, "CertificateNotFound", CLIENT.get_certificate, "never")
        call = CLIENT.get_deleted_certificate
        refused(ResourceNotFoundError, "CertificateNotFound", call, "never")


def has_deleted(name):
    return name in [item.name for item in CLIENT.list_deleted_certificates()]


def earlier_versions():
    for version in ApiVersion:
        if version < ApiVersion.V7_1 or version == ApiVersion.V2016_10_01:
            continue
        with step(f"a client of api-version {version.value}"):
            client = CertificateClient(URL, CREDENTIAL, api_version=version, **MORE)
            name = f"of-{version.value.replace('.', '-')}"
            made = client.begin_create_certificate(name, policy("Self"), _polling_interval=0.1)
            assert made.result().cer
            assert client.get_certificate_operation(name).status == "completed"


def main():
    with step("an empty vault"):
        fixture("reset")
        assert not list(CLIENT.list_properties_of_certificates())
    leaf = self_signed()
    key_and_secret(leaf)
    merged()
    conflicts()
    cancelled()
    failed()
    named_issuers()
    imports()
    versions()
    lists()
    properties()
    contacts()
    deletion()
    earlier_versions()
    return finish()


if __name__ == "__main__":
    sys.exit(main())
