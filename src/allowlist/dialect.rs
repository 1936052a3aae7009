//! What one entry means in one product.

use thiserror::Error;

use super::Meaning;

/// The meaning of entries in one product, in one of its modes.
pub trait Dialect: Sync {
    /// Its id: the format's, with the place or mode behind a dot (`fortigate.urlfilter.simple_flow`).
    fn id(&self) -> &'static str;

    /// What an entry means.
    ///
    /// # Errors
    /// When the product refuses it.
    fn entry(&self, text: &str) -> Result<Meaning, Rejected>;

    /// Whether the product loads entries that stand together, in their order.
    ///
    /// # Errors
    /// When it does not.
    fn together(&self, texts: &[&str]) -> Result<(), Rejected> {
        texts.iter().try_for_each(|text| self.entry(text).map(drop))
    }
}

/// Why a product refuses an entry, in words that follow "it".
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct Rejected(pub String);

impl Rejected {
    /// With a reason.
    #[must_use]
    pub fn because(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}
