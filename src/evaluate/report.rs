//! Predictions to figures: overall, by fold, by how often the learner had met the skill, and a reliability table.

use std::fmt::Write;

use serde::Serialize;

use super::dense::Dense;
use super::groups;
use super::split::Split;
use super::{Model, Protocol, Question};
use daybreak_learn::calibration::Group;
use daybreak_learn::knowledge::Kind;
use daybreak_learn::knowledge::log::Log;
use daybreak_learn::knowledge::metrics::{self, Metrics};
use daybreak_learn::knowledge::spinning;
use daybreak_school::calibration::Calibration;

/// `daybreak evaluate --format json`.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    pub format: &'static str,
    pub model: &'static str,
    pub protocol: String,
    pub learners: usize,
    pub items: usize,
    pub competencies: usize,
    /// Answers fitted to (of the first fold) and predicted (of all).
    pub rows_train: usize,
    pub rows_test: usize,
    /// All predictions taken together.
    #[serde(flatten)]
    pub figures: Figures,
    /// Of each fold; the mean and standard deviation of AUC over them.
    pub folds: Vec<Figures>,
    pub auc_mean: f64,
    pub auc_sd: f64,
    pub by_opportunity: Vec<Opportunity>,
    pub reliability: Vec<ReliabilityRow>,
    /// How early unproductive repetition is seen; none: not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detector: Option<Vec<Detection>>,
    /// By subgroup; none: not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
}

/// The detector of unproductive repetition after some opportunities.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Detection {
    pub opportunities: u32,
    /// Pairs of learner and competency that are open then and whose end is known.
    pub pairs: usize,
    /// Share of them that is never mastered in ten.
    pub spinning: f64,
    pub auc: f64,
}

/// Opportunities after which the detector is asked.
const ASKED_AFTER: [u32; 3] = [3, 5, 7];

/// Figures of one set of predictions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figures {
    pub rows: usize,
    pub auc: f64,
    pub accuracy: f64,
    pub rmse: f64,
    pub log_loss: f64,
    pub calibration_error: f64,
}

/// Predictions of answers whose least practised skill the learner had met so often before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Opportunity {
    /// First and last opportunity, from 1; no last: all later ones.
    pub from: u32,
    pub to: Option<u32>,
    pub rows: usize,
    pub auc: f64,
    /// Mean prediction and mean score.
    pub predicted: f64,
    pub observed: f64,
}

/// Answers with predictions in one tenth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ReliabilityRow {
    pub from: f64,
    pub rows: usize,
    pub predicted: f64,
    pub observed: f64,
}

/// First opportunities of the bands that are told apart.
const BANDS: [u32; 5] = [1, 2, 4, 6, 10];

impl From<Metrics> for Figures {
    fn from(m: Metrics) -> Self {
        Figures {
            rows: m.n,
            auc: m.auc,
            accuracy: m.accuracy,
            rmse: m.rmse,
            log_loss: m.log_loss,
            calibration_error: m.calibration_error,
        }
    }
}

/// The word of a model, on the command line and in documents.
pub fn word(model: Model) -> &'static str {
    match model {
        Model::School => "school",
        Model::Of(Kind::Plr) => "plr",
        Model::Of(Kind::Elo) => "elo",
        Model::Of(Kind::Bkt) => "bkt",
        Model::Of(Kind::Irt) => "irt",
        Model::Of(Kind::Pfa) => "pfa",
        Model::Of(Kind::BestLr) => "best-lr",
    }
}

/// Fits and asks the detector on every split.
pub(super) fn detector(log: &Log, splits: &[Split]) -> Vec<Detection> {
    let pairs: Vec<_> =
        splits.iter().map(|split| (spinning::pairs(log, &split.train), spinning::pairs(log, &split.test))).collect();
    let after = |opportunities: u32| {
        let (mut predicted, mut spins) = (Vec::new(), Vec::new());
        for (train, test) in &pairs {
            let found = spinning::fit(log.n_skills, train, opportunities).detect(test);
            predicted.extend(found.predicted);
            spins.extend(found.spins);
        }
        let share = spins.iter().sum::<f32>() / spins.len().max(1) as f32;
        let auc = metrics::auc(&predicted, &spins);
        Detection { opportunities, pairs: spins.len(), spinning: f64::from(share), auc }
    };
    ASKED_AFTER.map(after).to_vec()
}

pub(super) fn document(
    question: &Question,
    dense: &Dense,
    folds: &[(Split, Vec<f32>)],
    detector: Option<Vec<Detection>>,
    groups: Option<&[Group]>,
) -> Document {
    let log = &dense.log;
    let outcomes = |split: &Split| -> Vec<f32> {
        split.test.iter().flat_map(|&learner| log.of(learner)).map(|answer| answer.score).collect()
    };
    let of_fold: Vec<Figures> = folds.iter().map(|(split, p)| metrics::metrics(p, &outcomes(split)).into()).collect();
    let predicted: Vec<f32> = folds.iter().flat_map(|(_, p)| p).copied().collect();
    let outcome: Vec<f32> = folds.iter().flat_map(|(split, _)| outcomes(split)).collect();
    let met: Vec<u32> = folds.iter().flat_map(|(split, _)| opportunities(log, &split.test)).collect();
    let auc_mean = of_fold.iter().map(|f| f.auc).sum::<f64>() / of_fold.len() as f64;
    let variance = of_fold.iter().map(|f| (f.auc - auc_mean).powi(2)).sum::<f64>() / (of_fold.len() as f64 - 1.0);
    Document {
        format: "daybreak.evaluation/1",
        model: word(question.model),
        protocol: protocol(&question.protocol, folds.len()),
        learners: log.n_learners(),
        items: log.n_items(),
        competencies: log.n_skills,
        rows_train: folds.first().map_or(0, |(split, _)| log.n_answers(&split.train)),
        rows_test: predicted.len(),
        figures: metrics::metrics(&predicted, &outcome).into(),
        auc_mean,
        auc_sd: if of_fold.len() > 1 { variance.sqrt() } else { 0.0 },
        folds: of_fold,
        by_opportunity: by_opportunity(&predicted, &outcome, &met),
        reliability: reliability(&predicted, &outcome),
        detector,
        calibration: groups.map(|groups| groups::calibration(dense, folds, &met, groups)),
    }
}

