//! Recomputes a plan's bound from its certificate, in integers and without any solver.
//!
//! # Why prices prove a bound
//!
//! Whatever is scarce is a row "used at most available" that every valid plan keeps: a learner is in one place at a
//! time, a room holds so many sessions, a pool has so many units. Let the plan pay a price for all that it uses and
//! be handed the price of all that there is. As it uses no more than there is, it does not lose by that; so the most
//! that *any* choice of sessions could earn at these prices, rows forgotten, plus the price of all there is, is no
//! less than the best valid plan. This holds for every list of prices that are not negative (weak duality; Geoffrion
//! 1974, Lagrangean relaxation for integer programming). Good prices only make the bound low, so the judge need not
//! know where they come from.
//!
//! # What remains when the rows are forgotten
//!
//! - For each offering without a station, or station, and each first slot: how many sessions, and who sits in them?
//!   (`sessions`) Sizes, the number of rooms and people there, and who could sit at all (`seats`) are kept.
//! - For each person: which sessions to serve in a day? (`day`) One at a time, within `sessions_max` and
//!   `consecutive_max`. A person is paid by first slot and length of the session.
//! - Requirements with a cost `c` a slot short: a plan that is `k` slots short pays `c k`, which is no less than `p k`
//!   for a price `p` from 0 to `c`; without a cost the row "counted at least wanted" is a row as any other. Likewise
//!   for slots beyond.
//!
//! A certificate may hold a second proof, by branching (`branching`); the bound is the lower of the two.
//!
//! All terms that the relaxation leaves out (apart, a group's size for one learner, company below zero, barred people
//! within a session, who is alone) enter with the value most favourable to the plan: none, or the most they can earn.

mod branching;
mod day;
mod prices;
mod seats;
mod sessions;

use daybreak_day::certificate::{CERTIFICATE_FORMAT, Certificate, Prices, SCALE_MAX};
use daybreak_day::plan::Plan;
use daybreak_day::problem::{Points, Problem};
use daybreak_day::verdict::{Breach, Violation};

use prices::Paid;
use seats::Seats;

/// The bound that a certificate supports, in points, rounded down, for plans are worth whole points.
///
/// # Errors
///
/// Everything that keeps the certificate from proving anything: its format, its scale, prices on what the problem does
/// not have, prices that no proof allows. All of them, in order. Never panics for a problem that passed validation,
/// whatever stands in the certificate. Time: each activity and slot asks for as many sessions as there could be, over
/// those who could sit there.
pub fn recompute_bound(problem: &Problem, certificate: &Certificate) -> Result<i128, Vec<Violation>> {
    let by_prices = recompute(problem, certificate, &certificate.prices, Seats::of);
    let Some(branching) = &certificate.branching else { return by_prices };
    let mut faults = form(certificate);
    if faults.is_empty() {
        let value = branching::recompute(&Seats::of(problem), certificate.scale, branching, &mut faults);
        let by_branching = value.div_euclid(i128::from(certificate.scale));
        if faults.is_empty() {
            return by_prices.map(|bound| bound.min(by_branching));
        }
    }
    faults.extend(by_prices.err().into_iter().flatten());
    faults.sort();
    faults.dedup();
    Err(faults)
}

/// The bound that these prices support for the sessions that `seats` allows.
fn recompute<'p>(
    problem: &'p Problem,
    certificate: &Certificate,
    prices: &Prices,
    seats: impl Fn(&'p Problem) -> Seats<'p>,
) -> Result<i128, Vec<Violation>> {
    let mut faults = form(certificate);
    let paid = Paid::read(problem, certificate.scale, prices, &mut faults);
    if !faults.is_empty() {
        faults.sort();
        return Err(faults);
    }
    let seats = seats(problem);
    let value = seats.without_sessions(&paid)
        + paid.of_all_there_is()
        + day::all_days(problem, &paid)
        + sessions::best_sessions(&seats, &paid);
    Ok(value.div_euclid(paid.scale))
}

/// The certificate is of a format that the judge knows, and has a scale.
fn form(certificate: &Certificate) -> Vec<Violation> {
    let mut faults = Vec::new();
    if certificate.format != CERTIFICATE_FORMAT {
        let what =
            format!("the certificate's format is {:?}, the judge knows {CERTIFICATE_FORMAT:?}", certificate.format);
        faults.push(Violation::new(Breach::CertificateForm, what));
    }
    if !(1..=SCALE_MAX).contains(&certificate.scale) {
        let what = format!("the certificate's scale is {}, it must be from 1 to {SCALE_MAX}", certificate.scale);
        faults.push(Violation::new(Breach::CertificateForm, what));
    }
    faults
}

/// Judges the bound that a plan claims: a certificate must support it, for this problem file and this bound.
pub fn check_bound(
    problem: &Problem,
    problem_sha256: &str,
    plan: &Plan,
    certificate: Option<&Certificate>,
) -> Vec<Violation> {
    let Some(certificate) = certificate else {
        let what = format!("the plan claims a bound of {} and names no certificate for it", plan.bound);
        return vec![Violation::new(Breach::CertificateMissing, what)];
    };
    let mut found = Vec::new();
    if !certificate.problem_sha256.eq_ignore_ascii_case(problem_sha256) {
        let what = format!(
            "the certificate is for the file with SHA-256 {:?}, this problem's is {problem_sha256:?}",
            certificate.problem_sha256
        );
        found.push(Violation::new(Breach::CertificateProblem, what));
    }
    let mut compare = |recomputed: Result<i128, Vec<Violation>>, claims: &[(&str, Points)]| match recomputed {
        Err(faults) => found.extend(faults),
        Ok(bound) => {
            for (who, claimed) in claims.iter().filter(|(_, claimed)| bound > i128::from(*claimed)) {
                let what = format!("the {who} claims a bound of {claimed}, the certificate supports {bound}");
                found.push(Violation::new(Breach::BoundUnsupported, what));
            }
        }
    };
    compare(recompute_bound(problem, certificate), &[("plan", plan.bound), ("certificate", certificate.bound)]);
    if let Some(given) = &certificate.given_sessions {
        let recomputed = recompute(problem, certificate, &given.prices, |problem| Seats::of(problem).given(plan));
        compare(recomputed, &[("certificate for the plan's sessions", given.bound)]);
    }
    found.sort();
    found.dedup();
    found
}
