//! Whether estimates are right on the whole: predictions held against what came, for everybody and by subgroup.

use serde::Serialize;

/// A reliability table. Cells of fewer than ten learners or pieces, and those that would give them away, hold no figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Calibration {
    /// Chance that all intervals of differences hold at once, 0 to 1.
    pub confidence: f64,
    /// Differences up to this are no alarm, 0 to 1.
    pub tolerance: f64,
    /// Everybody first, then by kind and name of the group, whether first met, and bin.
    pub cells: Vec<CalibrationCell>,
}

/// One row: a group, perhaps only its first or later meetings, perhaps only predictions of one tenth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CalibrationCell {
    /// `all`, or what kind of group it is: `tag`, `grade`, `language`, `group`.
    pub kind: &'static str,
    /// Its name; empty: everybody.
    pub group: String,
    pub met: Met,
    /// The tenth of predictions, 0 to 9; none: all of them.
    pub bin: Option<u8>,
    /// None: under ten, or it would give away a cell that is.
    pub figures: Option<CalibrationFigures>,
}

/// Which meetings of learner and competency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Met {
    All,
    First,
    Later,
}

impl Met {
    /// The word in `calibration.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Met::All => "all",
            Met::First => "first",
            Met::Later => "later",
        }
    }
}

/// The figures of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CalibrationFigures {
    pub learners: u32,
    /// Pieces of evidence.
    pub pieces: u32,
    /// Mean prediction, made before the piece was seen, and mean score; 0 to 1.
    pub predicted: f64,
    pub observed: f64,
    /// Expected calibration error over ten bins, 0 to 1; none: the cell is one bin, or of first or later meetings.
    pub error: Option<f64>,
    /// Interval of the difference of prediction and score, for whole groups; all of them hold at once.
    pub interval: Option<(f64, f64)>,
    /// Whether the interval lies wholly beyond the tolerance: predictions are too high, or too low, for this group.
    pub is_off: bool,
}

impl Calibration {
    /// The groups that are off.
    pub fn off(&self) -> impl Iterator<Item = (&CalibrationCell, &CalibrationFigures)> {
        let figures = self.cells.iter().filter_map(|cell| Some((cell, cell.figures.as_ref()?)));
        figures.filter(|(_, figures)| figures.is_off)
    }
}
