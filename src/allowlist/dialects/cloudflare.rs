//! Cloudflare Gateway lists: the selector of the rule says what an entry means.
//!
//! <https://developers.cloudflare.com/cloudflare-one/reusable-components/lists/>,
//! <https://developers.cloudflare.com/cloudflare-one/traffic-policies/http-policies/>

use super::names::{Form, Names};
use crate::allowlist::Confidence;
use crate::hostset::HostSet;

const STAR: &str = "no document says what a `*` does in a Gateway list";

/// The selector Domain: the name and all below.
pub const DOMAIN: Names =
    Names { id: "cloudflare.gateway_domain", bare: Form::Means(HostSet::subtree), ..HOST };

/// The selector Host: the name.
pub const HOST: Names = Names {
    dot: Form::Unknown("no document says what a leading dot does in a Gateway list"),
    star: Form::Unknown(STAR),
    text: Form::Unknown(STAR),
    lone: Form::Unknown(STAR),
    ..Names::plain("cloudflare.gateway_host", Confidence::Medium)
};
