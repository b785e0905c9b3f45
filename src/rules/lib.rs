//! What educators decide: the language of conditions ([`policy`]), the kinds of rules ([`kinds`]) and the reader of
//! `rules/*.toml` ([`read`]).

pub mod policy;

pub mod kinds;
pub mod read;
