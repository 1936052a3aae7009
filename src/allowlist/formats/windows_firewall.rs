//! Windows Firewall: dynamic keyword addresses, as
//! `Get-NetFirewallDynamicKeywordAddress -AllAutoResolve | ConvertTo-Json` shows them.
//!
//! <https://learn.microsoft.com/windows/security/operating-system-security/network-security/windows-firewall/dynamic-keywords>

use super::around::Around;
use super::gather::Gather;
use super::tree::Node;
use crate::allowlist::{
    Allowlist, Format, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// Keywords of Windows Firewall.
pub struct WindowsFirewall;

impl Format for WindowsFirewall {
    fn id(&self) -> &'static str {
        "windows-firewall"
    }

    fn title(&self) -> &'static str {
        "Windows Firewall dynamic keywords (JSON)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        (source.text.contains("\"AutoResolve\"") && source.text.contains("\"Keyword\""))
            .then_some((95, "it has `Keyword` and `AutoResolve`"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::DenyWins, Otherwise::NotSaid);
        let around = Around::allow(None);
        Node::json(source)?.walk(&mut |node| {
            let Some(entry) = node.get("Keyword") else { return };
            let Some(text) = entry.text() else { return };
            let place = entry.place(source);
            if node.text_of("AutoResolve") == Some("false") {
                gather.skipped(text, place, "is a name for addresses, which do not follow the DNS");
            } else {
                gather.entry("windows_firewall.dynamic_keyword", text, place, &around);
            }
        });
        gather.note("the rules that use the keywords say whether they allow, and for which ports");
        gather.note(
            "only DNS answers that Network Protection sees fill a keyword: clients of a proxy look \
             up nothing, and get nothing",
        );
        Ok(gather.done())
    }
}
