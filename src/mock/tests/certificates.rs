//! Certificates with particulars, as a client sees them in the handshake.

use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::*;

/// The leaf that a host shows, in DER.
async fn leaf(world: &MockWorld, host: &str) -> Vec<u8> {
    let (_, stream) = tunnel(world, &format!("{host}:443")).await;
    let stream = tls(world.ca_der(), host, stream).await.unwrap();
    stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
}

/// Names, CRL URLs, and URLs of the authority information access, each in order.
fn told(der: &[u8]) -> [Vec<String>; 3] {
    let (_, certificate) = X509Certificate::from_der(der).unwrap();
    let text = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(text) | GeneralName::URI(text) => (*text).to_owned(),
        other => panic!("{other}"),
    };
    let mut told = [Vec::new(), Vec::new(), Vec::new()];
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::SubjectAlternativeName(names) => {
                told[0].extend(names.general_names.iter().map(text));
            }
            ParsedExtension::CRLDistributionPoints(points) => {
                for point in &points.points {
                    let Some(x509_parser::extensions::DistributionPointName::FullName(names)) =
                        &point.distribution_point
                    else {
                        panic!("no full name");
                    };
                    told[1].extend(names.iter().map(text));
                }
            }
            ParsedExtension::AuthorityInfoAccess(access) => {
                told[2].extend(access.accessdescs.iter().map(|one| text(&one.access_location)));
            }
            _ => {}
        }
    }
    told
}

#[tokio::test]
async fn a_certificate_with_particulars_is_good_and_tells_them() {
    let world = answering(
        "{origin: {certificate: {names: [b.test, '*.c.test'], crl: ['http://crl.test/a.crl'], \
         ocsp: ['http://ocsp.test'], ca_issuers: ['http://ca.test/a.crt']}}}",
    );
    let [names, crl, access] = told(&leaf(&world, "a.test").await);
    assert_eq!(names, ["a.test", "b.test", "*.c.test"]);
    assert_eq!(crl, ["http://crl.test/a.crl"]);
    assert_eq!(access, ["http://ocsp.test", "http://ca.test/a.crt"]);
}

#[tokio::test]
async fn a_certificate_without_particulars_tells_its_name_only() {
    let world = answering("{origin: {certificate: good}}");
    let [names, crl, access] = told(&leaf(&world, "a.test").await);
    assert_eq!((names, crl, access), (vec!["a.test".to_owned()], Vec::new(), Vec::new()));
}

#[tokio::test]
async fn a_bad_certificate_can_have_particulars_too() {
    let world = answering("{origin: {certificate: {kind: expired, crl: ['http://crl.test/']}}}");
    let fault = tls_failure(&world, "a.test").await;
    assert!(fault.contains("certificate expired"), "{fault}");
}

#[tokio::test]
async fn two_origins_of_one_name_show_each_their_own() {
    let world = world(
        "rules:\n\
         - {hosts: [a.test], ports: [8443], answer: {origin: {certificate: {names: [x.test]}}}}",
    );
    let other = leaf(&world, "a.test").await;
    assert_eq!(told(&other)[0], ["a.test"]);
    let (_, stream) = tunnel(&world, "a.test:8443").await;
    let stream = tls(world.ca_der(), "a.test", stream).await.unwrap();
    let first = stream.get_ref().1.peer_certificates().unwrap()[0].to_vec();
    assert_eq!(told(&first)[0], ["a.test", "x.test"]);
}

#[tokio::test]
async fn hostile_certificates_arrive_as_far_as_tls_carries_them() {
    let world = start(Scenario::builtin("hostile").unwrap());
    let names = &told(&leaf(&world, "many-names.test").await)[0];
    assert_eq!((names.len(), names[2500].as_str()), (2501, "n2500.many-names.test"));
    let [_, crl, access] = told(&leaf(&world, "odd-urls.test").await);
    assert_eq!(
        crl[1..4],
        ["file:///etc/passwd", "ldap://ldap.test/cn=ca?certificateRevocationList", ""]
    );
    assert_eq!((crl[0].as_str(), access.len()), ("http://127.0.0.1:22/", 7));
    let crl = &told(&leaf(&world, "many-urls.test").await)[1];
    assert_eq!((crl.len(), crl[999].as_str()), (1000, "http://crl1000.many-urls.test/"));
    assert_eq!(told(&leaf(&world, "long-url.test").await)[1][0].len(), 60_000);
    // The limit of rustls, on the client's side.
    for host in ["too-many-names.test", "too-long-url.test"] {
        let fault = tls_failure(&world, host).await;
        assert!(fault.contains("TooLarge"), "{host}: {fault}");
    }
}