fn protocol(protocol: &Protocol, n_folds: usize) -> String {
    match protocol {
        Protocol::Files { train, test } => format!("fitted to {}, measured on {}", train.name, test.name),
        Protocol::Learners { seed, .. } => format!("{n_folds} folds by learner, seed {seed}"),
        Protocol::Folds { folds, .. } => format!("{n_folds} folds of {}", folds.name),
    }
}

/// How often the learner had met the least practised skill of each answer, from 1 (never before).
fn opportunities(log: &Log, learners: &[u32]) -> Vec<u32> {
    let mut seen = vec![0u32; log.n_skills];
    let mut out = Vec::with_capacity(log.n_answers(learners));
    for &learner in learners {
        for answer in log.of(learner) {
            let skills = log.skills.of(answer.item as usize);
            out.push(1 + skills.iter().map(|&skill| seen[skill as usize]).min().unwrap_or(0));
            skills.iter().for_each(|&skill| seen[skill as usize] += 1);
        }
        seen.fill(0);
    }
    out
}

fn by_opportunity(predicted: &[f32], outcome: &[f32], met: &[u32]) -> Vec<Opportunity> {
    let band = |at: usize| {
        let (from, to) = (BANDS[at], BANDS.get(at + 1).map(|next| next - 1));
        let inside = |n: u32| n >= from && to.is_none_or(|to| n <= to);
        let pick = |of: &[f32]| -> Vec<f32> {
            of.iter().zip(met).filter(|(_, n)| inside(**n)).map(|(&value, _)| value).collect()
        };
        let (p, y) = (pick(predicted), pick(outcome));
        let mean = |of: &[f32]| of.iter().map(|&x| f64::from(x)).sum::<f64>() / of.len().max(1) as f64;
        let auc = metrics::auc(&p, &y);
        Opportunity { from, to, rows: p.len(), auc, predicted: mean(&p), observed: mean(&y) }
    };
    (0..BANDS.len()).map(band).filter(|band| band.rows > 0).collect()
}

fn reliability(predicted: &[f32], outcome: &[f32]) -> Vec<ReliabilityRow> {
    let bins = metrics::reliability(predicted, outcome);
    let rows = bins.iter().zip(0..).map(|(bin, at)| ReliabilityRow {
        from: f64::from(at) / metrics::BINS as f64,
        rows: bin.n,
        predicted: bin.predicted,
        observed: bin.observed,
    });
    rows.filter(|row| row.rows > 0).collect()
}

impl Document {
    /// The figures for people.
    pub fn text(&self) -> String {
        let Figures { auc, accuracy, rmse, log_loss, calibration_error, .. } = self.figures;
        let mut text = format!("{}, {}\n", self.model, self.protocol);
        let mut line = |words: std::fmt::Arguments<'_>| writeln!(text, "{words}").expect("a string takes all");
        line(format_args!(
            "  {} learners, {} items, {} competencies; {} answers predicted",
            self.learners, self.items, self.competencies, self.rows_test
        ));
        match self.folds.len() {
            1 => line(format_args!("  AUC                {auc:.4}")),
            n => line(format_args!(
                "  AUC                {:.4} ± {:.4} over {n} folds ({auc:.4} of all together)",
                self.auc_mean, self.auc_sd
            )),
        }
        line(format_args!("  accuracy           {accuracy:.4}"));
        line(format_args!("  RMSE               {rmse:.4}"));
        line(format_args!("  log loss           {log_loss:.4}"));
        line(format_args!("  calibration error  {calibration_error:.4} (10 bins)"));
        line(format_args!("  by how often the competency was met"));
        for band in &self.by_opportunity {
            let name = match band.to {
                Some(to) if to == band.from => format!("{to}"),
                Some(to) => format!("{} to {to}", band.from),
                None => format!("{} and more", band.from),
            };
            line(format_args!(
                "    {name:12} AUC {:.4}, {} answers, predicted {:.3}, scored {:.3}",
                band.auc, band.rows, band.predicted, band.observed
            ));
        }
        line(format_args!("  where it was predicted, and what came"));
        for bin in &self.reliability {
            line(format_args!(
                "    {:.1} to {:.1}   {:7} answers, predicted {:.3}, scored {:.3}",
                bin.from,
                bin.from + 0.1,
                bin.rows,
                bin.predicted,
                bin.observed
            ));
        }
        for row in self.detector.iter().flatten() {
            line(format_args!(
                "  unproductive repetition seen after {} opportunities: AUC {:.4} ({} pairs still open, {:.0} % never mastered in ten)",
                row.opportunities,
                row.auc,
                row.pairs,
                100.0 * row.spinning
            ));
        }
        self.calibration.iter().for_each(|table| text += &groups::text(table));
        text
    }
}
