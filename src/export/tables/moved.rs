//! `moved.csv`: who is not where they were published to be, and why.

use daybreak_night::promise::{Doing, Moved as Move, MovedWhy};
use daybreak_night::report::Report;

use super::Table;
use super::columns::{Columns, SITE, SLOT};
use crate::sheet::{Audience, Cell, Form, id, list, maybe, text};

pub struct Moved;

pub struct Row<'a> {
    site: &'a str,
    moved: &'a Move,
}

impl Table for Moved {
    const NAME: &'static str = "moved";
    const WHAT: &'static str = "every slot of a learner or an adult who is there that is not as it was published (no row without a published plan to keep to), by site, learners before adults, and slot. It may say who is away";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(SITE, |row| id(row.site))
            .column("kind", Form::Word, "learner or staff", |row| text(row.moved.who.word()))
            .column("id", Form::Id, "whose slot it is", |row| id(&row.moved.id))
            .shared(SLOT, |row| id(&row.moved.slot))
            .column("what", Form::List, "what is another: lesson, or room and adult of the same lesson; of an adult: duty", |row| {
                list(row.moved.what())
            })
            .column("before", Form::Id, "the offering as published; of an adult the offering or station; empty: nothing", |row| {
                of(&row.moved.before, |doing| &doing.what)
            })
            .column("before_room", Form::Id, "its room", |row| of(&row.moved.before, |doing| &doing.room))
            .column("before_staff", Form::List, "its people", |row| people(&row.moved.before))
            .column("after", Form::Id, "the offering now; of an adult the offering or station; empty: nothing", |row| {
                of(&row.moved.after, |doing| &doing.what)
            })
            .column("after_room", Form::Id, "its room", |row| of(&row.moved.after, |doing| &doing.room))
            .column("after_staff", Form::List, "its people", |row| people(&row.moved.after))
            .column(
                "why",
                Form::Word,
                "adult_away, room_closed, group_too_small, decided, kept_apart, own_day (what was planned then has another slot), not_offered (no longer possible for the learner), stands_in, session_ended, or for_others (others need it, or the day gains)",
                |row| text(word(&row.moved.why)),
            )
            .column("detail", Form::Text, "who is away, which room, from whom, or how many are there of how many needed", |row| {
                match &row.moved.why {
                    MovedWhy::AdultAway(who) | MovedWhy::RoomClosed(who) | MovedWhy::StandsIn(who) | MovedWhy::KeptApart(who) => text(who.as_str()),
                    MovedWhy::GroupTooSmall { there, size_min } => text(format!("{there} of {size_min}")),
                    MovedWhy::Decided | MovedWhy::OwnDay | MovedWhy::NotOffered | MovedWhy::SessionEnded | MovedWhy::ForOthers => {
                        Cell::Empty
                    }
                }
            })
    }

    /// Rows by site, then as the morning found them.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        report.sites.iter().flat_map(|site| {
            let id = report.school.sites[site.site.i()].id.as_str();
            site.kept.iter().flat_map(move |kept| kept.moved.iter().map(move |moved| Row { site: id, moved }))
        })
    }
}

fn of<'a>(doing: &'a Option<Doing>, what: fn(&Doing) -> &String) -> Cell<'a> {
    maybe(doing.as_ref(), |doing| id(what(doing)))
}

fn people(doing: &Option<Doing>) -> Cell<'_> {
    maybe(doing.as_ref(), |doing| list(doing.staff.iter().map(String::as_str)))
}

fn word(why: &MovedWhy) -> &'static str {
    match why {
        MovedWhy::AdultAway(_) => "adult_away",
        MovedWhy::RoomClosed(_) => "room_closed",
        MovedWhy::GroupTooSmall { .. } => "group_too_small",
        MovedWhy::Decided => "decided",
        MovedWhy::KeptApart(_) => "kept_apart",
        MovedWhy::OwnDay => "own_day",
        MovedWhy::NotOffered => "not_offered",
        MovedWhy::StandsIn(_) => "stands_in",
        MovedWhy::SessionEnded => "session_ended",
        MovedWhy::ForOthers => "for_others",
    }
}
