//! Measures a model of knowing on any log of answers: ranking, distance, honesty, by how often a skill was met.
//!
//! Protocols are those of the literature: a training and a test file, folds by learner, or folds that somebody
//! published. Nothing is tuned here, and test learners are seen only through their own answers before.

mod columns;
mod dense;
mod groups;
mod read;
mod report;
mod school;
mod split;

use daybreak_day::issue::{Issue, Severity};
use daybreak_learn::estimate::Foreteller;
use daybreak_learn::knowledge::{self, Kind};
use daybreak_school::ids::LearnerIdx;
use daybreak_school::rules::MasteryPolicy;
use daybreak_school::tables::SourceFile;

pub use columns::Mapping;
pub use read::Reading;
pub use report::{Detection, Document, Figures, Opportunity};

/// Which learners are predicted from which.
#[derive(Clone, Debug)]
pub enum Protocol {
    /// Fitted to one file, measured on another.
    Files { train: SourceFile, test: SourceFile },
    /// Learners dealt into so many folds by a seed, each predicted from the others.
    Learners { file: SourceFile, folds: usize, seed: u64 },
    /// Folds that a table names: learner, fold.
    Folds { file: SourceFile, folds: SourceFile },
}

/// Which model is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// A model of answers to items.
    Of(Kind),
    /// What a school's estimate of mastery uses: monotone, pulled to shipped weights.
    School,
}

/// What is measured.
#[derive(Clone, Debug)]
pub struct Question {
    pub protocol: Protocol,
    pub model: Model,
    pub reading: Reading,
    /// Which competencies each item needs (item, competency; a row a pair); none: the log's own column says.
    pub q_matrix: Option<SourceFile>,
    /// Whether the detector of unproductive repetition is measured as well.
    pub detector: bool,
    /// Subgroups whose calibration is told (learner, group; a row a pair); none: of nobody.
    pub groups: Option<SourceFile>,
}

/// The figures, every answer's prediction, and whatever was found in the files.
pub struct Evaluation {
    pub document: Document,
    pub predictions: Vec<Prediction>,
    pub issues: Vec<Issue>,
}

/// One answer and what was expected of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    pub learner: String,
    /// The line of its file on which the answer stands.
    pub line: u64,
    pub predicted: f32,
    pub score: f32,
}

/// Reads, splits, fits, predicts and measures. `stage` hears what begins.
///
/// # Errors
/// Every fault of the files, when one of them is an error.
pub fn evaluate(question: &Question, stage: &dyn Fn(&'static str)) -> Result<Evaluation, Vec<Issue>> {
    stage("read");
    let mut issues = Vec::new();
    let files: Vec<&SourceFile> = match &question.protocol {
        Protocol::Files { train, test } => vec![train, test],
        Protocol::Learners { file, .. } | Protocol::Folds { file, .. } => vec![file],
    };
    let rows: Vec<(String, Vec<read::Row>)> =
        files.iter().map(|file| (file.name.clone(), read::log(file, &question.reading, &mut issues))).collect();
    let needs = question.q_matrix.as_ref().map(|file| read::pairs(file, ["item", "competency"], None, &mut issues));
    let groups = question.groups.as_ref().map(|file| {
        let pairs = read::pairs(file, ["learner", "group"], None, &mut issues);
        (file.name.clone(), pairs)
    });
    if is_refused(&issues) {
        return Err(issues);
    }
    let dense = dense::dense(&rows, needs.as_deref(), &mut issues);
    let splits = split::splits(&question.protocol, &dense, &mut issues);
    if is_refused(&issues) {
        return Err(issues);
    }
    if question.detector {
        stage("detect");
    }
    let detector = question.detector.then(|| report::detector(&dense.log, &splits));
    let folds = predicted(question.model, &dense, splits, stage);
    stage("measure");
    let groups = groups.map(|(file, pairs)| groups::groups(&file, &pairs, &dense, &mut issues));
    let document = report::document(question, &dense, &folds, detector, groups.as_deref());
    let mut predictions = Vec::new();
    for (split, predicted) in &folds {
        let answers = split.test.iter().flat_map(|&learner| dense.log.range(learner).map(move |at| (learner, at)));
        predictions.extend(answers.zip(predicted).map(|((learner, at), &predicted)| Prediction {
            learner: dense.learners[learner as usize].1.clone(),
            line: dense.lines[at].1,
            predicted,
            score: dense.log.answers[at].score,
        }));
    }
    Ok(Evaluation { document, predictions, issues })
}

/// Fits to each split's training learners and predicts its others.
fn predicted(
    model: Model,
    dense: &dense::Dense,
    splits: Vec<split::Split>,
    stage: &dyn Fn(&'static str),
) -> Vec<(split::Split, Vec<f32>)> {
    let each = |splits: Vec<split::Split>, of: &dyn Fn(&split::Split) -> Vec<f32>| {
        splits.into_iter().map(|split| (of(&split), split)).map(|(predicted, split)| (split, predicted)).collect()
    };
    match model {
        Model::Of(kind) => each(splits, &|split| {
            stage("fit");
            let model = knowledge::fit(kind, &dense.log, &split.train);
            stage("predict");
            model.predict(&dense.log, &split.test)
        }),
        Model::School => {
            stage("fit");
            let (school, latest) = school::of(dense);
            let policy = MasteryPolicy::default();
            let foreteller = Foreteller::new(&school, latest, &policy);
            let own = |learners: &[u32]| learners.iter().map(|&learner| LearnerIdx(learner)).collect::<Vec<_>>();
            each(splits, &|split| {
                stage("fit");
                let model = foreteller.fit(&own(&split.train));
                stage("predict");
                foreteller.tell(&model, &own(&split.test)).iter().map(|told| told.foretold.predicted).collect()
            })
        }
    }
}

/// Rows that cannot be used are left out; any other error ends the evaluation.
fn is_refused(issues: &[Issue]) -> bool {
    let of_rows = ["E203", "E204", "E205", "E214"];
    issues.iter().any(|issue| issue.severity == Severity::Error && !of_rows.contains(&issue.code))
}

#[cfg(test)]
mod tests;
