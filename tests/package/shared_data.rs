//! Public data sets of the field, read where they are at hand: real catalogues, a synthetic district, a vendor's
//! exports. Their columns are mapped to the package's here, as a school's export script would.
//!
//! They are looked for in the folder `DAYBREAK_SHARED_DATA`, or beside the project; without them each test says so
//! and passes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use daybreak::ingest::read_tables;
use daybreak::issue::Severity;
use daybreak::model::dictionary::TableKind;
use daybreak::model::tables::RowCounts;
use daybreak::model::tables::SourceFile;
use daybreak::validate::{Validated, validate};

/// The bytes of a file of the data sets; none where they are absent.
fn data(path: &str) -> Option<Vec<u8>> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data"));
    let folder = std::env::var_os("DAYBREAK_SHARED_DATA").map_or_else(beside, PathBuf::from);
    let bytes = fs::read(folder.join(path)).ok();
    if bytes.is_none() {
        #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
        {
            eprintln!("skipped: {path} is not at hand");
        }
    }
    bytes
}

/// The rows of a data set, by column name.
fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    reader.deserialize().map(|row| row.expect("a table with a header")).collect()
}

/// A table of a package, from cells.
fn table<const N: usize>(name: &str, header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> SourceFile {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).expect("in memory");
    rows.into_iter().for_each(|row| writer.write_record(row).expect("in memory"));
    SourceFile { name: name.into(), bytes: writer.into_inner().expect("in memory") }
}

fn check(files: &[SourceFile]) -> Validated {
    let (tables, mut issues) = read_tables(files);
    let validated = validate(&tables);
    issues.extend(validated.issues);
    // The packages hold what a test needs, not every required table.
    issues.retain(|issue| issue.code != "F106");
    Validated { issues, ..validated }
}

fn counts(used: u64, repaired: u64, rejected: u64) -> RowCounts {
    RowCounts { used, repaired, rejected }
}

/// How often each code was raised.
fn codes(validated: &Validated) -> Vec<(&'static str, usize)> {
    let mut codes = BTreeMap::new();
    validated.issues.iter().for_each(|issue| *codes.entry(issue.code).or_insert(0) += 1);
    codes.into_iter().collect()
}

#[test]
fn the_coherence_map_is_a_sound_catalogue() {
    let (Some(nodes), Some(edges)) =
        (data("ccss-coherence-map/nodes.csv"), data("ccss-coherence-map/prerequisite_edges.csv"))
    else {
        return;
    };
    let grade = |row: &BTreeMap<String, String>| if row["grade"] == "HS" { "9".into() } else { row["grade"].clone() };
    let competencies = rows(&nodes)
        .into_iter()
        .map(|row| [row["code"].clone(), "math".into(), row["description"].clone(), grade(&row), row["code"].clone()]);
    let prerequisites =
        rows(&edges).into_iter().map(|row| [row["code"].clone(), row["prereq_code"].clone(), "helpful".into()]);
    let validated = check(&[
        table("competencies.csv", ["competency", "subject", "title", "grade", "code"], competencies),
        table("prerequisites.csv", ["competency", "needs", "strength"], prerequisites),
    ]);
    assert_eq!(codes(&validated), []);
    assert_eq!(validated.counts[&TableKind::Competencies], counts(480, 0, 0));
    assert_eq!(validated.counts[&TableKind::Prerequisites], counts(757, 0, 0));
}

