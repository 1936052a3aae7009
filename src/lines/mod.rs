//! Lines of logs: taken from any input in constant memory and at the speed of reading, with many of
//! their bytes looked at at once, and a memory and numbers for texts that come again and again.

mod blocks;
mod each;
mod memory;
mod numbers;
mod sweep;
mod text;

pub use blocks::{Blocks, Filled};
pub use each::{LONGEST_LINE, for_each_line};
pub use memory::Memory;
pub use numbers::Numbers;
pub use sweep::{any_of, line_feed};
pub use text::{Secret, Text, Written};
