//! Lookups at name servers of the user's choice (`--dns-server`), with the server's own code.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::{Resolver as Hickory, TokioResolver};

use super::{Lookup, Resolver};
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
                Ok(found) => Ok(found.iter().collect()),
                Err(error) => Err(lookup_failure(&error)),
            }
        })
    }

    fn describe(&self) -> String {
        let servers: Vec<String> = self.servers.iter().map(ToString::to_string).collect();
        format!("name server {}", servers.join(", "))
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
