//! The graph against plain recounting and against the published facts of real prerequisite graphs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use fixedbitset::FixedBitSet;
use proptest::prelude::*;

use super::*;
use daybreak_school::school::{Competency, Grade, Prerequisite, Strength};

/// A competency named by its number, without prerequisites.
fn competency(i: usize) -> Competency {
    Competency {
        id: format!("C{i}"),
        subject: "math".into(),
        title: String::new(),
        grade: None,
        level: None,
        parent: None,
        mastery_at: None,
        minutes_typical: None,
        grade_until: None,
        credits: 0.0,
        code: String::new(),
    }
}

/// A row: `competency` needs `needs`, as one of the alternatives `label` when there is one.
pub(super) fn row(competency: usize, needs: usize, label: Option<&str>) -> Prerequisite {
    Prerequisite {
        competency: CompetencyIdx::at(competency),
        needs: CompetencyIdx::at(needs),
        any_of: label.map(str::to_string),
        strength: Strength::Hard,
        encompasses: 0.0,
    }
}

pub(super) fn graph(n: usize, prerequisites: Vec<Prerequisite>) -> CompetencyGraph {
    let competencies = (0..n).map(competency).collect();
    CompetencyGraph::new(&School { competencies, prerequisites, ..School::default() })
}

fn hard(n: usize, edges: &[(usize, usize)]) -> CompetencyGraph {
    graph(n, edges.iter().map(|&(c, needs)| row(c, needs, None)).collect())
}

pub(super) fn c(i: usize) -> CompetencyIdx {
    CompetencyIdx::at(i)
}

fn numbers(list: &[CompetencyIdx]) -> Vec<usize> {
    list.iter().map(|c| c.i()).collect()
}

/// Only the competencies with these numbers are known.
fn only(known: &[usize]) -> impl Fn(CompetencyIdx) -> bool + '_ {
    |c| known.contains(&c.i())
}

#[test]
fn an_empty_graph_answers() {
    let graph = hard(0, &[]);
    assert!(graph.is_empty() && graph.n_layers() == 0);
    assert!(graph.outer_fringe(|_| false).is_empty());
    assert!(graph.closure(&[], |_| false, |_| 1.0).steps.is_empty());
    assert_eq!(graph.critical_path(&Closure::default(), |_| 1.0), (Vec::new(), 0.0));
}

#[test]
fn fringes_border_what_is_known() {
    // 3 needs 1 and 2, both need 0; 4 stands alone.
    let graph = hard(5, &[(1, 0), (2, 0), (3, 1), (3, 2)]);
    assert_eq!(numbers(&graph.outer_fringe(|_| false)), [0, 4]);
    assert_eq!(numbers(&graph.outer_fringe(only(&[0, 1]))), [2, 4]);
    assert_eq!(numbers(&graph.outer_fringe(only(&[0, 1, 2]))), [3, 4]);
    assert_eq!(numbers(&graph.inner_fringe(only(&[0, 1]))), [1]);
    assert_eq!(numbers(&graph.isolated()), [4]);
    assert_eq!((0..5).map(|i| graph.layer(c(i))).collect::<Vec<_>>(), [0, 1, 1, 2, 0]);
}

#[test]
fn one_alternative_is_enough() {
    let graph = graph(4, vec![row(3, 0, Some("a")), row(3, 1, Some("a")), row(3, 2, None)]);
    assert!(!graph.is_ready(c(3), only(&[0, 1])));
    assert!(graph.is_ready(c(3), only(&[1, 2])));
    assert_eq!(graph.any_of(c(3)).map(numbers).collect::<Vec<_>>(), [[0, 1]]);
}

#[test]
fn labels_belong_to_one_competency_and_a_single_alternative_is_a_need() {
    let graph = graph(4, vec![row(2, 0, Some("a")), row(3, 1, Some("a"))]);
    assert_eq!(numbers(graph.all_of(c(2))), [0]);
    assert_eq!(numbers(graph.all_of(c(3))), [1]);
}

#[test]
fn a_circle_becomes_one_bundle_and_is_named() {
    // 1 -> 2 -> 3 -> 1 in a circle above 0 and below 4; 5 needs itself.
    let graph = hard(6, &[(1, 3), (2, 1), (3, 2), (1, 0), (4, 2), (5, 5)]);
    assert_eq!(graph.cycles().iter().map(|circle| numbers(circle)).collect::<Vec<_>>(), [vec![1, 3, 2], vec![5]]);
    assert_eq!(numbers(graph.taught_with(c(2))), [1, 2, 3]);
    assert_eq!(numbers(&graph.outer_fringe(only(&[0]))), [1, 2, 3, 5]);
    assert_eq!(numbers(&graph.closure(&[c(4)], |_| false, |_| 1.0).steps), [0, 1, 2, 3, 4]);
    assert_eq!(numbers(&graph.closure(&[c(4)], only(&[1]), |_| 1.0).steps), [0, 2, 3, 4]);
}

