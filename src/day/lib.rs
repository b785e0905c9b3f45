//! The day contract: a day problem, a plan that answers it, the certificate of its bound, the judge's verdict.
//!
//! Documents of strings that anyone may write, read, replay and check without a school's tables; `data/README.md` fixes their
//! meaning. This crate holds their nouns, reads them ([`read`]) and says what is wrong or doubtful about a problem
//! ([`validate`]). It knows neither the solver nor the judge, and nothing of schools.
//!
//! Beside them stand the two nouns that every other crate speaks in, [`time`] and the fault of an input ([`issue`]), and
//! the typed indices with which crates number their rows ([`index_types`]).

mod ids;

pub mod issue;
pub mod time;

pub mod problem;

pub mod plan;

pub mod certificate;
pub mod verdict;

pub mod read;
pub mod validate;
