//! A morning at a school of sixty: people are away, hands are on the plan, two coordinators work at once. Changes are counted here
//! from the documents alone, and held against what the program says and proves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{code, daybreak, stderr, text};

pub const DAY: &str = "2026-11-23";

/// A school with a published night.
pub struct Morning {
    folder: PathBuf,
}

impl Morning {
    pub fn new(name: &str, seed: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("morning").join(name);
        let _ = fs::remove_dir_all(&folder);
        let morning = Morning { folder };
        let package = text(&morning.package());
        let made = daybreak(&["generate", &package, "--learners", "60", "--seed", seed, "--date", DAY]);
        assert_eq!(code(&made), 0, "{}", stderr(&made));
        let planned = daybreak(&["plan", &package, "--out", &morning.out(), "--date", DAY, "--effort", "0.2", "-q"]);
        assert_eq!(code(&planned), 0, "{}", stderr(&planned));
        morning
    }

    pub fn package(&self) -> PathBuf {
        self.folder.join("package")
    }

    pub fn out(&self) -> String {
        text(&self.folder.join("out"))
    }

    pub fn document(&self, out: &str, name: &str) -> Value {
        let path = Path::new(out).join(DAY).join("sites/alder").join(name);
        serde_json::from_slice(&fs::read(path).expect("a document of the night")).expect("JSON")
    }

    pub fn absent(&self, kind: &str, ids: &[String]) {
        let path = self.package().join("availability.csv");
        let mut table = fs::read_to_string(&path).expect("availability");
        for id in ids {
            table += &format!("alder,{kind},{id},{DAY},,,no,ill\n");
        }
        fs::write(path, table).expect("a table");
    }

    /// What `replan` says, into a folder beside; the judge has looked at the plan.
    fn replan(&self, into: &str) -> (Value, String) {
        let out = text(&self.folder.join(into));
        let night = text(&Path::new(&self.out()).join(DAY));
        let package = text(&self.package());
        let replanned =
            daybreak(&["replan", &package, "--date", DAY, "--from", &night, "--out", &out, "--format", "json"]);
        assert_eq!(code(&replanned), 0, "{}", stderr(&replanned));
        let site = format!("{out}/{DAY}/sites/alder");
        let [problem, plan] = ["problem", "plan"].map(|name| format!("{site}/{name}.json"));
        assert_eq!(code(&daybreak(&["verify", &problem, &plan, "--bound"])), 0);
        let said: Value = serde_json::from_slice(&replanned.stdout).expect("JSON");
        (said["sites"][0].clone(), out)
    }

    pub fn desk(&self, words: &[&str]) -> (i32, String) {
        let (package, out) = (text(&self.package()), self.out());
        let mut args = vec!["desk", &package, "--out", &out];
        args.extend(words);
        let done = daybreak(&args);
        (code(&done), String::from_utf8_lossy(&done.stdout).into_owned() + &stderr(&done))
    }
}

/// Where each learner is by slot: offering, room, people.
pub fn whereabouts(problem: &Value, plan: &Value) -> BTreeMap<(String, String), (String, String, BTreeSet<String>)> {
    let slots: Vec<&str> =
        problem["slots"].as_array().expect("slots").iter().map(|s| s["id"].as_str().expect("an id")).collect();
    let long: BTreeMap<&str, usize> = (problem["offerings"].as_array().expect("offerings").iter())
        .map(|o| (o["id"].as_str().expect("an id"), o["slots"].as_u64().unwrap_or(1) as usize))
        .collect();
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    let mut found = BTreeMap::new();
    for session in plan["sessions"].as_array().expect("sessions") {
        let first = slots.iter().position(|s| session["slot"] == **s).expect("a slot of the day");
        let n = session["offering"].as_str().and_then(|o| long.get(o)).copied().unwrap_or(1);
        let people: BTreeSet<String> = session["staff"].as_array().expect("staff").iter().map(word).collect();
        for seat in session["learners"].as_array().expect("learners") {
            for slot in &slots[first..first + n] {
                let doing = (word(&seat["offering"]), word(&session["room"]), people.clone());
                found.insert((word(&seat["id"]), (*slot).to_owned()), doing);
            }
        }
    }
    found
}

/// Slots of learners who are there that differ.
fn changed(morning: &Morning, after: &str) -> usize {
    let problem = morning.document(after, "problem.json");
    // As the format says: what was published runs over as many slots as its offering has today, and one where it is gone.
    let before = whereabouts(&problem, &morning.document(&morning.out(), "plan.json"));
    let after = whereabouts(&problem, &morning.document(after, "plan.json"));
    let mut n = 0;
    for learner in problem["learners"].as_array().expect("learners") {
        for slot in problem["slots"].as_array().expect("slots") {
            let there = learner.get("slots").is_none_or(|own| own.as_array().expect("slots").contains(&slot["id"]));
            let key =
                (learner["id"].as_str().expect("an id").to_owned(), slot["id"].as_str().expect("an id").to_owned());
            n += usize::from(there && before.get(&key) != after.get(&key));
        }
    }
    n
}

