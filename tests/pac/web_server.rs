//! A document from a web server to the routes, as a run would do it.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use clearway::pac::{Pac, PacLimits, Source, SystemPacNames, fetch};

#[tokio::test]
async fn a_script_is_fetched_and_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut head = vec![0; 4096];
        let length = connection.read(&mut head).unwrap();
        head.truncate(length);
        // UTF-16 with its mark, as Notepad saves it.
        let script = "\u{feff}function FindProxyForURL(url, host) {\n\
                      return isInNet(host, '127.0.0.0', '255.0.0.0') ? 'DIRECT' : 'PROXY p:1' }";
        let body: Vec<u8> = script.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = body.len();
        write!(
            connection,
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-ns-proxy-autoconfig\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        connection.write_all(&body).unwrap();
        String::from_utf8(head).unwrap()
    });
    let limits = PacLimits::default();
    let Source::Url(url) = Source::parse(&format!("http://{place}/proxy.pac")).unwrap() else {
        panic!("an address is no file");
    };
    let roots = Arc::new(rustls::RootCertStore::empty());
    let document = fetch(&url, roots, Duration::from_secs(20), limits.source).await.unwrap();
    let head = server.join().unwrap();
    assert!(head.starts_with("GET /proxy.pac HTTP/1.1\r\n"), "{head}");
    let names = Arc::new(SystemPacNames::default());
    let pac = Pac::load(&document.text, &document.place, names, limits).unwrap();
    let answer = pac.ask_target(&"http://127.0.0.1:8080/".parse().unwrap()).unwrap();
    assert_eq!(answer.text, "DIRECT");
    let answer = pac.ask_target(&"http://10.0.0.1/".parse().unwrap()).unwrap();
    assert_eq!(answer.text, "PROXY p:1");
}
