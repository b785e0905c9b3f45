//! A witness.
