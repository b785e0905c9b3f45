//! Tags of candidates, which rules on requirements may count like those of lessons: what a lesson is for the learner.

/// New learning that the learner is ready for, a due review, or a chance to show mastery.
pub const READY: &str = "ready";
/// An adult teaches.
pub const TAUGHT: &str = "taught";
/// Its competency is usual in the learner's grade.
pub const ON_GRADE: &str = "on_grade";
/// It grants a wish of the learner.
pub const WISH: &str = "wish";
/// It grants the dearest of the learner's wishes in force that a lesson can grant.
pub const FIRST_WISH: &str = "first_wish";
/// The learner has a say in it: it grants a wish, or the learner proposed it.
pub const CHOSEN: &str = "chosen";
/// All of them, with what they say.
pub const ALL: [(&str, &str); 6] = [
    (READY, "new learning that the learner is ready for, a due review, or a chance to show mastery"),
    (TAUGHT, "an adult teaches"),
    (ON_GRADE, "the competency is usual in the learner's grade"),
    (WISH, "it grants a wish of the learner"),
    (FIRST_WISH, "it grants the dearest of the learner's wishes in force that a lesson can grant"),
    (CHOSEN, "it grants a wish of the learner, or the learner proposed it"),
];
