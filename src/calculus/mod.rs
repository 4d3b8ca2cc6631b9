//! Integrals, and later tails and optima, with proved bounds.
//!
//! * [`Jet`]: a truncated Taylor series whose coefficients are enclosures; itself a
//!   [`Scalar`](crate::number::Scalar), so that any graph can be expanded.
//! * [`integrate`]: adaptive quadrature whose result contains the integral.

mod approximate;
mod jet;
mod panel;
mod quadrature;
mod series;
#[cfg(test)]
mod tests;

pub use approximate::{minimize, quadrature};
pub use jet::{Jet, JetContext};
pub use quadrature::{Ending, Integral, QuadratureOptions, integrate};
