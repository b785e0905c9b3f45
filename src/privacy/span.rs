//! Whether a sum can be worked out from others: elimination in whole numbers modulo a prime. A relation that holds in the
//! rationals holds there too.

/// A prime below 2^31: products fit in 64 bits.
const PRIME: u64 = 2_147_483_629;

/// Rows in echelon form, each with how it is made of the given ones.
pub struct Span {
    /// The column of the leading one, the row, and its coefficients.
    basis: Vec<(usize, Vec<u64>, Vec<u64>)>,
    n_rows: usize,
}

impl Span {
    /// The span of some rows.
    pub fn of(rows: Vec<Vec<u64>>) -> Self {
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
    pub fn combination(&self, target: &[u64]) -> Option<Vec<usize>> {
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
