//! The data dictionary of what comes out: every file, its columns, and what they hold.
//!
//! One list serves the writers (headers), the reader of `data/README.md` (a test keeps it true) and the contract
//! (`tests/package/output.rs` compares).

/// A table that comes out.
pub struct OutputSpec {
    /// The file's name without `.csv`.
    pub name: &'static str,
    /// What it is: one row for what, in which order, for whom.
    pub what: &'static str,
    pub columns: &'static [OutputColumn],
}

/// A column: its name and what its cells hold.
pub struct OutputColumn {
    pub name: &'static str,
    pub what: &'static str,
}

const fn col(name: &'static str, what: &'static str) -> OutputColumn {
    OutputColumn { name, what }
}

const DATE: OutputColumn = col("date", "the day planned, YYYY-MM-DD");
const SITE: OutputColumn = col("site", "the site's id");
const LEARNER: OutputColumn = col("learner", "whose");
const SUBJECT: OutputColumn = col("subject", "the competency's subject");
const SLOT: OutputColumn = col("slot", "the slot's id");
const START: OutputColumn = col("start", "when the slot begins, HH:MM");
const END: OutputColumn = col("end", "when the slot ends, HH:MM");
const SESSION: OutputColumn = col("session", "the session's id, as in plan.json; empty: no session");
const STATION: OutputColumn = col("station", "the station, where learners do different lessons; empty: one lesson");
const PEOPLE: OutputColumn = col("staff", "list of the people who serve the session");
const NEW: OutputColumn = col("new", "yes: earned since the school day before");
const GRANTED: OutputColumn = col("granted", "yes or no");
const ASKED: OutputColumn = col("competency", "the competency asked for; empty: none");

