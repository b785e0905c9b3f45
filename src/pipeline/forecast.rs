//! A term of a school's own: its package on the eve of the first day, and minds drawn from what is believed of its learners.
//!
//! Nobody has measured what a school's learners know, so what such a term brings is a forecast: as good as what is believed, and
//! as wide apart between seeds as that is uncertain.

use std::collections::BTreeMap;

use daybreak_day::time::{Date, days_between};
use daybreak_graph::CompetencyGraph;
use daybreak_minds::{Believed, Terrain, World, draw};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;
use daybreak_school::tables::SourceFile;
use daybreak_simulate::Building;
use rayon::prelude::*;

use super::Observer;
use super::ground::states;
use super::package::{Inputs, check_package};
use crate::config::Config;
use crate::{ingest, validate};

/// Days since the latest practice of what no record speaks of: what is known of it has been known for long.
const LONG_AGO: i16 = 90;

/// A school on the eve of a term.
pub struct Eve {
    school: School,
    rules: Rules,
    states: LearnerStates,
    package: Vec<SourceFile>,
    date: Date,
    /// Rows of evidence, of lessons and of teachers' words that date from the first day or later. They are left out: a term
    /// that lies in the past would be lived through beside the one that was.
    pub n_left_out: usize,
}

impl Eve {
    /// Of a package that may be planned from; the rules are those by which beliefs are formed.
    ///
    /// # Errors
    /// Why nothing can be planned from what the package says before the date.
    pub fn new(inputs: &Inputs, date: Date, config: &Config, observer: &dyn Observer) -> Result<Self, String> {
        let (package, n_left_out) = until(&inputs.tables, date);
        let before = Inputs { tables: package.clone(), rules: inputs.rules.clone() };
        let checked = check_package(&before, config, observer);
        if let Some(refusal) = checked.refusal {
            return Err(refusal);
        }
        let (school, rules) = (checked.school, checked.rules);
        let states = states(&school, &rules, &CompetencyGraph::new(&school), date, observer);
        Ok(Eve { school, rules, states, package, date, n_left_out })
    }

    /// The learners of the term.
    pub fn n_learners(&self) -> usize {
        self.school.learners.len()
    }

    /// The school with minds of a world, one draw a seed.
    pub fn building(&self, world: World, seed: u64, tickets: f64) -> Building {
        let school = &self.school;
        let catalogue = Terrain::of(school, self.rules.pacing.minutes_typical);
        let order = catalogue.order(by_subject_and_level(school));
        let practised = self.practised();
        let n = school.competencies.len();
        let mind = |learner: usize| {
            let believed = |at: usize| {
                let about = &school.competencies[at];
                let told = self.states.beliefs.of(LearnerIdx::at(learner), CompetencyIdx::at(at));
                let (mean, spread) = told.expect("something is believed of every learner and competency");
                let days = practised[learner * n + at];
                Believed { competency: &about.id, subject: &about.subject, mean, spread, days }
            };
            let believed: Vec<Believed<'_>> = (0..n).map(believed).collect();
            let id = &school.learners[learner].id;
            (id.clone(), draw(world, seed, id, &believed))
        };
        Building {
            package: self.package.clone(),
            competencies: school.competencies.iter().map(|about| about.id.clone()).collect(),
            terrain: catalogue.true_in(&world, seed, &order),
            minds: (0..school.learners.len()).into_par_iter().map(mind).collect(),
            date: self.date,
            today: 0,
            seed,
            tickets,
        }
    }

    /// Days since each learner worked at each competency, by what is on record.
    fn practised(&self) -> Vec<i16> {
        let n = self.school.competencies.len();
        let mut days = vec![LONG_AGO; self.school.learners.len() * n];
        let lessons = self.school.delivered.iter().filter(|row| row.attended);
        let lessons = lessons.filter_map(|row| Some((row.learner, row.competency?, row.date)));
        let evidence = self.school.evidence.iter().map(|row| (row.learner, row.competency, row.at.date()));
        for (learner, competency, date) in lessons.chain(evidence) {
            let since = i16::try_from(days_between(date, self.date).max(0)).unwrap_or(i16::MAX);
            let entry = &mut days[learner.i() * n + competency.i()];
            *entry = (*entry).min(since);
        }
        days
    }
}

/// Competencies by subject and level, as the catalogue of a made-up school lists them.
fn by_subject_and_level(school: &School) -> Vec<usize> {
    let level = |at: usize| {
        let about = &school.competencies[at];
        about.level.or(about.grade.map(|grade| f64::from(grade.0))).unwrap_or(0.0)
    };
    let mut order: Vec<usize> = (0..school.competencies.len()).collect();
    order.sort_by(|&a, &b| {
        let subjects = school.competencies[a].subject.cmp(&school.competencies[b].subject);
        subjects.then(level(a).total_cmp(&level(b))).then(a.cmp(&b))
    });
    order
}

/// Tables to which a term adds rows, and such as tell what will have happened, with the column that says when; none: all of
/// it may be known before.
const WRITTEN: [(TableKind, Option<&str>); 4] = [
    (TableKind::Evidence, Some("at")),
    (TableKind::Delivered, Some("date")),
    (TableKind::Overrules, Some("at")),
    (TableKind::Availability, None),
];

/// A package as it stood on the eve of a date, and how many rows are younger. The tables that a term adds to are written anew,
/// in UTF-8, with commas and every column, whatever the school's export looks like.
fn until(files: &[SourceFile], date: Date) -> (Vec<SourceFile>, usize) {
    let (tables, _) = ingest::read_tables(files);
    let is_written = |file: &SourceFile| {
        let kind = file.name.rsplit(['/', '\\']).next().and_then(TableKind::of_file);
        WRITTEN.iter().any(|(written, _)| Some(*written) == kind)
    };
    let mut package: BTreeMap<String, SourceFile> =
        files.iter().filter(|file| !is_written(file)).map(|file| (file.name.clone(), file.clone())).collect();
    let mut n_left_out = 0;
    for (kind, column) in WRITTEN {
        let Some(table) = tables.tables.get(&kind) else { continue };
        let when = column.and_then(|name| kind.spec().column(name));
        let is_before = |row: usize| {
            let cell = when.and_then(|at| table.row(row).nth(at));
            cell.and_then(validate::day_of).is_none_or(|day| day < date)
        };
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = kind.spec().columns.iter().map(|column| column.name);
        writer.write_record(header).expect("a vector takes any bytes");
        for row in 0..table.len() {
            if is_before(row) {
                writer.write_record(table.row(row)).expect("a vector takes any bytes");
            } else {
                n_left_out += 1;
            }
        }
        let bytes = writer.into_inner().expect("a vector takes any bytes");
        package.insert(kind.file(), SourceFile { name: kind.file(), bytes });
    }
    (package.into_values().collect(), n_left_out)
}
