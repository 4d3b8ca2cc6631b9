//! Lesson to page: what is *shown*. HTML, math, charts.

#[cfg(feature = "tool")]
mod expand;
#[cfg(feature = "tool")]
pub mod html;
#[cfg(feature = "tool")]
mod ids;
#[cfg(feature = "tool")]
mod math;
#[cfg(feature = "tool")]
mod memo;

#[cfg(feature = "tool")]
mod body;
#[cfg(feature = "tool")]
mod callout;
#[cfg(feature = "tool")]
mod inline;
#[cfg(feature = "tool")]
mod ledger;
#[cfg(test)]
#[cfg(feature = "tool")]
mod sample;
#[cfg(feature = "tool")]
mod widget;

#[cfg(feature = "tool")]
pub mod chart;
#[cfg(feature = "tool")]
mod data;
#[cfg(feature = "tool")]
pub mod highlight;
pub mod marks;
pub mod picture;
#[cfg(feature = "tool")]
pub mod template;

#[cfg(feature = "tool")]
pub use body::{Body, Heading, Links, NoLinks, render};
#[cfg(feature = "tool")]
pub use data::data;
#[cfg(feature = "tool")]
pub use ids::slug;
#[cfg(feature = "tool")]
pub(crate) use inline::percent_decoded;
#[cfg(feature = "tool")]
pub use inline::plain_text;
#[cfg(feature = "tool")]
pub use math::Math;