#[test]
fn the_dependency_graph_has_no_circle_and_conceptual_connections_would_close_some() {
    let (Some(k8), Some(high), Some(edges)) = (
        data("ccssm-dependencies/ccssm-k8.csv"),
        data("ccssm-dependencies/ccssm-hs.csv"),
        data("ccssm-dependencies/ccssm-dependencies.csv"),
    ) else {
        return;
    };
    let code = |row: &BTreeMap<String, String>| {
        let first = format!("{}{}", row["grade_level_code"], row.get("category_code").map_or("", String::as_str));
        let rest =
            ["domain_code", "cluster_code", "standard_counter", "substandard_counter"].map(|part| row[part].clone());
        let parts: Vec<String> = std::iter::once(first).chain(rest).filter(|part| !part.is_empty()).collect();
        parts.join(".")
    };
    let standards: Vec<_> = rows(&k8).into_iter().chain(rows(&high)).collect();
    let competencies = || standards.iter().map(|row| [code(row), "math".to_owned(), row["description"].clone()]);
    let edges = rows(&edges);
    let package = |kinds: &[&str]| {
        let kept = edges.iter().filter(|row| kinds.contains(&row["relationship"].as_str()));
        let strength = |row: &BTreeMap<String, String>| match row["relationship"].as_str() {
            "dependency" => "hard".to_owned(),
            _ => "helpful".to_owned(),
        };
        check(&[
            table("competencies.csv", ["competency", "subject", "title"], competencies()),
            table(
                "prerequisites.csv",
                ["competency", "needs", "strength"],
                kept.map(|row| [row["target"].clone(), row["source"].clone(), strength(row)]),
            ),
        ])
    };
    let dependencies = package(&["dependency"]);
    assert_eq!(codes(&dependencies), []);
    assert_eq!(dependencies.counts[&TableKind::Competencies], counts(471, 0, 0));
    assert_eq!(dependencies.counts[&TableKind::Prerequisites], counts(729, 0, 0));
    // Connections run both ways. Whatever circle they close is named and opened at a connection, which only helps.
    let all = package(&["dependency", "conceptual connection"]);
    let hard = |validated: &Validated| {
        let is_hard = |edge: &&daybreak::model::school::Prerequisite| format!("{:?}", edge.strength) == "Hard";
        validated.school.prerequisites.iter().filter(is_hard).count()
    };
    assert_eq!(hard(&all), 729);
    let rejected = all.counts[&TableKind::Prerequisites].rejected as usize;
    assert_eq!(codes(&all), if rejected == 0 { vec![] } else { vec![("V326", rejected)] });
}

#[test]
fn a_synthetic_district_gives_learners_rooms_and_marks() {
    let (Some(students), Some(marks), Some(sections)) = (
        data("oea-hello-world/contoso_sis/day1/students.csv"),
        data("oea-hello-world/contoso_sis/day1/studentsectionmark.csv"),
        data("oea-hello-world/m365/day1/Section.csv"),
    ) else {
        return;
    };
    let students = rows(&students);
    let sites: BTreeSet<String> = students.iter().map(|row| row["School SIS ID"].clone()).collect();
    let learners = students.iter().map(|row| {
        let tags = [("ELLStatus", "ell"), ("SpecialEducation", "iep")];
        let tags: Vec<&str> = tags.iter().filter(|(column, _)| !row[*column].is_empty()).map(|(_, tag)| *tag).collect();
        [row["School SIS ID"].clone(), row["SIS ID"].clone(), row["Grade"].clone(), tags.join(";")]
    });
    let mut headerless = csv::ReaderBuilder::new().has_headers(false).from_reader(sections.as_slice());
    let sections: Vec<(String, String)> = headerless
        .records()
        .map(|row| row.expect("a table"))
        .map(|row| (row[4].to_owned(), row[11].trim_start_matches("edp_").to_owned()))
        .collect();
    let marks = rows(&marks);
    let taken: BTreeSet<String> = marks.iter().map(|row| row["section_id"].clone()).collect();
    let evidence = marks.iter().map(|row| {
        let score =
            row["numeric_grade_earned"].parse::<f64>().map_or_else(|_| "?".into(), |mark| (mark / 100.0).to_string());
        let at = if row["term_id"] == "term1" { "2019-12-22" } else { "2020-05-30" };
        [row["student_id"].clone(), row["section_id"].clone(), at.into(), "test".into(), score, row["id"].clone()]
    });
    let validated = check(&[
        table("sites.csv", ["site"], sites.into_iter().map(|site| [site])),
        table("learners.csv", ["site", "learner", "grade", "tags"], learners),
        table(
            "rooms.csv",
            ["site", "room", "capacity"],
            sections.iter().map(|(section, site)| [site.clone(), section.clone(), "30".into()]),
        ),
        table(
            "competencies.csv",
            ["competency", "subject", "title"],
            taken.into_iter().map(|id| [id.clone(), "course".into(), format!("Section {id}")]),
        ),
        table("evidence.csv", ["learner", "competency", "at", "kind", "score", "item"], evidence),
    ]);
    assert_eq!(validated.counts[&TableKind::Learners], counts(400, 0, 0));
    assert_eq!(validated.counts[&TableKind::Rooms], counts(100, 0, 0));
    // Marks above 100 are no shares; three lines are the export's header again, in the middle of the file.
    assert_eq!(validated.counts[&TableKind::Evidence], counts(3_941, 0, 859 + 3));
    assert_eq!(codes(&validated), [("V601", 3), ("V605", 859 + 3)]);
    let tagged =
        |tag: &str| validated.school.learners.iter().filter(|learner| learner.tags.iter().any(|t| t == tag)).count();
    assert_eq!((tagged("ell"), tagged("iep")), (77, 68));
}

