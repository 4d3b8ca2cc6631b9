//! Lesson to page: what is *shown*. HTML, math, charts.

pub mod chart;
pub mod highlight;
pub mod html;
pub mod marks;
mod math;

pub use math::Math;
