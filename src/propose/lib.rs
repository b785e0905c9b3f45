//! From what is known to tomorrow's problem: what is owed ([`owe`]), what people asked for ([`voice`]), each learner's candidates ([`recommend`]),
//! the day problem ([`formulate`]); and how it keeps to what is published ([`uphold`]).

pub mod owe;
pub mod voice;

pub mod recommend;

pub mod formulate;

pub mod uphold;

pub mod probe;
