//! stub
/// stub
pub struct Precision;
/// stub
pub struct Wide;
