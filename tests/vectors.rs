//! Every known fact about what one entry matches in one product, read as data.
//!
//! `CLEARWAY_VECTORS` names a further file of the same columns, which must pass as well. Each miss
//! is listed, and a score for each product.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clearway::address::Scheme;
use clearway::allowlist::Request;
use clearway::allowlist::dialects::dialect;

/// One row.
struct Vector {
    line: u64,
    product: String,
    pattern: String,
    asked: String,
    port: Option<u16>,
    expected: String,
}

fn read(path: &Path) -> Vec<Vector> {
    let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| {
        let found = header.iter().position(|own| own == name);
        found.unwrap_or_else(|| panic!("{}: no column {name}", path.display()))
    };
    let [product, pattern, asked, port, expected] =
        ["product", "pattern", "url_or_host", "port", "matches"].map(column);
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let field = |number: usize| record[number].to_owned();
        Vector {
            line: record.position().map_or(0, csv::Position::line),
            product: field(product),
            pattern: field(pattern),
            asked: field(asked),
            port: field(port).parse().ok(),
            expected: field(expected),
        }
    });
    rows.collect()
}

/// What a client asks for when it asks for a URL or a host.
fn request(vector: &Vector) -> Request {
    let Some((scheme, rest)) = vector.asked.split_once("://") else {
        let scheme = vector.port.map_or(Scheme::Https, Scheme::of_port);
        let host = vector.asked.clone();
        return Request { host, port: vector.port, scheme, path: "/".to_owned() };
    };
    let scheme = match scheme {
        "http" => Scheme::Http,
        "https" => Scheme::Https,
        _ => Scheme::Tcp,
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, written) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
        _ => (authority, None),
    };
    let port = vector.port.or(written).or_else(|| scheme.default_port());
    let path = path.split('#').next().unwrap_or_default();
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    Request { host: host.to_owned(), port, scheme, path }
}

/// What the dialect says, in the words of the file.
fn answer(vector: &Vector) -> String {
    let Some(dialect) = dialect(&vector.product) else {
        return "there is no such dialect".to_owned();
    };
    if vector.asked == "(config load)" {
        let entries: Vec<&str> = vector.pattern.split_whitespace().collect();
        return match dialect.together(&entries) {
            Ok(()) => "yes".to_owned(),
            Err(_) => "rejected".to_owned(),
        };
    }
    match dialect.entry(&vector.pattern) {
        Err(_) => "rejected".to_owned(),
        Ok(_) if vector.asked == "(entry)" => "yes".to_owned(),
        Ok(meaning) => match meaning.admits(&request(vector)) {
            Some(true) => "yes".to_owned(),
            Some(false) => "no".to_owned(),
            None => "cannot decide".to_owned(),
        },
    }
}

#[test]
fn every_vector_passes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/allowlists");
    let mut vectors = read(&folder.join("vectors.csv"));
    vectors.extend(read(&folder.join("measured.csv")));
    vectors.extend(read(&folder.join("documented.csv")));
    assert!(vectors.len() > 2500, "only {} vectors were found", vectors.len());
    if let Some(further) = env::var_os("CLEARWAY_VECTORS") {
        vectors.extend(read(Path::new(&further)));
    }
    let mut scores: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut misses = String::new();
    for vector in &vectors {
        let answer = answer(vector);
        let (passed, all) = scores.entry(&vector.product).or_default();
        *all += 1;
        if answer == vector.expected {
            *passed += 1;
            continue;
        }
        let Vector { line, product, pattern, asked, expected, .. } = vector;
        let port = vector.port.map_or(String::new(), |port| format!(" port {port}"));
        let _ = writeln!(
            misses,
            "line {line}: {product}: {pattern} <- {asked}{port}: {answer}, not {expected}"
        );
    }
    for (product, (passed, all)) in &scores {
        println!("{product}: {passed} of {all}");
    }
    let passed: usize = scores.values().map(|(passed, _)| passed).sum();
    println!("together: {passed} of {}", vectors.len());
    assert!(misses.is_empty(), "{misses}");
}
