//! The generator makes schools that a school could have: valid, varied, of any size, the same from the same seed;
//! and `data/example` is what it makes by default.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use daybreak::generate::{DemandShape, Generated, SchoolSpec, generate};
use daybreak::issue::Severity;
use daybreak::model::dictionary::TableKind;
use daybreak::model::tables::SourceFile;
use daybreak::model::time::Date;
use daybreak::{ingest, validate};

/// A small school that still has everything.
fn small() -> SchoolSpec {
    SchoolSpec { learners_per_site: 108, evidence_days: 15, delivered_days: 5, ..SchoolSpec::default() }
}

/// The bytes of a file among several.
fn bytes<'a>(files: &'a [SourceFile], name: &str) -> &'a [u8] {
    &files.iter().find(|file| file.name == name).unwrap_or_else(|| panic!("no {name}")).bytes
}

type Row = BTreeMap<String, String>;

/// The rows of a file, by column.
fn rows(files: &[SourceFile], name: &str) -> Vec<Row> {
    csv::Reader::from_reader(bytes(files, name)).deserialize().map(|row| row.expect("well-formed CSV")).collect()
}

/// The different texts of a column.
fn texts(rows: &[Row], column: &str) -> BTreeSet<String> {
    rows.iter().map(|row| row[column].clone()).collect()
}

/// Everything that ingest and validate say about a package, notes excepted.
fn complaints(generated: &Generated) -> Vec<String> {
    let (tables, mut issues) = ingest::read_tables(&generated.files);
    issues.extend(validate::validate(&tables).issues);
    issues.iter().filter(|issue| issue.severity != Severity::Note).map(ToString::to_string).collect()
}

#[test]
fn the_same_spec_gives_the_same_bytes_with_any_number_of_threads() {
    let spec = SchoolSpec { n_sites: 2, learners_per_site: 30, ..small() };
    let with_threads = |n: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a pool");
        pool.install(|| generate(&spec))
    };
    let (one, two) = (with_threads(1), with_threads(2));
    for (a, b) in one.files.iter().chain(&one.truth).zip(two.files.iter().chain(&two.truth)) {
        assert_eq!(a.name, b.name);
        assert!(a.bytes == b.bytes, "{} differs", a.name);
    }
    let other = generate(&SchoolSpec { seed: spec.seed + 1, ..spec });
    assert_ne!(bytes(&one.files, "evidence.csv"), bytes(&other.files, "evidence.csv"));
    assert_eq!(bytes(&one.files, "competencies.csv"), bytes(&other.files, "competencies.csv"));
}

#[test]
fn a_package_has_every_table_with_the_dictionary_s_header() {
    let generated = generate(&small());
    let names: Vec<&str> = generated.files.iter().map(|file| file.name.as_str()).collect();
    // Nobody overrules an estimate that has not been made yet, nor bans or signs for what nobody has planned.
    let unwritten = [TableKind::Overrules, TableKind::Bans, TableKind::Waivers];
    let written = || TableKind::ALL.into_iter().filter(|kind| !unwritten.contains(kind));
    assert_eq!(names, written().map(TableKind::file).collect::<Vec<String>>());
    for kind in written() {
        let header: Vec<&str> = kind.spec().columns.iter().map(|column| column.name).collect();
        let text = std::str::from_utf8(bytes(&generated.files, &kind.file())).expect("UTF-8");
        assert_eq!(text.lines().next(), Some(header.join(",").as_str()), "{}", kind.file());
        assert!(text.lines().count() > 1, "{} is empty", kind.file());
    }
}

#[test]
fn what_is_generated_is_valid_input() {
    let usual = small();
    let specs = [
        SchoolSpec::default(),
        SchoolSpec { seed: 5, demand: DemandShape::LongTail, evidence_per_slot: 3.0, ..usual.clone() },
        SchoolSpec { seed: 6, staff_scarcity: 1.0, room_scarcity: 1.0, slots_per_day: 4, ..usual.clone() },
        SchoolSpec { seed: 7, staff_scarcity: 0.0, room_scarcity: 0.0, slots_per_day: 12, ..usual.clone() },
        SchoolSpec { seed: 8, n_sites: 3, learners_per_site: 60, demand: DemandShape::Even, ..usual.clone() },
        SchoolSpec { seed: 9, grade_min: 6, grade_max: 8, date: Date::constant(2027, 1, 4), ..usual },
    ];
    for spec in specs {
        assert_eq!(complaints(&generate(&spec)), Vec::<String>::new(), "{spec:?}");
    }
}

