//! Privacy: a figure of few learners tells about each of them, and so does what can be worked out from several figures.
//!
//! One room for every report by subgroup. Each figure of a table is a cell; it gives away the sum over its learners, and sums
//! can be added and subtracted: all learners less grades 1 to 7 are grade 8. A small set is safe only while its sum is no linear
//! combination of the sums shown. Things that lie in the same cells are told apart by nobody; with one unknown for each
//! kind of them every cell is a row of zeros and ones, and a small set is given away exactly when its own row lies in the
//! span of the rows shown (`span`). While something is given away, the smallest cell that takes part in it is withheld as well.
//! (Cox, L. H.: Suppression methodology and statistical disclosure control, JASA 75, 1980.)

mod span;

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use span::Span;

/// The fewest learners, and the fewest things counted, of which anything is told.
pub const CELL_MIN: usize = 10;

/// Something that a table counts: of whom, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The learners, by position.
    pub learners: Vec<usize>,
    /// Pieces of evidence, sessions, minutes; as many as learners where nothing else is counted.
    pub n: usize,
}

impl Counted {
    /// A learner, and nothing else to count.
    pub fn learner(at: usize) -> Self {
        Counted { learners: vec![at], n: 1 }
    }
}

/// A figure of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which things it sums up, by position.
    pub things: FixedBitSet,
    /// Whether it may be shown. What is not shown to begin with is kept from being worked out too.
    pub is_shown: bool,
}

impl Cell {
    /// A cell that would be shown.
    pub fn of(things: impl IntoIterator<Item = usize>) -> Self {
        Cell { things: things.into_iter().collect(), is_shown: true }
    }
}

/// Whether a set is too small to be told of.
pub fn is_small(learners: usize, n: usize) -> bool {
    learners < CELL_MIN || n < CELL_MIN
}

/// Hides every small cell, and as many others as it takes that neither a small set nor a cell that was hidden before can be
/// worked out from what is shown. Of the cells that give something away the one with the fewest learners is hidden, then
/// things, then the later. Whether anything was hidden.
///
/// One after the other is closed, so now and then more is hidden than need be, and never less. The small sets looked at are those that the cells speak of: the things of one kind, a cell, what two cells share and what
/// only one of them has.
pub fn hide(things: &[Counted], cells: &mut [Cell]) -> bool {
    let before = cells.iter().filter(|cell| cell.is_shown).count();
    let kinds = Kinds::of(things, cells);
    let rows: Vec<Vec<u64>> = (0..cells.len()).map(|at| kinds.row(at)).collect();
    let sizes: Vec<(usize, usize)> = rows.iter().map(|row| kinds.size(row)).collect();
    let secrets = secrets(&rows, &kinds, cells);
    for (cell, &(learners, n)) in cells.iter_mut().zip(&sizes) {
        cell.is_shown &= !is_small(learners, n);
    }
    let shown = |cells: &[Cell]| -> Vec<usize> { (0..cells.len()).filter(|&at| cells[at].is_shown).collect() };
    let spanned = |order: &[usize]| Span::of(order.iter().map(|&at| rows[at].clone()).collect());
    let mut order = shown(cells);
    let mut span = spanned(&order);
    // What is safe stays safe when less is shown.
    for secret in &secrets {
        while let Some(parts) = span.combination(secret) {
            let size = |at: usize| (sizes[at], usize::MAX - at);
            let weakest = parts.into_iter().map(|part| order[part]).min_by_key(|&at| size(at));
            cells[weakest.expect("a combination of nothing is nothing")].is_shown = false;
            order = shown(cells);
            span = spanned(&order);
        }
    }
    order.len() < before
}

/// Things that lie in the same cells, taken together.
struct Kinds {
    /// The cells of each kind, ascending.
    of: Vec<Vec<usize>>,
    learners: Vec<FixedBitSet>,
    n: Vec<usize>,
}

impl Kinds {
    fn of(things: &[Counted], cells: &[Cell]) -> Self {
        let mut within: Vec<Vec<usize>> = vec![Vec::new(); things.len()];
        for (at, cell) in cells.iter().enumerate() {
            cell.things.ones().for_each(|thing| within[thing].push(at));
        }
        let n_learners = things.iter().flat_map(|thing| &thing.learners).max().map_or(0, |most| most + 1);
        let mut kinds: BTreeMap<Vec<usize>, (FixedBitSet, usize)> = BTreeMap::new();
        for (thing, of) in things.iter().zip(within).filter(|(thing, of)| thing.n > 0 && !of.is_empty()) {
            let (learners, n) = kinds.entry(of).or_insert_with(|| (FixedBitSet::with_capacity(n_learners), 0));
            thing.learners.iter().for_each(|&learner| learners.insert(learner));
            *n += thing.n;
        }
        let mut all = Kinds { of: Vec::new(), learners: Vec::new(), n: Vec::new() };
        for (of, (learners, n)) in kinds {
            all.of.push(of);
            all.learners.push(learners);
            all.n.push(n);
        }
        all
    }

    /// For each kind whether it lies in a cell: 1 or 0.
    fn row(&self, cell: usize) -> Vec<u64> {
        self.of.iter().map(|of| u64::from(of.binary_search(&cell).is_ok())).collect()
    }

    /// Learners and things of a row.
    fn size(&self, row: &[u64]) -> (usize, usize) {
        let mut learners = FixedBitSet::new();
        let mut n = 0;
        for at in (0..row.len()).filter(|&at| row[at] == 1) {
            learners.grow(self.learners[at].len());
            learners.union_with(&self.learners[at]);
            n += self.n[at];
        }
        (learners.count_ones(..), n)
    }
}

