//! Keeping the lists current: role files made of vendors' lists, what changed between two
//! catalogues, and what is wrong in one. Nothing here touches the world.

mod checks;
mod coverage;
mod difference;
mod draft;
mod draft_yaml;
mod from_article;
mod lint;
mod m365;
mod slug;

pub use difference::{Change, ChangeKind, Difference, RoleChange};
pub use draft::{DraftEndpoint, DraftRanges, DraftSource, RoleDraft};
pub use from_article::from_article;
pub use lint::{LintFinding, lint};
pub use m365::{M365Error, M365Import, M365Instance};
