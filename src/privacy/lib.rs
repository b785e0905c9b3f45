//! Small cells are not shown: a figure of few learners tells about each of them.
//!
//! A cell of fewer than ten learners, or of fewer than ten things counted, is hidden; so is one from which a hidden cell
//! could be found by taking away (complementary suppression; Cox 1980). Any table by subgroup uses this: it names its
//! cells, and of which parts each larger cell is made.

use fixedbitset::FixedBitSet;

/// The fewest learners, and the fewest things counted, of a cell that is shown.
pub const CELL_MIN: usize = 10;

/// One cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Who is counted in it, by position.
    pub learners: FixedBitSet,
    /// Things counted: pieces of evidence, sessions, minutes; where nothing but learners is counted, their number.
    pub n: usize,
    /// Whether it may be shown. Begins as whether the table has it: what is only the rest of another never is.
    pub is_shown: bool,
}

/// A larger cell and the parts that make it up: every thing counted in the whole is counted in exactly one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    pub whole: usize,
    pub parts: Vec<usize>,
}

/// Hides small cells, and as many others as it takes so that what is hidden of a shown whole is, taken together, no
/// small cell either. Of several that would do, the one with the fewest learners, then things, is hidden, then the later.
///
/// Sums over more than one split are not looked at: two tables of the same learners should be one list of cells.
pub fn hide_small(cells: &mut [Cell], splits: &[Split]) {
    for cell in cells.iter_mut() {
        cell.is_shown &= !is_small(cell.learners.count_ones(..), cell.n);
    }
    // A cell hidden for one split may be part of another: until nothing changes.
    while splits.iter().any(|split| hide_one(cells, split)) {}
}

/// Hides one more part of a split if what is hidden of it is a small cell; whether it did.
fn hide_one(cells: &mut [Cell], split: &Split) -> bool {
    if !cells[split.whole].is_shown {
        return false;
    }
    let mut learners = FixedBitSet::new();
    let mut n = 0;
    for part in split.parts.iter().map(|&part| &cells[part]).filter(|part| !part.is_shown) {
        learners.grow(part.learners.len());
        learners.union_with(&part.learners);
        n += part.n;
    }
    if n == 0 || !is_small(learners.count_ones(..), n) {
        return false;
    }
    let size = |part: usize| (cells[part].learners.count_ones(..), cells[part].n, usize::MAX - part);
    let next = split.parts.iter().copied().filter(|&part| cells[part].is_shown).min_by_key(|&part| size(part));
    next.inspect(|&part| cells[part].is_shown = false).is_some()
}

fn is_small(learners: usize, n: usize) -> bool {
    learners < CELL_MIN || n < CELL_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(learners: std::ops::Range<usize>) -> Cell {
        let n = learners.len();
        Cell { learners: learners.collect(), n, is_shown: true }
    }

    fn shown(mut cells: Vec<Cell>, splits: &[Split]) -> Vec<bool> {
        hide_small(&mut cells, splits);
        cells.iter().map(|cell| cell.is_shown).collect()
    }

    fn split(parts: &[usize]) -> Split {
        Split { whole: 0, parts: parts.to_vec() }
    }

    #[test]
    fn few_learners_or_few_things_are_hidden() {
        let few_things = Cell { n: 9, ..cell(0..40) };
        assert_eq!(shown(vec![cell(0..10), cell(0..9), few_things], &[]), [true, false, false]);
    }

    #[test]
    fn a_hidden_part_hides_the_smallest_of_the_others() {
        let cells = vec![cell(0..100), cell(0..40), cell(40..95), cell(95..100)];
        assert_eq!(shown(cells, &[split(&[1, 2, 3])]), [true, false, true, false]);
    }

    #[test]
    fn hidden_parts_that_are_enough_together_hide_nobody_else() {
        let cells = vec![cell(0..100), cell(0..80), cell(80..89), cell(89..98), cell(98..100)];
        assert_eq!(shown(cells, &[split(&[1, 2, 3, 4])]), [true, true, false, false, false]);
    }

    #[test]
    fn what_all_but_a_few_share_is_hidden_and_what_all_share_is_not() {
        let rest = |learners| Cell { is_shown: false, ..cell(learners) };
        assert_eq!(shown(vec![cell(0..100), cell(0..95), rest(95..100)], &[split(&[1, 2])]), [true, false, false]);
        assert_eq!(shown(vec![cell(0..100), cell(0..100), rest(0..0)], &[split(&[1, 2])]), [true, true, false]);
    }

    #[test]
    fn hiding_goes_on_through_splits_that_share_a_cell() {
        // Of the first half 5 are hidden, so 20 with them; of these the second split shows no part alone.
        let cells = vec![cell(0..100), cell(0..5), cell(5..25), cell(25..100), cell(5..20), cell(20..25)];
        let splits = [split(&[1, 2, 3]), Split { whole: 2, parts: vec![4, 5] }];
        assert_eq!(shown(cells, &splits), [true, false, false, true, true, false]);
    }
}