/// Every set that must not be worked out: small ones that the cells speak of, and cells that are hidden already.
fn secrets(rows: &[Vec<u64>], kinds: &Kinds, cells: &[Cell]) -> Vec<Vec<u64>> {
    let n_kinds = kinds.of.len();
    let mut found: BTreeSet<Vec<u64>> =
        (0..n_kinds).map(|kind| (0..n_kinds).map(|other| u64::from(other == kind)).collect()).collect();
    for (a, x) in rows.iter().enumerate() {
        found.insert(x.clone());
        for (b, y) in rows.iter().enumerate().filter(|(b, _)| *b != a) {
            found.insert(x.iter().zip(y).map(|(x, y)| x * (1 - y)).collect());
            if a < b {
                found.insert(x.iter().zip(y).map(|(x, y)| x * y).collect());
            }
        }
    }
    let is_empty = |row: &[u64]| row.iter().all(|&x| x == 0);
    let mut secrets: Vec<Vec<u64>> = found
        .into_iter()
        .filter(|row| {
            let (learners, n) = kinds.size(row);
            learners > 0 && is_small(learners, n)
        })
        .collect();
    let hidden = rows.iter().zip(cells).filter(|(row, cell)| !cell.is_shown && !is_empty(row));
    secrets.extend(hidden.map(|(row, _)| row.clone()));
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which cells of learners are shown, each cell a list of ranges.
    fn shown(n: usize, cells: &[&[(usize, usize)]]) -> Vec<bool> {
        let things: Vec<Counted> = (0..n).map(Counted::learner).collect();
        let of = |parts: &&[(usize, usize)]| Cell::of(parts.iter().flat_map(|&(from, to)| from..to));
        let mut cells: Vec<Cell> = cells.iter().map(of).collect();
        hide(&things, &mut cells);
        cells.iter().map(|cell| cell.is_shown).collect()
    }

    #[test]
    fn few_learners_or_few_things_are_hidden() {
        assert_eq!(shown(59, &[&[(0, 10)], &[(10, 19)], &[(19, 59)]]), [true, false, true]);
        // Two pieces of each of eleven learners are enough; eleven pieces of one are not, nor nine of nine.
        let of = |at: usize| {
            if at < 11 { Counted { learners: vec![at], n: 2 } } else { Counted { learners: vec![20], n: 11 } }
        };
        let things: Vec<Counted> = (0..12).map(of).collect();
        let mut cells = vec![Cell::of(0..11), Cell::of([11]), Cell::of(0..9)];
        assert!(hide(&things, &mut cells));
        assert_eq!(cells.iter().map(|cell| cell.is_shown).collect::<Vec<_>>(), [true, false, false]);
    }

    #[test]
    fn a_small_group_takes_another_with_it() {
        // 50 learners in grades of 20, 22 and 8: the last is what is left of all.
        let found = shown(50, &[&[(0, 50)], &[(0, 20)], &[(20, 42)], &[(42, 50)]]);
        assert_eq!(found, [true, false, true, false], "the smaller of the other grades goes too");
    }

    #[test]
    fn large_groups_are_shown() {
        assert_eq!(shown(40, &[&[(0, 40)], &[(0, 20)], &[(20, 40)]]), [true, true, true]);
    }

    #[test]
    fn hidden_parts_that_are_enough_together_hide_nobody_else() {
        let found = shown(100, &[&[(0, 100)], &[(0, 80)], &[(80, 89)], &[(89, 98)], &[(98, 100)]]);
        assert_eq!(found, [true, true, false, false, false]);
    }

    #[test]
    fn everybody_but_a_few_is_a_group_of_a_few() {
        assert_eq!(shown(40, &[&[(0, 40)], &[(0, 35)]]), [true, false], "35 of 40 give away the five");
        assert_eq!(shown(100, &[&[(0, 100)], &[(0, 100)]]), [true, true]);
    }

    #[test]
    fn a_group_within_another_gives_away_the_rest() {
        assert_eq!(shown(60, &[&[(0, 60)], &[(0, 30)], &[(0, 24)]]), [true, true, false]);
    }

    #[test]
    fn unions_are_seen_through() {
        // Two sites of 25, three grades of 10, 20, 20; grade 1 is site A's alone together with 15 of grade 2, so that
        // A less grade 1 and grade 2 less that leave five.
        let found = shown(50, &[&[(0, 50)], &[(0, 25)], &[(25, 50)], &[(0, 10)], &[(10, 30)], &[(30, 50)]]);
        let rows: Vec<usize> = (0..6).filter(|&g| found[g]).collect();
        assert!(rows.len() < 6, "five learners are both in the second site and in grade 2: {rows:?}");
        assert!(found[0]);
    }

    #[test]
    fn what_was_hidden_before_is_not_worked_out_again() {
        let things: Vec<Counted> = (0..60).map(Counted::learner).collect();
        let mut cells = vec![Cell::of(0..60), Cell::of(0..20), Cell::of(20..60)];
        cells[1].is_shown = false;
        assert!(hide(&things, &mut cells));
        assert_eq!(cells.iter().map(|cell| cell.is_shown).collect::<Vec<_>>(), [true, false, false]);
        assert!(!hide(&things, &mut cells), "nothing more is given away");
    }

    #[test]
    fn hiding_goes_on_through_cells_that_share_a_part() {
        // The last five are what the twenty have beside the fifteen, and the first five what all have beside the others.
        let found = shown(100, &[&[(0, 100)], &[(0, 5)], &[(5, 25)], &[(25, 100)], &[(5, 20)], &[(20, 25)]]);
        assert_eq!(found, [true, false, false, true, false, false]);
    }
}