/// Every table, in order of name.
pub const OUT: [OutputSpec; 26] = [
    OutputSpec {
        name: "access",
        what: "who gets teachers, choice and work of their grade: means of a day over all sites, by site, by grade and by learners' tag; `withheld` where fewer than ten learners could be told from it, alone or together with other lines. For staff",
        columns: &[
            col("by", "all, site, grade or tag"),
            col("group", "all, or the site's id, the grade, the tag"),
            col("learners", "who are there"),
            col("teacher_minutes", "minutes a learner in which an adult teaches"),
            col(
                "choice_granted",
                "share of their wishes and proposals that are granted, 0 to 1; withheld where fewer than ten of them have any",
            ),
            col("on_grade", "share of their slots in lessons of a known grade that are of their own, 0 to 1"),
            col("worst_tenth", "share of them among the tenth of their site whose day is worth least, 0 to 1"),
        ],
    },
    OutputSpec {
        name: "badges",
        what: "badges that the school's rules award, by learner and rule; for learner, family and staff",
        columns: &[
            SITE,
            LEARNER,
            col("badge", "the rule's id"),
            col("title", "the badge's title"),
            col("earned_on", "the day on which the last thing it asks for was there, YYYY-MM-DD"),
            NEW,
            col("evidence", "list of what it rests on: a competency, `mastered` or the kind of evidence, and the day"),
            col("why", "what it is awarded for, as the rule says"),
        ],
    },
    OutputSpec {
        name: "bands",
        what: "whether the rules of kind `access` held, by site and rule; rules on fewer than ten learners, or on all but fewer than ten, are left out. For staff",
        columns: &[
            SITE,
            col("rule", "the rule's id"),
            col("tag", "the learners' tag"),
            col("measure", "teacher_minutes or on_grade (slots), as a mean of a day"),
            col("band", "percent by which the group may lie below everybody"),
            col("group_before", "the group's mean over the fairness window; empty: nothing was delivered"),
            col("all_before", "everybody's mean over the fairness window"),
            col("owed_slots", "slots that the rule asks for each of its learners today"),
            col("group", "the group's mean in the plan"),
            col("all", "everybody's mean in the plan"),
            col("held", "yes or no"),
        ],
    },
    OutputSpec {
        name: "calibration",
        what: "whether estimates are right on the whole: what was expected of each piece of evidence before it was seen, by weights fitted to other learners, against how it went; everybody first, then by tag, grade and language. Rows of fewer than ten learners or pieces, and rows that would give such a row away, have no figures. For staff",
        columns: &[
            col("kind", "all, tag, grade or language"),
            col("group", "which tag, grade or language; empty: everybody"),
            col("met", "all, first (the learner had not met the competency before) or later"),
            col("bin", "only predictions from here on, by tenths, 0.0 to 0.9; empty: all of them"),
            col("shown", "yes or no"),
            col("learners", "learners with such evidence"),
            col("evidence", "pieces of evidence; a piece of several competencies counts once"),
            col("predicted", "mean expected score, 0 to 1, three decimals"),
            col("scored", "mean score"),
            col("difference", "expected less scored: above 0 the estimate flatters, below 0 it belittles"),
            col(
                "low",
                "the lower end of the difference's interval, for whole groups; the intervals of all groups hold together in 95 of 100 cases",
            ),
            col("high", "and the upper end"),
            col("calibration_error", "mean distance of expected and scored over the ten bins, for whole groups"),
            col("off", "yes: the whole interval lies more than 0.03 from 0; no; empty: not tested"),
        ],
    },
    OutputSpec {
        name: "changes",
        what: "what has changed in each learner's next week since the night named by `--start-from` (no row without one), by learner and competency; for learner and staff",
        columns: &[
            SITE,
            LEARNER,
            col("competency", "of what"),
            col("change", "added to the next seven days, or removed from them"),
            col(
                "why",
                "mastered, forgotten (known then, not now), new goal, no goal needs it, ahead (what comes before it takes less time than thought), behind (more time), or better order (by more than `change_gain_min` of the pacing policy)",
            ),
        ],
    },
    OutputSpec {
        name: "credits",
        what: "credit earned so far, posted as soon as mastery is shown, by learner and competency; for learner, family and staff",
        columns: &[
            SITE,
            LEARNER,
            col("competency", "what was mastered"),
            col("credits", "credits that it carries"),
            col("earned_on", "the day on which mastery was shown, YYYY-MM-DD"),
            col("evidence", "pieces of evidence that it rests on"),
            col("by", "evidence or teacher (a teacher's word)"),
            NEW,
        ],
    },
    OutputSpec {
        name: "demand",
        what: "what learners are expected to ask for in the coming weeks (`weeks_ahead` of the pacing policy), by site, week and competency; a step that several goals share counts once. For staff",
        columns: &[
            SITE,
            col("week", "its Monday, YYYY-MM-DD"),
            SUBJECT,
            col("competency", "what is asked for"),
            col("learners", "learners who are expected to finish it in the week"),
            col("minutes", "expected minutes of learning for all of them"),
            col("reviews", "reviews of it planned for the week that take time of their own"),
        ],
    },
    OutputSpec {
        name: "exceptions",
        what: "whatever a person should see, the most urgent and weightiest first; for staff",
        columns: &[
            col("severity", "act (before the day begins), look (somebody should) or know"),
            col("kind", "a word of the list of kinds"),
            col("site", "the site's id; empty: the whole package"),
            col("subject", "the id of the learner, lesson, resource or site concerned; of a group, its kind and name"),
            col("slot", "the slot's id, where one is concerned"),
            col("what", "what happened, a sentence"),
            col("why", "why, a sentence"),
            col("what_would_help", "the smallest change that would, as far as one is known"),
        ],
    },
    OutputSpec {
        name: "issues",
        what: "every fault of the input, as `daybreak check` reports it, in order of place; for staff",
        columns: &[
            col("severity", "error (not used), warning (used, perhaps repaired) or note"),
            col("code", "the fault's stable code"),
            col("file", "the input file"),
            col("line", "the line on which the row begins, from 1; empty: the whole file"),
            col("column", "the column, or a path inside a document"),
            col("found", "what stands there"),
            col("expected", "what would have been right"),
            col("maybe", "a guess that may help"),
        ],
    },
    OutputSpec {
        name: "mastery",
        what: "what each learner knows, where there is evidence, by learner and competency; for staff",
        columns: &[
            SITE,
            LEARNER,
            col("competency", "of what"),
            col("mastery", "probability of success at a typical task after the policy's delay, 0 to 1, three decimals"),
            col(
                "status",
                "not started, learning, ready to show, mastered, due for review, overruled: mastered or overruled: not yet",
            ),
            col("evidence", "pieces of evidence"),
            col("last_seen", "the day of the latest, YYYY-MM-DD"),
            col("due_review", "the day on which to look again, YYYY-MM-DD; empty: none set"),
            col("low", "the end of mastery's 80 % interval below, three decimals"),
            col("high", "and above"),
            col("as_of", "the day of which it speaks, YYYY-MM-DD"),
            col("overruled_by", "whose word stands above the estimate; empty: nobody's"),
            col("overruled_at", "since when, YYYY-MM-DD"),
            col("overruled_why", "why"),
        ],
    },
    OutputSpec {
        name: "milestones",
        what: "the ways to the goals week by week: one row for each week in which a step is expected to be mastered, by learner, goal and week; for learner and staff",
        columns: &[
            SITE,
            LEARNER,
            col("goal", "the competency that is the goal"),
            col("week", "its Monday, YYYY-MM-DD"),
            col("by", "the last day of the week on which a step is expected, YYYY-MM-DD"),
            col("competencies", "list of what is mastered in the week"),
            col("minutes", "expected minutes of these steps"),
            col("steps_left", "steps of the way that are left after the week"),
            col("credits", "credits toward the goal after the week; empty: no goal in credits"),
        ],
    },
    OutputSpec {
        name: "outlook",
        what: "how each goal stands, and what would help where its date is in danger (each found by plotting anew with it), by learner and goal; for learner and staff",
        columns: &[
            SITE,
            LEARNER,
            col("goal", "the competency that is the goal, or whose parts earn its credits"),
            col("due", "YYYY-MM-DD; empty: no date"),
            col(
                "on_track",
                "reached, on track (done by the date in four cases of five), tight (in half of all cases), out of reach or no date",
            ),
            col("steps", "steps that are left"),
            col("minutes", "their expected minutes for this learner"),
            col("minutes_p80", "minutes that suffice in four cases of five"),
            col(
                "minutes_available",
                "minutes that the learner can give it until the date, after more urgent goals; empty: no date",
            ),
            col("minutes_short", "minutes missing for it to be on track; empty: no date"),
            col(
                "expected_date",
                "when it is expected to be reached, YYYY-MM-DD; empty: beyond the calendar, or reached",
            ),
            col("expected_p80", "by when it is reached in four cases of five, YYYY-MM-DD; empty as above"),
            col(
                "critical_path",
                "list of the steps of the longest chain of needs, in order: no order makes the way shorter",
            ),
            col("credits", "credits wanted; empty: the competency itself is wanted"),
            col("credits_earned", "credits earned by now; empty as above"),
            col(
                "would_help",
                "changes that would help and how the goal would stand then, sentences; empty: not needed, or nothing small helps",
            ),
        ],
    },
    OutputSpec {
        name: "overview",
        what: "where each grade and each advisor's group stands, and what is next for how many, by site, group and competency; only competencies that somebody has begun or has on the way. It names no learner but shows small numbers: for coordinators, not for publication",
        columns: &[
            SITE,
            col("kind", "grade or advisor"),
            col("group", "the grade, or the advisor's id"),
            SUBJECT,
            col("competency", "of what"),
            col("learners", "learners of the group"),
            col("not_started", "of them without evidence"),
            col("learning", "of them learning it"),
            col("ready_to_show", "of them nearly there"),
            col("mastered", "of them who have mastered it and need no review yet"),
            col("due_for_review", "of them who mastered it and are due for review"),
            col("next_for", "of them for whom it is the next step of a way, ready to be learned now"),
            col("on_the_way_for", "of them who have it on a way"),
        ],
    },
    OutputSpec {
        name: "pathways",
        what: "the way to each goal, step by step, by learner and goal; a goal without steps has one row. Learners without an open goal have the work of the coming weeks instead, with an empty goal, by the policy `without_goal`. For learner and staff",
        columns: &[
            SITE,
            LEARNER,
            col("goal", "the competency that is the goal"),
            col("step", "from 1, in the order in which the steps can be learned; empty: no step is left or known"),
            col("competency", "what is learned in the step"),
            col("minutes", "expected minutes of the step for this learner"),
            col("expected_date", "when the step is expected to be mastered, YYYY-MM-DD; empty: beyond the calendar"),
            col(
                "on_track",
                "of the whole way: reached, on track (done by the date in four cases of five), tight (in half of all cases), out of reach, no date, or no goal",
            ),
            col("reason", "why the step is on the way, a sentence"),
            col("week", "the Monday of the expected date, YYYY-MM-DD"),
            col("minutes_p80", "minutes that suffice for the step in four cases of five"),
            col(
                "earliest",
                "the first day on which it could be mastered if only what it needs came before, YYYY-MM-DD",
            ),
            col(
                "latest_start",
                "the last day on which to begin it so that every date still holds, YYYY-MM-DD; empty: no date depends on it",
            ),
            col("slack_days", "school days by which it may slip; below 0: late already; empty: no date depends on it"),
            col("critical", "yes: on the longest chain of needs of the way"),
        ],
    },
    OutputSpec {
        name: "playlists",
        what: "every learner and every slot of the day, by site, learner and slot; a lesson over two slots has two rows, a slot without a session has its reason, and who is away has rows too. For the learner: no service, no accommodation, no other learner",
        columns: &[
            DATE,
            SITE,
            LEARNER,
            SLOT,
            START,
            END,
            SESSION,
            col("lesson", "the lesson's id; empty: no session, or time that is no lesson"),
            col("title", "its title"),
            col("competency", "what is learned"),
            col("modality", "how"),
            col("room", "where"),
            PEOPLE,
            col("reason", "why this, or why nothing, in the learner's words"),
        ],
    },
    OutputSpec {
        name: "prices",
        what: "what one more of everything scarce would be worth, by site, kind and id, the whole day before its slots; read off the prices that prove the bound, and for `daybreak whatif` to confirm",
        columns: &[
            SITE,
            col("kind", "staff, room or device"),
            col("id", "a tag of people, a feature of rooms (one more like the dearest with it), or a pool"),
            col("slot", "one more in this slot only; empty: all day"),
            col("worth", "points, rounded"),
            col("certainty", "estimate: right for a little more, not proven for a whole one"),
        ],
    },
    OutputSpec {
        name: "proposals",
        what: "what learners proposed for slots of the day, by learner and slot; fit for the learner who proposed",
        columns: &[
            SITE,
            LEARNER,
            SLOT,
            col("proposed", "list of KIND:VALUE, all of which should hold"),
            col("planned", "the lesson planned then; planned-time: with an adult; empty: nothing"),
            col("session", "the session planned then; empty: none"),
            col("kept", "yes or no"),
            col("why", "what stood in the way, in the learner's words"),
        ],
    },
    OutputSpec {
        name: "requests",
        what: "every teacher's request in force, granted or declined, by person who asked; for staff",
        columns: &[
            SITE,
            col("staff", "who asked"),
            LEARNER,
            col("lesson", "the lesson asked for; empty: none"),
            ASKED,
            col("slot", "the slot asked for; empty: any"),
            col("priority", "1 is the most urgent"),
            GRANTED,
            col("first", "who comes first among those who ask for the same learner and slot; empty: nobody else asks"),
            col(
                "first_by",
                "why: priority, turn (it was declined lately), rule (the school's order of requests) or id (nothing else tells them apart)",
            ),
            col("session", "the session that grants it"),
            col("reason", "when it takes place, or why not, a sentence"),
        ],
    },
    OutputSpec {
        name: "reviews",
        what: "when each learner looks again at what is known, planned for the coming weeks where forgetting would cost most, within `review_share_max` of learning time; by learner, date and competency; for learner and staff",
        columns: &[
            SITE,
            LEARNER,
            col("week", "its Monday, YYYY-MM-DD"),
            col("date", "the day planned, YYYY-MM-DD"),
            col("competency", "what is looked at again"),
            col("minutes", "minutes set aside for it; 0: other work does it by the way"),
            col("foreseen", "probability of success foreseen without it, 0 to 1"),
            col("by", "the work that practises it by the way: a step or another review; empty: it has its own time"),
        ],
    },
    OutputSpec {
        name: "rooms",
        what: "what is in each room by slot, by site, room and slot; a room with two sessions has two rows. Fit to hang on a door: no learner, no service",
        columns: &[
            DATE,
            SITE,
            col("room", "the room's id"),
            SLOT,
            START,
            END,
            col("state", "in use, free or closed"),
            SESSION,
            col("lesson", "the lesson's id; empty: none, a station, or time that is no lesson"),
            STATION,
            PEOPLE,
            col("size", "learners in the session"),
            col("capacity", "learners whom the room holds"),
        ],
    },
    OutputSpec {
        name: "services",
        what: "the ledger of every service in force, minutes of the current period, by learner; for staff",
        columns: &[
            SITE,
            LEARNER,
            col("service", "the service's own id"),
            col("owed", "minutes owed in the period around the day"),
            col("delivered", "minutes delivered in it before the day"),
            col("planned", "minutes planned on the day"),
            col("still_owed", "minutes that stay owed after it: owed + make_up - delivered - planned, 0 or more"),
            col(
                "by_when",
                "the last day of the period on which the learner and somebody qualified are there; empty: none is left",
            ),
            col(
                "cause",
                "why minutes stay owed: later (later days have room), not_placed, learner_away, own_time (too few slots of \
                 the learner with somebody qualified), specialists (owed more than they have); empty: none stay owed",
            ),
            col("make_up", "minutes that earlier periods stayed short of, as it stood when the period began"),
            col("missed", "why: learner_absent, staff_absent, no_record, not_planned; empty: nothing to make up"),
            col("make_up_by", "until when what the period stays short of is owed on top; empty: nothing is"),
            col("period_from", "first day of the period, YYYY-MM-DD"),
            col("period_until", "last day of the period, YYYY-MM-DD"),
            col("short", "minutes for which the rest of the period has no place, as far as can be seen today"),
            col("setting", "apart or class: the same service may be owed in both"),
        ],
    },
    OutputSpec {
        name: "sessions",
        what: "every session of the day, by site, slot and id; `lesson` or `station` is filled. For staff: it names services",
        columns: &[
            DATE,
            SITE,
            SESSION,
            col("slot", "its first slot"),
            START,
            col("end", "when its last slot ends, HH:MM"),
            col("lesson", "the lesson's id, or `service:ID`; empty: held on a station"),
            STATION,
            col("modality", "how"),
            col("competency", "what is learned; empty on a station"),
            col("room", "where"),
            PEOPLE,
            col("size", "learners in it"),
            col("size_min", "at least so many"),
            col("size_max", "at most so many"),
        ],
    },
    OutputSpec {
        name: "staff",
        what: "what each person does by slot, by site, person and slot. For staff: it lists learners and names services",
        columns: &[
            DATE,
            SITE,
            col("staff", "the person's id"),
            SLOT,
            START,
            END,
            col("state", "serving, free or away"),
            SESSION,
            col("lesson", "the lesson's id, or `service:ID`"),
            STATION,
            col("modality", "how"),
            col("room", "where"),
            col("size", "learners in the session"),
            col("learners", "list of their ids"),
        ],
    },
    OutputSpec {
        name: "turns",
        what: "what former nights and this one granted and declined, by learner, kind and what; the next night reads it (`plan --start-from`), so that whoever was declined lately wins sooner. For staff",
        columns: &[
            LEARNER,
            col(
                "kind",
                "request, turn (the learner's day: whether any wish or proposal that could be granted was) or wish",
            ),
            col("what", "a wish as KIND:VALUE, a request by its staff's id; empty: the day"),
            col("asked", "days on which it was asked for"),
            col("granted", "of these, granted"),
            col("declined", "of these, declined"),
            col("last", "the last of these days, YYYY-MM-DD"),
            col(
                "credit",
                "days in vain since it was last granted, older ones counting less (`window` of the fairness policy)",
            ),
            col("before", "the same at the beginning of the last day"),
        ],
    },
    OutputSpec {
        name: "wishes",
        what: "every wish in force, granted or declined, by learner and rank; fit for the learner who wished",
        columns: &[
            SITE,
            LEARNER,
            col("kind", "lesson, competency, modality, interest, place, time, partner or staff"),
            col("value", "what was wished for, as in the package"),
            col("rank", "1 is the dearest"),
            GRANTED,
            col("session", "the session that grants it"),
            col("reason", "when it takes place, or why not, in the learner's words"),
        ],
    },
    OutputSpec {
        name: "worst_off",
        what: "the tenth of a site's learners whose day is worth least, the least first; for staff",
        columns: &[
            SITE,
            col("rank", "1 is worth least"),
            LEARNER,
            col("points_per_slot", "points of what the learner does, by slot in which the learner is there"),
            col("slots", "slots in which the learner is there"),
            col("planned", "of these, slots with a session"),
            col("ready", "of these, slots of work that the learner is ready for"),
            col("teacher_minutes", "minutes in which an adult teaches"),
            col("asked", "wishes in force and proposals"),
            col("granted", "of these, granted"),
            col("missed", "list of the rules on requirements whose minimum is missed"),
        ],
    },
];

/// The table with this name. Panics for another name.
pub fn table(name: &str) -> &'static OutputSpec {
    OUT.iter().find(|spec| spec.name == name).expect("a table of the dictionary")
}
