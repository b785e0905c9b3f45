//! English.

mod bounds;
mod brief;
mod concern;
mod declined;
mod desk;
mod found;
mod learner;
mod lost;
mod mastery;
mod matter;
mod owed;
mod phrase;
mod rules;
mod sheet;
mod ways;

use super::told::{ChoiceTold, Contested, Reason, Reply, SlotTold, TeacherReply};
use super::{MasteryAsked, Sentences, Words};
use crate::briefs::Together;
use crate::gather::Gathered;
use crate::inquiry::{Found, Since};
use crate::scene::Scene;
use daybreak_night::concern::{Concern, PackageConcern};
use daybreak_night::explanation::{LearnerAnswer, Scarce};
use daybreak_night::part::Part;
use daybreak_night::promise::MovedWhy;
use daybreak_school::pathway::{Fix, StepWhy};
use daybreak_school::school::School;

/// The words of English.
pub struct English;

impl Words for English {
    fn reason(&self, school: &School, reason: Reason<'_>) -> String {
        sheet::reason(school, reason)
    }

    fn slot(&self, told: SlotTold) -> String {
        sheet::slot(told)
    }

    fn choice(&self, school: &School, told: ChoiceTold<'_>) -> String {
        sheet::choice(school, told)
    }

    fn parts(&self, school: &School, parts: &[Part]) -> String {
        sheet::parts(school, parts)
    }

    fn reply(&self, reply: Reply) -> String {
        sheet::reply(reply)
    }

    fn teacher_reply(&self, reply: &TeacherReply<'_>) -> String {
        sheet::teacher_reply(reply)
    }

    fn contested(&self, contested: Contested<'_>) -> String {
        sheet::contested(contested)
    }

    fn step(&self, school: &School, why: StepWhy) -> String {
        ways::step(school, why)
    }

    fn no_steps(&self, is_reached: bool) -> String {
        ways::no_steps(is_reached)
    }

    fn fix(&self, school: &School, fix: &Fix) -> String {
        ways::fix(school, fix)
    }

    fn together(&self, together: Option<&Together>) -> String {
        together.map_or_else(|| "planned time".to_owned(), brief::together)
    }

    fn concern(&self, scene: &Scene<'_>, concern: &Concern) -> Sentences {
        concern::concern(scene, concern)
    }

    fn package(&self, concern: &PackageConcern) -> Sentences {
        concern::package(concern)
    }

    fn matter(&self, scene: &Scene<'_>, gathered: &Gathered<'_>) -> (String, String) {
        matter::matter(scene, gathered)
    }

    fn moved(&self, why: &MovedWhy) -> String {
        desk::moved(why)
    }

    fn resource(&self, scene: &Scene<'_>, resource: &Scarce) -> String {
        desk::resource(scene, resource)
    }

    fn learner(&self, scene: &Scene<'_>, answer: &LearnerAnswer) -> String {
        learner::learner_text(scene, answer)
    }

    fn found(&self, scene: &Scene<'_>, found: &Found, since: &[Since]) -> String {
        found::found(scene, found, since)
    }

    fn mastery(&self, asked: &MasteryAsked<'_>) -> String {
        mastery::mastery_text(asked)
    }
}
