//! Packet files: what a firewall sees of a client that asks for a host, without a network.
//!
//! The TLS in them is a whole handshake of rustls with itself. Its name is put into the bytes
//! afterwards, for rustls sends no name with capitals or a trailing dot, and clients do.

use std::io::Cursor;
use std::sync::Arc;

use clearway::address::Scheme;
use clearway::allowlist::Request;
use rcgen::generate_simple_self_signed;
use rustls::pki_types::{PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection};

/// The client and the server, from documentation ranges (RFC 5737).
const CLIENT: [u8; 4] = [192, 0, 2, 1];
const SERVER: [u8; 4] = [203, 0, 113, 7];

/// The port from which the first request comes; the next one from the next port.
pub const FIRST_PORT: u16 = 40_000;

const SYN: u8 = 0x02;
const ACK: u8 = 0x10;
const PUSH: u8 = 0x08;
const FIN: u8 = 0x01;

/// Names as long as any that is asked for, which stand in for it while TLS is set up.
const LONGEST: usize = 60;

/// Both ends of TLS, for any number of handshakes.
struct Ends {
    client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
}

impl Ends {
    fn new() -> Self {
        let names: Vec<String> = (1..=LONGEST).map(|length| "q".repeat(length)).collect();
        let made = generate_simple_self_signed(names).expect("a certificate can be made");
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone()).expect("it is a certificate");
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let client = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .expect("the provider has them")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider has them")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("the key is that of the certificate");
        Self { client: Arc::new(client), server: Arc::new(server) }
    }

    /// What both say in turn, the client first.
    fn talk(&self, host: &str) -> Vec<Vec<u8>> {
        let stand_in = "q".repeat(host.len());
        let name = ServerName::try_from(stand_in.clone()).expect("it is a name");
        let mut client =
            ClientConnection::new(Arc::clone(&self.client), name).expect("it can begin");
        let mut server = ServerConnection::new(Arc::clone(&self.server)).expect("it can begin");
        let mut talk = Vec::new();
        loop {
            let mut said = Vec::new();
            while client.wants_write() {
                client.write_tls(&mut said).expect("memory takes it");
            }
            server.read_tls(&mut Cursor::new(&said)).expect("memory gives it");
            server.process_new_packets().expect("the client speaks TLS");
            let mut answer = Vec::new();
            while server.wants_write() {
                server.write_tls(&mut answer).expect("memory takes it");
            }
            let mut left = Cursor::new(&answer);
            while left.position() < answer.len() as u64 {
                client.read_tls(&mut left).expect("memory gives it");
                client.process_new_packets().expect("the server speaks TLS");
            }
            let done = said.is_empty() && answer.is_empty();
            talk.push(said);
            talk.push(answer);
            if done {
                break;
            }
        }
        replace(&mut talk[0], stand_in.as_bytes(), host.as_bytes());
        talk
    }
}

fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    // The length of a name stands before it (RFC 6066, section 3), so that no other run is meant.
    let length = u16::try_from(old.len()).expect("names are short").to_be_bytes();
    let marked = [&length[..], old].concat();
    let at = bytes.windows(marked.len()).position(|window| window == marked);
    let at = at.expect("the client sends the name") + 2;
    bytes[at..at + new.len()].copy_from_slice(new);
}

/// The packet file (pcap) of some requests, one conversation each. What a client says first is cut
/// into packets of `piece` bytes; servers say nothing more than that they are there, unless they
/// `answer`.
pub fn capture(requests: &[Request], piece: usize, answer: bool) -> Vec<u8> {
    let ends = Ends::new();
    let mut file = Pcap::new();
    for (number, request) in (0..).zip(requests) {
        let mut talk = match request.scheme {
            Scheme::Http => {
                let Request { path, .. } = request;
                let asked =
                    format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", request.host_header());
                let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
                vec![asked.into_bytes(), answer.as_bytes().to_vec()]
            }
            _ => ends.talk(request.bare_host()),
        };
        talk.truncate(if answer { talk.len() } else { 1 });
        let port = request.port.expect("every request has a port");
        file.conversation((FIRST_PORT + number, port), &talk, piece);
    }
    file.bytes
}

/// A packet file.
struct Pcap {
    bytes: Vec<u8>,
    /// In microseconds.
    time: u32,
}

/// The next byte that each side sends.
#[derive(Default)]
struct Numbers {
    client: u32,
    server: u32,
}

impl Pcap {
    fn new() -> Self {
        // Version 2.4, whole packets, which begin with IP (link type 101).
        let header = [0xa1b2_c3d4, 0x0004_0002, 0, 0, 0xffff, 101_u32];
        Self { bytes: header.iter().flat_map(|field| field.to_le_bytes()).collect(), time: 0 }
    }

    fn conversation(&mut self, ports: (u16, u16), talk: &[Vec<u8>], piece: usize) {
        let mut next = Numbers { client: 1000, server: 5000 };
        self.packet(ports, &mut next, true, SYN, &[]);
        self.packet(ports, &mut next, false, SYN | ACK, &[]);
        self.packet(ports, &mut next, true, ACK, &[]);
        for (turn, said) in talk.iter().enumerate() {
            let by_client = turn % 2 == 0;
            for part in said.chunks(if turn == 0 { piece } else { 1400 }) {
                self.packet(ports, &mut next, by_client, PUSH | ACK, part);
                self.packet(ports, &mut next, !by_client, ACK, &[]);
            }
        }
        self.packet(ports, &mut next, true, FIN | ACK, &[]);
        self.packet(ports, &mut next, false, FIN | ACK, &[]);
        self.packet(ports, &mut next, true, ACK, &[]);
    }

    /// One packet over IPv4 (RFC 791, RFC 9293), without checksums.
    fn packet(
        &mut self,
        (client, server): (u16, u16),
        next: &mut Numbers,
        by_client: bool,
        flags: u8,
        data: &[u8],
    ) {
        let (from, to) = if by_client { (CLIENT, SERVER) } else { (SERVER, CLIENT) };
        let ports = if by_client { [client, server] } else { [server, client] };
        let (own, other) = if by_client {
            (&mut next.client, next.server)
        } else {
            (&mut next.server, next.client)
        };
        let mut tcp = Vec::new();
        for port in ports {
            tcp.extend(port.to_be_bytes());
        }
        tcp.extend(own.to_be_bytes());
        tcp.extend(if flags & ACK == 0 { 0 } else { other }.to_be_bytes());
        tcp.extend([0x50, flags, 0xff, 0xff, 0, 0, 0, 0]);
        tcp.extend(data);
        let taken = u32::from(flags & (SYN | FIN) != 0);
        *own += u32::try_from(data.len()).expect("packets are short") + taken;
        let length = u16::try_from(20 + tcp.len()).expect("packets are short");
        let mut packet = vec![0x45, 0];
        packet.extend(length.to_be_bytes());
        packet.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
        packet.extend(from);
        packet.extend(to);
        packet.extend(tcp);
        self.time += 100;
        // 2026-11-21, in seconds, and the rest in microseconds.
        let seconds = 1_795_219_200 + self.time / 1_000_000;
        for field in [seconds, self.time % 1_000_000, length.into(), length.into()] {
            self.bytes.extend(field.to_le_bytes());
        }
        self.bytes.extend(packet);
    }
}
