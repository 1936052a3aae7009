//! The proxy's policy refuses.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Play;
use crate::mock::access_log::Passage;
use crate::mock::exchange::{Exchange, Played};
use crate::mock::presets::{DeniedFor, Preset, Voice};
use crate::mock::request::Asked;
use crate::mock::response::Response;
use crate::mock::status::Status;

/// A refusal as the preset words it, with what the scenario says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Deny {
    preset: Option<Preset>,
    #[serde(rename = "for")]
    denied_for: DeniedFor,
    status: Option<Status>,
    reason: Option<String>,
    headers: BTreeMap<String, String>,
    body: Option<String>,
}

impl Deny {
    fn response(&self, asked: &Asked, voice: &'static dyn Voice) -> Response {
        let voice = self.preset.map_or(voice, Preset::voice);
        // A reason alone goes with the usual status of a denial.
        let status = match (self.status, self.reason.as_deref()) {
            (Some(status), reason) => Some((status.code(), reason)),
            (None, Some(reason)) => Some((403, Some(reason))),
            (None, None) => None,
        };
        voice.denied(asked, self.denied_for).changed(status, &self.headers, self.body.as_deref())
    }
}

impl Play for Deny {
    fn passage(&self, _tunnel: bool) -> Passage {
        Passage::Refused
    }

    fn page(&self, asked: &Asked, voice: &'static dyn Voice) -> Option<Response> {
        Some(self.response(asked, voice))
    }

    async fn play(&self, exchange: Exchange<'_>) -> Played {
        let response = self.response(&exchange.asked, exchange.voice(self.preset));
        exchange.answer(&response).await
    }
}
