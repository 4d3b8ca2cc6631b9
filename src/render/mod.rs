//! Lesson to page: what is *shown*. HTML, math, charts.

pub mod html;
mod ids;
mod math;

mod body;
mod callout;
mod inline;
mod ledger;
#[cfg(test)]
mod sample;
mod widget;

pub mod chart;
pub mod highlight;
pub mod marks;
pub mod template;

pub use body::{Body, Heading, Links, NoLinks, render};
pub use ids::slug;
pub(crate) use inline::percent_decoded;
pub use inline::plain_text;
pub use math::Math;
