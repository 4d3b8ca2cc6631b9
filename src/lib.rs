//! Reckon: a static lesson-site generator in which no number can lie.
//!
//! What flows: files are read into a [`project::Project`]; each lesson becomes a
//! [`document::Document`] (what is written), then a [`lesson::Lesson`] (what is meant), then a
//! page; the pages make a [`site::Site`], which [`publish`] writes.

pub mod calculus;
pub mod claim;
#[cfg(feature = "tool")]
pub mod cli;
pub mod diagnostic;
#[cfg(feature = "tool")]
pub mod document;
pub mod expr;
#[cfg(feature = "tool")]
pub mod failure;
#[cfg(feature = "tool")]
pub mod incremental;
#[cfg(feature = "tool")]
pub mod lesson;
pub mod live;
pub mod number;
#[cfg(feature = "tool")]
mod pipeline;
#[cfg(feature = "tool")]
pub mod project;
#[cfg(feature = "tool")]
pub mod publish;
pub mod render;
#[cfg(feature = "tool")]
pub mod report;
#[cfg(feature = "tool")]
pub mod serve;
#[cfg(feature = "tool")]
pub mod site;
pub mod source;
#[cfg(feature = "tool")]
pub mod timing;
pub mod view;
#[cfg(target_family = "wasm")]
mod wasm;

#[cfg(feature = "tool")]
pub use incremental::{Incremental, Outcome};
#[cfg(feature = "tool")]
pub use pipeline::{BuildOptions, CheckOptions, Edit, Fixes, build, check, evaluate, fix};
