//! History: what one night leaves the next, and what earlier days have left in the records.
//!
//! A night leaves its folder. From it the next one takes each site's plan and certificate (where its own search may begin), the
//! ways it told ([`ways`]: a week is kept), and what it granted and declined ([`turns`], [`memory`]: whoever was declined wins
//! sooner). [`FormerNight::read`] is the one door, whoever holds the files. Groups of earlier days are read from the
//! records of the school itself ([`past`]); what was planned and not reported is taken as probably had ([`probable`]). What it told is read back row by row ([`rows`]); its
//! figures of quality stand beside the next night's ([`quality`]).

pub mod former;
pub mod memory;
pub mod past;
pub mod probable;
pub mod quality;
pub mod rows;
pub mod turns;
pub mod ways;

pub use former::{Base, Former, FormerNight, Published, Unreadable};
