//! Windows Firewall: dynamic keyword addresses that resolve themselves.
//!
//! <https://learn.microsoft.com/windows/security/operating-system-security/network-security/windows-firewall/dynamic-keywords>

use super::names::{Form, Names};
use crate::allowlist::Confidence;
use crate::hostset::HostSet;

/// `*.x` is all below, `x` the name.
pub const KEYWORD: Names = Names {
    dot: Form::Unknown("no document says what a leading dot does in a keyword"),
    star: Form::Probably(
        HostSet::below,
        "whether `*` stands for more than one label is not documented",
    ),
    text: Form::Unknown("no document says what a `*` without a dot does in a keyword"),
    lone: Form::Unknown("no document says what a `*` alone does in a keyword"),
    ..Names::plain("windows_firewall.dynamic_keyword", Confidence::Medium)
};
