//! Lists that are written.

use super::{Options, Ports, Schemes};
use crate::hostset::HostSet;

/// Writes the files of one product.
///
/// What it writes is read back by the product's own [`super::Format`] and held against what was
/// wanted, at every export; it may be narrower, where [`Written::refused`] says so, and never wider.
pub trait Writer: Sync {
    /// The id of the format.
    fn id(&self) -> &'static str;

    /// The entries that let one wanted thing through, as the product writes them, one for each
    /// string and without what stands around them; together never wider than what is wanted.
    /// Ports that the product keeps elsewhere are left out.
    ///
    /// # Errors
    /// When the product cannot express it, in words that follow "it".
    fn entries(&self, wanted: &Wanted, options: &Options) -> Result<Vec<String>, String>;

    /// The whole file, in a stable order, each entry with a comment where the format has comments.
    fn file(&self, wanted: &[Wanted], options: &Options) -> Written;
}

/// Something that a list has to let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The entry as its vendor documents it.
    pub text: String,
    /// The hosts.
    pub hosts: HostSet,
    /// The ports.
    pub ports: Ports,
    /// The schemes.
    pub schemes: Schemes,
    /// Everything under this path; none for every path.
    pub path: Option<String>,
    /// The roles that need it: `configmgr/service-connection-point`.
    pub roles: Vec<String>,
    /// The documents that say so.
    pub sources: Vec<String>,
}

/// A list that was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub text: String,
    /// What could not be written, or only in part.
    pub refused: Vec<Refused>,
    /// What has to be done beside the file, and what a reader should know, one sentence each.
    pub notes: Vec<String>,
}

/// Something that a product cannot express.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The entry as its vendor documents it.
    pub text: String,
    /// Why, in words that follow "it".
    pub why: String,
}
