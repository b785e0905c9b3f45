//! Closures against brute force: every set of competencies is tried.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::tests::{c, graph, row};
use daybreak_school::school::Prerequisite;

/// What a closure is asked in a test: rows, goals, credits (from these, so many), what is known, what each costs.
struct Question<'a> {
    n: usize,
    rows: &'a [Prerequisite],
    goals: &'a [usize],
    credits: &'a [(usize, u64)],
    needed: u64,
    known: &'a [bool],
    minutes: &'a [u32],
}

/// The cost of the cheapest set: closed, with the goals and the credits, and learnable one after the other.
fn brute_force(question: &Question<'_>) -> u32 {
    let Question { n, rows, goals, credits, needed, known, minutes } = *question;
    let mut sets: BTreeMap<(usize, Option<&str>, usize), Vec<usize>> = BTreeMap::new();
    for row in rows {
        let own = if row.any_of.is_none() { row.needs.i() } else { 0 };
        if row.any_of.is_none() || row.needs != row.competency {
            sets.entry((row.competency.i(), row.any_of.as_deref(), own)).or_default().push(row.needs.i());
        }
    }
    let suffices = |has: &[bool]| {
        let earned: u64 = credits.iter().filter(|(c, _)| has[*c]).map(|(_, credits)| credits).sum();
        goals.iter().all(|&goal| has[goal]) && earned >= needed
    };
    let learnable = |set: u32| {
        let mut has: Vec<bool> = known.to_vec();
        loop {
            let next = (0..n).find(|&i| {
                let needs = sets.iter().filter(|((competency, _, _), _)| *competency == i);
                set >> i & 1 == 1 && !has[i] && needs.into_iter().all(|(_, set)| set.iter().any(|&need| has[need]))
            });
            match next {
                Some(i) => has[i] = true,
                None => return suffices(&has) && (0..n).all(|i| set >> i & 1 == 0 || has[i]),
            }
        }
    };
    let cost = |set: u32| (0..n).filter(|&i| set >> i & 1 == 1 && !known[i]).map(|i| minutes[i]).sum::<u32>();
    (0..1u32 << n).filter(|&set| learnable(set)).map(cost).min().expect("everything can be learned")
}

/// Hard rows run from greater to smaller, so in no circle; alternatives anywhere.
fn rows_of(n: usize, hard: &[(usize, usize)], either: &[(usize, [usize; 3], usize)]) -> Vec<Prerequisite> {
    let mut rows: Vec<Prerequisite> =
        hard.iter().map(|&(a, b)| (a % n, b % n)).filter(|(a, b)| a > b).map(|(a, b)| row(a, b, None)).collect();
    for (at, &(competency, alternatives, size)) in either.iter().enumerate() {
        for need in &alternatives[..2 + size % 2] {
            rows.push(row(competency % n, need % n, Some(&format!("set {at}"))));
        }
    }
    rows
}

/// Alternatives of nine competencies: (competency, up to three others, how many of them).
type Either = Vec<(usize, [usize; 3], usize)>;