#[test]
fn alternatives_that_only_lead_back_are_ignored_and_named() {
    // 0 needs 1 or 2, and both need 0.
    let circle = vec![row(0, 1, Some("a")), row(0, 2, Some("a")), row(1, 0, None), row(2, 0, None)];
    let graph = graph(3, circle);
    assert_eq!(graph.circular_alternatives(), [(c(0), vec![c(1), c(2)])]);
    assert_eq!(numbers(&graph.closure(&[c(2)], |_| false, |_| 1.0).steps), [0, 2]);
}

#[test]
fn alternatives_in_a_circle_with_a_way_out_take_it() {
    // 0 needs 1 or 3, 1 needs 0 or 2; 2 and 3 are dear and free to start.
    let rows = vec![row(0, 1, Some("a")), row(0, 3, Some("a")), row(1, 0, Some("a")), row(1, 2, Some("a"))];
    let graph = graph(4, rows);
    let minutes = |c: CompetencyIdx| [0.0, 0.0, 50.0, 60.0][c.i()];
    let closure = graph.closure(&[c(0), c(1)], |_| false, minutes);
    assert_eq!(numbers(&closure.steps), [2, 1, 0]);
    assert_eq!(closure.chosen, [(c(0), c(1)), (c(1), c(2))]);
}

#[test]
fn a_circle_among_the_alternatives_is_survived() {
    // 4 needs 5 or 3; 3 and 6 need each other, and 3 needs 5.
    let rows = vec![row(4, 5, Some("a")), row(4, 3, Some("a")), row(3, 6, None), row(6, 3, None), row(3, 5, None)];
    let graph = graph(7, rows);
    assert_eq!(numbers(&graph.closure(&[c(4)], |_| false, |_| 1.0).steps), [5, 4]);
}

#[test]
fn shared_steps_count_once() {
    // 4 needs 0 or 1 and 2 or 1: 1 alone costs 30, 0 and 2 together 40.
    let rows = vec![row(4, 0, Some("a")), row(4, 1, Some("a")), row(4, 2, Some("b")), row(4, 1, Some("b"))];
    let graph = graph(5, rows);
    let minutes = |c: CompetencyIdx| [20.0, 30.0, 20.0, 1.0, 10.0][c.i()];
    let closure = graph.closure(&[c(4)], |_| false, minutes);
    assert_eq!(numbers(&closure.steps), [1, 4]);
    assert!(closure.exact);
}

#[test]
fn what_is_known_needs_nothing_further() {
    let graph = hard(4, &[(1, 0), (2, 1), (3, 2)]);
    assert_eq!(numbers(&graph.closure(&[c(3)], only(&[1]), |_| 1.0).steps), [2, 3]);
    assert!(graph.closure(&[c(3)], only(&[3]), |_| 1.0).steps.is_empty());
}

#[test]
fn undefined_and_endless_minutes_are_survived() {
    let graph = graph(3, vec![row(2, 0, Some("a")), row(2, 1, Some("a"))]);
    let minutes = |c: CompetencyIdx| [f64::INFINITY, f64::NAN, -5.0][c.i()];
    assert_eq!(numbers(&graph.closure(&[c(2)], |_| false, minutes).steps), [1, 2]);
}

#[test]
fn the_critical_path_is_the_longest_chain() {
    let graph = hard(5, &[(2, 0), (2, 1), (4, 2), (4, 3)]);
    let minutes = |c: CompetencyIdx| [10.0, 20.0, 5.0, 24.0, 1.0][c.i()];
    let closure = graph.closure(&[c(4)], |_| false, minutes);
    let (chain, total) = graph.critical_path(&closure, minutes);
    assert_eq!((numbers(&chain), total), (vec![1, 2, 4], 26.0));
}

#[test]
fn redundant_rows_are_those_that_follow_from_others() {
    let graph = hard(4, &[(1, 0), (2, 1), (2, 0), (3, 0), (3, 2)]);
    assert_eq!(graph.redundant(), [(c(2), c(0)), (c(3), c(0))]);
}

