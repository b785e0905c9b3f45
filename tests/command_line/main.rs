//! The program as it is met from outside: by a script, by somebody who stops a search or begins one from a former plan,
//! and by a reader who types what README shows.

mod cli;
mod control;
mod readme;
