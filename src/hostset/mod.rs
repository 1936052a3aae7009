//! Sets of host names, and the algebra on them: membership, containment, intersection, union.
//!
//! Every product writes "this name and all below" in its own way, and means something else by it.
//! Here each way is a set of texts. Two sets are compared by what is in them, never by how they are
//! written; where no rule settles it at once, the automata of both are walked side by side, which
//! also gives a name that is in one and not in the other.

mod algebra;
mod automaton;
mod depths;
mod endings;
mod index;
mod regular;
mod set;
#[cfg(test)]
mod tests;
mod walk;

pub use algebra::{contains, covers, equal, intersects, witness};
pub use depths::Depths;
pub use index::Index;
pub use regular::{Regular, RegularError};
pub use set::HostSet;
pub use walk::{TooComplex, goes_on, paths_contain, paths_meet, texts_meet};
