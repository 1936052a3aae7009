//! Lines of logs: taken from any input in constant memory and at the speed of reading, with a
//! memory for the texts that come again and again in them.

mod blocks;
mod each;
mod memory;

pub use blocks::{Blocks, Filled};
pub use each::{LONGEST_LINE, for_each_line};
pub use memory::{Memory, Text, Written};
