//! Integrals, tails and optima with proved bounds.
//!
//! * [`Jet`]: a truncated Taylor series whose coefficients are enclosures; itself a
//!   [`Scalar`](crate::number::Scalar), so that any graph can be expanded.
//! * [`integrate`]: adaptive quadrature whose result contains the integral.
//! * [`Tail`]: what is known of a function beyond a cut, and of its integral there.
//! * [`minimise`]: the least value of a function on a box, by interval Newton.

mod approximate;
mod jet;
mod optimum;
mod panel;
mod quadrature;
mod series;
mod tail;
mod tail_form;
#[cfg(test)]
mod tests;

pub use approximate::{minimize, quadrature};
pub use jet::{Jet, JetContext};
pub use optimum::{Objective, Optimum, Standing, Unproved, minimise};
pub use quadrature::{Ending, Integral, QuadratureOptions, integrate};
pub use tail::{Tail, TailContext, TailIntegral};
