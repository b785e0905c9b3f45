//! (to be written)

use crate::model::ids::CompetencyIdx;

pub struct CompetencyGraph;

impl CompetencyGraph {
    pub fn outer_fringe(&self, _is_mastered: impl Fn(CompetencyIdx) -> bool) -> Vec<CompetencyIdx> {
        Vec::new()
    }
}
