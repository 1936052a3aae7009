//! Text for people on a terminal: set in columns, coloured where the place can show it.

mod paragraph;
mod style;

pub use paragraph::{columns, flow};
pub use style::{Colour, Ink, Style};
