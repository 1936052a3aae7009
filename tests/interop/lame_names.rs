//! Name servers that know the names of the world, and misbehave when asked for any other.
//!
//! dnsmasq cannot do that, so these are threads of the test process that live in the world's
//! network.

use std::fs::File;
use std::net::{Ipv4Addr, UdpSocket};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::{LazyLock, mpsc};
use std::thread;

use hickory_resolver::proto::op::{Message, Metadata, ResponseCode};
use hickory_resolver::proto::rr::{RData, Record, RecordType};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::names::{SEARCH_PAGE, address_of};
use crate::world::{Namespace, world, write};

/// A name server that misbehaves.
#[derive(Clone, Copy)]
pub struct Lame {
    /// Where it listens.
    pub address: &'static str,
    /// The `resolv.conf` that names it.
    pub resolv_conf: &'static str,
    otherwise: Otherwise,
}

/// What is done with a question for a name that nobody has.
#[derive(Clone, Copy)]
enum Otherwise {
    /// `SERVFAIL`.
    Fails,
    /// Nothing.
    IsSilent,
    /// An answer: this address.
    Leads(Ipv4Addr),
}

/// Says `SERVFAIL`.
pub const FAILING: Lame =
    Lame { address: "127.0.0.55", resolv_conf: "failing.resolv.conf", otherwise: Otherwise::Fails };
/// Says nothing.
pub const SILENT: Lame = Lame {
    address: "127.0.0.56",
    resolv_conf: "silent.resolv.conf",
    otherwise: Otherwise::IsSilent,
};
/// Knows every name, and leads to a page that offers a search.
pub const HIJACKING: Lame = Lame {
    address: "127.0.0.57",
    resolv_conf: "hijacking.resolv.conf",
    otherwise: Otherwise::Leads(SEARCH_PAGE),
};

/// Starts all of them, once.
///
/// # Errors
/// When there is no world, or one of them cannot listen in it.
pub fn start() -> Result<(), String> {
    static STARTED: LazyLock<Result<(), String>> = LazyLock::new(|| {
        let namespace = world()?.namespace();
        for lame in [FAILING, SILENT, HIJACKING] {
            let text = format!("nameserver {}\noptions timeout:1 attempts:1\n", lame.address);
            write(namespace.folder(), lame.resolv_conf, &text);
            listen(namespace, lame)?;
        }
        Ok(())
    });
    STARTED.clone()
}

fn listen(namespace: &Namespace, lame: Lame) -> Result<(), String> {
    let network = namespace.network();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || match socket_inside(&network, lame.address) {
        Ok(socket) => {
            let _ = tell.send(Ok(()));
            serve(&socket, lame.otherwise);
        }
        Err(error) => {
            let _ = tell.send(Err(format!("no name server on {}: {error}", lame.address)));
        }
    });
    told.recv().map_err(|_| format!("the name server on {} is gone", lame.address))?
}

/// Moves this thread into the world's network: a thread has one of its own.
fn socket_inside(network: &Path, address: &str) -> std::io::Result<UdpSocket> {
    let network = File::open(network)?;
    move_into_link_name_space(network.as_fd(), Some(LinkNameSpaceType::Network))?;
    UdpSocket::bind((address, 53))
}

fn serve(socket: &UdpSocket, otherwise: Otherwise) {
    let mut buffer = [0; 4096];
    while let Ok((length, from)) = socket.recv_from(&mut buffer) {
        let answer = Message::from_vec(&buffer[..length]).ok();
        let answer = answer.and_then(|question| answer_to(&question, otherwise));
        if let Some(bytes) = answer.and_then(|answer| answer.to_vec().ok()) {
            let _ = socket.send_to(&bytes, from);
        }
    }
}

fn answer_to(question: &Message, otherwise: Otherwise) -> Option<Message> {
    let asked = question.queries.first()?;
    let name = asked.name().to_ascii().trim_end_matches('.').to_lowercase();
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    answer.metadata = Metadata::response_from_request(&question.metadata);
    answer.metadata.recursion_available = true;
    answer.add_query(asked.clone());
    let address = match (address_of(&name), otherwise) {
        (Some(address), _) | (None, Otherwise::Leads(address)) => address,
        (None, Otherwise::IsSilent) => return None,
        (None, Otherwise::Fails) => {
            answer.metadata.response_code = ResponseCode::ServFail;
            return Some(answer);
        }
    };
    if asked.query_type() == RecordType::A {
        let record = Record::from_rdata(asked.name().clone(), 60, RData::A(address.into()));
        answer.add_answer(record);
    }
    Some(answer)
}
