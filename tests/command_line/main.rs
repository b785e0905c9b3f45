//! The program as it is met from outside: by a script, by somebody who stops a search or begins one from a former plan, by a
//! reader who types what README shows, and night after night by whatever breaks.

mod cli;
mod control;
mod fortnight;
mod readme;
