//! What is owed and what was promised, recounted from the tables of a generated district; and what nobody but staff may
//! read of it.
//!
//! The recount shares no code with the ledger: it reads the package and the written tables.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use daybreak::config::Config;
use daybreak::generate::{SchoolSpec, generate};
use daybreak::model::problem::Problem;
use daybreak::model::report::Report;
use daybreak::model::tables::SourceFile;
use daybreak::model::time::Date;
use daybreak::{export, pipeline};

type Row = BTreeMap<String, String>;

/// A package as handed in, and the files that came out.
struct Night {
    date: Date,
    tables: BTreeMap<String, Vec<Row>>,
    report: Report,
    files: BTreeMap<String, String>,
}

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let row = |record: csv::StringRecord| header.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.expect("our own CSV"))).collect()
}

/// Two sites short of people, so that not everything can be given; every learner has a name, which no table asks for.
fn district() -> &'static Night {
    static NIGHT: OnceLock<Night> = OnceLock::new();
    NIGHT.get_or_init(|| {
        let spec = SchoolSpec {
            seed: 11,
            n_sites: 2,
            learners_per_site: 60,
            service_share: 0.5,
            staff_scarcity: 0.6,
            ..SchoolSpec::default()
        };
        let mut files = generate(&spec).files;
        for file in files.iter_mut().filter(|file| file.name == "learners.csv") {
            let text = String::from_utf8(file.bytes.clone()).expect("UTF-8");
            let named = text.lines().enumerate().map(|(i, line)| match i {
                0 => format!("{line},name\n"),
                i => format!("{line},Zaphodine{i} Quillfeather\n"),
            });
            file.bytes = named.collect::<String>().into_bytes();
        }
        plan(files, spec.date)
    })
}

fn plan(files: Vec<SourceFile>, date: Date) -> Night {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let tables = files.iter().map(|file| (file.name.clone(), rows(&text(&file.bytes)))).collect();
    let inputs = pipeline::Inputs { tables: files, rules: Vec::new() };
    let config = Config::default();
    let checked = pipeline::check_package(&inputs, &config, &());
    assert_eq!(checked.refusal, None);
    let report = pipeline::plan(checked, &[], date, &config, &());
    assert!(report.failed.is_empty(), "{:?}", report.failed.iter().map(|f| &f.why).collect::<Vec<_>>());
    let files = export::export(&report).into_iter().map(|file| (file.path, text(&file.bytes))).collect();
    Night { date, tables, report, files }
}

fn number(row: &Row, column: &str) -> i64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} is a number: {row:?}"))
}

/// Minutes of a slot of a problem.
fn minutes(problem: &Problem, slot: &str) -> i64 {
    let slot = problem.slots.iter().find(|known| known.id == slot).expect("a slot of the day");
    i64::from(slot.end.minutes()) - i64::from(slot.start.minutes())
}

/// A learner in a session: the problem, the learner, the offering's position, the room and the slots.
type Sitting<'a> = (&'a Problem, &'a str, usize, &'a str, Vec<&'a str>);

/// Every learner's sessions.
fn sessions(night: &Night) -> Vec<Sitting<'_>> {
    let mut found = Vec::new();
    for site in &night.report.sites {
        let problem = &site.formulation.problem;
        for session in &site.plan.sessions {
            let first = problem.slots.iter().position(|slot| slot.id == session.slot).expect("a slot");
            for seat in &session.learners {
                let at =
                    problem.offerings.iter().position(|offering| offering.id == seat.offering).expect("an offering");
                let n_slots = problem.offerings[at].slots as usize;
                let slots = problem.slots[first..first + n_slots].iter().map(|slot| slot.id.as_str()).collect();
                found.push((problem, seat.id.as_str(), at, session.room.as_str(), slots));
            }
        }
    }
    found
}