#[test]
fn with_nothing_new_nothing_changes_and_absences_move_as_few_as_is_proven() {
    for seed in ["3", "4"] {
        let morning = Morning::new(&format!("absences-{seed}"), seed);
        let (said, out) = morning.replan("quiet");
        assert_eq!((said["changed"].as_u64(), changed(&morning, &out)), (Some(0), 0), "seed {seed}");

        let problem = morning.document(&morning.out(), "problem.json");
        let plan = morning.document(&morning.out(), "plan.json");
        let ids = |rows: &Value| -> Vec<String> {
            rows.as_array().expect("rows").iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
        };
        let serving: BTreeSet<String> = (plan["sessions"].as_array().expect("sessions").iter())
            .flat_map(|s| s["staff"].as_array().expect("staff"))
            .map(|p| p.as_str().expect("an id").to_owned())
            .collect();
        morning.absent("learner", &ids(&problem["learners"]).into_iter().step_by(10).collect::<Vec<_>>());
        morning.absent("staff", &serving.into_iter().step_by(9).take(1).collect::<Vec<_>>());
        let (said, out) = morning.replan("ill");
        let n = changed(&morning, &out);
        assert_eq!(said["changed"].as_u64(), Some(n as u64), "seed {seed}");
        let least = said["least"].as_u64().expect("a number") as usize;
        assert!(n > 0 && least <= n && n as f64 <= 1.1 * least as f64, "seed {seed}: {n} changed, {least} must");
        let moved = fs::read_to_string(format!("{out}/{DAY}/moved.csv")).expect("moved.csv");
        assert_eq!(moved.lines().filter(|line| line.contains(",learner,")).count(), n);
    }
}

#[test]
fn a_hand_is_shown_first_kept_with_a_word_and_taken_back_with_another() {
    let morning = Morning::new("hands", "5");
    let before =
        whereabouts(&morning.document(&morning.out(), "problem.json"), &morning.document(&morning.out(), "plan.json"));
    let published = morning.document(&morning.out(), "plan.json")["sessions"].clone();
    let pins = fs::read(morning.package().join("pins.csv")).expect("pins");
    // Two learners with different lessons in one slot.
    let mut keys = before.iter();
    let ((a, slot), mine) = keys.next().expect("somebody");
    let ((b, _), theirs) = (before.iter())
        .find(|((other, at), doing)| other != a && at == slot && doing.0 != mine.0)
        .expect("somebody else");
    let shown = morning.desk(&["swap", a, b, slot]);
    let unchanged = |why: &str| {
        assert_eq!(morning.document(&morning.out(), "plan.json")["sessions"], published, "{why}");
        assert_eq!(fs::read(morning.package().join("pins.csv")).expect("pins"), pins, "{why}");
    };
    unchanged("a hand that is shown writes nothing");
    if shown.0 == 0 {
        let kept = morning.desk(&["--keep", "--by", "rivera", "--why", "a better group", "swap", a, b, slot]);
        assert_eq!(kept.0, 0, "{}", kept.1);
        let now = whereabouts(
            &morning.document(&morning.out(), "problem.json"),
            &morning.document(&morning.out(), "plan.json"),
        );
        let lesson = |id: &str| now[&(id.to_owned(), slot.clone())].0.split('~').next().map(str::to_owned);
        assert_eq!(
            (lesson(a), lesson(b)),
            (
                Some(theirs.0.split('~').next().unwrap_or("").to_owned()),
                Some(mine.0.split('~').next().unwrap_or("").to_owned())
            )
        );
        let log = morning.desk(&["log"]);
        assert!(log.1.contains("by rivera: a better group  [kept]"), "{}", log.1);
        assert_eq!(morning.desk(&["--keep", "undo"]).0, 0);
        unchanged("taken back, it is as it was");
    } else {
        assert_eq!(shown.0, 3, "{}", shown.1);
    }
    // Whatever a lock holds stays as it is.
    let person = mine.2.iter().next().cloned();
    let (what, id) = person.map_or(("learner", a.clone()), |person| ("staff", person));
    let locked = morning.desk(&["lock", what, &id]);
    assert!(locked.1.contains("Nobody is moved."), "{}", locked.1);
    // A name that the day does not know is told with those it knows.
    let unknown = morning.desk(&["cancel", "no-such-session"]);
    assert_eq!(unknown.0, 2);
    assert!(unknown.1.contains("There are "), "{}", unknown.1);
}

