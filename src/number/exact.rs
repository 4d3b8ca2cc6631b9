//! stub
/// stub
pub struct Exact;
