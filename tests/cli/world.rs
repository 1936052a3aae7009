//! A mock world in the process of the test, so that the test sees what it was asked.

use std::io::ErrorKind;
use std::net::TcpListener;

use clearway::mock::{MockWorld, Scenario, Seen};
use tokio::runtime::Runtime;

/// A mock world with a runtime of its own.
pub(crate) struct World {
    _runtime: Runtime,
    mock: MockWorld,
    folder: tempfile::TempDir,
}

impl World {
    /// With these lines after the two that every scenario has.
    pub(crate) fn with(lines: &str) -> Self {
        let text = format!("schema: clearway/mock/v1\ntitle: test\n{lines}\n");
        let scenario: Scenario = text.parse().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let mock = {
            let _inside = runtime.enter();
            MockWorld::start(scenario, ([127, 0, 0, 1], 0).into()).unwrap()
        };
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), mock.ca_pem()).unwrap();
        let inspecting = mock.intercepting_ca_pem();
        std::fs::write(folder.path().join("inspecting.pem"), inspecting).unwrap();
        Self { _runtime: runtime, mock, folder }
    }

    /// `http://127.0.0.1:port`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.mock.address())
    }

    /// `127.0.0.1:port`.
    pub(crate) fn authority(&self) -> String {
        self.mock.address().to_string()
    }

    /// A file with the CA of the origins.
    pub(crate) fn ca(&self) -> String {
        self.folder.path().join("ca.pem").to_str().unwrap().to_owned()
    }

    /// A file with the CA by which it inspects.
    pub(crate) fn intercepting_ca(&self) -> String {
        self.folder.path().join("inspecting.pem").to_str().unwrap().to_owned()
    }

    pub(crate) fn requests(&self) -> Vec<Seen> {
        self.mock.requests()
    }

    /// Returns once the world was asked for something.
    pub(crate) fn wait_for_a_request(&self) {
        while self.mock.request_count() == 0 {
            std::thread::yield_now();
        }
    }
}

/// A proxy that notices every connection, and answers none.
pub(crate) struct Tripwire(TcpListener);

impl Tripwire {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().unwrap())
    }

    /// True when nobody has connected.
    pub(crate) fn is_untouched(&self) -> bool {
        self.0.accept().is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }
}

/// A loopback port on which nobody listens.
pub(crate) fn dead_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn the_tripwire_notices_a_connection() {
    let tripwire = Tripwire::new();
    assert!(tripwire.is_untouched());
    let _connection = std::net::TcpStream::connect(tripwire.0.local_addr().unwrap()).unwrap();
    assert!(!tripwire.is_untouched());
}
