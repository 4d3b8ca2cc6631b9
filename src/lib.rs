//! Reckon: a static lesson-site generator in which no number can lie.

pub mod calculus;
pub mod claim;
pub mod diagnostic;
#[cfg(feature = "tool")]
pub mod document;
pub mod expr;
#[cfg(feature = "tool")]
pub mod lesson;
pub mod number;
#[cfg(feature = "tool")]
pub mod render;
#[cfg(feature = "tool")]
pub mod site;
pub mod source;
