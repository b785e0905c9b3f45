//! Words: typed answers in, sentences out. The only place where sentences are made.
//!
//! Two readers, two files. `sheet` writes for a learner's sheet and for whoever may see it: no service, no
//! accommodation, no other learner, nobody's absence. `desk` writes for the coordinator who has to act. Both name
//! every variant, so that a new reason or obstacle asks for its sentence.

mod calibration;
mod desk;
mod exceptions;
mod learner;
mod mastery;
mod name;
mod owed;
mod rules;
mod sheet;
mod voice;

pub use calibration::exceptions as calibration_exceptions;
pub use exceptions::exceptions;
pub use learner::learner_text;
pub use mastery::mastery_text;
pub use sheet::{fixes, pathway_reasons, request_reason, sheet_reason, step_reasons, wish_reason};
pub use voice::{contest_words, proposal_reason};