#[test]
fn a_school_may_be_tiny() {
    for learners_per_site in [1, 2, 7] {
        let spec = SchoolSpec { learners_per_site, evidence_days: 3, delivered_days: 2, ..SchoolSpec::default() };
        let generated = generate(&spec);
        assert_eq!(rows(&generated.files, "learners.csv").len(), learners_per_site as usize);
        assert_eq!(complaints(&generated), Vec::<String>::new());
    }
}

#[test]
fn a_school_may_be_new() {
    let generated = generate(&SchoolSpec { evidence_days: 0, delivered_days: 0, ..small() });
    assert!(rows(&generated.files, "evidence.csv").is_empty());
    assert!(rows(&generated.files, "delivered.csv").is_empty());
    assert_eq!(complaints(&generated), Vec::<String>::new());
}

#[test]
fn a_district_has_sites_with_their_own_learners_and_rooms() {
    let spec = SchoolSpec { n_sites: 3, learners_per_site: 40, ..small() };
    let files = generate(&spec).files;
    assert_eq!(rows(&files, "sites.csv").len(), 3);
    let learners = rows(&files, "learners.csv");
    assert_eq!(texts(&learners, "learner").len(), 120, "ids are unique in the package");
    for table in ["slots.csv", "rooms.csv", "staff.csv", "learners.csv", "availability.csv", "days.csv"] {
        assert_eq!(texts(&rows(&files, table), "site").len(), 3, "{table}");
    }
    let workshops: Vec<Row> =
        rows(&files, "lessons.csv").into_iter().filter(|lesson| lesson["modality"] == "workshop").collect();
    assert_eq!(texts(&workshops, "site").len(), 3, "each site has its own partner");
}

#[test]
fn any_spec_makes_a_school_and_its_faults_are_named() {
    let wild = SchoolSpec {
        n_sites: 0,
        learners_per_site: 0,
        grade_min: 40,
        grade_max: -3,
        slots_per_day: 0,
        evidence_days: 2,
        delivered_days: 90,
        evidence_per_slot: f64::NAN,
        staff_scarcity: -1.0,
        wish_share: 7.0,
        ..SchoolSpec::default()
    };
    let faults = wild.faults();
    for name in ["n_sites", "learners_per_site", "grade_min", "slots_per_day", "delivered_days", "wish_share"] {
        assert!(faults.iter().any(|fault| fault.starts_with(name)), "{name} in {faults:?}");
    }
    assert_eq!(complaints(&generate(&wild)), Vec::<String>::new());
    assert_eq!(SchoolSpec::default().faults(), Vec::<String>::new());
}

#[test]
fn the_default_school_reads_like_a_school() {
    let generated = generate(&SchoolSpec::default());
    let table = |name: &str| rows(&generated.files, name);
    assert_eq!((table("learners.csv").len(), table("staff.csv").len(), table("rooms.csv").len()), (405, 30, 24));
    assert!(table("competencies.csv").len() >= 300);
    assert!(table("lessons.csv").len() >= 1_000);
    assert_eq!(texts(&table("learners.csv"), "grade").len(), 9);
    assert_eq!(texts(&table("competencies.csv"), "subject").len(), 3);

    // Everything that a column can say is said.
    let modalities = texts(&table("modalities.csv"), "modality");
    assert!(modalities.len() >= 8);
    assert_eq!(texts(&table("lessons.csv"), "modality"), modalities, "every modality has lessons");
    let practised = texts(&table("delivered.csv"), "modality");
    assert!(modalities.iter().all(|modality| practised.contains(modality)), "{practised:?}");
    assert_eq!(texts(&table("wishes.csv"), "kind").len(), 8);
    assert_eq!(texts(&table("relations.csv"), "kind").len(), 3);
    assert_eq!(texts(&table("evidence.csv"), "kind").len(), 10);
    assert_eq!(
        texts(&table("availability.csv"), "kind"),
        BTreeSet::from(["learner", "room", "staff"].map(String::from))
    );
    let services = table("services.csv");
    let owed = ["counselor", "language", "special_education", "speech"].map(String::from);
    assert_eq!(texts(&services, "service"), BTreeSet::from(owed));
    assert_eq!(texts(&services, "per").len(), 4);
    assert_eq!(texts(&services, "setting").len(), 2);
    assert!(table("delivered.csv").iter().any(|row| row["lesson"] == "service:speech"));
    assert!(table("delivered.csv").iter().any(|row| row["attended"] == "no"));
    for (name, column) in [("lessons.csv", "follows"), ("lessons.csv", "interests"), ("lessons.csv", "languages")] {
        assert!(table(name).iter().any(|row| !row[column].is_empty()), "{column}");
    }

    // Six learning slots each: seven periods, and lunch by grade band.
    let lunches: Vec<Row> = table("availability.csv").into_iter().filter(|row| row["reason"] == "lunch").collect();
    assert_eq!(lunches.iter().filter(|row| row["kind"] == "learner").count(), 405);
    assert_eq!(texts(&lunches, "slot").len(), 3);
    assert_eq!(table("slots.csv").iter().filter(|slot| slot["day_type"].is_empty()).count(), 7);

    // Nobody is in two places at once.
    let mut seen = BTreeSet::new();
    for row in table("delivered.csv") {
        assert!(seen.insert((row["date"].clone(), row["learner"].clone(), row["slot"].clone())), "{row:?}");
    }
}

