//! The resource catalogue: for every competency several lessons in different modalities, with titles to read.
//!
//! Every competency has a teacher's small group and practice on one's own, so that a day can always be filled;
//! the other ways come in turn. What a lesson is depends on the catalogue alone, never on the seed.

use daybreak_school::dictionary::TableKind;
use daybreak_school::tables::SourceFile;

use super::campus::Campus;
use super::catalogue::{Catalogue, Competency, SUBJECTS};
use super::modalities::Way;
use super::tables::{TableWriter, decimal};

/// What learners like, each with something to make of it.
pub(super) const INTERESTS: [(&str, &str); 14] = [
    ("animals", "run an animal shelter"),
    ("sports", "plan a tournament"),
    ("space", "travel to Mars"),
    ("music", "stage a concert"),
    ("cooking", "open a school kitchen"),
    ("building", "design a playground"),
    ("art", "hang an exhibition"),
    ("nature", "grow a school garden"),
    ("games", "invent a board game"),
    ("history", "found a town museum"),
    ("robots", "build a robot helper"),
    ("oceans", "set up an aquarium"),
    ("theater", "put on a play"),
    ("travel", "map a journey"),
];

/// What the partner from the community offers: title, competency, interest. A title that ends in 2 continues the
/// one before it.
const WORKSHOPS: [(&str, &str, &str); 14] = [
    ("Community garden: what a seed needs", "SC.2.LS2-1", "nature"),
    ("Community garden: plants and air", "SC.5.LS1-1", "nature"),
    ("Weather station on the roof", "SC.3.ESS2-1", "nature"),
    ("Riverbank walk: moving land", "SC.4.ESS2-1", "nature"),
    ("Bridge building, day 1", "SC.3.ETS1-1", "building"),
    ("Bridge building, day 2", "SC.3.ETS1-1", "building"),
    ("Circuits from scrap, day 1", "SC.4.PS3-4", "robots"),
    ("Circuits from scrap, day 2", "SC.4.PS3-4", "robots"),
    ("Market stall: prices and change", "MA.2.MD.C.8", "cooking"),
    ("Carpenter's fractions", "MA.4.NF.B.3.d", "building"),
    ("Ratios in the bakery", "MA.6.RP.A.3.b", "cooking"),
    ("Scale drawings with an architect", "MA.7.G.A.1", "building"),
    ("Local newsroom: an opinion column", "EL.5.W.1", "history"),
    ("Stories of our town, told by elders", "EL.6.W.3", "history"),
];

/// A lesson of the catalogue.
pub(super) struct Lesson {
    pub(super) id: String,
    title: String,
    /// Position in the catalogue; its own competency.
    pub(super) competency: usize,
    /// A second one that it practises too.
    pub(super) also: Option<usize>,
    pub(super) way: Way,
    /// Slots it runs over, 1 or 2.
    pub(super) slots: u32,
    level: f64,
    languages: &'static str,
    pub(super) interest: Option<&'static str>,
    /// The partner who offers it.
    pub(super) provider: Option<String>,
    /// Position of the only site that offers it.
    pub(super) site: Option<usize>,
    follows: Option<String>,
}

/// All lessons, and those of each competency.
pub(super) struct Lessons {
    pub(super) all: Vec<Lesson>,
    /// Positions in `all`, for each competency of the catalogue.
    pub(super) of: Vec<Vec<usize>>,
}

impl Lessons {
    /// The lessons that the catalogue gives, and the workshops of each site's partners.
    pub(super) fn new(catalogue: &Catalogue, campuses: &[Campus]) -> Self {
        let mut all: Vec<Lesson> = Vec::new();
        for position in 0..catalogue.competencies.len() {
            all.extend(lessons_of(catalogue, position));
        }
        for (site, campus) in campuses.iter().enumerate() {
            all.extend(workshops(catalogue, site, campus, campuses.len() > 1));
        }
        let mut of = vec![Vec::new(); catalogue.competencies.len()];
        for (at, lesson) in all.iter().enumerate() {
            of[lesson.competency].push(at);
        }
        Lessons { all, of }
    }

