//! What is believed of learners and plotted for them, held against what only the tests know.
//!
//! First on one day of a generated school, then over weeks with learners who work, forget and never answer as planned.

mod placement;
mod truth;

mod pathways;