#[test]
fn of_two_coordinators_at_once_the_second_waits_and_goes_on_from_the_first() {
    let morning = Morning::new("two", "6");
    let problem = morning.document(&morning.out(), "problem.json");
    let learner = |at: usize| problem["learners"][at]["id"].as_str().expect("an id").to_owned();
    let lock = || {
        let path = Path::new(&morning.out()).join(".daybreak.lock");
        let lock = fs::File::options().create(true).truncate(false).write(true).open(path);
        let lock = lock.expect("the lock of the folder");
        lock.lock().expect("nobody else works there");
        lock
    };
    // Two hands at the same moment: both are kept, one after the other.
    let both: Vec<(i32, String)> = std::thread::scope(|scope| {
        let hands = [("rivera", learner(0)), ("chen", learner(1))].map(|(by, id)| {
            let morning = &morning;
            scope.spawn(move || morning.desk(&["--keep", "--by", by, "away", "learner", &id]))
        });
        hands.into_iter().map(|hand| hand.join().expect("no panic")).collect()
    });
    assert!(both.iter().all(|(code, _)| *code == 0), "{both:?}");
    let waited = both.iter().find(|(_, said)| said.contains("waiting for it")).expect("one of them waited");
    assert!(waited.1.contains("was published meanwhile by "), "{}", waited.1);
    let log = morning.desk(&["log"]).1;
    assert!(log.contains("by rivera") && log.contains("by chen"), "{log}");
    let table = fs::read_to_string(morning.package().join("availability.csv")).expect("a table");
    let n_away = [learner(0), learner(1)].iter().filter(|id| table.contains(&format!("learner,{id},{DAY}"))).count();
    assert_eq!(n_away, 2, "{table}");
    // Whoever never gets a turn is told to try again.
    let held = lock();
    let third = morning.desk(&["--keep", "away", "learner", &learner(2)]);
    assert_eq!(third.0, 75, "{}", third.1);
    drop(held);
}

#[test]
fn plans_are_compared_and_drafts_are_not_published() {
    let morning = Morning::new("drafts", "7");
    let night = text(&Path::new(&morning.out()).join(DAY));
    let same = daybreak(&["diff", &night, &night]);
    assert_eq!(code(&same), 0, "{}", stderr(&same));
    let problem = morning.document(&morning.out(), "problem.json");
    let plan = fs::read(Path::new(&night).join("sites/alder/plan.json")).expect("a plan");
    morning.absent("learner", &[problem["learners"][0]["id"].as_str().expect("an id").to_owned()]);
    let package = text(&morning.package());
    let drafted = daybreak(&["replan", &package, "--date", DAY, "--out", &morning.out(), "--draft", "-q"]);
    assert_eq!(code(&drafted), 0, "{}", stderr(&drafted));
    assert_eq!(
        fs::read(Path::new(&night).join("sites/alder/plan.json")).expect("a plan"),
        plan,
        "a draft is nobody's plan"
    );
    let listed = daybreak(&["nights", "--out", &morning.out(), "--format", "json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).expect("JSON");
    let draft = listed["nights"].as_array().expect("nights").iter().find(|n| n["state"] == "draft").expect("a draft");
    let named = format!("{}.{}", DAY, draft["version"].as_str().expect("a version"));
    let aside = draft["path"].as_str().expect("a path").to_owned();
    assert_eq!(code(&daybreak(&["diff", &night, &aside])), 1);
    assert_eq!(code(&daybreak(&["approve", &named, "--out", &morning.out(), "--by", "rivera"])), 0);
    // A second name does not take the place of the first.
    let approve = |by: &str| daybreak(&["approve", &named, "--out", &morning.out(), "--by", by]);
    assert!(stderr(&approve("chen")).contains("by chen, as by rivera"));
    assert!(stderr(&approve("rivera")).contains("approved by rivera already"));
    let listed = daybreak(&["nights", "--out", &morning.out(), "--format", "json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).expect("JSON");
    let by = listed["nights"].as_array().expect("nights").iter().find(|n| n["state"] == "approved").expect("a draft");
    assert_eq!(by["by"], "rivera, chen");
    assert_eq!(code(&daybreak(&["publish", &named, "--out", &morning.out(), "--by", "rivera"])), 0);
    assert_ne!(fs::read(Path::new(&night).join("sites/alder/plan.json")).expect("a plan"), plan);
    let log = fs::read_to_string(Path::new(&morning.out()).join("published.csv")).expect("the log");
    assert!(log.contains("approved,rivera") && log.contains("published,rivera"), "{log}");
}
