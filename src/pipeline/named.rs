//! How a thing is named that is asked about: `KIND:ID`, or its id alone where no other kind of thing has it.

use std::collections::BTreeSet;

use daybreak_day::issue::nearest;
use daybreak_day::time::Date;
use daybreak_history::memory::key_of_wish;
use daybreak_history::rows::{Row, Tables, cell};
use daybreak_school::ids::{LearnerIdx, RequestIdx, RuleIdx, SiteIdx, WishIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::{Request, School};

use crate::explain::Asked;

/// The kinds of things, with the word before the colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Learner,
    Session,
    Lesson,
    Staff,
    Room,
    Slot,
    Rule,
    Wish,
    Request,
    Exception,
    Matter,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 11] = [
        Kind::Learner,
        Kind::Session,
        Kind::Lesson,
        Kind::Staff,
        Kind::Room,
        Kind::Slot,
        Kind::Rule,
        Kind::Wish,
        Kind::Request,
        Kind::Exception,
        Kind::Matter,
    ];

    /// The word before the colon.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Learner => "learner",
            Kind::Session => "session",
            Kind::Lesson => "lesson",
            Kind::Staff => "staff",
            Kind::Room => "room",
            Kind::Slot => "slot",
            Kind::Rule => "rule",
            Kind::Wish => "wish",
            Kind::Request => "request",
            Kind::Exception => "exception",
            Kind::Matter => "matter",
        }
    }

    /// Whether its id may stand alone: those of what people asked for, and places in a list, are made of several parts.
    fn stands_alone(self) -> bool {
        !matches!(self, Kind::Wish | Kind::Request | Kind::Exception | Kind::Matter)
    }
}

/// One thing by one of its names.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    kind: Kind,
    /// What stands after the colon.
    id: String,
    /// Where it is; none: of no site.
    site: Option<SiteIdx>,
    /// Its place: in the school, the rules, or the published table.
    at: usize,
}

impl Name {
    fn whole(&self) -> String {
        format!("{}:{}", self.kind.word(), self.id)
    }
}

/// Why a text names no one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotNamed {
    /// It names things of several kinds, by these whole names.
    Several(Vec<String>),
    /// Several sites have it, by these ids.
    AtSites(Vec<String>),
    /// Nothing has the name: of the kind that it begins with, where it does, and the nearest name that there is.
    Nothing { kind: Option<Kind>, nearest: Option<String> },
}

/// What is named.
#[derive(Clone, Debug)]
pub struct Named {
    pub kind: Kind,
    /// `KIND:ID`, or what the names of several things of a kind begin with.
    pub whole: String,
    pub id: String,
    /// Where it is; none: of no site.
    pub site: Option<SiteIdx>,
    places: Vec<usize>,
}

impl Named {
    /// The learner, where it is one.
    pub fn learner(&self) -> Option<LearnerIdx> {
        (self.kind == Kind::Learner).then(|| LearnerIdx::at(self.places[0]))
    }

    /// What is asked; none of a learner, who is answered in detail, and of a lesson, of which the tables tell.
    pub fn asked(&self, tables: &Tables) -> Option<Asked> {
        let places = || self.places.iter().copied();
        let id = || self.id.clone();
        Some(match self.kind {
            Kind::Learner | Kind::Lesson => return None,
            Kind::Session => Asked::Session(id()),
            Kind::Staff => Asked::Adult(id()),
            Kind::Room => Asked::Room(id()),
            Kind::Slot => Asked::Slot(id()),
            Kind::Rule => Asked::Rule(RuleIdx::at(self.places[0])),
            Kind::Wish => Asked::Wishes(places().map(WishIdx::at).collect()),
            Kind::Request => Asked::Requests(places().map(RequestIdx::at).collect()),
            Kind::Exception => {
                let rows = tables.rows(EXCEPTIONS);
                Asked::Exceptions(places().map(|at| (at + 1, rows[at].clone())).collect())
            }
            Kind::Matter => {
                let rows = tables.rows(MATTERS);
                Asked::Matters(places().map(|at| rows[at].clone()).collect())
            }
        })
    }
}

const EXCEPTIONS: &str = "exceptions.csv";
const MATTERS: &str = "matters.csv";

/// Every name that something of the package or of its published night has.
pub struct Names<'a> {
    school: &'a School,
    names: Vec<Name>,
}

impl<'a> Names<'a> {
    /// Of the package, its rules and the published night.
    pub fn of(school: &'a School, rules: &Rules, tables: &Tables, date: Date) -> Self {
        let mut names = Names { school, names: vec![] };
        for (at, learner) in school.learners.iter().enumerate() {
            names.add(Kind::Learner, learner.id.clone(), Some(learner.site), at);
        }
        for (at, lesson) in school.lessons.iter().enumerate() {
            names.add(Kind::Lesson, lesson.id.clone(), lesson.site, at);
        }
        for (at, rule) in rules.texts.iter().enumerate() {
            names.add(Kind::Rule, rule.id.clone(), None, at);
        }
        names.add_places(tables, date);
        for (at, wish) in school.wishes.iter().enumerate() {
            let learner = &school.learners[wish.learner.i()];
            let what = key_of_wish(school, WishIdx::at(at)).2;
            names.add(Kind::Wish, format!("{}:{what}", learner.id), Some(learner.site), at);
        }
        for (at, request) in school.requests.iter().enumerate() {
            names.add(Kind::Request, request_id(school, request), Some(school.learners[request.learner.i()].site), at);
        }
        for (at, row) in tables.rows(EXCEPTIONS).iter().enumerate() {
            let slot = cell(row, "slot");
            let slot = if slot.is_empty() { String::new() } else { format!(":{slot}") };
            let about = format!("{}:{}{slot}", cell(row, "subject"), cell(row, "kind"));
            let site = names.site_of(row);
            names.add(Kind::Exception, (at + 1).to_string(), site, at);
            names.add(Kind::Exception, about, site, at);
        }
        for (at, row) in tables.rows(MATTERS).iter().enumerate() {
            let site = names.site_of(row);
            names.add(Kind::Matter, cell(row, "rank").to_owned(), site, at);
            names.add(Kind::Matter, cell(row, "kind").to_owned(), site, at);
        }
        names
    }

