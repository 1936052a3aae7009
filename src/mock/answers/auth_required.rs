//! The proxy wants credentials and is content with none.

use serde::Deserialize;

use super::Play;
use crate::mock::access_log::Passage;
use crate::mock::exchange::{Exchange, Played};
use crate::mock::presets::{Preset, Voice};
use crate::mock::request::Asked;
use crate::mock::response::Response;

/// 407 with one `Proxy-Authenticate` line for each challenge, so that schemes can be offered
/// that the mock world does not speak.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthRequired {
    challenges: Vec<String>,
    preset: Option<Preset>,
}

impl Default for AuthRequired {
    fn default() -> Self {
        let challenges = vec!["Basic realm=\"clearway mock proxy\"".to_owned()];
        Self { challenges, preset: None }
    }
}

impl Play for AuthRequired {
    fn passage(&self, _tunnel: bool) -> Passage {
        Passage::Refused
    }

    fn page(&self, asked: &Asked, voice: &'static dyn Voice) -> Option<Response> {
        Some(self.preset.map_or(voice, Preset::voice).auth_required(asked, &self.challenges))
    }

    async fn play(&self, exchange: Exchange<'_>) -> Played {
        let voice = exchange.voice(self.preset);
        let response = voice.auth_required(&exchange.asked, &self.challenges);
        exchange.answer(&response).await
    }
}
