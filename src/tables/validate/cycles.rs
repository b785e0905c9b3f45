//! Circles of chains, in which everything has at most one next. Those of prerequisites are the graph's to name.

/// The circles of a relation in which everything has at most one next: each begins at its lowest position.
pub(super) fn chains_that_close(next: &[Option<usize>]) -> Vec<Vec<usize>> {
    // 0: not seen; otherwise 1 + the start of the walk that saw it.
    let mut seen = vec![0; next.len()];
    let mut circles = Vec::new();
    for start in 0..next.len() {
        let mut at = Some(start);
        while let Some(here) = at.filter(|&here| seen[here] == 0) {
            seen[here] = start + 1;
            at = next[here];
        }
        // The walk ends on itself only where it has closed a new circle.
        if let Some(entry) = at.filter(|&entry| seen[entry] == start + 1) {
            circles.push(circle_from(entry, next));
        }
    }
    circles.sort();
    circles
}

/// The circle through `entry`, from its lowest position on.
fn circle_from(entry: usize, next: &[Option<usize>]) -> Vec<usize> {
    let mut circle = vec![entry];
    let mut at = next[entry].expect("a circle has no end");
    while at != entry {
        circle.push(at);
        at = next[at].expect("a circle has no end");
    }
    let lowest = (0..circle.len()).min_by_key(|&i| circle[i]).expect("a circle is not empty");
    circle.rotate_left(lowest);
    circle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_close_once_each() {
        assert_eq!(chains_that_close(&[None, Some(0), Some(1)]), Vec::<Vec<usize>>::new());
        assert_eq!(chains_that_close(&[Some(0)]), [[0]]);
        let next = [Some(2), Some(3), Some(0), Some(4), Some(1), Some(4)];
        assert_eq!(chains_that_close(&next), [vec![0, 2], vec![1, 3, 4]]);
    }
}
