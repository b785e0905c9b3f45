//! A fortnight of a district of three sites, twice: once undisturbed, once with something broken every night. At every moment the
//! published night is a whole, valid plan of a day that was asked for; nothing that restricts is lifted in silence; and once late
//! data are in, both fortnights have the same nights.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::program::{code, daybreak, stderr, text};

/// The school days of the fortnight, each with the day before, on whose evening it is planned.
const NIGHTS: [(&str, &str); 10] = [
    ("2026-11-22", "2026-11-23"),
    ("2026-11-23", "2026-11-24"),
    ("2026-11-24", "2026-11-25"),
    ("2026-11-25", "2026-11-30"),
    ("2026-11-30", "2026-12-01"),
    ("2026-12-01", "2026-12-02"),
    ("2026-12-02", "2026-12-03"),
    ("2026-12-03", "2026-12-04"),
    ("2026-12-04", "2026-12-07"),
    ("2026-12-07", "2026-12-08"),
];

/// A district with its folder of nights.
struct District {
    folder: PathBuf,
}

impl District {
    fn new(folder: &Path, name: &str) -> Self {
        let district = District { folder: folder.join(name) };
        let package = district.package();
        let made = daybreak(&["generate", &text(&package), "--sites", "3", "--learners", "16", "--seed", "5"]);
        assert_eq!(code(&made), 0, "{}", stderr(&made));
        district
    }

    fn package(&self) -> PathBuf {
        self.folder.join("package")
    }

    fn out(&self) -> PathBuf {
        self.folder.join("out")
    }

