//! stub
/// stub
pub struct Interval;