#[test]
fn every_service_is_recounted_and_none_is_short_in_silence() {
    let night = district();
    let today = night.date.to_string();
    let ledger = rows(&night.files["services.csv"]);
    let exceptions = rows(&night.files["exceptions.csv"]);
    assert_eq!(ledger.len(), night.tables["services.csv"].len(), "every service has its line");
    assert!(ledger.len() > 40);
    let (mut n_short, mut n_made_up) = (0, 0);
    let mut owed: Vec<&Row> = night.tables["services.csv"].iter().collect();
    owed.sort_by_key(|row| (&row["learner"], &row["service"]));
    for (line, service) in ledger.iter().zip(owed) {
        assert_eq!((&line["learner"], &line["service"]), (&service["learner"], &service["service"]));
        let period = line["period_from"].as_str()..=line["period_until"].as_str();
        let is_own =
            |row: &&Row| row["learner"] == line["learner"] && row["lesson"] == format!("service:{}", line["service"]);
        let had = night.tables["delivered.csv"]
            .iter()
            .filter(is_own)
            .filter(|row| row["attended"] != "no" && row["date"] < today && period.contains(&row["date"].as_str()));
        assert_eq!(number(line, "delivered"), had.map(|row| number(row, "minutes")).sum::<i64>(), "{line:?}");
        // No service of the district begins or ends inside its period, and nothing given in advance counts.
        assert_eq!(number(line, "owed"), number(service, "minutes"), "{line:?}");
        // A session with the class pays nothing of a service apart, even for a learner who sits in it.
        let tag = format!("service:{}", line["service"]);
        let is_apart = service["setting"] != "class";
        let given = sessions(night).into_iter().filter(|(problem, learner, offering, _, _)| {
            let offering = &problem.offerings[*offering];
            *learner == line["learner"] && offering.tags.contains(&tag) && offering.competency.is_empty() == is_apart
        });
        let planned: i64 =
            given.flat_map(|(problem, _, _, _, slots)| slots.into_iter().map(move |s| minutes(problem, s))).sum();
        assert_eq!(number(line, "planned"), planned, "{line:?}");
        let rest = number(line, "owed") + number(line, "make_up") - number(line, "delivered") - planned;
        assert_eq!(number(line, "still_owed"), rest.max(0), "{line:?}");
        assert_eq!(line["cause"].is_empty(), rest <= 0, "{line:?}");
        let told = exceptions.iter().any(|row| {
            row["kind"] == "service_short"
                && row["subject"] == line["learner"]
                && row["what"].contains(&format!("service {}", line["service"]))
        });
        if rest > 0 && line["cause"] != "later" {
            assert!(told, "short in silence: {line:?}");
            n_short += 1;
        } else if rest > 0 {
            assert!(line["by_when"] > today || !line["make_up_by"].is_empty(), "later than what? {line:?}");
        }
        n_made_up += usize::from(number(line, "make_up") > 0);
    }
    assert!(n_short > 0 && n_made_up > 0, "the district is short of people: {n_short} short, {n_made_up} to make up");
}

