//! The endpoints: an nginx with a host for each way to answer.

use std::fmt::Write;
use std::net::SocketAddrV4;
use std::path::{Path, PathBuf};

use crate::certificates::{self, AUTHORITY};
use crate::names::{ENDPOINT, SEARCH_PAGE, WITHOUT_GREETING, WITHOUT_TLS};
use crate::requirement::program;
use crate::server;
use crate::world::{Namespace, write};

/// Name, certificate, and what it does with a request.
///
/// nginx itself signs with `Server: nginx`, which proxies are made of, too. Two hosts therefore
/// send a header that only endpoints send.
const HOSTS: &[(&str, &str, &str)] = &[
    ("ok", "good", "return 200 'hello';"),
    ("forbids", "good", "return 403 'the endpoint says no';"),
    (
        "forbids-and-shows-itself",
        "good",
        "add_header X-Powered-By ASP.NET always; return 403 'the endpoint says no';",
    ),
    ("unavailable", "good", "return 503 'the endpoint is busy';"),
    (
        "unavailable-and-shows-itself",
        "good",
        "add_header X-Powered-By ASP.NET always; return 503 'the endpoint is busy';",
    ),
    ("expired", "expired", "return 200 'hello';"),
    ("wrong-name", "wrong-name", "return 200 'hello';"),
    ("self-signed", "self-signed", "return 200 'hello';"),
    ("unknown-authority", "unknown-authority", "return 200 'hello';"),
];

/// The running endpoints.
pub struct Origins {
    authority: PathBuf,
}

impl Origins {
    /// Starts them on ports 80 and 443.
    ///
    /// # Errors
    /// When nginx is missing or does not start.
    pub fn start(namespace: &Namespace) -> Result<Self, String> {
        let nginx = program("nginx", "nginx")?;
        let folder = namespace.folder();
        certificates::write_all(folder).map_err(|error| error.to_string())?;
        let settings = write(folder, "nginx.conf", &settings(folder));
        let mut command = namespace.command(&nginx);
        command.arg("-c").arg(settings).arg("-p").arg(folder).arg("-e").arg("stderr");
        let listens = [80, 443].map(|port| SocketAddrV4::new(ENDPOINT, port));
        server::start(namespace, "nginx", command, &listens)?;
        Ok(Self { authority: folder.join(AUTHORITY) })
    }

    /// The certificate of their authority.
    pub fn authority(&self) -> &Path {
        &self.authority
    }
}

fn settings(folder: &Path) -> String {
    let place = folder.display();
    let mut text = format!(
        "daemon off;\nuser root;\nworker_processes 1;\npid {place}/nginx.pid;\n\
         error_log {place}/nginx.error.log;\nevents {{ worker_connections 512; }}\nhttp {{\n\
         access_log {place}/nginx.access.log;\nserver_names_hash_bucket_size 128;\n\
         default_type text/plain;\n"
    );
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        let _ = writeln!(text, "{kind}_temp_path {place}/nginx.{kind};");
    }
    for (host, certificate, answer) in HOSTS {
        let _ = write!(
            text,
            "server {{\nlisten {ENDPOINT}:80;\nlisten {ENDPOINT}:443 ssl;\n\
             server_name {host}.allowed.test;\nssl_certificate {place}/{certificate}.pem;\n\
             ssl_certificate_key {place}/{certificate}.key;\nlocation / {{ {answer} }}\n\
             location = /proxy.pac {{ default_type application/x-ns-proxy-autoconfig; \
             return 200 'function FindProxyForURL(url, host) {{ return \"PROXY 127.0.0.1:1; PROXY 127.0.0.1:3128\"; }}'; }}\n}}\n"
        );
    }
    let _ = write!(
        text,
        "server {{ listen {WITHOUT_TLS}:443; return 200 'hello'; }}\n\
         server {{ listen {WITHOUT_GREETING}:443 ssl; ssl_reject_handshake on; }}\n\
         server {{ listen {SEARCH_PAGE}:80; return 302 http://search.corp.test/; }}\n}}\n"
    );
    text
}
