//! The proxy would, but cannot: it says that it did not find or reach the origin.

use std::time::Duration;

use serde::Deserialize;

use super::Play;
use crate::mock::access_log::Passage;
use crate::mock::duration::milliseconds;
use crate::mock::exchange::{Exchange, Played};
use crate::mock::presets::{Preset, Upstream, Voice};
use crate::mock::request::Asked;
use crate::mock::response::Response;

/// Makes one answer for one failure.
macro_rules! upstream_failure {
    ($(#[$doc:meta])* $name:ident, $failure:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            preset: Option<Preset>,
            #[serde(rename = "after_ms", deserialize_with = "milliseconds")]
            after: Duration,
        }

        impl Play for $name {
            fn passage(&self, _tunnel: bool) -> Passage {
                Passage::NoOrigin
            }

            fn page(&self, asked: &Asked, voice: &'static dyn Voice) -> Option<Response> {
                Some(self.preset.map_or(voice, Preset::voice).upstream(asked, $failure))
            }

            async fn play(&self, exchange: Exchange<'_>) -> Played {
                let page = exchange.voice(self.preset).upstream(&exchange.asked, $failure);
                tokio::time::sleep(self.after).await;
                exchange.answer(&page).await
            }
        }
    };
}

upstream_failure!(
    /// The name does not resolve, as the preset says it.
    NameNotFound,
    Upstream::NameNotFound
);

upstream_failure!(
    /// The proxy's name server fails (SERVFAIL), as the preset says it; most makes say the same as
    /// for a name that is not there. A name server that is silent looks like this after the
    /// proxy's patience, which `after_ms` says: 10 to 60 seconds with real ones.
    NameServerFailed,
    Upstream::NameServerFailed
);

upstream_failure!(
    /// The origin refuses the proxy's connection, as the preset says it.
    UpstreamRefused,
    Upstream::Refused
);

upstream_failure!(
    /// The origin does not answer the proxy's connection, as the preset says it. Real proxies say
    /// so after 60 seconds and more; `after_ms` says when this one does.
    UpstreamTimedOut,
    Upstream::TimedOut
);