#[test]
fn accommodations_hold_in_every_session_or_are_told_with_an_owner() {
    let night = district();
    let learners: BTreeMap<&str, &Row> =
        night.tables["learners.csv"].iter().map(|row| (row["learner"].as_str(), row)).collect();
    let exceptions = rows(&night.files["exceptions.csv"]);
    let list = |cell: &str| cell.split(';').filter(|s| !s.is_empty()).map(str::to_owned).collect::<Vec<String>>();
    let rooms: BTreeMap<(&str, &str), Vec<String>> = night.tables["rooms.csv"]
        .iter()
        .map(|r| ((r["site"].as_str(), r["room"].as_str()), list(&r["features"])))
        .collect();
    let lessons: BTreeMap<&str, &Row> =
        night.tables["lessons.csv"].iter().map(|row| (row["lesson"].as_str(), row)).collect();
    let mut screens: BTreeMap<&str, i64> = BTreeMap::new();
    let mut in_use: BTreeMap<(&str, &str, String), i64> = BTreeMap::new();
    let factor = |learner: &str| learners[learner]["extra_time"].parse::<f64>().unwrap_or(1.0);
    let (mut n_rooms, mut n_longer) = (0, 0);
    for (problem, learner, at, room, slots) in sessions(night) {
        let facts = learners[learner];
        let offering = &problem.offerings[at];
        let needed = list(&facts["room_features"]);
        n_rooms += needed.len();
        assert!(needed.iter().all(|f| rooms[&(problem.site.as_str(), room)].contains(f)), "{learner} in {room}");
        let lesson = lessons.get(offering.id.split(['~', '@']).next().expect("an id"));
        let spoken = lesson.map(|row| list(&row["languages"])).unwrap_or_default();
        let speaks = spoken.is_empty() || spoken.iter().any(|l| list(&facts["languages"]).contains(l));
        assert!(speaks, "{learner} in {}", offering.id);
        *screens.entry(learner).or_default() +=
            if offering.tags.iter().any(|t| t == "screen") { slots.len() as i64 } else { 0 };
        for (pool, units) in &offering.devices {
            for slot in &slots {
                *in_use.entry((problem.site.as_str(), slot, pool.clone())).or_default() += i64::from(*units);
            }
        }
    }
    // Nothing that shows mastery is as much as proposed in less time.
    for problem in night.report.sites.iter().map(|site| &site.formulation.problem) {
        for learner in problem.learners.iter().filter(|learner| factor(&learner.id) > 1.0) {
            let offered = |id: &str| problem.offerings.iter().find(|offering| offering.id == id).expect("an offering");
            for offering in learner.candidates.iter().map(|candidate| offered(&candidate.offering)) {
                if ["assessment", "demonstration"].iter().any(|tag| offering.tags.iter().any(|t| t == tag)) {
                    n_longer += 1;
                    assert!(f64::from(offering.slots) >= factor(&learner.id), "{} in {}", learner.id, offering.id);
                }
            }
        }
    }
    for (learner, n_slots) in screens {
        let most = learners[learner]["screen_slots_max"].parse().unwrap_or(i64::MAX);
        assert!(n_slots <= most, "{learner} sits at a screen for {n_slots} slots");
    }
    // Who needs a device and does not go without has it all day, whatever else is in use.
    let is_unmet = |learner: &str, word: &str| {
        let of = |row: &&Row| {
            row["kind"] == "accommodation_unmet" && row["subject"] == learner && row["what"].contains(word)
        };
        exceptions.iter().any(|row| of(&row))
    };
    let mut kept: BTreeMap<(&str, String), i64> = BTreeMap::new();
    let there: BTreeSet<&str> =
        night.report.sites.iter().flat_map(|s| &s.formulation.problem.learners).map(|l| l.id.as_str()).collect();
    for (id, facts) in learners.iter().filter(|(id, _)| there.contains(**id)) {
        for device in list(&facts["devices_needed"]).into_iter().filter(|device| !is_unmet(id, device)) {
            *kept.entry((facts["site"].as_str(), device)).or_default() += 1;
        }
    }
    assert!(!kept.is_empty() && n_rooms > 0 && n_longer > 0, "{kept:?}, {n_rooms} rooms, {n_longer} longer");
    for pool in &night.tables["devices.csv"] {
        let aside = kept.get(&(pool["site"].as_str(), pool["device"].clone())).copied().unwrap_or(0);
        let of_pool = in_use.iter().filter(|((site, _, device), _)| *site == pool["site"] && *device == pool["device"]);
        let most = of_pool.map(|(_, units)| *units).max().unwrap_or(0);
        assert!(aside + most <= number(pool, "count"), "{pool:?}: {aside} set aside and {most} in use");
    }
    for row in exceptions.iter().filter(|row| row["kind"] == "accommodation_unmet") {
        let advisor = &learners[row["subject"].as_str()]["advisor"];
        assert!(row["what_would_help"].starts_with(&format!("{advisor}, the advisor")), "{row:?}");
    }
}

