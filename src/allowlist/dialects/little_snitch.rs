//! Little Snitch: rules of an `.lsrules` file.
//!
//! <https://help.obdev.at/littlesnitch5/ref-lsrules-file-format>

use super::names::{Form, Names};
use crate::allowlist::Confidence;
use crate::hostset::HostSet;

/// `remote-domains`: `x` is the name and all below.
pub const DOMAINS: Names = Names {
    bare: Form::Means(HostSet::subtree),
    ..Names::plain("little_snitch.remote_domains", Confidence::Low)
};

/// `remote-hosts`: names as they stand.
pub const HOSTS: Names = Names::plain("little_snitch.remote_hosts", Confidence::Low);
