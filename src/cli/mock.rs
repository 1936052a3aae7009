//! `clearway mock`: the mock world as a process of its own.

use std::io::Write;

use anyhow::{Context, Result};

use clearway::mock::{Exposure, MockWorld, Scenario, write_announcement, write_ca};

use super::args::MockOptions;
use super::exit::Exit;
use super::route::scenario;
use super::signals::stop_on_request;
use super::terminal::remark;

/// Listens until it is asked to stop.
pub(crate) fn mock(options: &MockOptions) -> Result<Exit> {
    if options.list {
        let mut out = anstream::stdout();
        for name in Scenario::builtin_names() {
            let scenario = Scenario::builtin(name)?;
            writeln!(out, "{name:<16} {}", scenario.title)?;
        }
        return Ok(Exit::Ready);
    }
    let scenario = scenario(&options.scenario)?;
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(async {
        let world = if options.any_address {
            MockWorld::start_exposed(scenario, options.listen, Exposure::AnyAddress)
        } else {
            MockWorld::start(scenario, options.listen)
        };
        let world = world.with_context(|| format!("cannot listen on {}", options.listen))?;
        if let Some(path) = &options.ca_out {
            write_ca(path, world.ca_pem())
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        if let Some(path) = &options.access_log {
            world.log_to(path).with_context(|| format!("cannot write {}", path.display()))?;
        }
        remark(&format!("the mock world listens on http://{} until Ctrl-C", world.address()));
        if let Some(path) = &options.announce {
            write_announcement(path, world.address())
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        let mut stop = stop_on_request("stopping");
        let failure = tokio::select! {
            // The sender lives as long as the process: an error cannot happen.
            _ = stop.wait_for(|stopped| *stopped) => None,
            error = world.log_failure() => Some(error),
        };
        world.shutdown().await;
        match (failure, &options.access_log) {
            (Some(error), Some(path)) => Err(anyhow::Error::new(error)
                .context(format!("cannot write {}; the mock world has stopped", path.display()))),
            _ => Ok(Exit::Ready),
        }
    })
}
