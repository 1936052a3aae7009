//! A proxy that says as little as HTTP allows, so that only status codes are left to judge by.

use super::{BadRequest, DeniedFor, Upstream, Voice, challenge};
use crate::mock::request::Asked;
use crate::mock::response::{Response, reason};

pub(super) struct Plain;

impl Voice for Plain {
    fn denied(&self, _asked: &Asked, _denied_for: DeniedFor) -> Response {
        answer(403)
    }

    fn upstream(&self, _asked: &Asked, failure: Upstream) -> Response {
        match failure {
            Upstream::TimedOut => answer(504),
            Upstream::NameNotFound
            | Upstream::NameServerFailed
            | Upstream::Refused
            | Upstream::Closed => answer(502),
        }
    }

    fn auth_required(&self, _asked: &Asked, challenges: &[String]) -> Response {
        challenge(answer(407), challenges)
    }

    fn bad_request(&self, _found: BadRequest) -> Option<Response> {
        Some(answer(400).closes())
    }
}

fn answer(status: u16) -> Response {
    Response::new(status, reason(status))
}