    /// The lessons of a competency in a way, offered at a site.
    pub(super) fn in_way(&self, competency: usize, way: Way, site: usize) -> impl Iterator<Item = usize> + '_ {
        let offered = move |at: &usize| self.all[*at].way == way && self.all[*at].site.is_none_or(|only| only == site);
        self.of[competency].iter().copied().filter(offered)
    }

    /// `lessons.csv`; `sites` are the sites' ids.
    pub(super) fn to_csv(&self, catalogue: &Catalogue, campuses: &[Campus]) -> SourceFile {
        let mut table = TableWriter::of(TableKind::Lessons);
        for lesson in &self.all {
            let mut competency = catalogue.competencies[lesson.competency].id.clone();
            if let Some(also) = lesson.also {
                competency = format!("{competency};{}", catalogue.competencies[also].id);
            }
            let features = room_features(lesson, catalogue);
            table.row(&[
                ("lesson", &lesson.id),
                ("title", &lesson.title),
                ("competency", &competency),
                ("modality", lesson.way.modality().id),
                ("slots", if lesson.slots > 1 { "2" } else { "" }),
                ("level", &decimal(lesson.level, 2)),
                ("languages", lesson.languages),
                ("interests", lesson.interest.unwrap_or("")),
                ("room_features", features),
                ("provider", lesson.provider.as_deref().unwrap_or("")),
                ("place", if lesson.way == Way::Workshop { "community" } else { "" }),
                ("site", lesson.site.map_or("", |site| campuses[site].id.as_str())),
                ("follows", lesson.follows.as_deref().unwrap_or("")),
            ]);
        }
        table.finish()
    }
}

/// Engineering projects need benches; all other lessons take what their modality says.
fn room_features(lesson: &Lesson, catalogue: &Catalogue) -> &'static str {
    let engineering = catalogue.competencies[lesson.competency].strand == "engineering";
    if engineering && lesson.way == Way::Project { "workbench" } else { "" }
}

/// The lessons of one competency.
fn lessons_of(catalogue: &Catalogue, position: usize) -> Vec<Lesson> {
    let competency = &catalogue.competencies[position];
    if competency.strand == "PL" {
        return vec![
            lesson(catalogue, position, Way::Conference, "c1", 0),
            lesson(catalogue, position, Way::Conference, "c2", 1),
            lesson(catalogue, position, Way::Practice, "p", 0),
        ];
    }
    let mut lessons = vec![
        lesson(catalogue, position, Way::Guided, "g", position),
        lesson(catalogue, position, Way::Practice, "p", position),
    ];
    for (way, suffix) in extra_ways(competency, position) {
        lessons.push(lesson(catalogue, position, way, suffix, position));
    }
    if competency.strand == "engineering" {
        let plan = lesson(catalogue, position, Way::Peer, "x1", position + 1);
        let mut build = lesson(catalogue, position, Way::Project, "x2", position + 1);
        build.follows = Some(plan.id.clone());
        lessons.extend([plan, build]);
    }
    lessons
}

/// The ways that come in turn: whole groups for what a grade learns together, online work from grade 1, laboratories
/// in science, reading circles in literature, and now and then partners, tutors, projects, a chance to show it.
fn extra_ways(competency: &Competency, position: usize) -> Vec<(Way, &'static str)> {
    let mut ways = Vec::new();
    let turn = |every: usize, offset: usize| position % every == offset;
    let reading = matches!(competency.strand.as_str(), "RL" | "RI");
    let science = SUBJECTS[competency.subject] == "science";
    if !competency.is_part && !turn(3, 2) {
        ways.push((Way::Whole, "w"));
    }
    if competency.grade >= 1 && !turn(2, 1) {
        ways.push((Way::Online, "o"));
    }
    if turn(3, 1) {
        ways.push((Way::Peer, "c"));
    }
    if matches!(competency.strand.as_str(), "RF" | "NBT" | "OA" | "NF" | "NS") && turn(2, 1) {
        ways.push((Way::Tutoring, "t"));
    }
    if !competency.is_part && (turn(3, 0) || turn(3, 2)) {
        ways.push((Way::Show, "s"));
    }
    if science && matches!(competency.strand.as_str(), "physical" | "life") {
        ways.push((Way::Lab, "l"));
    }
    if reading && turn(2, 0) {
        ways.push((Way::Circle, "r"));
    }
    if !science && turn(6, 4) {
        ways.push((Way::Project, "x"));
    }
    if turn(5, 3) {
        ways.push((Way::Practice, "p2"));
    }
    ways
}

