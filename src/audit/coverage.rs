//! How far a list covers one needed endpoint.

use std::collections::BTreeSet;

use crate::allowlist::Ports;

/// What a list does for one needed endpoint on one port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How far it is covered.
    pub coverage: Coverage,
    /// The allow rules that let it through, all or in part, by their number in the list.
    pub by: Vec<usize>,
    /// The deny rules that stop it, all or in part, by their number in the list.
    pub stopped_by: Vec<usize>,
    /// What a reader should know, one sentence each.
    pub remarks: Vec<String>,
}

impl Verdict {
    /// Puts the rules in the order of the list, and leaves each rule and remark there once.
    pub(super) fn tidy(&mut self) {
        for numbers in [&mut self.by, &mut self.stopped_by] {
            numbers.sort_unstable();
            numbers.dedup();
        }
        let mut seen = BTreeSet::new();
        self.remarks.retain(|remark| seen.insert(remark.clone()));
    }
}

/// How far a list covers one needed endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Every host of it passes.
    Covered,
    /// Every host passes, and only by entries that let far more through.
    Broadly,
    /// Something of it passes.
    Partly(Missing),
    /// An allow entry has it, and a deny entry wins.
    Shadowed,
    /// An entry looks as if it had it, and can match nothing; by its number in the list.
    Dead(usize),
    /// The product cannot say it; why, in words that follow "it".
    CannotExpress(String),
    /// Nobody can tell; why.
    CannotDecide(String),
    /// Nothing has it.
    Uncovered,
}

/// What is missing of an endpoint that is partly covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// These ports: the same hosts pass on others.
    Ports(Ports),
    /// This scheme: the same hosts pass with another.
    Scheme,
    /// The entries limit the path, or need TLS opened to see it.
    Path,
    /// The name itself: only what is below it passes.
    Apex(String),
    /// Deeper names: only so many labels below pass. With one that does not.
    Depth(String),
    /// All but some names. With those that pass (the first few), and one that does not.
    Names {
        /// Names that pass.
        passing: Vec<String>,
        /// A name that does not.
        missing: String,
    },
    /// Names that deny entries take out. With one of them.
    Denied(String),
}

impl Coverage {
    /// The code in reports.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Broadly => "covered.broad",
            Self::Partly(missing) => match missing {
                Missing::Ports(_) => "partly.port",
                Missing::Scheme => "partly.scheme",
                Missing::Path => "partly.path",
                Missing::Apex(_) => "partly.apex",
                Missing::Depth(_) => "partly.depth",
                Missing::Names { .. } | Missing::Denied(_) => "partly.names",
            },
            Self::Shadowed => "shadowed",
            Self::Dead(_) => "dead",
            Self::CannotExpress(_) => "cannot_express",
            Self::CannotDecide(_) => "cannot_decide",
            Self::Uncovered => "uncovered",
        }
    }

    /// The status in words.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Broadly => "covered only by a broad entry",
            Self::Partly(_) => "partly",
            Self::Shadowed => "shadowed by deny",
            Self::Dead(_) => "dead",
            Self::CannotExpress(_) => "cannot express",
            Self::CannotDecide(_) => "cannot decide",
            Self::Uncovered => "uncovered",
        }
    }

    /// True when every host passes.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        matches!(self, Self::Covered | Self::Broadly)
    }

    /// True when the audit could not come to a judgement.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::CannotDecide(_))
    }

    /// What is missing, in words.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        Some(match self {
            Self::Covered | Self::Broadly | Self::Uncovered | Self::Shadowed | Self::Dead(_) => {
                return None;
            }
            Self::CannotExpress(why) => format!("the product cannot say it: it {why}"),
            Self::CannotDecide(why) => why.clone(),
            Self::Partly(missing) => match missing {
                Missing::Ports(ports) => format!("port {ports} is missing"),
                Missing::Scheme => "the hosts pass only with another scheme".to_owned(),
                Missing::Path => {
                    "only some paths pass, or TLS must be opened to see them".to_owned()
                }
                Missing::Apex(name) => format!("{name} itself is missing"),
                Missing::Depth(name) => format!("deeper names are missing: {name}"),
                Missing::Names { passing, missing } if passing.is_empty() => {
                    format!("some names are missing: {missing}")
                }
                Missing::Names { passing, missing } => {
                    format!("only some names pass ({}), not {missing}", passing.join(", "))
                }
                Missing::Denied(name) => format!("a deny entry takes names out: {name}"),
            },
        })
    }
}
