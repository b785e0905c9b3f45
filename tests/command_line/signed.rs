//! Exceptions that a person signs at the desk, and hands that are taken back: what is lifted, for whom, and that nothing else is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::morning::{DAY, Morning, whereabouts};
use crate::program::{code, daybreak, stderr, text};

/// A session that holds as many as its lesson takes, and a learner who may have the lesson and is elsewhere then.
struct Full {
    session: String,
    slot: String,
    lesson: String,
    n: usize,
    learner: String,
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn is_there(learner: &Value, slot: &str) -> bool {
    learner.get("slots").is_none_or(|own| list(own).any(|of| of == slot))
}

impl Full {
    fn of(morning: &Morning) -> Self {
        let problem = morning.document(&morning.out(), "problem.json");
        let plan = morning.document(&morning.out(), "plan.json");
        for session in list(&plan["sessions"]) {
            let Some(offering) = list(&problem["offerings"]).find(|o| o["id"] == session["offering"]) else { continue };
            let seated: BTreeSet<&str> = list(&session["learners"]).map(|seat| word(&seat["id"])).collect();
            let room = list(&problem["rooms"]).find(|room| room["id"] == session["room"]).expect("its room");
            let is_full = offering["size_max"].as_u64() == Some(seated.len() as u64);
            let has_room = room["capacity"].as_u64() > Some(seated.len() as u64);
            let is_plain =
                offering["id"].as_str().is_some_and(|id| !id.contains('~') && !id.starts_with("planned-time"));
            if !is_full || !has_room || !is_plain || seated.len() < 2 || offering["slots"].as_u64() != Some(1) {
                continue;
            }
            let may = |learner: &&Value| {
                let small = learner.get("group_size_max").and_then(Value::as_u64);
                list(&learner["candidates"]).any(|c| c["offering"] == offering["id"] && c.get("slots").is_none())
                    && !seated.contains(word(&learner["id"]))
                    && !list(&problem["apart"]).any(|pair| {
                        list(pair).any(|id| id == &learner["id"]) && list(pair).any(|id| seated.contains(word(id)))
                    })
                    && is_there(learner, word(&session["slot"]))
                    && small.is_none_or(|most| most > seated.len() as u64)
                    && learner.get("room_features").is_none()
            };
            let limits = list(&problem["learners"]).filter(|l| seated.contains(word(&l["id"])));
            let crowded = limits.filter_map(|l| l.get("group_size_max").and_then(Value::as_u64)).min();
            if crowded.is_some_and(|most| most <= seated.len() as u64) {
                continue;
            }
            if let Some(learner) = list(&problem["learners"]).find(may) {
                return Full {
                    session: word(&session["id"]).to_owned(),
                    slot: word(&session["slot"]).to_owned(),
                    lesson: word(&offering["id"]).to_owned(),
                    n: seated.len(),
                    learner: word(&learner["id"]).to_owned(),
                };
            }
        }
        panic!("the school has a full group")
    }

