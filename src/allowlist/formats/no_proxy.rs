//! The variable `no_proxy`: a value, or lines that set it in shells, unit files and containers.
//!
//! An entry that matches is asked for without the proxy; that is what allow means here.

use super::around::Around;
use super::gather::{Gather, lines, unmarked};
use crate::allowlist::dialects::no_proxy;
use crate::allowlist::{
    Action, Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// The variable.
pub struct NoProxy;

/// The value that a line gives to the variable.
fn value(line: &str) -> Option<&str> {
    let lower = line.to_ascii_lowercase();
    let at = lower.find("no_proxy")? + "no_proxy".len();
    let rest = line.get(at..)?.trim_start_matches(['"', '\'']).trim_start();
    let rest = rest.strip_prefix(['=', ':'])?.trim();
    let rest = rest.trim_end_matches([',', ';']).trim();
    let quoted = ['"', '\''].iter().find_map(|quote| {
        let inner = rest.strip_prefix(*quote)?;
        Some(inner.split(*quote).next().unwrap_or(inner))
    });
    // A quote may stand before the name too: Environment="no_proxy=...".
    Some(quoted.unwrap_or(rest.trim_end_matches(['"', '\''])))
}

/// True for a text of one line that has hosts and domains with commas between, and the machine itself
/// or a range of addresses among them, as hardly another list has.
fn is_value(text: &str) -> bool {
    let all = lines(text).map(|(_, line)| line.trim());
    let mut filled = all.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (Some(line), None) = (filled.next(), filled.next()) else { return false };
    let host = |part: &str| {
        let signs = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.*:/[]".contains(&byte);
        let name = part.contains(['.', ':']) || matches!(part, "*" | "localhost");
        name && !part.contains("//") && part.bytes().all(signs)
    };
    let own = |part: &str| {
        matches!(part, "localhost" | "::1" | "[::1]")
            || part.starts_with("127.")
            || part.parse::<ipnet::IpNet>().is_ok()
    };
    let parts: Vec<&str> = line.trim_end_matches(',').split(',').map(str::trim).collect();
    parts.len() > 1 && parts.iter().all(|part| host(part)) && parts.iter().any(|part| own(part))
}

impl Format for NoProxy {
    fn id(&self) -> &'static str {
        "no_proxy"
    }

    fn title(&self) -> &'static str {
        "Variable no_proxy"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let text = unmarked(source);
        let sets = |line: &str| !line.trim_start().starts_with('#') && value(line).is_some();
        if lines(text).any(|(_, line)| sets(line)) {
            return Some((85, "it sets no_proxy"));
        }
        is_value(text).then_some((
            60,
            "it is one line of hosts with commas between, and has localhost or a range of addresses",
        ))
    }

    fn read(
        &self,
        source: &Source,
        options: &Options,
        _nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::AllowWins, Otherwise::Denied);
        let chosen = gather.mode(options, "no_proxy.client");
        let client = match chosen.as_str() {
            "dotnet" => no_proxy::DOTNET,
            "go" => no_proxy::GO,
            "python_requests" => no_proxy::REQUESTS,
            "python_urllib" => no_proxy::URLLIB,
            "rust_hyper_util" => no_proxy::HYPER_UTIL,
            "wget" => no_proxy::WGET,
            _ => no_proxy::CURL,
        };
        gather.note(
            "Allowed means here: asked for without the proxy. Clients differ; this is how \
             --option no_proxy.client reads it.",
        );
        if chosen == "go" {
            gather
                .note("Go asks for localhost and loopback addresses without the proxy by itself.");
        }
        let set = lines(unmarked(source)).any(|(_, line)| value(line).is_some());
        for (number, line) in lines(unmarked(source)) {
            if line.trim_start().starts_with('#') {
                continue;
            }
            let Some(value) = (if set { value(line) } else { Some(line.trim()) }) else { continue };
            let parts = client.split(value);
            let alone = parts.len() == 1;
            for part in parts {
                let meaning = client.part(part, alone);
                let meaning = Meaning { drops_dot: chosen == "curl", ..meaning };
                let place = source.place(number, line, part);
                gather.read(Ok(meaning), part, place, &Around::under(Action::Allow, None));
            }
        }
        Ok(gather.list)
    }
}
