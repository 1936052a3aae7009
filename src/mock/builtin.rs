//! The scenarios that are compiled in: one file each, one line in the list.

/// Name and text.
pub(super) const BUILTIN: &[(&str, &str)] = &[
    ("default", include_str!("scenarios/default.yaml")),
    ("all-allowed", include_str!("scenarios/all-allowed.yaml")),
    ("all-denied", include_str!("scenarios/all-denied.yaml")),
    ("black-hole", include_str!("scenarios/black-hole.yaml")),
    ("needs-login", include_str!("scenarios/needs-login.yaml")),
    ("intercepting", include_str!("scenarios/intercepting.yaml")),
    ("hostile", include_str!("scenarios/hostile.yaml")),
    ("squid", include_str!("scenarios/squid.yaml")),
    ("tinyproxy", include_str!("scenarios/tinyproxy.yaml")),
    ("apache", include_str!("scenarios/apache.yaml")),
    ("wildcards", include_str!("scenarios/wildcards.yaml")),
    ("slow-network", include_str!("scenarios/slow-network.yaml")),
];
