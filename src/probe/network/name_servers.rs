//! Lookups at name servers of the user's choice (`--dns-server`), with the server's own code.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, Record};
use hickory_resolver::{Resolver as Hickory, TokioResolver};

use super::{Found, Lookup, Resolver};
use crate::address::HostName;
use crate::measurement::{Failure, FailureKind, NativeCode};

/// Asks these servers and nobody else: no hosts file, no search domains.
#[derive(Debug)]
pub struct NameServers {
    servers: Vec<SocketAddr>,
    resolver: TokioResolver,
}

impl NameServers {
    /// A resolver that asks `servers` over UDP, and over TCP when an answer is too long.
    ///
    /// # Errors
    /// When the resolver cannot be set up; the text says why.
    pub fn new(servers: Vec<SocketAddr>, wait: Duration) -> Result<Self, String> {
        let configured = servers.iter().map(|server| {
            let (mut udp, mut tcp) = (ConnectionConfig::udp(), ConnectionConfig::tcp());
            udp.port = server.port();
            tcp.port = server.port();
            NameServerConfig::new(server.ip(), true, vec![udp, tcp])
        });
        let config = ResolverConfig::from_name_servers(configured.collect());
        let mut options = ResolverOpts::default();
        options.timeout = wait / 2;
        // This counts retries, so a lookup lasts `timeout` twice.
        options.attempts = 1;
        options.use_hosts_file = ResolveHosts::Never;
        options.max_active_requests = 1024;
        options.cache_size = 0;
        let resolver = Hickory::builder_with_config(config, TokioRuntimeProvider::default())
            .with_options(options)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self { servers, resolver })
    }
}

impl Resolver for NameServers {
    fn lookup<'a>(&'a self, name: &'a HostName) -> Lookup<'a> {
        Box::pin(async move {
            // The dot at the end keeps search domains out.
            match self.resolver.lookup_ip(format!("{name}.")).await {
                Ok(looked_up) => {
                    let mut found = Found::addresses(looked_up.iter().collect());
                    let query = looked_up.query().name().clone();
                    follow(&query, looked_up.as_lookup().answers(), |alias| {
                        found.meet(name, &alias.to_ascii());
                    });
                    Ok(found)
                }
                Err(error) => Err(lookup_failure(&error)),
            }
        })
    }

    fn describe(&self) -> String {
        let servers: Vec<String> = self.servers.iter().map(ToString::to_string).collect();
        format!("name server {}", servers.join(", "))
    }
}

/// Follows the chain of canonical names from the name asked for. Records that do not belong to it
/// are nobody's answer.
fn follow(asked: &Name, answers: &[Record], mut meet: impl FnMut(&Name)) {
    let mut current = asked;
    for _ in 0..Found::ALIASES_KEPT {
        let next = answers.iter().find_map(|record| match &record.data {
            RData::CNAME(canonical) if record.name == *current => Some(&canonical.0),
            _ => None,
        });
        let Some(next) = next else { return };
        meet(next);
        current = next;
    }
}

fn lookup_failure(error: &NetError) -> Failure {
    let (kind, code) = match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NXDomain => (FailureKind::NameNotFound, Some(none.response_code)),
            ResponseCode::NoError => (FailureKind::NoAddress, Some(none.response_code)),
            code => (FailureKind::NameServerFailed, Some(code)),
        },
        NetError::Dns(DnsError::ResponseCode(code)) => match *code {
            ResponseCode::NXDomain => (FailureKind::NameNotFound, Some(*code)),
            code => (FailureKind::NameServerFailed, Some(code)),
        },
        NetError::Timeout | NetError::Io(_) | NetError::NoConnections => {
            (FailureKind::NameServerSilent, None)
        }
        // The crate's list of errors may grow.
        _ => (FailureKind::Other, None),
    };
    let failure = Failure::new(kind, error.to_string());
    match code {
        Some(code) => failure.with(NativeCode::DnsRcode(code.into())),
        None => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hickory_resolver::proto::op::{Message, OpCode};
    use hickory_resolver::proto::rr::RecordType;
    use hickory_resolver::proto::rr::rdata::{A, CNAME};
    use tokio::net::UdpSocket;

    /// A name server that gives these canonical names, and an address for everything.
    async fn server(names: &'static [(&'static str, &'static str)]) -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        tokio::spawn(async move {
            let mut packet = vec![0; 4096];
            while let Ok((length, from)) = socket.recv_from(&mut packet).await {
                let asked = Message::from_vec(&packet[..length]).unwrap();
                let query = asked.queries[0].clone();
                let mut answer = Message::response(asked.metadata.id, OpCode::Query);
                let mut last = query.name().clone();
                for (owner, canonical) in names {
                    let canonical: Name = canonical.parse().unwrap();
                    let data = RData::CNAME(CNAME(canonical.clone()));
                    answer.add_answer(Record::from_rdata(owner.parse().unwrap(), 60, data));
                    last = canonical;
                }
                if query.query_type() == RecordType::A {
                    let data = RData::A(A::new(192, 0, 2, 1));
                    answer.add_answer(Record::from_rdata(last, 60, data));
                }
                answer.add_query(query);
                let _ = socket.send_to(&answer.to_vec().unwrap(), from).await;
            }
        });
        address
    }

    #[tokio::test]
    async fn every_name_on_the_way_is_kept() {
        let names = &[
            ("www.x.test.", "x.cdn.test."),
            ("x.cdn.test.", "edge.net.test."),
            ("edge.net.test.", "e1.edge.net.test."),
        ];
        let servers = vec![server(names).await];
        let resolver = NameServers::new(servers, Duration::from_secs(8)).unwrap();
        let found = resolver.lookup(&"www.x.test".parse().unwrap()).await.unwrap();
        let aliases: Vec<&str> = found.aliases.iter().map(HostName::as_str).collect();
        assert_eq!(aliases, ["x.cdn.test", "edge.net.test", "e1.edge.net.test"]);
        assert_eq!(found.addresses, [std::net::IpAddr::from([192, 0, 2, 1])]);
    }

    #[test]
    fn circles_end_and_strangers_are_passed_over() {
        let record = |owner: &str, canonical: &str| {
            let data = RData::CNAME(CNAME(canonical.parse().unwrap()));
            Record::from_rdata(owner.parse().unwrap(), 60, data)
        };
        let answers = [
            record("b.test.", "A.test."),
            record("stranger.test.", "x.test."),
            record("a.test.", "b.test."),
        ];
        let mut met = Vec::new();
        follow(&"a.test.".parse().unwrap(), &answers, |name| met.push(name.to_ascii()));
        assert_eq!(met.len(), Found::ALIASES_KEPT);
        assert!(!met.contains(&"x.test.".to_owned()), "{met:?}");
    }
}
