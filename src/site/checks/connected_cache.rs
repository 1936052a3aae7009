//! Credentials for the proxy of a distribution point with Microsoft Connected Cache.

use super::super::{Account, Hierarchy, Settings};
use super::{Check, Fault, Severity};

/// Credentials for the proxy of a distribution point with Microsoft Connected Cache.
pub(super) struct ConnectedCache;

impl Check for ConnectedCache {
    fn code(&self) -> &'static str {
        "distribution_point.authenticated_proxy"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn facts(&self) -> &'static [&'static str] {
        &["dp-connected-cache"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let caches = hierarchy.roles().filter(|(_, _, role)| {
            matches!(&role.settings, Settings::DistributionPoint(point) if point.connected_cache)
        });
        caches
            .filter_map(|(_, server, _)| {
                let Account::Stored { place, .. } = &server.used_proxy()?.account else {
                    return None;
                };
                let text = format!(
                    "Microsoft Connected Cache on `{}` uses unauthenticated proxies only: remove \
                     the account, or move the distribution point to a server of its own",
                    server.name
                );
                Some(self.fault(*place, text))
            })
            .collect()
    }
}