fn either() -> impl Strategy<Value = Either> {
    prop::collection::vec((0usize..9, prop::array::uniform3(0usize..9), 0usize..2), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn closures_with_alternatives_match_brute_force(
        hard in prop::collection::vec((0usize..9, 0usize..9), 0..8),
        either in either(),
        known in prop::collection::vec(prop::bool::weighted(0.15), 9),
        minutes in prop::collection::vec(0u32..60, 9),
        goals in prop::collection::vec(0usize..9, 1..3),
    ) {
        let rows = rows_of(9, &hard, &either);
        let graph = graph(9, rows.clone());
        let is_known = |c: CompetencyIdx| known[c.i()];
        let targets: Vec<CompetencyIdx> = goals.iter().map(|&goal| c(goal)).collect();
        let closure = graph.closure(&targets, is_known, |c| f64::from(minutes[c.i()]));

        // It can be learned in its order, it holds the goals, and its choices are among the steps.
        let mut has: Vec<bool> = known.clone();
        for &step in &closure.steps {
            prop_assert!(!has[step.i()]);
            prop_assert!(graph.is_ready(step, |need| has[need.i()]) || graph.taught_with(step).len() > 1);
            has[step.i()] = true;
        }
        prop_assert!(targets.iter().all(|goal| has[goal.i()]));
        prop_assert!(closure.chosen.iter().all(|(c, need)| closure.steps.contains(c) && closure.steps.contains(need)));

        let ordinary = graph.circular_alternatives().is_empty() && graph.cycles().is_empty();
        if ordinary {
            let cost: u32 = closure.steps.iter().map(|step| minutes[step.i()]).sum();
            let question =
                Question { n: 9, rows: &rows, goals: &goals, credits: &[], needed: 0, known: &known, minutes: &minutes };
            prop_assert!(closure.exact, "nine competencies are decided for certain");
            prop_assert_eq!(cost, brute_force(&question));
        }
    }


    #[test]
    fn the_program_alone_matches_brute_force(
        hard in prop::collection::vec((0usize..9, 0usize..9), 0..8),
        either in either(),
        known in prop::collection::vec(prop::bool::weighted(0.15), 9),
        minutes in prop::collection::vec(0u32..60, 9),
        goals in prop::collection::vec(0usize..9, 1..3),
        earns in prop::collection::vec(0u64..3, 9),
        needed in 0u64..6,
    ) {
        let rows = rows_of(9, &hard, &either);
        let graph = graph(9, rows.clone());
        prop_assume!(graph.circular_alternatives().is_empty() && graph.cycles().is_empty());
        let credits: Vec<(usize, u64)> = earns.iter().copied().enumerate().collect();
        let needed = needed.min(earns.iter().sum());
        let mut search = Search {
            graph: &graph,
            is_known: |c: CompetencyIdx| known[c.i()],
            minutes: |c: CompetencyIdx| f64::from(minutes[c.i()]),
            goals: goals.iter().filter(|&&goal| !known[goal]).map(|&goal| graph.bundle_of[goal] as usize).collect(),
            quotas: Vec::new(),
        };
        let from: Vec<(CompetencyIdx, u64)> = credits.iter().map(|&(i, credits)| (c(i), credits)).collect();
        search.quotas.extend(search.quota(&from, needed));
        let mut forced = Partial::new(9);
        search.add(&mut forced, &search.goals);
        let region = search.region();
        let dear = search.by_prices(&forced, &region);
        prop_assert!(search.is_learnable(&dear.bundles) && dear.open.is_empty());
        let (best, exact) = search.by_program(&forced, &region, dear.clone());
        prop_assert!(exact || region.count_ones(..) == forced.bundles.count_ones(..));
        prop_assert!(best.cost <= dear.cost);
        let question =
            Question { n: 9, rows: &rows, goals: &goals, credits: &credits, needed, known: &known, minutes: &minutes };
        prop_assert_eq!(best.cost, u64::from(brute_force(&question)) * 1_000);
        let closure = search.closure(&best.bundles, exact);
        prop_assert_eq!(closure.steps.len(), best.bundles.count_ones(..));
    }
}

#[test]
fn credits_take_the_cheapest_parts_and_count_what_is_known() {
    // 1, 2 and 3 earn one credit each, 4 earns two; 2 needs 0; 3 is known.
    let graph = graph(5, vec![row(2, 0, None)]);
    let minutes = |c: CompetencyIdx| [30.0, 50.0, 10.0, 99.0, 100.0][c.i()];
    let from: Vec<(CompetencyIdx, u64)> =
        [(1, 1_000), (2, 1_000), (3, 1_000), (4, 2_000)].map(|(i, n)| (c(i), n)).into();
    let steps = |needed: u64| {
        let target = Target::Credits { from: from.clone(), needed };
        let closure = graph.closure_of(&[target], |c| c.i() == 3, minutes);
        assert!(closure.exact);
        closure.steps.iter().map(|c| c.i()).collect::<Vec<_>>()
    };
    assert_eq!(steps(1_000), Vec::<usize>::new());
    assert_eq!(steps(2_000), [0, 2]);
    assert_eq!(steps(3_000), [0, 1, 2], "90 minutes, and 100 for the one that earns two");
    assert_eq!(steps(4_000), [0, 2, 4]);
    assert_eq!(steps(9_000), [0, 1, 2, 4], "all there is");
}

/// A graph of the size of a real catalogue in which a good third of the competencies has alternatives; several goals at
/// the top. Each way is proven the cheapest, and the program alone comes to the same minutes as branching where that ends.
#[test]
#[expect(clippy::print_stderr, reason = "the figures are for people")]
fn ways_of_real_size_are_decided_for_certain() {
    use rand::{RngExt, SeedableRng};

    const N: usize = 480;
    let mut by_branching = 0;
    let mut open_most = 0;
    let mut slowest = std::time::Duration::ZERO;
    for seed in 0..12 {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
        let mut rows = Vec::new();
        for at in 20..N {
            let mut below = || at - rng.random_range(1..=at.min(60));
            match at % 3 {
                0 => {
                    rows.extend([row(at, below(), Some("a")), row(at, below(), Some("a")), row(at, below(), Some("a"))])
                }
                1 => rows.extend([row(at, below(), None), row(at, below(), None)]),
                _ => rows.push(row(at, below(), None)),
            }
        }
        let graph = graph(N, rows);
        let costs: Vec<f64> = (0..N).map(|_| f64::from(rng.random_range(30..300))).collect();
        let goals: Vec<usize> = (0..3).map(|_| rng.random_range(N - 60..N)).collect();
        let search = Search {
            graph: &graph,
            is_known: |_: CompetencyIdx| false,
            minutes: |c: CompetencyIdx| costs[c.i()],
            goals: goals.iter().map(|&goal| graph.bundle_of[goal] as usize).collect(),
            quotas: Vec::new(),
        };
        let mut forced = Partial::new(N);
        search.add(&mut forced, &search.goals);
        let region = search.region();
        let first = search.by_prices(&forced, &region);
        let clock = std::time::Instant::now();
        let (best, exact) = search.by_program(&forced, &region, first.clone());
        slowest = slowest.max(clock.elapsed());
        assert!(exact, "seed {seed}: the program ends");
        open_most = open_most.max(region.ones().filter(|&b| search.open_sets(b).next().is_some()).count());
        let (branched, ended) = search.branch(forced, first);
        assert!(best.cost <= branched.cost && (!ended || best.cost == branched.cost), "seed {seed}");
        by_branching += usize::from(ended);
    }
    eprintln!(
        "12 ways with up to {open_most} open choices: the program takes {slowest:?} at most; branching ends on {by_branching}"
    );
}