#[test]
fn a_vendor_s_lesson_log_becomes_evidence() {
    for (subject, n_rows, n_repeated) in [("math", 7_767, 4), ("ela", 11_770, 7)] {
        let Some(log) = data(&format!("oea-iready/personalized_instruction_by_lesson_{subject}.csv")) else { return };
        let log = rows(&log);
        let iso = |date: &str| format!("{}-{}-{}", &date[6..], &date[..2], &date[3..5]);
        let evidence = |as_written: bool| {
            let rows = log.iter().map(|row| {
                let date = if as_written { row["Completion Date"].clone() } else { iso(&row["Completion Date"]) };
                let score = row["Score"].parse::<f64>().expect("a score") / 100.0;
                let score = if as_written { row["Score"].clone() } else { score.to_string() };
                let (learner, lesson) = (row["Student ID"].clone(), row["Lesson ID"].clone());
                // Attempts of one day are told apart by their minutes, the only thing that differs.
                [learner, lesson, date, "practice".into(), score, row["Total Time on Lesson (min)"].clone()]
            });
            table("evidence.csv", ["learner", "competency", "at", "kind", "score", "item"], rows)
        };
        let first_of = |column: &str| {
            let mut seen = BTreeSet::new();
            log.iter().filter(move |row| seen.insert(row[column].clone())).collect::<Vec<_>>()
        };
        let learners = first_of("Student ID")
            .into_iter()
            .map(|row| ["district".to_owned(), row["Student ID"].clone(), row["Student Grade"].clone()]);
        let lessons = first_of("Lesson ID").into_iter().map(|row| {
            [
                row["Lesson ID"].clone(),
                row["Subject"].clone(),
                row["Lesson Objective"].clone(),
                row["Lesson Grade"].clone(),
            ]
        });
        let base = [
            table("sites.csv", ["site"], [["district".to_owned()]]),
            table("learners.csv", ["site", "learner", "grade"], learners),
            table("competencies.csv", ["competency", "subject", "title", "grade"], lessons),
        ];
        let with = |evidence| check(&base.iter().cloned().chain([evidence]).collect::<Vec<_>>());
        let mapped = with(evidence(false));
        assert_eq!(mapped.counts[&TableKind::Evidence], counts(n_rows - n_repeated, 0, n_repeated), "{subject}");
        assert!(mapped.issues.iter().all(|issue| issue.severity != Severity::Error), "{subject}: {:?}", codes(&mapped));
        // As the vendor writes them, dates and percentages are refused, each with what was probably meant.
        let raw = with(evidence(true));
        assert_eq!(raw.counts[&TableKind::Evidence].used, 0, "{subject}");
        let dates: Vec<_> = raw.issues.iter().filter(|issue| issue.code == "V603").collect();
        assert_eq!(dates.len() as u64, n_rows);
        assert!(
            dates
                .iter()
                .all(|issue| issue.maybe.as_ref().is_some_and(|hint| hint.starts_with("Maybe the date should be 202")))
        );
    }
}
