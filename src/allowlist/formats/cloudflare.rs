//! Cloudflare Gateway: a list, as CSV.
//!
//! <https://developers.cloudflare.com/cloudflare-one/reusable-components/lists/>

use super::around::Around;
use super::gather::Gather;
use super::rows;
use crate::allowlist::{
    Allowlist, Format, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// Lists of Cloudflare Gateway.
pub struct Cloudflare;

impl Format for Cloudflare {
    fn id(&self) -> &'static str {
        "cloudflare"
    }

    fn title(&self) -> &'static str {
        "Cloudflare Gateway list (CSV)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let first = source.text.lines().next().unwrap_or_default().to_ascii_lowercase();
        let names: Vec<&str> = first.split(',').map(|name| name.trim_matches(['"', ' '])).collect();
        (names == ["value", "description"]).then_some((90, "its columns are value and description"))
    }

    fn read(
        &self,
        source: &Source,
        options: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::AllowWins, Otherwise::NotSaid);
        let selector = options.mode("cloudflare.selector");
        let dialect = if selector.value == "host" {
            "cloudflare.gateway_host"
        } else {
            "cloudflare.gateway_domain"
        };
        gather.state(selector);
        for row in rows::read(source, &["value"])? {
            let around = Around::allow(row.field("description"));
            gather.entry(dialect, &row.value, row.place, &around);
        }
        gather.note(
            "whether an entry is a name or a name and all below it depends on the selector of the \
             rule that uses the list, which is not in the file",
        );
        Ok(gather.done())
    }
}
