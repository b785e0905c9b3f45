//! From prices by the ids of another day to the vector of prices of this one: a certificate to start from.

use super::by_id::places_by_id;
use super::relaxation::Relaxation;
use daybreak_day::certificate::{Certificate, Prices, Table};

/// The certificate's prices, row by row, and how many of them belong to what the problem does not know.
///
/// A row that the certificate leaves out has no price; but the rows of a learner of whom it says nothing keep those of
/// `first`, because nobody has priced that learner's wishes yet.
pub(super) fn from_id(relaxation: &Relaxation<'_>, certificate: &Certificate, first: &[i64]) -> (Vec<i64>, u64) {
    let inst = relaxation.inst;
    let n_rows = relaxation.available.len();
    // Each row, one higher than its number, under its ids: a zero would be left out.
    let rows = places_by_id(relaxation, &(0..n_rows).collect::<Vec<usize>>());
    let mut prices = vec![0; n_rows];
    let mut unknown = 0;
    let mut put = |row: Option<&i64>, price: i64| match row {
        Some(row) => {
            let scaled = i128::from(price) * i128::from(relaxation.scale) / i128::from(certificate.scale.max(1));
            let row = (*row - 1) as usize;
            prices[row] = scaled.clamp(0, i128::from(relaxation.highest[row])) as i64;
        }
        None => unknown += 1,
    };
    for (asked, rows) in tables(&certificate.prices).into_iter().zip(tables(&rows)) {
        for (outer, inner, price) in asked.iter().flat_map(|(outer, row)| row.iter().map(move |(i, p)| (outer, i, *p)))
        {
            put(rows.get(outer).and_then(|row| row.get(inner)), price);
        }
    }
    for (person, day) in &certificate.prices.staff {
        for (slot, lengths) in day {
            let known = rows.staff.get(person).and_then(|day| day.get(slot));
            lengths.iter().for_each(|(length, price)| put(known.and_then(|row| row.get(length)), *price));
        }
    }
    certificate.prices.offering.iter().for_each(|(id, price)| put(rows.offering.get(id), *price));
    certificate.prices.station.iter().for_each(|(id, price)| put(rows.station.get(id), *price));
    for (l, name) in inst.names.learners.numbered() {
        if of_learners(&certificate.prices).into_iter().all(|table| !table.contains_key(name)) {
            let slots = relaxation.rows.of_learner(l, 0);
            let cands = inst.cands_of(l).map(|c| relaxation.rows.of_cand(c));
            (slots..slots + inst.n_slots).chain(cands).for_each(|row| prices[row] = first[row]);
        }
    }
    (prices, unknown)
}

/// The tables whose first id is a learner's.
fn of_learners(prices: &Prices) -> [&Table; 5] {
    [&prices.learner, &prices.candidate, &prices.exclusive, &prices.shortfall, &prices.excess]
}

/// All tables by two ids.
fn tables(prices: &Prices) -> [&Table; 8] {
    [
        &prices.learner,
        &prices.candidate,
        &prices.exclusive,
        &prices.shortfall,
        &prices.excess,
        &prices.device,
        &prices.room,
        &prices.place,
    ]
}
