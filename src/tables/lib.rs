//! From the bytes of a package to a school: [`ingest`] makes tables of text, [`validate`] checked facts.

mod config;
pub mod ingest;
pub mod validate;

pub use config::IngestConfig;
