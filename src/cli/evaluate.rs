//! `daybreak evaluate`: how well a model of knowing predicts anybody's log of answers.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{ArgGroup, Args, ValueEnum};
use daybreak::evaluate::{self, Document, Mapping, Prediction, Protocol, Question, Reading};
use daybreak::knowledge::Kind;
use daybreak::model::tables::SourceFile;
use serde::Serialize;

use super::args::Format;
use super::exit::{Exit, Failure};
use super::files;
use super::print::Printer;

#[derive(Args, Debug)]
#[command(
    group(ArgGroup::new("protocol").required(true).args(["train", "cv", "folds"])),
    after_help = "A log has a row an answer: learner, item, competency, at, score (0 to 1). Columns of other names are mapped.

Examples:
  daybreak evaluate --train train.csv --test test.csv --q-matrix q.csv
  daybreak evaluate log.csv --cv learners:5 --seed 1 --columns learner=user_id,score=correct --model elo
  daybreak evaluate log.csv --folds folds.csv --format json"
)]
pub struct EvaluateArgs {
    /// The log, where it is split by --cv or --folds
    #[arg(value_name = "FILE", conflicts_with = "train")]
    pub file: Option<PathBuf>,
    /// The log to fit to
    #[arg(long, value_name = "FILE", requires = "test")]
    pub train: Option<PathBuf>,
    /// The log to predict: other learners, each seen by the learner's own answers before
    #[arg(long, value_name = "FILE", requires = "train")]
    pub test: Option<PathBuf>,
    /// Deal the learners into folds, each predicted from the others, e.g. learners:5
    #[arg(long, value_name = "learners:K", value_parser = folds, requires = "file")]
    pub cv: Option<usize>,
    /// Deals the learners of --cv
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Folds as a table: learner, fold
    #[arg(long, value_name = "FILE", requires = "file")]
    pub folds: Option<PathBuf>,
    /// Which competencies an item needs: a table item, competency, one row a pair
    #[arg(long, value_name = "FILE")]
    pub q_matrix: Option<PathBuf>,
    /// Columns of other names: learner, item, competency, at, score, answer, e.g. learner=user_id,score=correct
    #[arg(long, value_name = "ROLE=COLUMN,...", value_parser = Mapping::read, default_value = "")]
    pub columns: Mapping,
    /// What parts the cells of a log: one character, or tab [default: what parts its header]
    #[arg(long, value_name = "C", value_parser = delimiter)]
    pub delimiter: Option<u8>,
    /// Which model
    #[arg(long, value_enum, default_value_t = Model::Plr)]
    pub model: Model,
    /// Also measure how early unproductive repetition is seen
    #[arg(long)]
    pub detector: bool,
    /// Also tell how well predictions fit subgroups, and which is off: a table learner, group, one row a pair
    #[arg(long, value_name = "FILE")]
    pub groups: Option<PathBuf>,
    /// Also write every prediction: learner, line, predicted, score
    #[arg(long, value_name = "FILE")]
    pub predictions: Option<PathBuf>,
}

/// The models of `--model`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Model {
    /// The engine's own: pooled logistic regression with effects of items and skills
    Plr,
    /// What a school's estimate of mastery uses: guarded (one more success never lowers it), without items
    School,
    /// Ratings of learners and items, in one pass
    Elo,
    /// Bayesian knowledge tracing
    Bkt,
    /// The Rasch model: ability against difficulty
    Irt,
    /// Performance factors analysis
    Pfa,
    /// Items, skills and log counts, one weight each (Gervet et al. 2020)
    BestLr,
}

impl From<Model> for evaluate::Model {
    fn from(model: Model) -> Self {
        let of = evaluate::Model::Of;
        match model {
            Model::School => evaluate::Model::School,
            Model::Plr => of(Kind::Plr),
            Model::Elo => of(Kind::Elo),
            Model::Bkt => of(Kind::Bkt),
            Model::Irt => of(Kind::Irt),
            Model::Pfa => of(Kind::Pfa),
            Model::BestLr => of(Kind::BestLr),
        }
    }
}