#[test]
fn evidence_comes_as_often_as_asked() {
    let spec = SchoolSpec { learners_per_site: 45, evidence_days: 10, evidence_per_slot: 4.5, ..small() };
    let evidence = rows(&generate(&spec).files, "evidence.csv");
    let in_lessons = evidence.iter().filter(|row| !row["lesson"].is_empty()).count();
    // 45 learners, 10 days, 6 slots, less who is away or owed a service.
    let expected = 45.0 * 10.0 * 6.0 * 4.5;
    assert!((0.7..=1.0).contains(&(in_lessons as f64 / expected)), "{in_lessons} of {expected}");
}

#[test]
fn the_truth_makes_sense() {
    let generated = generate(&SchoolSpec::default());
    let truth = rows(&generated.truth, "knowledge.csv");
    let number = |row: &Row, column: &str| row[column].parse::<f64>().expect("a number");
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;

    // More lessons, more knowledge; what was never met is known less than what was learned.
    let by_lessons = |low: f64, high: f64| {
        let some = truth.iter().filter(|row| (low..=high).contains(&number(row, "lessons")));
        mean(&some.map(|row| number(row, "p_know")).collect::<Vec<_>>())
    };
    assert!(by_lessons(0.0, 0.0) < by_lessons(3.0, 4.0));
    assert!(by_lessons(3.0, 4.0) < by_lessons(8.0, 99.0));

    // Each grade stands above the one before, in every subject.
    let competencies = rows(&generated.files, "competencies.csv");
    let subject: BTreeMap<&str, &str> =
        competencies.iter().map(|row| (row["competency"].as_str(), row["subject"].as_str())).collect();
    let level: BTreeMap<&str, f64> =
        competencies.iter().map(|row| (row["competency"].as_str(), number(row, "level"))).collect();
    let learners = rows(&generated.files, "learners.csv");
    let grade: BTreeMap<&str, &str> =
        learners.iter().map(|row| (row["learner"].as_str(), row["grade"].as_str())).collect();
    for which in ["math", "ela", "science"] {
        let mut standing: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for row in
            truth.iter().filter(|row| subject[row["competency"].as_str()] == which && number(row, "lessons") > 2.0)
        {
            let of_grade = grade[row["learner"].as_str()].replace('K', "0").parse().expect("a grade");
            standing.entry(of_grade).or_default().push(level[row["competency"].as_str()]);
        }
        let means: Vec<f64> = standing.values().map(|levels| mean(levels)).collect();
        assert!(means.len() == 9 && means.windows(2).all(|pair| pair[0] + 0.3 < pair[1]), "{which}: {means:?}");
    }

    // Scores follow the truth: the better known half scores higher, kind by kind.
    let known: BTreeMap<(&str, &str), f64> = truth
        .iter()
        .map(|row| ((row["learner"].as_str(), row["competency"].as_str()), number(row, "p_know")))
        .collect();
    for kind in ["exit_ticket", "quiz", "practice", "observation", "self_rating"] {
        let (mut low, mut high) = (Vec::new(), Vec::new());
        let evidence = rows(&generated.files, "evidence.csv");
        for row in evidence.iter().filter(|row| row["kind"] == kind) {
            let Some(&p) = known.get(&(row["learner"].as_str(), row["competency"].as_str())) else { continue };
            if p < 0.7 { &mut low } else { &mut high }.push(number(row, "score"));
        }
        assert!(mean(&low) + 0.05 < mean(&high), "{kind}: {} against {}", mean(&low), mean(&high));
    }
}

