//! What educators decide: the language of conditions ([`policy`]) and the reader of `rules/*.toml` ([`read`]).

pub mod policy;
pub mod read;
