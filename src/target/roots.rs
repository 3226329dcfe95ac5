//! A file with certificates that are trusted, as people have it, made plain PEM.
//!
//! In: its bytes. Out: PEM with the label that TLS libraries know, or what the file is instead and
//! how to make PEM of it. Must not know who reads it, nor whether the certificates are good.

/// What a certificate in PEM begins with, as told by the first such line.
const BEGIN: &str = "-----BEGIN ";
/// Labels under which OpenSSL takes plain certificates, besides `CERTIFICATE`.
const OTHER_LABELS: [&str; 2] = ["X509 CERTIFICATE", "X.509 CERTIFICATE"];

/// Its certificates as PEM; what stands around them, and bytes that are no text, do not matter.
pub fn pem(path: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("it is text in UTF-16; save it as UTF-8".to_owned());
    }
    // A sequence of ASN.1: a certificate, or PKCS#7 or PKCS#12 with some in it.
    if bytes.first() == Some(&0x30) && bytes.get(1).is_some_and(|length| length & 0x80 != 0) {
        let pem = format!("`openssl x509 -inform DER -in {path} -out ca.pem` makes PEM of it");
        return Err(format!("it is binary (DER) and not PEM; {pem}"));
    }
    let text = String::from_utf8_lossy(bytes);
    let mut text = text.trim_start_matches('\u{feff}').to_owned();
    for label in OTHER_LABELS {
        for edge in ["BEGIN", "END"] {
            let known = format!("-----{edge} CERTIFICATE-----");
            text = text.replace(&format!("-----{edge} {label}-----"), &known);
        }
    }
    if text.contains("-----BEGIN CERTIFICATE-----") {
        return Ok(text.into_bytes());
    }
    let label = text.split(BEGIN).nth(1).and_then(|rest| rest.split("-----").next());
    Err(match label {
        Some("TRUSTED CERTIFICATE") => format!(
            "it holds a TRUSTED CERTIFICATE, which only OpenSSL reads; \
             `openssl x509 -in {path} -out ca.pem` makes a plain one of it"
        ),
        Some(label) => {
            let label: String =
                label.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
            format!("it holds no certificate in PEM, but a {}", label.get(..40).unwrap_or(&label))
        }
        None => "it holds no certificate in PEM: no line -----BEGIN CERTIFICATE-----".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    #[test]
    fn what_stands_around_a_certificate_does_not_matter() {
        let other = PEM.replace("CERTIFICATE", "X509 CERTIFICATE");
        for bytes in [
            format!("\u{feff}{PEM}").into_bytes(),
            [b"# caf\xe9\n", PEM.as_bytes()].concat(),
            other.into_bytes(),
        ] {
            let text = String::from_utf8(pem("ca", &bytes).unwrap()).unwrap();
            assert!(text.contains(PEM) && !text.starts_with('\u{feff}'), "{text}");
        }
    }

    #[test]
    fn what_is_no_pem_is_told_as_what_it_is() {
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(PEM.bytes()).collect();
        for (bytes, told) in [
            (&[0x30, 0x82, 1, 0][..], "DER"),
            (&utf16[..], "UTF-16"),
            (b"-----BEGIN TRUSTED CERTIFICATE-----", "openssl x509 -in ca -out"),
            (b"-----BEGIN PRIVATE KEY-----", "but a PRIVATE KEY"),
            (b"", "no line -----BEGIN CERTIFICATE-----"),
        ] {
            let said = pem("ca", bytes).unwrap_err();
            assert!(said.contains(told), "{said}");
        }
    }
}
