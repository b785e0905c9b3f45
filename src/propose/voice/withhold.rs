//! Which groups a report may show so that nothing about fewer than ten learners can be worked out.
//!
//! A mean with its number of learners gives away a sum, and sums can be added and subtracted: all learners less grades
//! 1 to 7 are grade 8. So a small set is safe only while its sum is no linear combination of the sums shown. Learners
//! who are in the same groups are told apart by nobody; with one unknown for each kind of them, every group is a row of
//! zeros and ones, and a small set is given away exactly when its own row lies in the span of the rows shown. That is
//! asked by elimination, in whole numbers modulo a prime (a relation that holds in the rationals holds there too). While
//! something is given away, the smallest group that takes part in it is withheld as well.
//! (Cox, L. H.: Suppression methodology and statistical disclosure control, JASA 75, 1980.)

use std::collections::BTreeMap;

/// Fewer learners than these are withheld.
pub const CELL_MIN: usize = 10;

/// A prime below 2^31: products fit in 64 bits.
const PRIME: u64 = 2_147_483_629;

/// For each group (positions of its members, ascending) whether it may be shown.
pub fn publishable(n_members: usize, groups: &[Vec<usize>]) -> Vec<bool> {
    let mut kinds: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut in_groups: Vec<Vec<usize>> = vec![Vec::new(); n_members];
    for (g, group) in groups.iter().enumerate() {
        group.iter().for_each(|&member| in_groups[member].push(g));
    }
    in_groups.into_iter().for_each(|of| *kinds.entry(of).or_default() += 1);
    let kinds: Vec<(Vec<usize>, usize)> = kinds.into_iter().collect();
    let row = |g: usize| -> Vec<u64> { kinds.iter().map(|(of, _)| u64::from(of.contains(&g))).collect() };
    let rows: Vec<Vec<u64>> = (0..groups.len()).map(row).collect();
    let size = |row: &[u64]| -> usize { row.iter().zip(&kinds).map(|(&x, (_, n))| x as usize * n).sum() };
    let mut shown: Vec<bool> = groups.iter().map(|group| group.len() >= CELL_MIN).collect();
    let secrets = secrets(&rows, &kinds, size);
    let mut span = Span::of((0..groups.len()).filter(|&g| shown[g]).map(|g| rows[g].clone()).collect());
    // What is safe stays safe when less is shown.
    for secret in &secrets {
        loop {
            let order: Vec<usize> = (0..groups.len()).filter(|&g| shown[g]).collect();
            let Some(parts) = span.combination(secret) else { break };
            // The whole is everybody's; of the others the smallest says least.
            let weakest = parts.into_iter().map(|at| order[at]).min_by_key(|&g| (groups[g].len(), usize::MAX - g));
            shown[weakest.expect("a combination of nothing is nothing")] = false;
            span = Span::of((0..groups.len()).filter(|&g| shown[g]).map(|g| rows[g].clone()).collect());
        }
    }
    shown
}

/// Every set of one to nine learners that the groups speak of: a kind of learners, a group, what two groups share or
/// only one of them has.
fn secrets(rows: &[Vec<u64>], kinds: &[(Vec<usize>, usize)], size: impl Fn(&[u64]) -> usize) -> Vec<Vec<u64>> {
    let mut found: Vec<Vec<u64>> =
        (0..kinds.len()).map(|k| (0..kinds.len()).map(|other| u64::from(other == k)).collect()).collect();
    for (a, x) in rows.iter().enumerate() {
        found.push(x.clone());
        for (b, y) in rows.iter().enumerate().filter(|(b, _)| *b != a) {
            found.push(x.iter().zip(y).map(|(x, y)| x * (1 - y)).collect());
            if a < b {
                found.push(x.iter().zip(y).map(|(x, y)| x * y).collect());
            }
        }
    }
    found.retain(|row| (1..CELL_MIN).contains(&size(row)));
    found.sort_unstable();
    found.dedup();
    found
}

/// Rows in echelon form, each with how it is made of the given ones.
struct Span {
    /// The column of the leading one, the row, and its coefficients.
    basis: Vec<(usize, Vec<u64>, Vec<u64>)>,
    n_rows: usize,
}

impl Span {
    fn of(rows: Vec<Vec<u64>>) -> Self {
        let mut span = Span { basis: Vec::new(), n_rows: rows.len() };
        for (at, row) in rows.into_iter().enumerate() {
            let mut made_of = vec![0; span.n_rows];
            made_of[at] = 1;
            let (row, made_of) = span.reduce(row, made_of);
            if let Some(lead) = row.iter().position(|&x| x != 0) {
                let inverse = power(row[lead], PRIME - 2);
                let scale = |list: Vec<u64>| list.into_iter().map(|x| x * inverse % PRIME).collect();
                span.basis.push((lead, scale(row), scale(made_of)));
            }
        }
        span
    }

    /// What is left of a row when the basis is taken off, and what it is then made of.
    fn reduce(&self, mut row: Vec<u64>, mut made_of: Vec<u64>) -> (Vec<u64>, Vec<u64>) {
        for (lead, of, coefficients) in &self.basis {
            let factor = row[*lead];
            if factor != 0 {
                let less = |x: &mut u64, y: &u64| *x = (*x + (PRIME - factor) * *y) % PRIME;
                row.iter_mut().zip(of).for_each(|(x, y)| less(x, y));
                made_of.iter_mut().zip(coefficients).for_each(|(x, y)| less(x, y));
            }
        }
        (row, made_of)
    }

    /// The rows of which the target is made; none: it lies outside.
    fn combination(&self, target: &[u64]) -> Option<Vec<usize>> {
        let (rest, made_of) = self.reduce(target.to_vec(), vec![0; self.n_rows]);
        let is_inside = rest.iter().all(|&x| x == 0);
        is_inside.then(|| (0..self.n_rows).filter(|&at| made_of[at] != 0).collect())
    }
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut result, mut base) = (1, base % PRIME);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(n: usize, groups: &[&[(usize, usize)]]) -> Vec<bool> {
        let groups: Vec<Vec<usize>> =
            groups.iter().map(|parts| parts.iter().flat_map(|&(from, to)| from..to).collect()).collect();
        publishable(n, &groups)
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
    fn everybody_but_a_few_is_a_group_of_a_few() {
        assert_eq!(shown(40, &[&[(0, 40)], &[(0, 35)]]), [true, false], "35 of 40 give away the five");
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
}