    fn hand(&self) -> [&str; 4] {
        ["move", &self.learner, &self.slot, &self.session]
    }
}

fn seats(morning: &Morning, session: &str) -> usize {
    let plan = morning.document(&morning.out(), "plan.json");
    list(&plan["sessions"]).find(|s| word(&s["id"]) == session).map_or(0, |s| list(&s["learners"]).count())
}

fn of_day(morning: &Morning) -> Value {
    morning.document(&morning.out(), "plan.json")["sessions"].clone()
}

#[test]
fn a_full_group_takes_one_more_by_a_signature_that_lifts_nothing_else() {
    let morning = Morning::new("signed", "5");
    let (full, published) = (Full::of(&morning), of_day(&morning));
    let with = |options: &[&str]| morning.desk(&[options, &full.hand()].concat());
    // Unsigned, another gives way, and it is said what a signature would spare.
    let (exit, said) = with(&[]);
    assert_eq!(exit, 0, "{said}");
    let named = format!("size_max for {} in {}, {}", full.learner, full.slot, full.lesson);
    assert!(said.contains(&named) && said.contains("--sign makes an exception, with your name and why."), "{said}");
    // Decided on as a whole, the group takes nobody: the rule is named.
    assert_eq!(morning.desk(&["--keep", "lock", "group", &full.session]).0, 0);
    let (exit, said) = with(&["--keep"]);
    assert_eq!(exit, 3, "{said}");
    assert!(said.contains(&named) && said.contains("--sign makes an exception"), "{said}");
    assert_eq!(of_day(&morning), published, "what is refused is not kept");
    // A signature has a name and a reason, and is for a decision.
    assert_eq!(with(&["--sign"]).0, 2);
    assert_eq!(with(&["--sign", "--by", "rivera"]).0, 2);
    assert_eq!(with(&["--sign", "--by", "rivera", "--why", " "]).0, 2);
    assert_eq!(morning.desk(&["--sign", "--by", "rivera", "--why", "so", "away", "learner", &full.learner]).0, 2);
    let (exit, said) = with(&["--keep", "--sign", "--by", "rivera", "--why", "the families have agreed"]);
    assert_eq!(exit, 0, "{said}");
    assert!(
        said.contains(&format!("By a signed exception: {named}.")) && said.contains("nobody else changes"),
        "{said}"
    );
    assert_eq!(seats(&morning, &full.session), full.n + 1);
    // The judge and the bound hold of the problem as it is written.
    let site = Path::new(&morning.out()).join(DAY).join("sites/alder");
    let [problem, plan] = ["problem.json", "plan.json"].map(|file| text(&site.join(file)));
    assert_eq!(code(&daybreak(&["verify", &problem, &plan, "--bound"])), 0);
    // For that learner, slot and lesson alone: whatever else is signed for in the problem would be too much.
    let signed = morning.document(&morning.out(), "problem.json")["signed"].clone();
    let of: Vec<(&str, &str, &str)> =
        list(&signed).map(|row| (word(&row["learner"]), word(&row["slot"]), word(&row["offering"]))).collect();
    assert!(of.iter().all(|row| (row.0, row.1) == (full.learner.as_str(), full.slot.as_str())), "{of:?}");
    assert!(of.iter().all(|row| row.2.split('~').next() == Some(full.lesson.as_str())), "{of:?}");
    let waivers = fs::read_to_string(morning.package().join("waivers.csv")).expect("a table");
    let row = format!("{DAY},{},{},{},size_max,rivera,the families have agreed", full.learner, full.slot, full.lesson);
    assert_eq!(waivers.lines().skip(1).collect::<Vec<_>>(), [row]);
    // A person knows of it; no sheet for learners does.
    let night = Path::new(&morning.out()).join(DAY);
    let read = |file: &str| fs::read_to_string(night.join(file)).expect("a file of the night");
    let told = read("exceptions.csv");
    let told = told.lines().find(|line| line.contains("signed_exception")).expect("a line of it");
    assert!(
        told.starts_with("know,") && told.contains(&full.learner) && told.contains("rivera answers for it"),
        "{told}"
    );
    assert!(!read("playlists.csv").contains("rivera") && !read("playlists.csv").contains("the families have agreed"));
    let log = morning.desk(&["log"]).1;
    assert!(log.contains(&format!("signed: {named}")) && log.contains("by rivera: the families have agreed"), "{log}");
    // Again nothing stands against it; taken back, the waiver goes too.
    assert!(with(&["--sign", "--by", "rivera", "--why", "so"]).1.contains("nothing is signed"));
    let (exit, said) = morning.desk(&["--keep", "undo"]);
    assert_eq!(exit, 0, "{said}");
    assert!(
        said.contains(&format!("{} in {}: ", full.learner, full.slot)) && said.contains("nobody else changes"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(morning.package().join("waivers.csv")).expect("a table").lines().count(), 1);
    assert_eq!(of_day(&morning), published);
}

#[test]
fn what_is_kept_apart_is_put_together_by_signature_and_prerequisites_are_named() {
    let morning = Morning::new("apart", "6");
    let problem = morning.document(&morning.out(), "problem.json");
    let plan = morning.document(&morning.out(), "plan.json");
    let of_station = |session: &&Value| session.get("station").is_some() && list(&session["learners"]).count() > 3;
    let session = list(&plan["sessions"]).find(of_station).expect("own work side by side");
    let mut ids = list(&session["learners"]).map(|seat| word(&seat["id"]));
    let (a, b) = (ids.next().expect("one"), ids.next().expect("another"));
    let (id, slot) = (word(&session["id"]), word(&session["slot"]));
    let lesson = list(&session["learners"]).map(|seat| word(&seat["offering"])).nth(1).expect("what they do");
    assert_eq!(morning.desk(&["--keep", "apart", a, b]).0, 0);
    let apart = || {
        let plan = morning.document(&morning.out(), "plan.json");
        !list(&plan["sessions"]).any(|s| {
            let here: Vec<&str> = list(&s["learners"]).map(|seat| word(&seat["id"])).collect();
            s["slot"] == slot && here.contains(&a) && here.contains(&b)
        })
    };
    assert!(apart());
    assert_eq!(morning.desk(&["--keep", "lock", "learner", a]).0, 0);
    let (exit, said) = morning.desk(&["--keep", "move", b, slot, lesson]);
    if exit == 3 {
        assert!(said.contains(&format!("apart:{a} for {b} in {slot}")), "{said}");
        let hand = ["--keep", "--sign", "--by", "rivera", "--why", "the families have talked", "move", b, slot, lesson];
        let (exit, said) = morning.desk(&hand);
        assert_eq!(exit, 0, "{said}");
        assert!(!apart(), "session {id}: {said}");
    }
    // A lesson for which a learner lacks something: the decision is a person's, and it is named what it passes over.
    let lessons = fs::read_to_string(morning.package().join("lessons.csv")).expect("lessons");
    let first = list(&problem["learners"]).next().expect("a learner of the first grade there is");
    let who = word(&first["id"]);
    let offered: BTreeSet<&str> = list(&problem["offerings"]).map(|o| word(&o["id"])).collect();
    let far: Vec<&str> =
        lessons.lines().skip(1).filter_map(|line| line.split(',').next()).filter(|id| offered.contains(id)).collect();
    let named = far.iter().rev().find_map(|lesson| {
        let (exit, said) = morning.desk(&["move", who, slot, lesson]);
        (exit == 3 && said.contains("prerequisites for ")).then(|| ((*lesson).to_owned(), said))
    });
    let (lesson, said) = named.expect("some lesson is out of reach for the youngest");
    assert!(said.contains("is not known well enough"), "{said}");
    let hand = ["--sign", "--by", "rivera", "--why", "has done it at home", "move", who, slot, &lesson];
    let (exit, said) = morning.desk(&hand);
    assert!(
        exit == 0 && said.contains("By a signed exception: ") || said.contains("nobody can sign this away"),
        "{said}"
    );
}

#[test]
fn a_full_room_cannot_be_signed_away() {
    let morning = Morning::new("room", "5");
    let full = Full::of(&morning);
    let plan = morning.document(&morning.out(), "plan.json");
    let session = list(&plan["sessions"]).find(|s| word(&s["id"]) == full.session).expect("the session");
    // All rooms but this one keep their size; this one now holds as many as sit there.
    let path = morning.package().join("rooms.csv");
    let rooms = fs::read_to_string(&path).expect("rooms");
    let header: Vec<&str> = rooms.lines().next().expect("a header").split(',').collect();
    let (at_room, at_capacity) = (
        header.iter().position(|c| *c == "room").expect("a column"),
        header.iter().position(|c| *c == "capacity").expect("a column"),
    );
    let smaller = rooms.lines().map(|line| {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if cells[at_room] == word(&session["room"]) {
            cells[at_capacity] = full.n.to_string();
        }
        cells.join(",") + "\n"
    });
    fs::write(&path, smaller.collect::<String>()).expect("a table");
    // The whole group is fixed, its room with it.
    assert_eq!(morning.desk(&["--keep", "lock", "group", &full.session]).0, 0);
    let before = of_day(&morning);
    let hand = ["--keep", "--sign", "--by", "rivera", "--why", "a friend is there"];
    let (exit, said) = morning.desk(&[&hand[..], &full.hand()].concat());
    assert_eq!(exit, 3, "{said}");
    assert!(said.contains("nobody can sign this away"), "{said}");
    assert_eq!(of_day(&morning), before);
    let waivers = fs::read_to_string(morning.package().join("waivers.csv")).unwrap_or_default();
    assert!(!waivers.contains("rivera"), "{waivers}");
}

/// Two learners of different sessions in two slots each, with a lesson that somebody else has then and they may have.
fn moves(morning: &Morning) -> Vec<(String, String, String)> {
    let problem = morning.document(&morning.out(), "problem.json");
    let now = whereabouts(&problem, &morning.document(&morning.out(), "plan.json"));
    let mut found: Vec<(String, String, String)> = Vec::new();
    for learner in list(&problem["learners"]) {
        let id = word(&learner["id"]);
        for slot in list(&problem["slots"]).map(|slot| word(&slot["id"])) {
            let doing = now.get(&(id.to_owned(), slot.to_owned())).map(|doing| doing.0.as_str());
            let mine: BTreeSet<&str> =
                (now.iter().filter(|((l, _), _)| l == id)).map(|(_, doing)| lesson(&doing.0)).collect();
            let own = list(&learner["candidates"]).map(|c| word(&c["offering"]));
            let is_station = |o: &str| {
                list(&problem["offerings"]).any(|row| row["id"] == o && word(&row["station"]).starts_with("practice"))
            };
            let other = own.filter(|o| is_station(o)).find(|o| !mine.contains(lesson(o)));
            if let (Some(doing), Some(other)) = (doing, other)
                && is_station(doing)
                && !found.iter().any(|(l, s, _)| l == id || s == slot)
            {
                found.push((id.to_owned(), slot.to_owned(), lesson(other).to_owned()));
            }
        }
    }
    assert!(found.len() > 1, "the school has own work to choose from");
    found
}

/// A lesson, in whichever hall it is done.
fn lesson(offering: &str) -> &str {
    offering.split('~').next().unwrap_or(offering)
}

#[test]
fn an_older_hand_is_taken_back_and_what_came_later_stays() {
    let morning = Morning::new("older", "7");
    // A table as another program writes it.
    let path = morning.package().join("pins.csv");
    let original = "\u{FEFF}".to_owned() + &fs::read_to_string(&path).expect("pins").replace('\n', "\r\n");
    fs::write(&path, &original).expect("a table");
    let now = || {
        let [problem, plan] = ["problem.json", "plan.json"].map(|name| morning.document(&morning.out(), name));
        whereabouts(&problem, &plan)
    };
    let before = now();
    let chosen = moves(&morning);
    let ((a, s, x), (b, t, y)) = (chosen[0].clone(), chosen[1].clone());
    let keep = |words: &[&str]| {
        let (exit, said) = morning.desk(&[&["--keep"], words].concat());
        assert_eq!(exit, 0, "{said}");
        said
    };
    keep(&["move", &a, &s, &x]);
    let table = fs::read_to_string(&path).expect("pins");
    let added = table.strip_prefix(&original).expect("what was there is as it was");
    assert!(added.ends_with("\r\n") && added.matches('\n').count() == 1, "{added:?}");
    keep(&["move", &b, &t, &y]);
    let at = |now: &std::collections::BTreeMap<(String, String), (String, String, BTreeSet<String>)>,
              l: &str,
              s: &str| { lesson(&now[&(l.to_owned(), s.to_owned())].0).to_owned() };
    assert_eq!((at(&now(), &a, &s), at(&now(), &b, &t)), (x.clone(), y.clone()));
    // Taken back, the first comes home; the second stays. The effect says so.
    let said = keep(&["undo", "1"]);
    assert!(said.contains(&format!("{a} in {s}: {x}")) && said.contains("a person decided"), "{said}");
    assert!(said.contains("nobody else changes"), "{said}");
    assert_eq!((at(&now(), &a, &s), at(&now(), &b, &t)), (at(&before, &a, &s), y.clone()));
    let table = fs::read_to_string(&path).expect("pins");
    assert!(!table.contains(&format!(",{a},{s},")) && table.contains(&format!(",{b},{t},")), "{table}");
    keep(&["undo", "2"]);
    assert_eq!(now(), before);
    assert_eq!(fs::read_to_string(&path).expect("pins"), original, "byte for byte");
    // Of two hands on one slot the older is taken back: the later one stays, and nothing of the older comes again with it.
    let again = moves(&morning).into_iter().find(|(l, ..)| *l == a).map_or(x.clone(), |(.., o)| o);
    keep(&["move", &a, &s, &again]);
    keep(&["lock", "learner", &a]);
    let n = morning.desk(&["log"]).1.lines().filter_map(|l| l.trim().split(' ').next()?.parse::<usize>().ok()).max();
    let first = n.expect("numbers") - 1;
    keep(&["undo", &first.to_string()]);
    assert_eq!(at(&now(), &a, &s), again, "it is locked");
    keep(&["undo"]);
    let table = fs::read_to_string(&path).expect("pins");
    assert_eq!(table, original, "neither is left");
}

#[test]
fn a_hand_passes_a_gate_that_a_person_accepts() {
    let morning = Morning::new("gate", "8");
    fs::write(morning.package().join("daybreak.toml"), "[expect.rows]\nlearners = 100\n").expect("settings");
    let problem = morning.document(&morning.out(), "problem.json");
    let learner = word(&problem["learners"][0]["id"]).to_owned();
    let (exit, said) = morning.desk(&["--keep", "away", "learner", &learner]);
    assert_eq!(exit, 3, "{said}");
    let gate =
        said.split("--accept ").nth(1).and_then(|rest| rest.split([' ', ')']).next()).expect("its name").to_owned();
    let (exit, said) =
        morning.desk(&["--keep", "--accept", &format!("{gate}=two classes have moved"), "away", "learner", &learner]);
    assert_eq!(exit, 0, "{said}");
    let unknown = morning.desk(&["--accept", "no-such-gate", "away", "learner", &learner]);
    assert_eq!(unknown.0, 2, "{}", unknown.1);
    let refused = daybreak(&["desk", &text(&morning.package()), "--out", "nowhere", "--keep", "undo"]);
    assert_eq!(code(&refused), 2, "{}", stderr(&refused));
}
