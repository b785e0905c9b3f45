//! What comes out: the contract's columns, nobody missing, nothing told that a learner's sheet must not tell.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use daybreak::config::Config;
use daybreak::explain::{Known, Language, Question, explain_learner, learner_text};
use daybreak::export::documents::DOCUMENTS;
use daybreak::export::sheet::{Audience, Cell, Form};
use daybreak::export::tables::{self, TABLES};
use daybreak::export::{self, dictionary};
use daybreak::generate::{SchoolSpec, generate};
use daybreak::model::explanation::Because;
use daybreak::model::ids::{LearnerIdx, LessonIdx};
use daybreak::model::report::{Report, SiteReport};
use daybreak::model::tables::SourceFile;
use daybreak::model::time::Date;
use daybreak::pipeline;

/// The columns that the contract fixes; `lesson or station` is two columns, one of them filled. Ours come after them.
const CONTRACT: [(&str, &str); 8] = [
    ("playlists", "date,site,learner,slot,start,end,session,lesson,title,competency,modality,room,staff,reason"),
    (
        "sessions",
        "date,site,session,slot,start,end,lesson,station,modality,competency,room,staff,size,size_min,size_max",
    ),
    ("mastery", "site,learner,competency,mastery,status,evidence,last_seen,due_review"),
    (
        "pathways",
        "site,learner,goal,step,competency,minutes,expected_date,on_track,reason,\
         week,minutes_p80,earliest,latest_start,slack_days,critical",
    ),
    ("services", "site,learner,service,owed,delivered,planned,still_owed,by_when"),
    ("exceptions", "severity,kind,site,subject,slot,what,why,what_would_help"),
    ("rooms", "date,site,room,slot,start,end,state,session,lesson,station,staff,size,capacity"),
    ("staff", "date,site,staff,slot,start,end,state,session,lesson,station,modality,room,size,learners"),
];

type Row = BTreeMap<String, String>;

fn plan(tables: Vec<SourceFile>, date: Date) -> Report {
    let inputs = pipeline::Inputs { tables, rules: Vec::new() };
    let config = Config::default();
    let checked = pipeline::check_package(&inputs, &config, &());
    assert_eq!(checked.refusal, None);
    let report = pipeline::plan(checked, &[], date, &config, &());
    assert!(report.failed.is_empty(), "{:?}", report.failed.iter().map(|f| &f.why).collect::<Vec<_>>());
    report
}

/// A generated school with everything that a sheet must not tell: services, relations, tags, absences, few people.
fn school(seed: u64) -> Report {
    let spec =
        SchoolSpec { seed, learners_per_site: 60, staff_scarcity: 0.8, room_scarcity: 0.5, ..SchoolSpec::default() };
    plan(generate(&spec).files, spec.date)
}

/// The base school of the readable cases with some tables replaced or added.
fn base(with: &[(&str, &str)]) -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/base");
    let mut tables: BTreeMap<String, Vec<u8>> = fs::read_dir(folder)
        .expect("tests/cases/base")
        .map(|entry| entry.expect("a readable entry").path())
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("a readable table"))
        })
        .collect();
    tables.extend(with.iter().map(|&(name, text)| (name.to_owned(), text.as_bytes().to_vec())));
    plan(tables.into_iter().map(|(name, bytes)| SourceFile { name, bytes }).collect(), Date::constant(2026, 11, 23))
}

fn file(report: &Report, path: &str) -> String {
    let files = export::export(report);
    let file = files.into_iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path} is written"));
    String::from_utf8(file.bytes).expect("UTF-8")
}

