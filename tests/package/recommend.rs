//! From tables to the day problem: what each column does to tomorrow, on a school small enough to read.

use std::collections::BTreeMap;

use daybreak::model::candidate::{Activity, Candidate, Candidates, Reason};
use daybreak::model::concern::Concern;
use daybreak::model::day::SiteDay;
use daybreak::model::explanation::{Impossible, PinFault, RequestFault, WishFault};
use daybreak::model::formulation::Formulation;
use daybreak::model::ids::{CompetencyIdx, LearnerIdx, SiteIdx};
use daybreak::model::pathway::{FormerWay, FormerWays, Pathways, Review};
use daybreak::model::problem::{Learner, Offering, Points};
use daybreak::model::rules::Rules;
use daybreak::model::ruling::{AdvanceStep, StruggleStep};
use daybreak::model::school::School;
use daybreak::model::tables::SourceFile;
use daybreak::model::time::Date;
use daybreak::model::voice::Turns;
use daybreak::{estimate, formulate, graph, ingest, owe, plot, recommend, validate, voice};

/// A Monday.
const DATE: &str = "2026-11-23";

/// Four learners of grades 2 and 3, one teacher of mathematics, an aide, and four slots in two blocks. L1 and L2 have
/// mastered adding, so they are ready to subtract and to multiply; L3 and L4 are ready to add.
const BASE: &[(&str, &str)] = &[
    ("sites.csv", "site\nelm\n"),
    (
        "slots.csv",
        "site,slot,start,end,block\nelm,S1,08:30,09:15,am\nelm,S2,09:15,10:00,am\nelm,S3,10:30,11:15,late\nelm,S4,11:15,12:00,late\n",
    ),
    (
        "rooms.csv",
        "site,room,capacity,sessions_at_once,features,zone\nelm,R1,20,1,,east\nelm,R2,6,1,quiet,east\nelm,hall,40,3,,commons\n",
    ),
    ("staff.csv", "site,staff,tags\nelm,A1,aide\nelm,T1,teacher:math\n"),
    ("devices.csv", "site,device,count\nelm,laptop,10\n"),
    (
        "competencies.csv",
        "competency,subject,title,grade,level\nADD,math,Add within 100,2,2\nSUB,math,Subtract within 100,2,2\nMUL,math,Multiply within 100,3,3\nDIV,math,Divide within 100,3,3\n",
    ),
    ("prerequisites.csv", "competency,needs\nSUB,ADD\nMUL,ADD\nDIV,MUL\n"),
    (
        "modalities.csv",
        "modality,grouping,station,size_min,size_max,staff,devices,tags,open_cost\nsmall,small,no,2,6,teacher:{subject},,direct,40\nindependent,individual,yes,1,20,aide,,,20\nonline,individual,yes,1,10,aide,laptop,screen,20\n",
    ),
    (
        "lessons.csv",
        "lesson,title,competency,modality\nadd-small,Adding with blocks,ADD,small\nadd-alone,Adding practice,ADD,independent\nadd-online,Adding on screen,ADD,online\nsub-small,Taking away with blocks,SUB,small\nsub-alone,Taking away practice,SUB,independent\nmul-small,Rows and columns,MUL,small\nmul-alone,Multiplication practice,MUL,independent\ndiv-small,Sharing fairly,DIV,small\ndiv-alone,Division practice,DIV,independent\n",
    ),
    ("learners.csv", "site,learner,grade\nelm,L1,3\nelm,L2,3\nelm,L3,2\nelm,L4,2\n"),
    (
        "evidence.csv",
        "learner,competency,at,kind,score\nL1,ADD,2026-11-16,quiz,1\nL1,ADD,2026-11-18,quiz,1\nL1,ADD,2026-11-19,test,1\nL1,ADD,2026-11-20,test,1\nL2,ADD,2026-11-16,quiz,1\nL2,ADD,2026-11-18,quiz,1\nL2,ADD,2026-11-19,test,1\nL2,ADD,2026-11-20,test,1\n",
    ),
];

/// A school read from tables, its candidates and its problem.
struct Day {
    school: School,
    candidates: Candidates,
    formulation: Formulation,
}

/// The base school with tables replaced or added, under the default rules.
fn day(tables: &[(&str, &str)]) -> Day {
    day_by(tables, &Rules::default())
}

fn day_by(tables: &[(&str, &str)], rules: &Rules) -> Day {
    plan_of(school(tables), rules)
}

