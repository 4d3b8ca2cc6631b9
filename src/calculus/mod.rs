//! Integrals, and later tails and optima, with proved bounds.
//!
//! * `Jet`: a truncated Taylor series whose coefficients are enclosures; itself a
//!   [`Scalar`](crate::number::Scalar), so that any graph can be expanded.
//! * `integrate`: adaptive quadrature whose result contains the integral.
