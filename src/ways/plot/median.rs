//! The median of minutes to mastery when some learners are still on the way (Kaplan and Meier 1958, *Nonparametric
//! estimation from incomplete observations*): leaving them out would make every competency look quicker than it is.

/// Minutes of one learner with a competency: to mastery, or so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Observed {
    pub minutes: f64,
    /// Whether mastery was reached after so many minutes; else it takes longer, nobody knows how long.
    pub ended: bool,
}

/// The minutes after which half of the learners have mastered; none when too few have to tell.
pub(super) fn median(mut observed: Vec<Observed>) -> Option<f64> {
    // At equal minutes those who ended come first, as those who did not were still at it.
    observed.sort_by(|a, b| a.minutes.total_cmp(&b.minutes).then(b.ended.cmp(&a.ended)));
    let n = observed.len();
    let mut still_learning = 1.0;
    for (at, row) in observed.iter().enumerate().filter(|(_, row)| row.ended) {
        still_learning *= 1.0 - 1.0 / (n - at) as f64;
        if still_learning <= 0.5 + 1e-12 {
            return Some(row.minutes);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(ended: &[f64], going: &[f64]) -> Vec<Observed> {
        let row = |&minutes: &f64, ended| Observed { minutes, ended };
        ended.iter().map(|m| row(m, true)).chain(going.iter().map(|m| row(m, false))).collect()
    }

    #[test]
    fn who_is_still_learning_moves_the_median_up() {
        assert_eq!(median(rows(&[10.0, 20.0, 30.0], &[])), Some(20.0));
        assert_eq!(median(rows(&[10.0, 20.0, 30.0, 40.0], &[15.0, 25.0])), Some(30.0));
        assert_eq!(median(rows(&[10.0], &[50.0, 60.0])), None);
        assert_eq!(median(vec![]), None);
    }
}