fn school(tables: &[(&str, &str)]) -> School {
    let mut files: BTreeMap<&str, &str> = BASE.iter().copied().collect();
    files.extend(tables.iter().copied());
    let files: Vec<SourceFile> =
        files.into_iter().map(|(name, text)| SourceFile { name: name.into(), bytes: text.into() }).collect();
    let (tables, issues) = ingest::read_tables(&files);
    let validated = validate::validate(&tables);
    let errors: Vec<String> = (issues.iter().chain(&validated.issues))
        .filter(|issue| issue.severity == daybreak::issue::Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    validated.school
}

/// Candidates and problem of a school's first site.
fn plan_of(school: School, rules: &Rules) -> Day {
    plan_with(school, rules, &FormerWays::new(), |_| {})
}

/// As `plan_of`, keeping to what another night told, with ways changed before anything is proposed.
fn plan_with(school: School, rules: &Rules, former: &FormerWays, change: impl FnOnce(&mut Pathways)) -> Day {
    let date: Date = DATE.parse().expect("a date");
    let states = estimate::estimate(&school, date, &rules.mastery);
    let graph = graph::CompetencyGraph::new(&school);
    let mut pathways = plot::plot_from(&school, &graph, &states, date, &rules.pacing, former);
    pathways.reviews = plot::reviews(&school, &graph, &states, &pathways, date, &rules.pacing, &rules.mastery);
    change(&mut pathways);
    let day = SiteDay::of(&school, SiteIdx(0), date);
    let standing = voice::standing(&school, rules, &Turns::new(), date);
    let owed = owe::owe(&day, &rules.services);
    let candidates = recommend::recommend(&day, &graph, &states, &pathways, &owed, &standing, rules);
    let formulation = formulate::formulate(&day, owed, &candidates, &standing, rules);
    let errors: Vec<String> = validate::problem::validate_problem("problem.json", &formulation.problem)
        .iter()
        .filter(|issue| issue.severity == daybreak::issue::Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    Day { school, candidates, formulation }
}

impl Day {
    /// A learner's proposed candidate for a lesson (in no particular place).
    fn proposed(&self, learner: &str, lesson: &str) -> Option<&Candidate> {
        let at = self.school.learners.iter().position(|l| l.id == learner).expect("a learner");
        let own = self.candidates.learners.iter().find(|entry| entry.learner.i() == at)?;
        own.candidates.iter().find(|candidate| match candidate.activity {
            Activity::Lesson(at) => self.school.lessons[at.i()].id == lesson && candidate.place.is_none(),
            Activity::Service(_) | Activity::LessonWithService(..) => false,
        })
    }

    /// The points of a reason of a candidate, by the reason's debug name such as `Wish`.
    fn points(&self, learner: &str, lesson: &str, reason: &str) -> Option<Points> {
        let candidate = self.proposed(learner, lesson)?;
        let named = |r: &Reason| format!("{r:?}").split('(').next() == Some(reason);
        candidate.reasons.iter().find(|(r, _)| named(r)).map(|(_, points)| *points)
    }

    /// Lessons proposed to a learner, sorted.
    fn lessons(&self, learner: &str) -> Vec<&str> {
        let mut ids: Vec<&str> = (self.school.lessons.iter().map(|lesson| lesson.id.as_str()))
            .filter(|lesson| self.proposed(learner, lesson).is_some())
            .collect();
        ids.sort_unstable();
        ids
    }

    fn learner(&self, id: &str) -> Option<&Learner> {
        self.formulation.problem.learners.iter().find(|learner| learner.id == id)
    }

    fn offering(&self, id: &str) -> Option<&Offering> {
        self.formulation.problem.offerings.iter().find(|offering| offering.id == id)
    }

    /// A learner's candidate in the problem.
    fn candidate(&self, learner: &str, offering: &str) -> Option<&daybreak::model::problem::Candidate> {
        self.learner(learner)?.candidates.iter().find(|candidate| candidate.offering == offering)
    }

    fn concerns(&self) -> &[Concern] {
        &self.formulation.concerns
    }
}

#[test]
fn a_learner_is_proposed_what_the_learner_is_ready_for() {
    let day = day(&[]);
    assert_eq!(day.lessons("L3"), ["add-alone", "add-online", "add-small"]);
    let of_l1 = day.lessons("L1");
    assert!(of_l1.contains(&"sub-small") && of_l1.contains(&"mul-small"), "{of_l1:?}");
    assert!(!of_l1.contains(&"div-small"), "dividing needs multiplying: {of_l1:?}");
    // The grade's own work is worth more than what is merely ready; a taught small group is the full measure.
    assert_eq!(day.points("L1", "mul-small", "WithoutGoal"), Some(600));
    assert_eq!(day.points("L1", "mul-alone", "WithoutGoal"), Some(390));
    // Without evidence, what third graders can usually do is taken for granted: taking away is deepened.
    assert_eq!(day.points("L1", "sub-small", "Deepen"), Some(200));
    assert_eq!(day.points("L3", "add-small", "WithoutGoal"), Some(600));
    let candidate = day.proposed("L1", "mul-small").expect("proposed");
    assert_eq!(candidate.utility, candidate.reasons.iter().map(|reason| reason.1).sum::<Points>());
}

#[test]
fn the_problem_tells_the_day_in_the_packages_own_ids() {
    let day = day(&[]);
    let problem = &day.formulation.problem;
    assert_eq!((problem.site.as_str(), problem.date.to_string().as_str()), ("elm", DATE));
    let slots: Vec<(&str, &str)> = problem.slots.iter().map(|s| (s.id.as_str(), s.block.as_str())).collect();
    assert_eq!(slots, [("S1", "am"), ("S2", "am"), ("S3", "late"), ("S4", "late")]);
    let hall = problem.rooms.iter().find(|room| room.id == "hall").expect("the hall");
    assert_eq!((hall.capacity, hall.sessions_at_once, hall.zone.as_str()), (40, 3, "commons"));
    let small = day.offering("mul-small").expect("an offering");
    assert_eq!((small.size_min, small.size_max, small.open_cost), (2, 6, 40));
    assert_eq!(small.staff[0].tag, "teacher:math");
    assert_eq!(small.tags, ["direct", "grouping:small", "modality:small", "staffed", "subject:math"]);
    let online = day.offering("add-online").expect("an offering");
    assert_eq!(online.station.as_deref(), Some("online"));
    assert_eq!(online.devices, BTreeMap::from([("laptop".to_string(), 1)]));
    assert_eq!(problem.stations.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["independent", "online"]);
    assert_eq!(day.learner("L1").expect("there").idle_cost, Rules::default().scores.idle);
}

#[test]
fn a_day_can_be_filled_even_where_little_is_open() {
    let day = day(&[]);
    for learner in &day.formulation.problem.learners {
        let stations: u32 = (learner.candidates.iter())
            .filter(|candidate| day.offering(&candidate.offering).is_some_and(|offering| offering.station.is_some()))
            .map(|candidate| candidate.times_max)
            .sum();
        assert!(stations >= 4, "{}: {stations} slots of own work", learner.id);
    }
}

#[test]
fn goals_come_first_and_urgent_ones_more_so() {
    let goal = |due: &str| day(&[("goals.csv", &format!("learner,competency,due,weight\nL1,MUL,{due},1.5\n"))]);
    let calm = goal("");
    assert_eq!(calm.points("L1", "mul-small", "GoalStep"), Some(1_500));
    assert_eq!(calm.points("L1", "mul-small", "GradeLevel"), None);
    assert_eq!(calm.points("L1", "mul-small", "GoalUrgent"), None);
    // Multiplying and dividing in one day is more than a day holds.
    let hurried = day(&[("goals.csv", "learner,competency,due\nL1,DIV,2026-11-23\n")]);
    assert_eq!(hurried.points("L1", "mul-small", "GoalStep"), Some(1_000));
    assert_eq!(hurried.points("L1", "mul-small", "GoalUrgent"), Some(300));
}

#[test]
fn who_is_away_is_not_in_the_problem_and_who_comes_late_has_slots() {
    let day = day(&[(
        "availability.csv",
        "site,kind,id,date,slot,available\nelm,learner,L4,2026-11-23,,no\nelm,learner,L3,2026-11-23,S1,no\nelm,staff,T1,2026-11-23,S2,no\nelm,room,R1,2026-11-23,,no\nelm,device,laptop,2026-11-23,S4,no\n",
    )]);
    assert!(day.learner("L4").is_none());
    let late: Vec<&str> =
        day.learner("L3").expect("there").slots.as_ref().expect("partly").iter().map(String::as_str).collect();
    assert_eq!(late, ["S2", "S3", "S4"]);
    assert!(day.learner("L1").expect("there").slots.is_none());
    let problem = &day.formulation.problem;
    let teacher = problem.staff.iter().find(|person| person.id == "T1").expect("there in the other slots");
    assert_eq!(teacher.slots.as_ref().map(Vec::len), Some(3));
    assert!(problem.rooms.iter().all(|room| room.id != "R1"));
    // A pool that is not there in a slot keeps its lessons from starting then.
    let starts = day.candidate("L3", "add-online").expect("a candidate").slots.clone();
    assert_eq!(starts, Some(vec!["S1".to_string(), "S2".to_string(), "S3".to_string()]));
}

#[test]
fn a_day_type_has_its_own_bell_schedule_and_a_holiday_has_no_problem() {
    let slots = "site,slot,start,end,block,day_type\nelm,S1,08:30,09:15,am,\nelm,E1,08:30,09:00,am,early\nelm,E2,09:00,09:30,am,early\n";
    let early = day(&[("slots.csv", slots), ("days.csv", "site,date,day_type\nelm,2026-11-23,early\n")]);
    assert_eq!(early.formulation.day_type, "early");
    assert_eq!(early.formulation.problem.slots.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["E1", "E2"]);
    let holiday = day(&[("days.csv", "site,date,instructional\nelm,2026-11-23,no\n")]);
    assert!(holiday.formulation.problem.slots.is_empty() && holiday.formulation.problem.learners.is_empty());
}

#[test]
fn a_lesson_suits_by_language_group_and_room() {
    let learners = "site,learner,grade,languages,group_size_max,room_features,screen_slots_max\nelm,L1,3,es,,,\nelm,L2,3,en;es,,,\nelm,L3,2,,1,,\nelm,L4,2,,,quiet,1\n";
    let lessons = BASE.iter().find(|(name, _)| *name == "lessons.csv").expect("lessons").1;
    let lessons = lessons
        .replace("modality\n", "modality,languages\n")
        .replace("mul-small,Rows and columns,MUL,small", "mul-small,Rows and columns,MUL,small,en");
    let lessons: String = lessons
        .lines()
        .map(|line| if line.matches(',').count() == 3 { format!("{line},\n") } else { format!("{line}\n") })
        .collect();
    let day = day(&[
        ("learners.csv", learners),
        ("lessons.csv", &lessons),
        (
            "modalities.csv",
            "modality,grouping,station,size_min,size_max,staff,devices,tags\nsmall,small,no,1,6,teacher:{subject},,\nindependent,individual,yes,1,20,aide,,\nonline,individual,yes,1,10,aide,laptop,screen\n",
        ),
    ]);
    assert!(day.proposed("L1", "mul-small").is_none(), "L1 does not speak the lesson's language");
    assert!(day.proposed("L2", "mul-small").is_some());
    assert_eq!(day.learner("L3").expect("there").group_size_max, Some(1));
    assert_eq!(day.learner("L4").expect("there").room_features, ["quiet"]);
    let screens = &day.learner("L4").expect("there").requirements;
    assert_eq!((screens[0].tag.as_str(), screens[0].slots_max, screens[0].excess_cost), ("screen", Some(1), None));
}

#[test]
fn places_providers_and_zones_bind_the_room_and_the_person() {
    let staff = "site,staff,tags,zone\nelm,A1,aide,\nelm,T1,teacher:math,east\nelm,V1,visitor,\n";
    let lessons = "lesson,title,competency,modality,place,provider\nadd-small,Adding with blocks,ADD,small,,\nadd-alone,Adding practice,ADD,independent,commons,\nadd-visit,Adding at the market,ADD,small,,V1\n";
    let day = day(&[("staff.csv", staff), ("lessons.csv", lessons)]);
    // The only teacher works in the east.
    assert_eq!(day.offering("add-small").expect("held").room_features, ["zone:east"]);
    let visit = day.offering("add-visit").expect("held");
    let tags: Vec<&str> = visit.staff.iter().map(|need| need.tag.as_str()).collect();
    assert_eq!(tags, ["teacher:math", "staff:V1"]);
    let visitor = day.formulation.problem.staff.iter().find(|person| person.id == "V1").expect("there");
    assert_eq!(visitor.tags, ["visitor", "staff:V1"]);
    // A lesson with a place of its own makes a station of its own.
    let station = day.offering("add-alone").expect("held").station.clone().expect("a station");
    assert_eq!(station, "independent/zone:commons");
    let hall = day.formulation.problem.rooms.iter().find(|room| room.id == "hall").expect("the hall");
    assert_eq!(hall.features, ["zone:commons"]);
}

#[test]
fn wishes_of_every_kind_reach_the_day() {
    let lessons = "lesson,title,competency,modality,interests\nadd-small,Adding with blocks,ADD,small,\nadd-alone,Adding practice,ADD,independent,\nsub-small,Taking away with blocks,SUB,small,\nsub-alone,Taking away practice,SUB,independent,\nmul-small,Rows and columns,MUL,small,music\nmul-alone,Multiplication practice,MUL,independent,\ndiv-alone,Division practice,DIV,independent,\n";
    let wishes = "learner,kind,value,rank\nL1,lesson,mul-alone,1\nL1,competency,SUB,2\nL1,modality,small,3\nL1,interest,music,1\nL1,time,math@S2,1\nL1,partner,L2,1\nL1,staff,T1,2\nL2,place,commons,1\nL3,competency,DIV,1\nL3,place,R2,1\nL3,partner,L9,1\n";
    let learners = "site,learner,grade\nelm,L1,3\nelm,L2,3\nelm,L3,2\nelm,L4,2\nelm,L9,2\n";
    let away = "site,kind,id,date,available\nelm,learner,L9,2026-11-23,no\nelm,room,R2,2026-11-23,no\n";
    let day = day(&[
        ("lessons.csv", lessons),
        ("wishes.csv", wishes),
        ("learners.csv", learners),
        ("availability.csv", away),
    ]);
    assert_eq!(day.points("L1", "mul-alone", "Wish"), Some(300));
    assert_eq!(day.points("L1", "sub-alone", "Wish"), Some(150));
    let of_small: Vec<Points> = day
        .proposed("L1", "mul-small")
        .expect("proposed")
        .reasons
        .iter()
        .filter(|(r, points)| matches!(r, Reason::Wish(_)) && *points != 0)
        .map(|(_, p)| *p)
        .collect();
    assert_eq!(of_small, [300, 100], "the interest and the modality");
    assert_eq!(
        day.candidate("L1", "mul-small").expect("a candidate").slot_bonus,
        BTreeMap::from([("S2".to_string(), 300)])
    );
    assert_eq!(day.learner("L1").expect("there").staff_bonus, BTreeMap::from([("T1".to_string(), 150)]));
    let together = &day.formulation.problem.together;
    assert_eq!(
        (together[0].learners[0].as_str(), together[0].learners[1].as_str(), together[0].bonus),
        ("L1", "L2", 300)
    );
    // Own work is also offered in the wished zone, as a place on a station there.
    let there = day.candidate("L2", "mul-alone@zone:commons").expect("a candidate in the commons");
    let here = day.candidate("L2", "mul-alone").expect("a candidate anywhere");
    assert_eq!(there.utility, here.utility + 300);
    assert_eq!(there.exclusive, here.exclusive);
    let faults: Vec<WishFault> = (day.concerns().iter())
        .filter_map(|concern| match concern {
            Concern::WishImpossible { why, .. } => Some(*why),
            _ => None,
        })
        .collect();
    assert_eq!(faults, [WishFault::NotReady, WishFault::NotAvailable, WishFault::NotAvailable]);
}

#[test]
fn requests_earn_points_by_priority_and_impossible_ones_are_told() {
    let requests = "staff,learner,lesson,competency,slot,priority,from,until\nT1,L1,mul-small,,,1,,\nT1,L2,,SUB,S2,2,,\nT1,L3,div-small,,,1,,\nT1,L4,,,,1,,\nT1,L4,add-small,,,1,2026-01-01,2026-02-01\nA1,L3,,,X9,1,,\n";
    let slots = "site,slot,start,end,block,day_type\nelm,S1,08:30,09:15,am,\nelm,S2,09:15,10:00,am,\nelm,S3,10:30,11:15,late,\nelm,X9,10:30,11:15,late,other\n";
    let day = day(&[("requests.csv", requests), ("slots.csv", slots)]);
    assert_eq!(day.points("L1", "mul-small", "Request"), Some(1_500));
    assert_eq!(day.learner("L1").expect("there").staff_bonus["T1"], 375);
    assert_eq!(day.candidate("L2", "sub-small").expect("a candidate").slot_bonus["S2"], 750);
    assert_eq!(day.points("L3", "div-small", "Request"), Some(1_500), "a teacher's word outranks the estimate");
    assert_eq!(day.learner("L4").expect("there").staff_bonus["T1"], 1_500);
    assert_eq!(day.points("L4", "add-small", "Request"), None, "out of its dates");
    assert!(
        day.concerns()
            .iter()
            .any(|n| matches!(n, Concern::RequestImpossible { why: RequestFault::NoSuchSlotToday, .. }))
    );
}

#[test]
fn relations_shape_the_pairs() {
    let relations = "learner,other,kind\nL2,L1,apart\nL3,L4,together\nL1,L3,mentors\n";
    let day = day(&[("relations.csv", relations), ("wishes.csv", "learner,kind,value\nL1,partner,L2\n")]);
    let problem = &day.formulation.problem;
    assert_eq!(problem.apart, [["L1".to_string(), "L2".to_string()]]);
    let together: Vec<(String, Points)> = problem.together.iter().map(|t| (t.learners.join("+"), t.bonus)).collect();
    assert_eq!(together, [("L1+L3".to_string(), 100), ("L3+L4".to_string(), 100)], "what is kept apart earns nothing");
}

#[test]
fn a_mentor_may_help_with_what_the_other_is_about_to_learn() {
    let modalities = "modality,grouping,station,size_min,size_max,staff\nsmall,small,no,2,6,teacher:{subject}\npeer,pair,no,2,2,aide\nindependent,individual,yes,1,20,aide\n";
    let lessons = "lesson,title,competency,modality\nadd-peer,Adding together,ADD,peer\nadd-alone,Adding practice,ADD,independent\nmul-alone,Multiplication practice,MUL,independent\nsub-alone,Taking away practice,SUB,independent\ndiv-alone,Division practice,DIV,independent\n";
    let tables = [("modalities.csv", modalities), ("lessons.csv", lessons)];
    assert_eq!(day(&tables).points("L1", "add-peer", "Mentor"), Some(250), "L1 has just mastered what L3 begins");
    let mut rules = Rules::default();
    rules.advance.steps.retain(|(step, _)| *step != AdvanceStep::Mentor);
    assert_eq!(day_by(&tables, &rules).points("L1", "add-peer", "Mentor"), None);
    let named = [tables[0], tables[1], ("relations.csv", "learner,other,kind\nL1,L3,mentors\n")];
    assert_eq!(day_by(&named, &rules).points("L1", "add-peer", "Mentor"), Some(250), "a named pair needs no ladder");
}

#[test]
fn what_was_had_counts() {
    let delivered = "date,learner,slot,lesson,outcome\n2026-11-20,L1,S1,mul-small,none\n2026-11-02,L2,S1,mul-alone,progress\n2026-11-03,L2,S1,mul-alone,progress\n2026-11-19,L3,S1,add-small,none\n2026-11-18,L3,S1,add-small,none\n2026-11-17,L3,S1,add-small,none\n";
    let day = day(&[("delivered.csv", delivered)]);
    assert!(day.proposed("L1", "mul-small").is_none(), "had on the last school day, and there is another way");
    assert!(day.proposed("L1", "mul-alone").is_some());
    assert_eq!(
        day.points("L2", "mul-alone", "Repeat"),
        Some(-200),
        "own work: half of 400, once two are had as is usual here"
    );
    assert_eq!(day.points("L3", "add-alone", "NewApproach"), Some(200));
}

#[test]
fn who_struggles_climbs_the_ladder_and_a_person_is_told() {
    let tries = |n: usize| {
        let row = |at: usize| format!("2026-11-{:02},L3,S1,add-small,none\n", 20 - at);
        "date,learner,slot,lesson,outcome\n".to_string() + &(0..n).map(row).collect::<String>()
    };
    let modalities = "modality,grouping,station,size_min,size_max,staff\nsmall,small,no,2,6,teacher:{subject}\nduo,pair,no,1,2,teacher:{subject}\nindependent,individual,yes,1,20,aide\n";
    let lessons = "lesson,title,competency,modality\nadd-small,Adding with blocks,ADD,small\nadd-small-2,Adding with beads,ADD,small\nadd-duo,Adding face to face,ADD,duo\nadd-alone,Adding practice,ADD,independent\n";
    let of = |n: usize| {
        let delivered = tries(n);
        day(&[("modalities.csv", modalities), ("lessons.csv", lessons), ("delivered.csv", &delivered)])
    };
    let told = |day: &Day| {
        day.concerns().iter().find_map(|concern| match concern {
            Concern::Stuck { tries, next, .. } => Some((*tries, *next)),
            _ => None,
        })
    };
    let once = of(1);
    assert!(once.proposed("L3", "add-small").is_none() && once.proposed("L3", "add-small-2").is_some());
    assert_eq!((once.points("L3", "add-alone", "NewApproach"), told(&once)), (None, None));
    let thrice = of(3);
    assert_eq!(thrice.points("L3", "add-alone", "NewApproach"), Some(200));
    assert_eq!(thrice.points("L3", "add-duo", "SmallerGroup"), None);
    let five = of(5);
    assert_eq!(five.points("L3", "add-duo", "SmallerGroup"), Some(200));
    assert_eq!(five.points("L3", "add-small-2", "SmallerGroup"), None, "no smaller than before");
    let ten = of(10);
    assert!(ten.proposed("L3", "add-small-2").is_none(), "the same way again is no longer proposed");
    assert_eq!(told(&ten), Some((10, Some(StruggleStep::SmallerGroup))));
}

#[test]
fn a_lesson_that_follows_comes_after() {
    let lessons = "lesson,title,competency,modality,follows\nadd-1,Adding one,ADD,small,\nadd-2,Adding two,ADD,independent,add-1\nadd-alone,Adding practice,ADD,independent,\nadd-9,Adding nine,ADD,online,add-8\nadd-8,Adding eight,DIV,online,\n";
    let first = day(&[("lessons.csv", lessons)]);
    assert_eq!(first.candidate("L3", "add-2").expect("a candidate").after.as_deref(), Some("add-1"));
    assert!(first.proposed("L3", "add-9").is_none(), "what it follows is not open to L3");
    let had = day(&[("lessons.csv", lessons), ("delivered.csv", "date,learner,slot,lesson\n2026-11-20,L3,S1,add-1\n")]);
    assert_eq!(had.candidate("L3", "add-2").expect("a candidate").after, None);
    assert_eq!(had.points("L3", "add-2", "Follows"), Some(150));
}

#[test]
fn services_are_spread_over_the_days_that_are_left() {
    let staff = "site,staff,tags\nelm,A1,aide\nelm,T1,teacher:math\nelm,P1,speech\nelm,P2,speech\n";
    let services = "learner,service,staff_tag,minutes,per,setting,group_size_max,from,until\nL1,speech,speech,90,week,apart,3,2026-11-23,\nL2,speech,speech,450,10days,apart,3,2026-11-16,\nL3,speech,speech,45,day,,,2026-11-23,\nL4,speech,speech,45,week,,,2027-01-01,\n";
    let delivered = "date,learner,slot,lesson,minutes,attended\n2026-11-20,L1,S1,service:speech,45,yes\n2026-11-16,L2,S1,service:speech,45,yes\n2026-11-17,L2,S1,service:speech,45,no\n";
    let day = day(&[("staff.csv", staff), ("services.csv", services), ("delivered.csv", delivered)]);
    let due: Vec<(u32, u32, u32, u32, String)> = (day.formulation.owed.services.iter())
        .map(|s| {
            (
                s.owed,
                s.delivered,
                s.due_today_slots,
                s.urgency_percent,
                s.by_when.map(|d| d.to_string()).unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        due,
        [
            // Two slots in five days; what was given last week does not count.
            (90, 0, 1, 40, "2026-11-27".to_string()),
            // The sixth of ten days: nine slots in five days; who did not attend got nothing.
            (450, 45, 2, 100, "2026-11-27".to_string()),
            (45, 0, 1, 100, "2026-11-23".to_string()),
        ]
    );
    let apart = day.offering("planned-time").expect("an offering");
    assert_eq!(
        (apart.size_min, apart.size_max, apart.tags.as_slice()),
        (1, 3, ["service:speech", "service:speech~1", "staffed"].map(str::to_string).as_slice())
    );
    assert_eq!(day.candidate("L2", "planned-time").expect("a candidate").times_max, 2);
    let owed = &day.learner("L1").expect("there").requirements;
    assert_eq!((owed[0].tag.as_str(), owed[0].slots_min, owed[0].shortfall_cost), ("service:speech~1", 1, Some(2_000)));
    assert!(
        day.candidate("L4", "planned-time").is_none() && day.candidate("L4", "planned-time~2").is_none(),
        "not yet in force"
    );
}

#[test]
fn what_is_delivered_is_not_owed_again() {
    let staff = "site,staff,tags\nelm,A1,aide\nelm,T1,teacher:math\nelm,P1,speech\n";
    let services = "learner,service,staff_tag,minutes,per\nL1,speech,speech,45,month\n";
    let delivered = "date,learner,slot,lesson,minutes\n2026-11-03,L1,S1,service:speech,45\n";
    let day = day(&[("staff.csv", staff), ("services.csv", services), ("delivered.csv", delivered)]);
    assert_eq!(day.formulation.owed.services[0].remaining(), 0);
    assert!(day.learner("L1").expect("there").requirements.is_empty());
    assert!(day.offering("planned-time").is_none());
}

#[test]
fn a_specialist_joins_the_class_and_the_class_comes_along() {
    let staff = "site,staff,tags\nelm,A1,aide\nelm,T1,teacher:math\nelm,P1,special\n";
    let services = "learner,service,staff_tag,minutes,per,setting\nL3,support,special,45,week,class\n";
    let day = day(&[("staff.csv", staff), ("services.csv", services)]);
    let joined = day.offering("add-small~2").expect("a lesson with the specialist");
    let tags: Vec<&str> = joined.staff.iter().map(|need| need.tag.as_str()).collect();
    assert_eq!(tags, ["teacher:math", "special"]);
    assert!(joined.tags.contains(&"service:support".to_string()));
    let own = day.candidate("L3", &joined.id).expect("for whom it is owed");
    let mate = day.candidate("L4", &joined.id).expect("a classmate");
    assert_eq!(own.utility, mate.utility + 200);
    assert_eq!(mate.exclusive, day.candidate("L4", "add-small").expect("a candidate").exclusive);
    assert!(day.learner("L4").expect("there").requirements.is_empty());
}

/// L1 has known how to add since September, so that a look at it is due.
const ADDED_LONG_AGO: (&str, &str) = (
    "evidence.csv",
    "learner,competency,at,kind,score\nL1,ADD,2026-08-24,test,1\nL1,ADD,2026-08-31,test,1\nL1,ADD,2026-09-07,test,1\nL1,ADD,2026-09-14,test,1\n",
);

/// A review of adding for L1, planned for a day.
fn review_of_adding(school: &School, date: &str, saved: f64, by: Option<&str>) -> Review {
    let competency = |id: &str| {
        let at = school.competencies.iter().position(|competency| competency.id == id);
        CompetencyIdx::at(at.expect("a competency"))
    };
    let (date, by) = (date.parse().expect("a date"), by.map(competency));
    let minutes = if by.is_some() { 0.0 } else { 15.0 };
    Review { learner: LearnerIdx(0), competency: competency("ADD"), date, minutes, foreseen: 0.7, saved, by }
}

#[test]
fn a_planned_review_earns_what_it_saves() {
    let school = school(&[ADDED_LONG_AGO]);
    let points = |date: &str, saved: f64| {
        let review = review_of_adding(&school, date, saved, None);
        let change = |pathways: &mut Pathways| pathways.reviews = vec![review];
        let day = plan_with(school.clone(), &Rules::default(), &FormerWays::new(), change);
        day.points("L1", "add-alone", "Review")
    };
    assert_eq!(points(DATE, 0.2), Some(500));
    assert_eq!(points(DATE, 0.3), Some(750));
    assert_eq!((points(DATE, 0.01), points(DATE, 9.0)), (Some(250), Some(1_000)), "within bounds");
    assert_eq!(points("2026-11-25", 9.0), None, "planned for a later day, and nothing fades until then");
    // The chain of stages plans it for today by itself.
    let day = plan_of(school.clone(), &Rules::default());
    assert!(day.points("L1", "add-alone", "Review").is_some_and(|points| points >= 250));
}

#[test]
fn a_review_by_the_way_of_new_work_is_not_proposed_twice() {
    let school = school(&[ADDED_LONG_AGO]);
    let by = |work: &str| {
        let review = review_of_adding(&school, DATE, 0.1, Some(work));
        let change = |pathways: &mut Pathways| pathways.reviews = vec![review];
        plan_with(school.clone(), &Rules::default(), &FormerWays::new(), change)
    };
    let day = by("MUL");
    assert_eq!(day.points("L1", "mul-small", "Review"), Some(250), "on top of the new work");
    assert_eq!(day.points("L1", "mul-alone", "Review"), Some(162), "in the measure of the way of learning");
    assert_eq!(day.points("L1", "add-alone", "Review"), None);
    // Who is not ready to divide cannot look at adding by the way of it.
    let day = by("DIV");
    assert_eq!(day.points("L1", "div-small", "Review"), None);
    assert_eq!(day.points("L1", "add-alone", "Review"), None, "and it does not fade yet");
}

#[test]
fn work_without_a_goal_follows_the_policy() {
    let learners = "site,learner,grade\nelm,L1,3\nelm,L2,3\nelm,L3,3\nelm,L4,3\n";
    let mut evidence = "learner,competency,at,kind,score\n".to_owned();
    for (learner, score) in [("L1", 1), ("L2", 1), ("L3", 0), ("L4", 0)] {
        for day in 16..20 {
            evidence.push_str(&format!("{learner},ADD,2026-11-{day},test,{score}\n"));
        }
    }
    let day = day(&[("learners.csv", learners), ("evidence.csv", &evidence)]);
    assert_eq!(day.points("L3", "add-small", "WithoutGoal"), Some(600), "a gap on which the grade builds");
    assert_eq!(day.points("L1", "mul-small", "WithoutGoal"), Some(600), "the grade's own work");
    assert_eq!(day.points("L1", "sub-small", "WithoutGoal"), None, "nothing of the grade needs it");
    // A goal takes its place.
    let goals = "learner,competency,due,weight\nL1,DIV,2027-03-01,1\n";
    let day = self::day(&[("learners.csv", learners), ("evidence.csv", &evidence), ("goals.csv", goals)]);
    assert_eq!(day.points("L1", "mul-small", "WithoutGoal"), None);
    assert_eq!(day.points("L1", "mul-small", "GoalStep"), Some(1_000));
}

#[test]
fn of_equal_steps_the_one_that_was_printed_for_next_goes_first() {
    let competencies = "competency,subject,title,grade,minutes_typical\nADD,math,Add,2,\nSUB,math,Subtract,2,300\nMUL,math,Multiply,3,300\nDIV,math,Divide,3,\n";
    let goals = "learner,competency,due,weight\nL1,SUB,,1\nL1,MUL,,1\n";
    let learners = "site,learner,grade\nelm,L1,2\nelm,L2,2\n";
    let school = school(&[("competencies.csv", competencies), ("goals.csv", goals), ("learners.csv", learners)]);
    let points = |first: &str| {
        let at = school.competencies.iter().position(|competency| competency.id == first).expect("a competency");
        let week = vec![CompetencyIdx::at(at)];
        let steps = week.iter().copied().collect();
        let former = FormerWay { week, steps, ..FormerWay::default() };
        let former = FormerWays::from([(LearnerIdx(0), former)]);
        let day = plan_with(school.clone(), &Rules::default(), &former, |_| {});
        ["sub-small", "mul-small"].map(|lesson| day.points("L1", lesson, "GoalStep").expect("a step"))
    };
    assert_eq!(points("SUB"), [1_000, 995]);
    assert_eq!(points("MUL"), [995, 1_000]);
}

#[test]
fn what_nobody_can_staff_or_hold_is_left_out_and_told() {
    let staff = "site,staff,tags\nelm,A1,aide\nelm,T9,teacher:art\n";
    let services = "learner,service,staff_tag,minutes,per\nL1,speech,speech,45,week\n";
    let day = day(&[("staff.csv", staff), ("services.csv", services)]);
    assert!(day.offering("add-small").is_none());
    let told = day.concerns().iter().find_map(|concern| match concern {
        Concern::LessonImpossible { lesson, why, learners } if day.school.lessons[lesson.i()].id == "add-small" => {
            Some((*why, *learners))
        }
        _ => None,
    });
    assert_eq!(told, Some((Impossible::NoStaff, 2)));
    let speech = day
        .concerns()
        .iter()
        .filter(|concern| matches!(concern, Concern::ServiceImpossible { why: Impossible::NoStaff, .. }));
    assert_eq!(speech.count(), 1);
    let shortage = day.formulation.owed.services[0].shortage.expect("nobody will ever give it");
    assert_eq!((shortage.minutes, day.formulation.owed.services[0].by_when), (45, None), "still owed");
}

#[test]
fn pins_that_can_hold_are_kept_and_the_others_told() {
    let pins = "date,learner,slot,lesson,room,staff\n2026-11-23,L1,S1,mul-small,R2,T1\n2026-11-23,L2,S1,mul-small,R1,\n2026-11-23,L4,S2,sub-alone,hall,\n2026-11-23,L3,S4,add-small,,A1\n2026-11-23,L3,S3,div-small,,\n2026-11-24,L3,S1,add-alone,,\n";
    let day = day(&[("pins.csv", pins)]);
    let kept: Vec<String> = (day.formulation.problem.pins.iter())
        .map(|pin| format!("{} {} {}", pin.learner, pin.slot, pin.offering.clone().unwrap_or_default()))
        .collect();
    assert_eq!(kept, ["L1 S1 mul-small", "L4 S2 sub-alone"]);
    assert!(day.proposed("L4", "sub-alone").is_some(), "a person decided");
    let faults: Vec<PinFault> = (day.concerns().iter())
        .filter_map(|concern| match concern {
            Concern::PinLeftOut { why, .. } => Some(*why),
            _ => None,
        })
        .collect();
    assert_eq!(faults.len(), 3, "{faults:?}");
    // One teacher cannot be in two rooms; an aide is not whom the lesson needs; nobody else may divide.
    assert!(matches!(faults[0], PinFault::Contradiction(_)), "{faults:?}");
    assert!(faults.contains(&PinFault::StaffNotNeeded) && faults.contains(&PinFault::GroupTooSmall), "{faults:?}");
}

#[test]
fn rules_reach_those_in_their_scope() {
    let text = "[[rule]]\nid = \"company\"\nkind = \"grouping\"\nwhy = \"W.\"\ntag = \"ell\"\n\n[[rule]]\nid = \"taught\"\nkind = \"requirement\"\nwhy = \"W.\"\ntag = \"staffed\"\nslots_min = 9\nshortfall_cost = 70\ngrade_min = 3\n\n[[rule]]\nid = \"strict\"\nkind = \"requirement\"\nwhy = \"W.\"\ntag = \"subject:math\"\nslots_min = 1\ntags = [\"ell\"]\n";
    let (rules, issues) = ingest::rules::read_rules(&[SourceFile { name: "r.toml".into(), bytes: text.into() }]);
    assert!(issues.is_empty(), "{issues:?}");
    let learners = "site,learner,grade,tags\nelm,L1,3,ell;iep\nelm,L2,3,\nelm,L3,2,ell\nelm,L4,2,\n";
    let day = day_by(&[("learners.csv", learners)], &rules);
    let never_alone = &day.formulation.problem.never_alone;
    assert_eq!((never_alone[0].tag.as_str(), never_alone[0].cost), ("ell", None));
    assert_eq!(day.learner("L1").expect("there").tags, ["ell"], "no tag enters that no rule speaks of");
    let of = |id: &str| {
        let own = &day.learner(id).expect("there").requirements;
        own.iter().map(|r| (r.id.as_str(), r.slots_min, r.shortfall_cost)).collect::<Vec<_>>()
    };
    assert_eq!(of("L2"), [("taught", 4, Some(70))], "no more than the day has");
    assert_eq!(of("L1"), [("strict", 1, Some(20_000)), ("taught", 4, Some(70))]);
    assert_eq!(of("L3"), [("strict", 1, Some(20_000))]);
    // A single learner of the tag cannot have company.
    let alone =
        day_by(&[("learners.csv", "site,learner,grade,tags\nelm,L1,3,ell\nelm,L2,3,\nelm,L3,2,\nelm,L4,2,\n")], &rules);
    assert!(alone.formulation.problem.never_alone.is_empty());
}

#[test]
fn the_formulation_names_what_each_offering_and_learner_is() {
    let day = day(&[("services.csv", "learner,service,staff_tag,minutes,per\nL1,help,aide,45,week\n")]);
    let problem = &day.formulation.problem;
    assert_eq!(problem.offerings.len(), day.formulation.activities.len());
    assert_eq!(problem.offerings.len(), day.formulation.places.len());
    for (offering, activity) in problem.offerings.iter().zip(&day.formulation.activities) {
        match activity {
            Activity::Lesson(lesson) => assert_eq!(offering.id, day.school.lessons[lesson.i()].id),
            Activity::Service(_) => assert!(offering.id.starts_with("planned-time"), "ids stand on learners' sheets"),
            Activity::LessonWithService(..) => panic!("no service with the class here"),
        }
    }
    let ids: Vec<&str> = day.formulation.learners.iter().map(|at| day.school.learners[at.i()].id.as_str()).collect();
    assert_eq!(ids, problem.learners.iter().map(|learner| learner.id.as_str()).collect::<Vec<_>>());
}

#[test]
fn a_generated_school_becomes_a_sound_problem_whatever_the_number_of_threads() {
    let spec = daybreak::generate::SchoolSpec { learners_per_site: 60, evidence_days: 10, ..Default::default() };
    let generated = daybreak::generate::generate(&spec);
    let (tables, _) = ingest::read_tables(&generated.files);
    let school = validate::validate(&tables).school;
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| plan_of(school.clone(), &Rules::default()))
    };
    let (one, two) = (with(1), with(2));
    assert_eq!(one.formulation.problem, two.formulation.problem);
    assert!(one.formulation.problem.learners.iter().all(|learner| !learner.candidates.is_empty()));
}

/// Rules read from a text, as a school writes them.
fn rules(text: &str) -> Rules {
    let (rules, issues) = ingest::rules::read_rules(&[SourceFile { name: "r.toml".into(), bytes: text.into() }]);
    assert!(issues.is_empty(), "{issues:#?}");
    rules
}

/// One rule on groups.
fn grouping(keys: &str) -> Rules {
    rules(&format!("[[rule]]\nid = \"groups\"\nkind = \"grouping\"\nwhy = \"So it is.\"\n{keys}\n"))
}

#[test]
fn rules_on_groups_set_their_sizes() {
    let size = |day: &Day, offering: &str| {
        let offering = day.formulation.problem.offerings.iter().find(|o| o.id == offering)?;
        Some((offering.size_min, offering.size_max))
    };
    let smaller = day_by(&[], &grouping("lessons = [\"grouping:small\"]\nsize_min = 3\nsize_max = 4"));
    assert_eq!(size(&smaller, "add-small"), Some((3, 4)));
    let other = day_by(&[], &grouping("lessons = [\"grouping:whole\"]\nsize_max = 4"));
    assert_eq!(size(&other, "add-small"), Some((2, 6)));
    let none = day_by(&[], &grouping("lessons = [\"grouping:small\"]\nsize_max = 1"));
    assert_eq!(size(&none, "add-small"), None);
    assert!(none.concerns().iter().any(|n| matches!(n, Concern::LessonImpossible { why: Impossible::NoSize, .. })));
}

#[test]
fn partners_rotate_and_groups_end() {
    let row = |day: u32, who: &str| format!("2026-11-{day},{who},S1,add-small,T1,R1\n");
    let delivered = |days: &[u32], who: &[&str]| {
        let rows = days.iter().flat_map(|&day| who.iter().map(move |who| row(day, who)));
        "date,learner,slot,lesson,staff,room\n".to_string() + &rows.collect::<String>()
    };
    let pairs = |keys: &str, delivered: &str| -> Vec<(String, Points)> {
        let day = day_by(&[("delivered.csv", delivered)], &grouping(keys));
        day.formulation.problem.together.iter().map(|t| (t.learners.join("+"), t.bonus)).collect()
    };
    let three = delivered(&[18, 19, 20], &["L1", "L2"]);
    let rotate = "lessons = [\"grouping:small\"]\nrotate_after = 3\nstrength = 150";
    assert_eq!(pairs(rotate, &three), [("L1+L2".to_string(), -150)]);
    assert!(pairs(&rotate.replace("= 3", "= 4"), &three).is_empty());
    assert!(pairs(&rotate.replace("small", "whole"), &three).is_empty());
    let group = delivered(&[19, 20], &["L1", "L2", "L3"]);
    assert_eq!(pairs("persist_days_max = 2\nstrength = 100", &group).len(), 3);
    let grown = group.clone() + &row(20, "L4");
    assert!(pairs("persist_days_max = 2\nstrength = 100", &grown).is_empty(), "somebody came new");
}

#[test]
fn groups_that_belong_together_stay_together() {
    let learners = "site,learner,grade,tags\nelm,L1,3,crew\nelm,L2,3,crew\nelm,L3,2,crew\nelm,L4,2,\n";
    let day = day_by(&[("learners.csv", learners)], &grouping("keep_together_tags = [\"crew\"]\nstrength = 80"));
    let pairs: Vec<(String, Points)> =
        day.formulation.problem.together.iter().map(|t| (t.learners.join("+"), t.bonus)).collect();
    assert_eq!(pairs, [("L1+L2".to_string(), 80), ("L1+L3".to_string(), 80), ("L2+L3".to_string(), 80)]);
    // A project of several days: who began it together goes on together.
    let lessons = "lesson,title,competency,modality,follows\nadd-small,Adding with blocks,ADD,small,\nadd-2,More blocks,ADD,small,add-small\nadd-alone,Adding practice,ADD,independent,\n";
    let delivered = "date,learner,slot,lesson,staff\n2026-11-20,L3,S1,add-small,T1\n2026-11-20,L4,S1,add-small,T1\n";
    let goes_on = plan_of(school(&[("lessons.csv", lessons), ("delivered.csv", delivered)]), &Rules::default());
    let pairs: Vec<String> = goes_on.formulation.problem.together.iter().map(|t| t.learners.join("+")).collect();
    assert_eq!(pairs, ["L3+L4"]);
}

#[test]
fn small_groups_are_about_as_far_and_pairs_are_mixed() {
    let evidence = BASE.iter().find(|(name, _)| *name == "evidence.csv").expect("a table").1.to_string()
        + "L3,ADD,2026-11-18,quiz,0\nL3,ADD,2026-11-19,quiz,0\nL3,ADD,2026-11-20,quiz,0\nL4,ADD,2026-11-18,quiz,1\n";
    let like = "lessons = [\"grouping:small\"]\nreadiness = \"like\"\nstrength = ";
    // Groups of one are allowed, or who is left alone in a band would have no group at all.
    let modalities = BASE.iter().find(|(name, _)| *name == "modalities.csv").expect("a table").1;
    let modalities = modalities.replace("small,small,no,2,6", "small,small,no,1,6");
    let tables: &[(&str, &str)] = &[("evidence.csv", &evidence), ("modalities.csv", &modalities)];
    let free = day(tables);
    assert!(free.proposed("L3", "add-small").is_some() && free.proposed("L4", "add-small").is_some());
    let soft = day_by(tables, &grouping(&format!("{like}150")));
    let outside: Vec<Option<Points>> = ["L3", "L4"].map(|who| soft.points(who, "add-small", "Rule")).to_vec();
    assert_eq!(outside.iter().flatten().collect::<Vec<_>>(), [&-150], "one of the two is outside: {outside:?}");
    let hard = day_by(tables, &grouping(&format!("{like}\"hard\"")));
    let proposed = ["L3", "L4"].iter().filter(|who| hard.proposed(who, "add-small").is_some()).count();
    assert_eq!(proposed, 1);
    // Mixed: who has just mastered it is invited among those who are at it, also where an adult teaches.
    assert!(free.points("L1", "add-small", "Mentor").is_none());
    let mixed = day_by(tables, &grouping("lessons = [\"grouping:small\"]\nreadiness = \"mixed\""));
    assert_eq!(mixed.points("L1", "add-small", "Mentor"), Some(250));
}