/// The document of `--format json`: the figures and the seconds of each part.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    document: &'a Document,
    seconds: std::collections::BTreeMap<&'static str, f64>,
}

/// Runs the command.
pub fn run(args: &EvaluateArgs, printer: &Printer) -> Result<Exit, Failure> {
    let question = Question {
        protocol: protocol(args)?,
        model: args.model.into(),
        reading: Reading { mapping: args.columns.clone(), delimiter: args.delimiter },
        q_matrix: args.q_matrix.as_deref().map(source).transpose()?,
        detector: args.detector,
        groups: args.groups.as_deref().map(source).transpose()?,
    };
    let begun: RefCell<Vec<(&'static str, Instant)>> = RefCell::default();
    let outcome = evaluate::evaluate(&question, &|stage| begun.borrow_mut().push((stage, Instant::now())));
    let ended = Instant::now();
    let evaluation = outcome.map_err(|issues| {
        printer.issues(&issues, 5);
        Failure::refused("the log cannot be evaluated")
    })?;
    printer.issues(&evaluation.issues, 5);
    let begun = begun.into_inner();
    let mut seconds = std::collections::BTreeMap::new();
    for (at, &(stage, from)) in begun.iter().enumerate() {
        let to = begun.get(at + 1).map_or(ended, |next| next.1);
        *seconds.entry(stage).or_insert(0.0) += (to - from).as_secs_f64();
    }
    if let Some(path) = &args.predictions {
        files::write_file(path, &table(&evaluation.predictions))?;
    }
    match printer.format {
        Format::Json => printer.json(&Answer { document: &evaluation.document, seconds }),
        Format::Human => {
            printer.data(evaluation.document.text().as_bytes());
            let parts: Vec<String> = seconds.iter().map(|(stage, s)| format!("{stage} {s:.2} s")).collect();
            printer.say(&parts.join(", "));
        }
    }
    Ok(Exit::Good)
}

fn protocol(args: &EvaluateArgs) -> Result<Protocol, Failure> {
    match (&args.train, &args.test, &args.file, &args.folds, args.cv) {
        (Some(train), Some(test), ..) => Ok(Protocol::Files { train: source(train)?, test: source(test)? }),
        (_, _, Some(file), Some(folds), _) => Ok(Protocol::Folds { file: source(file)?, folds: source(folds)? }),
        (_, _, Some(file), None, Some(folds)) => Ok(Protocol::Learners { file: source(file)?, folds, seed: args.seed }),
        _ => Err(Failure::usage("expected --train with --test, or FILE with --cv or --folds")),
    }
}

fn source(path: &Path) -> Result<SourceFile, Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(SourceFile { name, bytes: files::read(path)? })
}

fn table(predictions: &[Prediction]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = writer.write_record(["learner", "line", "predicted", "score"]);
    let rows = predictions.iter().try_for_each(|row| {
        let cells = [row.line.to_string(), row.predicted.to_string(), row.score.to_string()];
        writer.write_record(std::iter::once(&row.learner).chain(&cells))
    });
    header.and(rows).expect("memory takes every row");
    writer.into_inner().expect("memory takes every row")
}

fn folds(text: &str) -> Result<usize, String> {
    let number = text.strip_prefix("learners:").unwrap_or(text);
    match number.parse::<usize>() {
        Ok(folds) if (2..=1000).contains(&folds) => Ok(folds),
        _ => Err("expected learners:K with K from 2 to 1000, e.g. learners:5".to_owned()),
    }
}

fn delimiter(text: &str) -> Result<u8, String> {
    match (text, text.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        (_, &[byte]) if byte.is_ascii() => Ok(byte),
        _ => Err("expected one character such as , or ; or the word tab".to_owned()),
    }
}
