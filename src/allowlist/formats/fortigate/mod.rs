//! `FortiGate`: firewall addresses, groups and policies, or static URL filters, from a configuration.
//!
//! <https://docs.fortinet.com/document/fortigate/7.4.0/cli-reference/84566/fortios-cli-reference>

mod domains;
mod filter;
mod firewall;
mod services;
mod tables;
#[cfg(test)]
mod tests;

use super::gather::Gather;
use crate::allowlist::{
    Allowlist, Format, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// Configurations of `FortiGate`.
pub struct FortiGate;

const ID: &str = "fortigate";

impl Format for FortiGate {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "FortiGate configuration (addresses and policies, or URL filters)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let begins =
            |wanted: &str| source.text.lines().any(|line| line.trim_start().starts_with(wanted));
        if begins("config webfilter urlfilter") {
            return Some((95, "it has `config webfilter urlfilter`"));
        }
        begins("config firewall addr").then_some((95, "it has `config firewall address`"))
    }

    fn read(
        &self,
        source: &Source,
        options: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let (tables, domain) = domains::choose(tables::read(source)?, options, source)?;
        let part = options.mode("fortigate.part");
        let has = |name: &str| tables.iter().any(|table| table.name == name);
        let filters = has("webfilter urlfilter");
        let addresses = has("firewall address");
        let filter = match part.value.as_str() {
            "urlfilter" => true,
            "address" => false,
            _ => filters && !addresses,
        };
        let mut gather = Gather::new(ID, Order::FirstMatch, Otherwise::NotSaid);
        if filter {
            gather.state(options.mode("fortigate.mode"));
            filter::read(&tables, options, &mut gather);
        } else {
            firewall::read(&tables, source, &mut gather);
            if filters {
                gather.note(
                    "the URL filters in the file were not read; `--option \
                     fortigate.part=urlfilter` reads them instead",
                );
            }
        }
        gather.state(part);
        if let Some(domain) = domain {
            gather.state(domain);
        }
        Ok(gather.done())
    }
}