    /// Sessions, adults, rooms and slots: of the published tables, and of the package where nothing is published of them.
    fn add_places(&mut self, tables: &Tables, date: Date) {
        let school = self.school;
        let published = [
            (Kind::Session, "sessions.csv", "session"),
            (Kind::Staff, "staff.csv", "staff"),
            (Kind::Slot, "staff.csv", "slot"),
            (Kind::Room, "rooms.csv", "room"),
        ];
        for (kind, file, column) in published {
            for row in tables.rows(file) {
                let site = self.site_of(row);
                self.add(kind, cell(row, column).to_owned(), site, 0);
            }
        }
        for person in &school.staff {
            self.add(Kind::Staff, person.id.clone(), Some(person.site), 0);
        }
        for room in &school.rooms {
            self.add(Kind::Room, room.id.clone(), Some(room.site), 0);
        }
        for site in (0..school.sites.len()).map(SiteIdx::at) {
            let day_type = school.day_type(site, date).map(str::to_owned);
            for slot in day_type.iter().flat_map(|day_type| school.bell_schedule(site, day_type)) {
                self.add(Kind::Slot, school.slots[slot.i()].id.clone(), Some(site), 0);
            }
        }
    }

    fn add(&mut self, kind: Kind, id: String, site: Option<SiteIdx>, at: usize) {
        if !id.is_empty() {
            self.names.push(Name { kind, id, site, at });
        }
    }

    fn site_of(&self, row: &Row) -> Option<SiteIdx> {
        self.school.sites.iter().position(|site| site.id == cell(row, "site")).map(SiteIdx::at)
    }

    /// Leaves the things of other sites aside.
    pub fn only_of(&mut self, site: SiteIdx) {
        self.names.retain(|name| name.site.is_none_or(|of| of == site));
    }

    /// What `text` names, of one kind alone where that is asked for.
    ///
    /// # Errors
    /// Why it names no one thing.
    pub fn find(&self, text: &str, only: Option<Kind>) -> Result<Named, NotNamed> {
        let within = kind_and_rest(text);
        let mut found = within.map_or(vec![], |(kind, rest)| self.called(kind, rest));
        found.extend(self.names.iter().filter(|name| name.kind.stands_alone() && name.id == text));
        found.retain(|name| only.is_none_or(|only| only == name.kind));
        let Some(first) = found.first() else { return Err(self.nothing(text)) };
        if found.iter().any(|name| name.kind != first.kind) {
            let whole: BTreeSet<String> = found.iter().map(|name| name.whole()).collect();
            return Err(NotNamed::Several(whole.into_iter().collect()));
        }
        let sites: BTreeSet<SiteIdx> = found.iter().filter_map(|name| name.site).collect();
        // A lesson of one id is the same wherever it is given.
        if sites.len() > 1 && first.kind != Kind::Lesson {
            let ids = sites.iter().map(|site| self.school.sites[site.i()].id.clone());
            return Err(NotNamed::AtSites(ids.collect()));
        }
        let places: BTreeSet<usize> = found.iter().map(|name| name.at).collect();
        let is_one = found.iter().all(|name| name.id == first.id);
        Ok(Named {
            kind: first.kind,
            whole: if is_one { first.whole() } else { text.to_owned() },
            id: first.id.clone(),
            site: sites.first().copied(),
            places: places.into_iter().collect(),
        })
    }

    /// Things of a kind by name, else those whose names begin with it.
    fn called(&self, kind: Kind, rest: &str) -> Vec<&Name> {
        let of_kind = || self.names.iter().filter(|name| name.kind == kind);
        let exact: Vec<&Name> = of_kind().filter(|name| name.id == rest).collect();
        let begins = format!("{rest}:");
        if exact.is_empty() { of_kind().filter(|name| name.id.starts_with(&begins)).collect() } else { exact }
    }

    /// That nothing has the name, with the nearest that there is.
    fn nothing(&self, text: &str) -> NotNamed {
        let kind = kind_and_rest(text).map(|(kind, _)| kind);
        let of_kind = self.names.iter().filter(|name| kind.is_none_or(|kind| name.kind == kind));
        let known: Vec<String> = of_kind
            .map(|name| if kind.is_none() && name.kind.stands_alone() { name.id.clone() } else { name.whole() })
            .collect();
        NotNamed::Nothing { kind, nearest: nearest(text, known.iter().map(String::as_str)).map(str::to_owned) }
    }
}

/// The kind that a text begins with.
fn kind_and_rest(text: &str) -> Option<(Kind, &str)> {
    let (word, rest) = text.split_once(':')?;
    Kind::ALL.into_iter().find(|kind| kind.word() == word).map(|kind| (kind, rest))
}

/// `STAFF:LEARNER`, with what is asked for and the slot where they are named.
fn request_id(school: &School, request: &Request) -> String {
    let mut id = format!("{}:{}", school.staff[request.staff.i()].id, school.learners[request.learner.i()].id);
    let lesson = request.lesson.map(|at| school.lessons[at.i()].id.as_str());
    let competency = request.competency.map(|at| school.competencies[at.i()].id.as_str());
    for part in [lesson, competency, request.slot.as_deref()].into_iter().flatten() {
        id.push(':');
        id.push_str(part);
    }
    id
}
