//! `prices.csv`: what one more of everything scarce would be worth, an estimate.

use std::borrow::Cow;

use daybreak_night::report::Report;

use super::Table;
use super::columns::{Columns, SITE};
use crate::prices::{Scarce, Worth, worths};
use crate::sheet::{Audience, Cell, Form, id, integer, maybe, text};

pub struct Prices;

pub struct Row<'a> {
    site: &'a str,
    worth: Worth,
}

impl Table for Prices {
    const NAME: &'static str = "prices";
    const WHAT: &'static str = "what one more of everything scarce would be worth, by site, kind and id, the whole day before its slots; read off the prices that prove the bound, and for `daybreak whatif` to confirm";
    const AUDIENCE: &'static [Audience] = &[Audience::Coordinator];
    type Row<'a> = Row<'a>;

    fn columns<'a>() -> Columns<'a, Row<'a>> {
        Columns::<Row>::new()
            .shared(SITE, |row| id(row.site))
            .column("kind", Form::Word, "staff, room or device", |row| {
                text(match row.worth.what {
                    Scarce::Staff(_) => "staff",
                    Scarce::Room(_) => "room",
                    Scarce::Device(_) => "device",
                })
            })
            .column(
                "id",
                Form::Id,
                "a tag of people, a feature of rooms (one more like the dearest with it), or a pool",
                |row| match &row.worth.what {
                    Scarce::Staff(id) | Scarce::Room(id) | Scarce::Device(id) => owned(id),
                },
            )
            .column("slot", Form::Id, "one more in this slot only; empty: all day", |row| {
                maybe(row.worth.slot.as_ref(), |slot| owned(slot))
            })
            .column("worth", Form::Integer("points"), "points, rounded", |row| integer(row.worth.points))
            .column("certainty", Form::Word, "estimate: right for a little more, not proven for a whole one", |_| {
                text("estimate")
            })
    }

    /// Rows by site, kind, id; the whole day first, then slot by slot.
    fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
        report.sites.iter().flat_map(|site| {
            let id = report.school.sites[site.site.i()].id.as_str();
            worths(&site.formulation.problem, &site.certificate).into_iter().map(move |worth| Row { site: id, worth })
        })
    }
}

fn owned<'a>(id: &str) -> Cell<'a> {
    Cell::Id(Cow::Owned(id.to_owned()))
}
