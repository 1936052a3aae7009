//! Products whose entries are names with at most one wildcard in front.
//!
//! They differ in what each form stands for, and in which forms they take: that is a row of data.

use super::parts;
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected};
use crate::hostset::{Depths, HostSet};

/// What a form of entry stands for.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// These hosts, from the name.
    Means(fn(&str) -> HostSet),
    /// The same, where the documents are old, partial or silent on a part of it.
    Probably(fn(&str) -> HostSet, &'static str),
    /// These hosts; of the others nobody can tell, for this reason.
    Partly(fn(&str) -> HostSet, fn(&str) -> HostSet, &'static str),
    /// The product refuses it, for this reason.
    Refused(&'static str),
    /// No document says what it does.
    Unknown(&'static str),
}

use Form::Refused;

/// One product.
pub(super) struct Names {
    /// Its id.
    pub(super) id: &'static str,
    /// What `x` stands for.
    pub(super) bare: Form,
    /// What `.x` stands for.
    pub(super) dot: Form,
    /// What `*.x` stands for.
    pub(super) star: Form,
    /// What `*x` stands for.
    pub(super) text: Form,
    /// What `*` stands for.
    pub(super) lone: Form,
    /// What an address stands for.
    pub(super) address: Form,
    /// Whether it takes ranges of addresses too.
    pub(super) ranges: bool,
    /// How sure all that is.
    pub(super) confidence: Confidence,
}

/// The reason for which most products refuse a star that is not in front.
pub(super) const STAR_INSIDE: &str = "has a `*` elsewhere than in front";

/// The reason for which products without wildcards refuse a star.
pub(super) const NO_STAR: &str = "has a `*`, and the product has no wildcards";

/// The reason for which products refuse a star that is not a label of its own.
pub(super) const STAR_IN_LABEL: &str = "has a `*` that is not a whole label";

/// The reason for which products refuse a dot in front.
pub(super) const NO_DOT: &str = "begins with a dot";

impl Names {
    /// A product that takes names and nothing else.
    pub(super) const fn plain(id: &'static str, confidence: Confidence) -> Self {
        Self {
            id,
            bare: Form::Means(HostSet::exact),
            dot: Refused(NO_DOT),
            star: Refused(NO_STAR),
            text: Refused(NO_STAR),
            lone: Refused(NO_STAR),
            address: Form::Means(parts::itself),
            ranges: false,
            confidence,
        }
    }
}

/// One label before a name.
pub(super) fn one_label(name: &str) -> HostSet {
    HostSet::Under { name: name.into(), depths: Depths::ONE_LABEL }
}

/// Every text that ends so.
pub(super) fn ends_with(text: &str) -> HostSet {
    HostSet::EndsWith(text.into())
}

/// Every host.
pub(super) fn everything(_: &str) -> HostSet {
    HostSet::Everything
}

impl Dialect for Names {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if let Some(set) = parts::network(text) {
            if text.contains('/') && !self.ranges && !matches!(self.address, Refused(_)) {
                return Err(Rejected::because("is a range of addresses; write names"));
            }
            return self.say(self.address, set, text);
        }
        let (form, rest) = if text == "*" {
            return self.take(self.lone, "");
        } else if let Some(rest) = text.strip_prefix("*.") {
            (self.star, rest)
        } else if let Some(rest) = text.strip_prefix('*') {
            (self.text, rest)
        } else if let Some(rest) = text.strip_prefix('.') {
            (self.dot, rest)
        } else {
            (self.bare, text)
        };
        if let Refused(why) = form {
            return Err(Rejected::because(why));
        }
        if rest.contains('*') {
            return Err(Rejected::because(STAR_INSIDE));
        }
        if rest.contains("://") {
            return Err(Rejected::because("has a scheme; write the name alone"));
        }
        if rest.contains(['/', '?']) {
            return Err(Rejected::because("has a path; write the name alone"));
        }
        if rest.contains(':') {
            return Err(Rejected::because("has a port; ports stand elsewhere"));
        }
        // Behind a star without a dot any text may stand.
        let dotted = rest.strip_prefix('-').unwrap_or(rest);
        let name = parts::name(dotted)?;
        let name = if dotted.len() == rest.len() { name } else { format!("-{name}") };
        self.take(form, &name)
    }
}

impl Names {
    /// What a form of entry means for a name.
    fn take(&self, form: Form, name: &str) -> Result<Meaning, Rejected> {
        let (set, remark) = match form {
            Form::Means(set) => (set(name), None),
            Form::Probably(set, remark) => (set(name), Some(remark)),
            Form::Partly(set, doubt, why) => {
                let meaning = Meaning::of(set(name)).in_doubt(vec![doubt(name)], why);
                return Ok(Meaning { confidence: self.confidence, ..meaning });
            }
            Form::Refused(why) => return Err(Rejected::because(why)),
            Form::Unknown(why) => return Ok(Meaning::unknown(why)),
        };
        let mut meaning = Meaning::of(set);
        meaning.confidence = self.confidence;
        if let Some(remark) = remark {
            meaning.confidence = Confidence::Medium.min(self.confidence);
            meaning.remarks.push(remark.to_owned());
        }
        Ok(meaning)
    }

    /// What an address means.
    fn say(&self, form: Form, set: HostSet, text: &str) -> Result<Meaning, Rejected> {
        let mut meaning = self.take(form, text)?;
        if matches!(form, Form::Means(_) | Form::Probably(..)) {
            meaning = Meaning { confidence: meaning.confidence, ..Meaning::of(set) };
        }
        Ok(meaning)
    }
}
