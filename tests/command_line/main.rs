//! The program as it is met from outside: by a script, by somebody who stops a search or begins one from a former plan, by a
//! reader who types what README shows, night after night by whatever breaks, and by
//! inputs that once failed.

mod choices;
mod cli;
mod control;
mod explain;
mod fortnight;
mod handed;
mod morning;
mod program;
mod readme;
mod scenarios;
mod signed;
