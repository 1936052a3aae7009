//! The fixed words of the catalogue's files, each as a type of its own.

/// An enum whose variants are written in files and reports as the given words.
macro_rules! terms {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$meaning])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every value, in the order of the type.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word that stands in files and reports.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(super) use terms;

terms! {
    /// How much the role depends on an endpoint.
    Need {
        /// The role does not work without it.
        Required = "required",
        /// The role works without it, with less.
        Optional = "optional",
        /// Required where the feature named beside it is used.
        Conditional = "conditional",
    }
}

terms! {
    /// Whether the source says something or the collector read it into the text.
    Basis {
        /// The source prints it.
        Documented = "documented",
        /// The source does not print it; it follows from the context.
        Assumed = "assumed",
    }
}

terms! {
    /// How fresh and how well confirmed an entry is.
    State {
        /// In the newest stored edition of the list.
        Current = "current",
        /// Only in an older edition.
        Historical = "historical",
        /// Seen in log samples, in no list.
        Observed = "observed",
        /// In the 2023 edition of the Microsoft 365 sets and in a mirror of 2026.
        Current2026 = "current-2026",
        /// Only in the 2023 edition of the Microsoft 365 sets; may be gone.
        Listed2023 = "listed-2023",
        /// Only in the mirror of 2026 of the Microsoft 365 sets.
        AddedAfter2023 = "added-after-2023",
        /// As a public community tool transcribes it, not read in a vendor document.
        ThirdPartyReport = "third-party-report",
        /// One weak source.
        Unconfirmed = "unconfirmed",
        /// Imported by a program; nobody has compared it with its source yet.
        Unreviewed = "unreviewed",
    }
}

terms! {
    /// The transport of an endpoint.
    Protocol {
        /// TCP.
        Tcp = "tcp",
        /// UDP only; not probed.
        Udp = "udp",
        /// Either; only the TCP half can be probed.
        TcpAndUdp = "tcp-and-udp",
    }
}

terms! {
    /// In which mode of the product a role makes connections.
    Mode {
        /// In every mode.
        Any = "any",
        /// Only in online mode (service connection point).
        Online = "online",
        /// Only where the system is connected to the cloud service.
        Connected = "connected",
    }
}

terms! {
    /// Where a role stands in its life.
    Lifecycle {
        /// Supported today.
        Current = "current",
        /// Announced to end, or no longer offered for new use.
        Deprecated = "deprecated",
        /// Gone from the product; kept for installations that still have it.
        Historical = "historical",
    }
}

terms! {
    /// Category of a Microsoft 365 endpoint set, strictest first.
    Category {
        /// Most sensitive to delay: no inspection, no detour.
        Optimize = "optimize",
        /// Required, less sensitive.
        Allow = "allow",
        /// Ordinary internet traffic.
        Default = "default",
    }
}