    fn call(&self, today: &str) -> Command {
        let mut call = Command::new(env!("CARGO_BIN_EXE_daybreak"));
        call.args(["plan", &text(&self.package()), "--out", &text(&self.out()), "--today", today]);
        call.args(["--effort", "0.01", "-q", "--rules", &text(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"))]);
        call.stdin(Stdio::null());
        call
    }

    fn plan(&self, today: &str) -> Output {
        self.call(today).output().expect("the program starts")
    }

    /// Plans the night as it is meant.
    fn night(&self, today: &str, day: &str) {
        let planned = self.plan(today);
        assert_eq!(code(&planned), 0, "{day}: {}", stderr(&planned));
        assert_eq!(self.holds(), day);
    }

    /// What took place: everybody was there, and each third slot has an exit ticket.
    fn record(&self, day: &str) {
        let playlists = fs::read(self.out().join(day).join("playlists.csv")).expect("a playlist");
        let mut tickets = String::from("learner,session,score\n");
        let mut reader = csv::Reader::from_reader(&*playlists);
        for (n, row) in reader.records().enumerate() {
            let row = row.expect("a row");
            if n % 3 == 0 && !row[7].is_empty() {
                let share = row.as_slice().bytes().map(u32::from).sum::<u32>() % 6;
                tickets += &format!("{},{},{}\n", &row[2], &row[6], f64::from(share) / 5.0);
            }
        }
        let path = self.folder.join("tickets.csv");
        fs::write(&path, tickets).expect("a file");
        let (out, package) = (text(&self.out()), text(&self.package()));
        let recorded = daybreak(&[
            "record",
            day,
            &package,
            "--out",
            &out,
            "--all-present",
            "--outcomes",
            &text(&path),
            "--into",
            &package,
            "-q",
        ]);
        assert_eq!(code(&recorded), 0, "{}", stderr(&recorded));
    }

    /// Spoils a table, tries, and mends it again.
    fn with(&self, table: &str, spoil: impl Fn(&str) -> Option<String>, tried: impl FnOnce(&Self)) {
        let path = self.package().join(table);
        let good = fs::read_to_string(&path).expect("a table");
        match spoil(&good) {
            Some(spoilt) => fs::write(&path, spoilt).expect("a table"),
            None => fs::remove_file(&path).expect("a table"),
        }
        tried(self);
        fs::write(&path, good).expect("a table");
    }

    /// Sees that the published night is whole and that its plans hold; its day.
    fn holds(&self) -> String {
        let current = self.out().join("current");
        let day = fs::read_link(&current).expect("something is published").to_string_lossy().into_owned();
        let card: serde_json::Value =
            serde_json::from_slice(&fs::read(current.join("run.json")).expect("a card")).expect("JSON");
        assert_eq!(card["date"], day.as_str());
        for file in ["playlists.csv", "sessions.csv", "exceptions.csv", "turns.csv", "pathways.csv"] {
            assert!(current.join(file).is_file(), "{file}");
        }
        let sites = card["sites"].as_array().expect("sites");
        assert!(!sites.is_empty());
        for site in sites {
            let folder = current.join("sites").join(site["site"].as_str().expect("an id"));
            let verdict = daybreak(&["verify", &text(&folder.join("problem.json")), &text(&folder.join("plan.json"))]);
            assert_eq!(code(&verdict), 0, "{}", stderr(&verdict));
        }
        day
    }

    /// Every file of every night but its card.
    fn nights(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for (_, day) in NIGHTS {
            gather(&self.out().join(day), day, &mut files);
        }
        files
    }
}

fn gather(folder: &Path, name: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            gather(&entry.path(), &name, files);
        } else if !name.ends_with("run.json") {
            files.insert(name, fs::read(entry.path()).expect("a file"));
        }
    }
}

/// Rows of a table of which a test says that they stay.
fn rows(table: &str, stays: impl Fn(usize, &str) -> bool) -> String {
    let kept = table.lines().enumerate().filter(|(n, line)| *n == 0 || stays(*n, line));
    kept.map(|(_, line)| format!("{line}\n")).collect()
}

/// A night that is refused: the one before stays.
fn refused(district: &District, today: &str, gate: &str) {
    let before = district.out().join("current").exists().then(|| district.holds());
    let planned = district.plan(today);
    assert_eq!(code(&planned), 3, "{gate}: {}", stderr(&planned));
    assert!(stderr(&planned).contains(gate), "{gate}: {}", stderr(&planned));
    assert_eq!(district.out().join("current").exists().then(|| district.holds()), before);
}

/// What goes wrong on the evening of each night, before it is planned as it is meant.
fn disturb(district: &District, n: usize, today: &str) {
    match n {
        // A feed is missing.
        1 => district.with("evidence.csv", |_| None, |one| refused(one, today, "rows:evidence")),
        // One is halved, at one site of three: the others go on, and that one is told and has a fall-back.
        2 => district.with(
            "learners.csv",
            |table| {
                let site = table.lines().nth(1)?.split(',').next()?.to_owned();
                Some(rows(table, |n, line| !line.starts_with(&site) || n % 4 == 0))
            },
            |one| {
                // Tried again it fails again: what is not published is no measure of the next night.
                for _ in 0..2 {
                    let planned = one.plan(today);
                    assert_eq!(code(&planned), 4, "{}", stderr(&planned));
                    assert!(stderr(&planned).contains("rows:learners@"), "{}", stderr(&planned));
                }
                one.holds();
                assert!(one.out().join("fall-back").is_dir());
            },
        ),
        // One comes twice over: the same row twice counts once.
        3 => district.with(
            "evidence.csv",
            |table| Some(format!("{table}{}", table.split_once('\n')?.1)),
            |one| assert_eq!(code(&one.plan(today)), 0),
        ),
        // One is in percent.
        4 => district.with(
            "evidence.csv",
            |table| {
                let at = table.lines().next()?.split(',').position(|name| name == "score")?;
                let percent = |(n, line): (usize, &str)| {
                    let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
                    if n > 0
                        && let Ok(score) = cells[at].parse::<f64>()
                    {
                        cells[at] = (score * 100.0).to_string();
                    }
                    cells.join(",") + "\n"
                };
                Some(table.lines().enumerate().map(percent).collect())
            },
            |one| refused(one, today, "evidence"),
        ),
        // An absence cannot be read: the day is planned, and a person is told.
        5 => district.with(
            "availability.csv",
            |table| {
                let header: Vec<&str> = table.lines().next()?.split(',').collect();
                let learners = table.lines().find(|line| line.contains(",learner,"))?;
                let cells: Vec<&str> = learners.split(',').collect();
                let cell = |(at, name): (usize, &&str)| match *name {
                    "date" => "12/2/2026",
                    "available" => "no",
                    "day_type" | "slot" | "reason" => "",
                    _ => cells[at],
                };
                let row: Vec<&str> = header.iter().enumerate().map(cell).collect();
                Some(format!("{table}{}\n", row.join(",")))
            },
            |one| {
                assert_eq!(code(&one.plan(today)), 0);
                let told = fs::read_to_string(one.out().join("current/exceptions.csv")).expect("exceptions");
                assert!(told.contains("act,restriction_unread,") && told.contains("12/2/2026"), "{told}");
            },
        ),
        // The program is killed at any moment.
        6 => {
            for wait in (0..40).map(|n| Duration::from_millis(25 * n)) {
                let mut child = district.call(today).stderr(Stdio::null()).spawn().expect("the program starts");
                sleep(wait);
                // It may have ended by itself.
                let _ = child.kill();
                let _ = child.wait();
                if wait.as_millis() % 100 == 0 {
                    district.holds();
                }
            }
        }
        // The disk fills: no file may grow beyond some blocks.
        7 => {
            for blocks in [1, 64, 512] {
                let mut call = district.call(today);
                let args: Vec<String> = call.get_args().map(|arg| arg.to_string_lossy().into_owned()).collect();
                let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
                call = Command::new("sh");
                call.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_daybreak")).args(args);
                let planned = call.output().expect("a shell");
                assert_ne!(code(&planned), 0, "{blocks} blocks are too few");
                assert_ne!(code(&planned), 5, "{}", stderr(&planned));
                district.holds();
            }
        }
        // Two runs at once: one gives way, or waits its turn by chance.
        8 => {
            let one = district.call(today).stderr(Stdio::null()).spawn().expect("the program starts");
            let other = district.plan(today);
            let one = one.wait_with_output().expect("it ends");
            let mut codes = [code(&one), code(&other)];
            codes.sort_unstable();
            assert!(codes == [0, 75] || codes == [0, 0], "{codes:?}");
            district.holds();
        }
        // The clock jumps, ahead and back.
        9 => {
            refused(district, "2027-02-07", "fresh:evidence");
            refused(district, "2026-11-08", "date");
        }
        _ => {}
    }
}

#[test]
fn whatever_breaks_the_published_night_is_whole_and_late_data_make_it_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let calm = District::new(folder.path(), "calm");
    let rough = District::new(folder.path(), "rough");
    for (n, (today, day)) in NIGHTS.into_iter().enumerate() {
        if n > 0 {
            let yesterday = NIGHTS[n - 1].1;
            calm.record(yesterday);
            // Once what took place comes late: the night is planned without it, and says so.
            if n == 4 {
                rough.night(today, day);
                let told = fs::read_to_string(rough.out().join("current/exceptions.csv")).expect("exceptions");
                assert!(told.contains(",not_reported,"), "{told}");
            }
            rough.record(yesterday);
        }
        calm.night(today, day);
        disturb(&rough, n, today);
        rough.night(today, day);
    }
    let (calm, rough) = (calm.nights(), rough.nights());
    let differ: Vec<&String> = calm.keys().filter(|name| calm.get(*name) != rough.get(*name)).collect();
    assert!(differ.is_empty() && calm.len() == rough.len(), "{differ:?}");
}
