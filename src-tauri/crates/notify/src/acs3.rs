//! Alibaba Cloud's request signature, version 3 (ACS3-HMAC-SHA256), for operations without parameters in the address.
//! Source: Alibaba Cloud, "V3 request structure and signature", updated 2 June 2026,
//! www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::Moment;
use crate::http::Request;

pub(crate) struct Signing<'a> {
    pub key: &'a str,
    pub secret: &'a str,
    pub action: &'a str,
    pub version: &'a str,
}

/// Adds the headers of a signed request.
pub(crate) fn sign(request: &mut Request, method: &str, signing: &Signing<'_>, moment: &Moment) {
    let behind = request.url.split_once("://").map_or("", |(_, behind)| behind).to_owned();
    let (host, path) = behind.find('/').map_or((behind.as_str(), "/"), |at| behind.split_at(at));
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut signed = vec![
        ("host", host.to_owned()),
        ("x-acs-action", signing.action.to_owned()),
        ("x-acs-content-sha256", hex(&Sha256::digest(&request.body))),
        ("x-acs-date", moment.at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        ("x-acs-signature-nonce", moment.nonce.clone()),
        ("x-acs-version", signing.version.to_owned()),
    ];
    if let Some((_, kind)) = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        signed.insert(0, ("content-type", kind.clone()));
    }
    let names: Vec<&str> = signed.iter().map(|(name, _)| *name).collect();
    let headers: String = signed.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
    let digest = hex(&Sha256::digest(&request.body));
    let canonical = format!("{method}\n{path}\n{}\n{headers}\n{}\n{digest}", sorted(query), names.join(";"));
    let text = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(&canonical)));
    let mut mac = Hmac::<Sha256>::new_from_slice(signing.secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    let signature = hex(&mac.finalize().into_bytes());
    let authorization =
        format!("ACS3-HMAC-SHA256 Credential={},SignedHeaders={},Signature={signature}", signing.key, names.join(";"));
    let new = signed.into_iter().filter(|(name, _)| name.starts_with("x-acs-"));
    request.headers.extend(new.map(|(name, value)| (name.to_owned(), value)));
    request.headers.push(("Authorization".to_owned(), authorization));
}

/// The pairs of a query in the order of their names.
fn sorted(query: &str) -> String {
    let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    pairs.sort_unstable();
    pairs.join("&")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