#[test]
fn a_device_that_the_school_does_not_have_is_told_to_the_advisor() {
    let spec = SchoolSpec { seed: 4, learners_per_site: 12, ..SchoolSpec::default() };
    let mut files = generate(&spec).files;
    for file in files.iter_mut().filter(|file| file.name == "devices.csv") {
        file.bytes = b"site,device,count\nalder,laptop,1\n".to_vec();
    }
    for file in files.iter_mut().filter(|file| file.name == "learners.csv") {
        let mut out = csv::Writer::from_writer(Vec::new());
        let text = String::from_utf8(file.bytes.clone()).expect("UTF-8");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let at = header.iter().position(|column| column == "devices_needed").expect("a column");
        out.write_record(&header).expect("in memory");
        for record in reader.records() {
            let record = record.expect("our own CSV");
            let cells = record.iter().enumerate().map(|(i, cell)| if i == at { "laptop" } else { cell });
            out.write_record(cells).expect("in memory");
        }
        file.bytes = out.into_inner().expect("in memory");
    }
    let night = plan(files, spec.date);
    let there = night.report.sites[0].formulation.problem.learners.len();
    let unmet = rows(&night.files["exceptions.csv"]).into_iter().filter(|row| row["kind"] == "accommodation_unmet");
    assert_eq!(unmet.count(), there - 1, "one laptop for {there} learners who must have one");
}

#[test]
fn what_learners_and_teachers_read_names_no_service_accommodation_tag_rule_or_other_learner() {
    let night = district();
    let school = &night.report.school;
    let mut forbidden: BTreeSet<String> = [
        "service",
        "services",
        "iep",
        "504",
        "accommodation",
        "accommodations",
        "apart",
        "specialist",
        "therapy",
        "disability",
        "extra",
        "special",
    ]
    .map(str::to_owned)
    .into();
    forbidden.extend(school.services.iter().flat_map(|s| [s.service.clone(), s.staff_tag.clone()]));
    forbidden.extend(school.learners.iter().flat_map(|l| l.tags.clone()));
    forbidden.extend(school.learners.iter().flat_map(|l| l.room_features.clone()));
    let learners: BTreeSet<&str> = school.learners.iter().map(|l| l.id.as_str()).collect();
    // A rule whose id or reason names a tag of learners must not be quoted.
    let rule_texts: Vec<&str> = (night.report.rules.texts.iter())
        .flat_map(|text| [text.id.as_str(), text.why.as_str()])
        .filter(|text| !text.is_empty())
        .collect();
    let mut titles: Vec<&str> = school.competencies.iter().map(|c| c.title.trim_end_matches('.')).collect();
    titles.extend(school.lessons.iter().map(|l| l.title.trim_end_matches('.')));
    titles.sort_by_key(|title| std::cmp::Reverse(title.len()));
    let told: [(&str, &[&str]); 3] = [
        ("playlists.csv", &["session", "lesson", "title", "modality", "reason"]),
        ("wishes.csv", &["reason", "session"]),
        ("requests.csv", &["reason", "session"]),
    ];
    let mut n_read = 0;
    for (table, columns) in told {
        for row in rows(&night.files[table]) {
            for column in columns {
                n_read += 1;
                let cell = titles.iter().filter(|title| !title.is_empty()).fold(row[*column].clone(), |cell, title| {
                    if cell.contains(*title) { cell.replace(*title, "") } else { cell }
                });
                assert!(!rule_texts.iter().any(|text| cell.contains(text)), "{table}.{column} quotes a rule: {row:?}");
                for word in cell.split(|c: char| !(c.is_alphanumeric() || "-_".contains(c))).filter(|w| !w.is_empty()) {
                    assert!(!forbidden.contains(&word.to_lowercase()), "{table}.{column} says {word:?}: {row:?}");
                    let other = learners.contains(word) && row["learner"] != word;
                    assert!(!other, "{table}.{column} names {word}: {row:?}");
                }
            }
        }
    }
    assert!(n_read > 1_000, "only {n_read} cells were read");
}

#[test]
fn no_file_carries_a_name() {
    let night = district();
    assert!(night.tables["learners.csv"].iter().all(|row| row["name"].contains("Quillfeather")));
    for (path, text) in &night.files {
        assert!(!text.contains("Quillfeather") && !text.contains("Zaphodine"), "{path} carries a name");
    }
}