/// A lesson with its title; `turn` varies the wording and the theme.
fn lesson(catalogue: &Catalogue, position: usize, way: Way, suffix: &str, turn: usize) -> Lesson {
    let competency = &catalogue.competencies[position];
    let (interest, deed) = INTERESTS[(turn * 5 + position / 7) % INTERESTS.len()];
    let themed = matches!(way, Way::Project | Way::Circle) || (way == Way::Peer && turn.is_multiple_of(2));
    let also =
        (way == Way::Project).then(|| catalogue.terrain.encompasses[position].first().map(|edge| edge.0)).flatten();
    let easier = if way == Way::Tutoring { -0.3 } else { 0.0 };
    let harder = if suffix == "p2" || way == Way::Project { 0.2 } else { 0.0 };
    let in_spanish = matches!(way, Way::Practice | Way::Online) && turn % 9 == 4;
    Lesson {
        id: format!("{}.{suffix}", competency.id),
        title: title(competency, way, turn, interest, deed),
        competency: position,
        also,
        way,
        slots: if way == Way::Project || (way == Way::Lab && competency.grade >= 3) { 2 } else { 1 },
        level: (competency.level + easier + harder).max(0.0),
        languages: if in_spanish { "en;es" } else { "" },
        interest: themed.then_some(interest),
        provider: None,
        site: None,
        follows: None,
    }
}

/// A title for people.
fn title(competency: &Competency, way: Way, turn: usize, interest: &str, deed: &str) -> String {
    let what = &competency.title;
    let opening = ["Number talk", "Mini-lesson", "Big question"][competency.subject];
    let openings = [opening, "Opening lesson", "Think together"];
    match way {
        Way::Whole => format!("{}: {what}", openings[turn % 3]),
        Way::Guided => format!("{}: {what}", ["Small group", "At the table", "Guided work"][turn % 3]),
        Way::Peer => format!("{}: {what}", ["Partner task", "Talk it through", "Problem pairs"][turn % 3]),
        Way::Practice => format!("{}: {what}", ["On my own", "Practice", "Steady steps"][turn % 3]),
        Way::Online => format!("{}: {what}", ["Online path", "Interactive", "Online practice"][turn % 3]),
        Way::Tutoring => format!("With a tutor: {what}"),
        Way::Project => format!("Project, {deed}: {what}"),
        Way::Lab => format!("Lab: {what}"),
        Way::Circle => format!("Reading circle, {interest}: {what}"),
        Way::Show => format!("Show what I know: {what}"),
        Way::Conference => format!("{}: {what}", ["Talk with my advisor", "Goal check"][turn % 2]),
        Way::Workshop => what.clone(),
    }
}

/// What the partner of a site offers.
fn workshops(catalogue: &Catalogue, site: usize, campus: &Campus, district: bool) -> Vec<Lesson> {
    let Some(partner) = campus.staff.iter().find(|person| person.has("partner")) else { return Vec::new() };
    let mut lessons: Vec<Lesson> = Vec::new();
    for (at, (title, competency, interest)) in WORKSHOPS.iter().enumerate() {
        let position = catalogue.position[*competency];
        let id = format!("WS.{:02}", at + 1);
        lessons.push(Lesson {
            id: if district { format!("{id}.{}", campus.id) } else { id },
            title: (*title).to_owned(),
            interest: Some(interest),
            provider: Some(partner.id.clone()),
            site: Some(site),
            follows: title.ends_with('2').then(|| lessons.last().map(|before| before.id.clone())).flatten(),
            ..lesson(catalogue, position, Way::Workshop, "", at)
        });
    }
    lessons
}
