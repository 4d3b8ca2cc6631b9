//! Tests of the whole way from text to tree.

mod faults;
mod forms;
mod pathological;
mod round_trip;