#[test]
fn needs_that_point_up_are_named() {
    let mut school = School { competencies: (0..4).map(competency).collect(), ..School::default() };
    let place = [(3, 1.0), (2, 1.0), (3, 2.0), (3, 1.0)];
    for (about, (grade, level)) in school.competencies.iter_mut().zip(place) {
        (about.grade, about.level) = (Some(Grade(grade)), Some(level));
    }
    school.prerequisites = vec![row(0, 1, None), row(1, 0, None), row(3, 2, Some("a")), row(3, 0, Some("a"))];
    let facts = CompetencyGraph::new(&school).facts(&school, 60.0);
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(facts.grade_inversions, [pair("C1", "C0"), pair("C3", "C2")]);
    assert_eq!(facts.circles, [["C0", "C1"]]);
    assert_eq!((facts.n_hard, facts.n_alternatives, facts.one_grade_up), (2, 2, 1));
}

#[test]
fn helpful_rows_never_block() {
    let mut helpful = row(1, 0, None);
    helpful.strength = Strength::Helpful;
    helpful.encompasses = 0.4;
    let graph = graph(2, vec![helpful]);
    assert_eq!(numbers(&graph.outer_fringe(|_| false)), [0, 1]);
    assert_eq!(numbers(graph.helpful(c(1))), [0]);
    assert_eq!(graph.encompassed(c(1)), [(c(0), 0.4)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_rows_give_an_order_and_the_same_graph_in_any_order(
        rows in prop::collection::vec((0usize..12, 0usize..12, 0usize..4), 0..40),
        known in prop::collection::vec(any::<bool>(), 12),
    ) {
        let label = |kind: usize| [None, Some("a"), Some("b"), None][kind];
        let rows: Vec<Prerequisite> = rows.iter().map(|&(a, b, kind)| row(a, b, label(kind))).collect();
        let mut reversed = rows.clone();
        reversed.reverse();
        let (one, other) = (graph(12, rows), graph(12, reversed));
        prop_assert_eq!(one.order(), other.order());
        prop_assert_eq!(one.cycles(), other.cycles());
        let is_known = |c: CompetencyIdx| known[c.i()];
        prop_assert_eq!(one.outer_fringe(is_known), other.outer_fringe(is_known));
        let everything: Vec<CompetencyIdx> = (0..12).map(c).collect();
        let closure = one.closure(&everything, is_known, |_| 1.0);
        prop_assert_eq!(closure.steps.len(), known.iter().filter(|known| !**known).count());
        prop_assert_eq!(closure, other.closure(&everything, is_known, |_| 1.0));
        for c in one.order() {
            prop_assert!(one.all_of(*c).iter().all(|need| one.rank(*need) < one.rank(*c)));
        }
    }
}

proptest! {
    #[test]
    fn a_frontier_follows_every_change(
        rows in prop::collection::vec((0usize..14, 0usize..14, 0usize..4), 0..50),
        known in prop::collection::vec(any::<bool>(), 14),
        changes in prop::collection::vec((0usize..14, any::<bool>()), 0..40),
    ) {
        let label = |kind: usize| [None, Some("a"), Some("b"), None][kind];
        let graph = graph(14, rows.iter().map(|&(a, b, kind)| row(a, b, label(kind))).collect());
        let mut known: FixedBitSet = (0..14).filter(|&i| known[i]).collect();
        let mut frontier = Frontier::new(&graph, &known);
        for (at, learned) in std::iter::once((0, known.contains(0))).chain(changes) {
            known.grow(14);
            known.set(at, learned);
            if learned { frontier.learn(c(at)) } else { frontier.forget(c(at)) }
            let is_known = |c: CompetencyIdx| known[c.i()];
            let list = |set: &FixedBitSet| set.ones().map(c).collect::<Vec<_>>();
            prop_assert_eq!(list(frontier.known()), list(&known));
            prop_assert_eq!(list(frontier.outer()), graph.outer_fringe(is_known));
            prop_assert_eq!(list(&frontier.inner()), graph.inner_fringe(is_known));
        }
    }
}

/// A folder of the public data sets; none where it is absent.
fn shared(folder: &str) -> Option<PathBuf> {
    let shared = std::env::var("DAYBREAK_SHARED_DATA")
        .map_or_else(|_| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")), PathBuf::from);
    let folder = shared.join(folder);
    if !folder.is_dir() {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: {} is not here (set DAYBREAK_SHARED_DATA)", folder.display());
        }
        return None;
    }
    Some(folder)
}

/// The rows of a table of the public data sets, by column.
fn table(path: PathBuf) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a readable table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// A published graph as a school: codes with their grades, and edges (needing, needed), each a hard need.
fn published(codes: &[(String, String)], edges: &[(String, String)]) -> (School, BTreeMap<String, usize>) {
    let at: BTreeMap<String, usize> = codes.iter().enumerate().map(|(i, (code, _))| (code.clone(), i)).collect();
    let grade = |grade: &str| match grade {
        "K" => Grade(0),
        "HS" => Grade(9),
        other => Grade(other.parse().expect("a grade")),
    };
    let competencies = codes
        .iter()
        .enumerate()
        .map(|(i, (code, of))| Competency { id: code.clone(), grade: Some(grade(of)), ..competency(i) })
        .collect();
    let prerequisites = edges.iter().map(|(code, needs)| row(at[code], at[needs], None)).collect();
    (School { competencies, prerequisites, ..School::default() }, at)
}

#[test]
fn the_coherence_map_has_the_published_facts() {
    let Some(folder) = shared("ccss-coherence-map") else { return };
    let nodes = table(folder.join("nodes.csv"));
    let codes: Vec<_> = nodes.iter().map(|row| (row["code"].clone(), row["grade"].clone())).collect();
    let edges = table(folder.join("prerequisite_edges.csv"));
    let edges: Vec<_> = edges.iter().map(|row| (row["code"].clone(), row["prereq_code"].clone())).collect();
    let (school, at) = published(&codes, &edges);
    let graph = CompetencyGraph::new(&school);
    let facts = graph.facts(&school, 120.0);
    assert_eq!((facts.n_competencies, facts.n_hard), (480, 757));
    assert_eq!((facts.n_starts, facts.isolated.len(), facts.n_layers), (119, 84, 31));
    assert_eq!((facts.circles.len(), facts.redundant.len()), (0, 154));
    assert_eq!(facts.closure_largest, Some(("G-GPE.B.5".into(), 154)));
    assert!((facts.closure_mean - 41.2).abs() < 0.05, "{}", facts.closure_mean);
    assert_eq!((facts.within_a_grade, facts.one_grade_up, facts.more_grades_up), (387, 258, 112));
    assert_eq!(facts.grade_inversions, []);
    assert_eq!(facts.critical_path.len(), facts.n_layers, "with equal minutes");
    let known = [("3.OA.A.1", 3), ("5.NF.B.4", 16), ("7.RP.A.2", 75), ("F-IF.B.4", 100), ("8.EE.C.8", 139)];
    for (code, closure) in known.into_iter().chain([("A-REI.C.6", 143), ("G-GPE.B.5", 154)]) {
        assert_eq!(facts.competencies[at[code]].closure, closure, "{code}");
    }
}

#[test]
fn the_dependency_graph_has_these_facts() {
    let Some(folder) = shared("ccssm-dependencies") else { return };
    let code = |row: &BTreeMap<String, String>| {
        let first = format!("{}{}", row["grade_level_code"], row.get("category_code").map_or("", String::as_str));
        let rest =
            ["domain_code", "cluster_code", "standard_counter", "substandard_counter"].map(|part| row[part].clone());
        std::iter::once(first).chain(rest).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
    };
    let standards = [table(folder.join("ccssm-k8.csv")), table(folder.join("ccssm-hs.csv"))].concat();
    let codes: Vec<_> = standards.iter().map(|row| (code(row), row["grade_level_code"].clone())).collect();
    let edges = table(folder.join("ccssm-dependencies.csv"));
    let edges = edges.iter().filter(|row| row["relationship"] == "dependency");
    let edges: Vec<_> = edges.map(|row| (row["target"].clone(), row["source"].clone())).collect();
    let (school, _) = published(&codes, &edges);
    let facts = CompetencyGraph::new(&school).facts(&school, 120.0);
    // Counted by a script of our own with another library; nobody has published them.
    assert_eq!((facts.n_competencies, facts.n_hard, facts.circles.len()), (471, 729, 0));
    assert_eq!((facts.n_starts, facts.isolated.len(), facts.n_layers), (127, 90, 30));
    assert_eq!((facts.redundant.len(), facts.grade_inversions.len()), (154, 0));
    assert_eq!((facts.within_a_grade, facts.one_grade_up, facts.more_grades_up), (360, 258, 111));
    assert_eq!(facts.closure_largest, Some(("HSG.GPE.B.5".into(), 155)));
    assert!((facts.closure_mean - 37.67).abs() < 0.005, "{}", facts.closure_mean);
}
