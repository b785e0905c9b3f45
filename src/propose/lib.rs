//! From what is known to tomorrow's problem: what people asked for ([`voice`]), each learner's candidates ([`recommend`]),
//! the day problem ([`formulate`]).

pub mod voice;

pub mod recommend;

pub mod formulate;