fn rows(report: &Report, table: &str) -> Vec<Row> {
    let text = file(report, &format!("{table}.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let row = |record: csv::StringRecord| header.iter().zip(&record).map(|(c, v)| (c.into(), v.into())).collect();
    reader.records().map(|record| row(record.expect("a row of the header's length"))).collect()
}

#[test]
fn headers_are_the_contracts_and_the_dictionarys() {
    let report = base(&[]);
    for (name, columns) in CONTRACT {
        let text = file(&report, &format!("{name}.csv"));
        let header = text.lines().next().expect("a header");
        // Columns of our own stand behind the contract's.
        assert!(header == columns || header.starts_with(&format!("{columns},")), "{name}.csv: {header}");
    }
    let specs: Vec<_> = TABLES.iter().map(|table| (table.spec)()).collect();
    for spec in &specs {
        let columns: Vec<&str> = spec.columns.iter().map(|column| column.name).collect();
        let text = file(&report, &format!("{}.csv", spec.name));
        assert_eq!(text.lines().next(), Some(columns.join(",").as_str()), "{}.csv", spec.name);
        assert!(!text.contains('\r') && text.ends_with('\n'), "{}.csv: line feeds", spec.name);
        assert!(dictionary::markdown().contains(&format!("### {}.csv", spec.name)));
    }
    let written: BTreeSet<String> = export::export(&report).into_iter().map(|file| file.path).collect();
    let documents = DOCUMENTS.iter().map(|document| document.path.replace("SITE", "elm"));
    let named: BTreeSet<String> = specs.iter().map(|spec| format!("{}.csv", spec.name)).chain(documents).collect();
    assert_eq!(written, named, "every file is in the dictionary, and every file of the dictionary is written");
}

#[test]
fn nobody_is_missing_and_the_tables_agree() {
    let report = school(3);
    let playlists = rows(&report, "playlists");
    let (sessions, rooms, staff) = (rows(&report, "sessions"), rows(&report, "rooms"), rows(&report, "staff"));
    let keys: BTreeSet<(String, String)> =
        playlists.iter().map(|row| (row["learner"].clone(), row["slot"].clone())).collect();
    assert_eq!(keys.len(), playlists.len(), "one row for each learner and slot");
    let n_slots = report.sites[0].formulation.problem.slots.len();
    assert_eq!(keys.len(), report.school.learners.len() * n_slots, "every learner and every slot");
    assert!(playlists.iter().all(|row| !row["reason"].is_empty()), "every slot has its reason");
    for session in &sessions {
        let seats: BTreeSet<&String> =
            playlists.iter().filter(|row| row["session"] == session["session"]).map(|row| &row["learner"]).collect();
        assert_eq!(seats.len().to_string(), session["size"], "{}", session["session"]);
        assert!(session["lesson"].is_empty() != session["station"].is_empty(), "{}", session["session"]);
        let room = rows_of(&rooms, "session", &session["session"]);
        assert!(room.iter().all(|row| row["room"] == session["room"]) && !room.is_empty());
        for person in session["staff"].split(';').filter(|id| !id.is_empty()) {
            let serves = rows_of(&staff, "session", &session["session"]);
            assert!(serves.iter().any(|row| row["staff"] == person), "{person} in {}", session["session"]);
        }
    }
    let ids: BTreeSet<&String> = sessions.iter().map(|row| &row["session"]).collect();
    assert!(playlists.iter().all(|row| row["session"].is_empty() || ids.contains(&row["session"])));
}

fn rows_of(rows: &[Row], column: &str, value: &str) -> Vec<Row> {
    rows.iter().filter(|row| row[column] == value).cloned().collect()
}

#[test]
fn services_add_up_and_are_never_short_in_silence() {
    let report = school(4);
    let ledger = rows(&report, "services");
    assert!(!ledger.is_empty(), "the school owes services");
    let exceptions = rows(&report, "exceptions");
    for row in &ledger {
        let minutes = |column: &str| row[column].parse::<i64>().expect("minutes");
        let rest = (minutes("owed") + minutes("make_up") - minutes("delivered") - minutes("planned")).max(0);
        assert_eq!(minutes("still_owed"), rest, "{row:?}");
    }
    for outcome in report.sites[0].explanations.services.iter().filter(|outcome| outcome.is_short()) {
        let learner = &report.school.learners[report.school.services[outcome.service.i()].learner.i()].id;
        let told = exceptions.iter().any(|row| row["kind"] == "service_short" && row["subject"] == *learner);
        assert!(told, "{learner} is short of a service and no exception says so");
    }
}

#[test]
fn what_a_learner_may_see_tells_no_service_accommodation_or_other_learner() {
    for seed in [3, 5] {
        let report = school(seed);
        let school = &report.school;
        assert!(!school.services.is_empty() && !school.relations.is_empty(), "there is something to hide");
        let planned: u32 = report.sites[0].explanations.services.iter().map(|outcome| outcome.planned).sum();
        assert!(planned > 0, "a service is planned");
        let mut forbidden: BTreeSet<&str> =
            ["service", "services", "iep", "504", "ell", "speech", "accommodation", "apart", "specialist", "therapy"]
                .into();
        forbidden.extend(school.services.iter().flat_map(|s| [s.service.as_str(), s.staff_tag.as_str()]));
        forbidden.extend(school.learners.iter().flat_map(|l| l.tags.iter().map(String::as_str)));
        let learners: BTreeSet<&str> = school.learners.iter().map(|l| l.id.as_str()).collect();
        // Titles are the catalogue's, and say what they say. Rooms and people are in every sheet.
        let mut titles: Vec<&str> = school.competencies.iter().map(|c| c.title.as_str()).collect();
        titles.extend(school.lessons.iter().map(|l| l.title.as_str()));
        titles.sort_by_key(|title| std::cmp::Reverse(title.len()));
        let own_words = |cell: &str| {
            let quoted = titles.iter().filter(|title| !title.is_empty() && cell.contains(title.trim_end_matches('.')));
            quoted.fold(cell.to_owned(), |cell, title| cell.replace(title.trim_end_matches('.'), ""))
        };
        let mut n_cells = 0;
        for audience in [Audience::Learner, Audience::Family] {
            for sheet in tables::sheets_for(&report, audience) {
                let whose = sheet.spec.columns.iter().position(|column| column.form == Form::Whose);
                for row in sheet.rows() {
                    let own = whose.map(|at| cell_text(&row[at]));
                    for (column, cell) in sheet.spec.columns.iter().zip(&row) {
                        let place = format!("{}.{}", sheet.spec.name, column.name);
                        // What the learner asked for is the learner's own word, a partner's name too.
                        if OWN_WORDS.contains(&place.as_str()) {
                            continue;
                        }
                        for word in words(&own_words(&cell_text(cell))) {
                            n_cells += 1;
                            assert!(!forbidden.contains(word.to_lowercase().as_str()), "{place}: {row:?}");
                            let is_own = own.as_ref() == Some(&word);
                            assert!(is_own || !learners.contains(word.as_str()), "{place}: {row:?}");
                        }
                    }
                }
            }
        }
        assert!(n_cells > 1_000, "there is something to read: {n_cells}");
    }
}

/// Columns in which a learner's own wish or proposal stands.
const OWN_WORDS: [&str; 2] = ["proposals.proposed", "wishes.value"];

/// What a cell says in letters; numbers, dates and times name nobody.
fn cell_text(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Id(text) | Cell::Text(text) => text.to_string(),
        Cell::List(items) => items.join(";"),
        Cell::Empty
        | Cell::Withheld
        | Cell::Integer(_)
        | Cell::Decimal(_)
        | Cell::Date(_)
        | Cell::Time(_)
        | Cell::Flag(_) => String::new(),
    }
}

#[test]
fn a_learner_gets_no_sheet_of_others_and_no_row_of_others() {
    let report = school(3);
    let id = report.school.learners[7].id.as_str();
    let mut own = BTreeSet::new();
    for sheet in tables::sheets(&report) {
        let spec = sheet.spec.clone();
        let is_for_them = spec.is_for(Audience::Learner) || spec.is_for(Audience::Family);
        let Some(sheet) = sheet.of_learner(id) else {
            assert!(!is_for_them, "{}", spec.name);
            continue;
        };
        assert!(is_for_them, "{}", spec.name);
        if let Some(at) = spec.columns.iter().position(|column| column.form == Form::Whose) {
            let rows: Vec<_> = sheet.rows().collect();
            assert!(rows.iter().all(|row| cell_text(&row[at]) == id), "{}", spec.name);
            own.extend((!rows.is_empty()).then_some(spec.name));
        }
    }
    assert!(own.contains("playlists") && own.contains("pathways"), "{own:?}");
}

#[test]
fn every_sheet_says_what_it_holds_and_for_whom() {
    let specs: Vec<_> = TABLES.iter().map(|table| (table.spec)()).collect();
    assert!(specs.is_sorted_by_key(|spec| spec.name), "in order of name");
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
    let names: BTreeSet<&str> = specs.iter().map(|spec| spec.name).collect();
    assert_eq!(names.len(), specs.len(), "names are unique");
    for spec in &specs {
        assert!(is_name(spec.name) && !spec.what.is_empty(), "{}", spec.name);
        assert!(!spec.audience.is_empty() && spec.audience.is_sorted_by(|a, b| a < b), "{}: for whom", spec.name);
        let columns: BTreeSet<&str> = spec.columns.iter().map(|column| column.name).collect();
        assert_eq!(columns.len(), spec.columns.len(), "{}: columns are unique", spec.name);
        for column in &spec.columns {
            assert!(is_name(column.name) && !column.what.is_empty(), "{}.{}", spec.name, column.name);
            assert!(column.form.unit().is_none_or(|unit| !unit.is_empty()), "{}.{}: its unit", spec.name, column.name);
        }
        let whose = spec.columns.iter().filter(|column| column.form == Form::Whose).count();
        assert!(whose <= 1, "{}: a row is one learner's", spec.name);
    }
}

/// The words of a cell: letters, digits and what joins ids.
fn words(cell: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    cell.split(|c| !is_part(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[test]
fn sentences_never_begin_like_a_formula_and_exceptions_are_ranked() {
    let report = school(5);
    for (table, columns) in
        [("playlists", &["reason"][..]), ("exceptions", &["what", "why", "what_would_help"]), ("wishes", &["reason"])]
    {
        for row in rows(&report, table) {
            for column in columns {
                assert!(!row[*column].starts_with(['=', '+', '-', '@', '\t']), "{table}: {row:?}");
            }
        }
    }
    let severities: Vec<usize> = rows(&report, "exceptions")
        .iter()
        .map(|row| ["act", "look", "know"].iter().position(|word| *word == row["severity"]).expect("a severity"))
        .collect();
    assert!(severities.is_sorted(), "the most urgent come first");
}

#[test]
fn a_declined_wish_and_an_open_slot_say_why() {
    let report = base(&[
        ("wishes.csv", "learner,kind,value\nL3,lesson,sub-small\nL1,staff,T9\n"),
        ("requests.csv", "staff,learner,lesson,priority\nT1,L4,mul-small,1\n"),
        ("staff.csv", "site,staff,tags\nelm,T1,teacher:math\nelm,T9,tutor\n"),
    ]);
    let wishes = rows(&report, "wishes");
    assert!(
        wishes.iter().all(|row| !row["reason"].is_empty() && (row["granted"] == "yes") != row["session"].is_empty())
    );
    let requests = rows(&report, "requests");
    assert!(requests.iter().all(|row| row["granted"] == "no" || !row["session"].is_empty()), "{requests:?}");
    // There is no aide: whoever is not with the teacher has nothing, and the coordinator reads whom it would take.
    let unplaced = rows_of(&rows(&report, "exceptions"), "kind", "unplaced");
    for row in &unplaced {
        assert_eq!(row["severity"], "act");
        assert!(!row["why"].is_empty() && !row["what_would_help"].is_empty(), "{row:?}");
    }
    let open = rows(&report, "playlists").iter().filter(|row| row["session"].is_empty()).count();
    let told = rows(&report, "exceptions").iter().filter(|row| row["kind"] == "unplaced").count();
    assert!(told <= open);
}

#[test]
fn a_coordinator_can_ask_about_one_learner() {
    let report = base(&[]);
    let site = &report.sites[0];
    let known = known(&report, site);
    let learner = LearnerIdx::at(report.school.learners.iter().position(|l| l.id == "L3").expect("L3"));
    let lesson = |id: &str| LessonIdx::at(report.school.lessons.iter().position(|l| l.id == id).expect("a lesson"));
    let first = &site.formulation.problem.slots[0].id;
    let one = explain_learner(known, learner, Question { slot: Some(first), why_not: None });
    assert_eq!(one.slots.len(), 1);
    let all = explain_learner(known, learner, Question { slot: None, why_not: Some(lesson("div-small")) });
    assert_eq!(all.slots.len(), site.formulation.problem.slots.len());
    let because = all.why_not.as_ref().map(|why| &why.because);
    assert!(matches!(because, Some(Because::NeedsFirst(missing)) if missing.len() == 1), "{because:?}");
    let text = learner_text(known, &all);
    assert!(
        text.contains("Learner L3 on 2026-11-23") && text.contains("It needs this first: Multiply within 100"),
        "{text}"
    );
}

fn known<'a>(report: &'a Report, site: &'a SiteReport) -> Known<'a> {
    Known {
        school: &report.school,
        states: &report.states,
        pathways: &report.pathways,
        candidates: &site.candidates,
        formulation: &site.formulation,
        plan: &site.plan,
        verdict: &site.verdict,
        standing: &report.standing,
        rules: &report.rules,
        language: Language::English,
    }
}

#[test]
fn the_run_card_and_the_summary_count_alike() {
    let report = school(3);
    let card: serde_json::Value = serde_json::from_str(&file(&report, "run.json")).expect("JSON");
    let summary = export::summary::summary(&report);
    assert_eq!(card["objective"].as_i64(), Some(report.sites[0].plan.objective));
    assert_eq!(card["bound"].as_i64(), Some(summary.bound));
    assert_eq!(card["sites"][0]["counts"]["slots_filled"].as_u64(), Some(summary.sites[0].slots_filled));
    let learners = &card["inputs"]
        .as_array()
        .expect("inputs")
        .iter()
        .find(|i| i["table"] == "learners")
        .expect("learners")["rows"];
    assert_eq!(learners["total"].as_u64(), Some(60));
    let filled = rows(&report, "playlists").iter().filter(|row| !row["session"].is_empty()).count() as u64;
    assert_eq!(summary.sites[0].slots_filled, filled);
    let text = summary.to_text("out/day");
    for words in ["learners have a full day", "points", "Files: out/day"] {
        assert!(text.contains(words), "{text}");
    }
}