#[test]
fn the_catalogue_has_real_codes_and_no_cycles() {
    let files = generate(&SchoolSpec { learners_per_site: 1, ..small() }).files;
    let competencies = rows(&files, "competencies.csv");
    let edges = rows(&files, "prerequisites.csv");
    let level: BTreeMap<String, f64> =
        competencies.iter().map(|row| (row["competency"].clone(), row["level"].parse().expect("a level"))).collect();
    assert_eq!(texts(&competencies, "title").len(), competencies.len(), "titles tell competencies apart");

    // Within a subject what is needed comes before in the year, hence no cycles there; subjects lean on one another
    // only in one direction.
    let rank = |id: &str| ["MA", "EL", "SC"].iter().position(|s| id.starts_with(s)).expect("a subject");
    for edge in &edges {
        let (from, to) = (edge["competency"].as_str(), edge["needs"].as_str());
        let helpful = edge["strength"] == "helpful";
        assert!(rank(to) <= rank(from), "{from} needs {to}");
        assert!(helpful || level[to] < level[from], "{from} needs {to}, which comes later");
    }
    assert!(edges.iter().filter(|edge| !edge["any_of"].is_empty()).count() >= 20);
    let (tables, _) = ingest::read_tables(&files);
    let issues = validate::validate(&tables).issues;
    assert!(issues.iter().all(|issue| issue.severity == Severity::Note), "{issues:?}");

    let mut n_codes = [0; 3];
    for row in &competencies {
        let code = row["code"].as_str();
        let parts: Vec<&str> = code.split('.').collect();
        match row["subject"].as_str() {
            "math" => {
                assert!(code.starts_with("CCSS.MATH.CONTENT.") && (7..=8).contains(&parts.len()), "{code}");
                n_codes[0] += 1;
            }
            "ela" if !code.is_empty() => {
                assert!(code.starts_with("CCSS.ELA-LITERACY.") && parts.len() == 5, "{code}");
                n_codes[1] += 1;
            }
            "science" => {
                assert!(code.starts_with("NGSS.") && code.matches('-').count() >= 2, "{code}");
                n_codes[2] += 1;
            }
            _ => {}
        }
    }
    assert_eq!(n_codes, [317, 203, 137]);
}

/// The published list of mathematics standards, where the project's shared data lie beside it.
#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn mathematics_has_every_published_standard() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data");
    let folder = std::env::var("DAYBREAK_SHARED_DATA").unwrap_or_else(|_| beside.to_owned());
    let Ok(text) = fs::read(Path::new(&folder).join("ccss-coherence-map/nodes.csv")) else {
        eprintln!("skipped: no shared data at {folder}");
        return;
    };
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let nodes: Vec<Row> = reader.deserialize().map(|row| row.expect("well-formed CSV")).collect();
    let published: BTreeSet<String> = nodes
        .iter()
        .filter(|row| row["grade"] != "HS")
        .map(|row| format!("CCSS.MATH.CONTENT.{}", row["code"]))
        .collect();
    let files = generate(&SchoolSpec { learners_per_site: 1, ..small() }).files;
    let ours = rows(&files, "competencies.csv").into_iter().filter(|row| row["subject"] == "math");
    assert_eq!(ours.map(|row| row["code"].clone()).collect::<BTreeSet<_>>(), published);
}

/// `UPDATE=1 cargo test --release --test package generator` rewrites the example and its truth.
#[test]
fn the_shipped_example_is_what_the_generator_makes() {
    let data = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/data"));
    let generated = generate(&SchoolSpec::default());
    for (folder, files) in [("example", &generated.files), ("example-truth", &generated.truth)] {
        for file in files {
            let path = data.join(folder).join(&file.name);
            if std::env::var_os("UPDATE").is_some() {
                fs::create_dir_all(data.join(folder)).expect("a folder to write into");
                fs::write(&path, &file.bytes).expect("a file to write");
            }
            let shipped = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert!(shipped == file.bytes, "{} is not what the generator makes; UPDATE=1 rewrites it", path.display());
        }
    }
    hold_counts(&data.join("example/ABOUT.md"), &generated.files);
    let size: usize = generated.files.iter().map(|file| file.bytes.len()).sum();
    assert!(size < 6_500_000, "the example has {size} bytes");
}

/// The page about the example ends with the rows of every table; `UPDATE=1` rewrites them.
fn hold_counts(page: &Path, files: &[SourceFile]) {
    let text = fs::read_to_string(page).expect("a page about the example");
    let head = "| table | rows |\n|---|---|\n";
    let (before, _) = text.split_once(head).expect("the page has a table of counts");
    let counts: String =
        files.iter().map(|file| format!("| {} | {} |\n", file.name, rows(files, &file.name).len())).collect();
    let wanted = format!("{before}{head}{counts}");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(page, &wanted).expect("a page to write");
    } else {
        assert!(text == wanted, "{} is out of date; UPDATE=1 rewrites it", page.display());
    }
}
