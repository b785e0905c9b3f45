//! What is said of wishes and requests holds: each change that is said to grant one is judged as a plan, is worth what was said, and
//! grants it when the plan with it is asked in turn.

use std::collections::BTreeMap;

use daybreak::check::check_rules;
use daybreak::config::Config;
use daybreak::explain::{Asked, Change, ChangeBy, Found};
use daybreak::export;
use daybreak::generate::{SchoolSpec, generate};
use daybreak::history::Published;
use daybreak::history::rows::Tables;
use daybreak::model::explanation::Scarce;
use daybreak::model::ids::{RequestIdx, SiteIdx, WishIdx};
use daybreak::model::plan::Plan;
use daybreak::model::problem::{Problem, Staff};
use daybreak::pipeline::{self, Groundwork, Inputs};

/// A published day of a school, and what all sites share.
struct Day {
    ground: Groundwork,
    published: Published,
    tables: Tables,
    granted: BTreeMap<Ask, bool>,
    config: Config,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ask {
    Wish(WishIdx),
    Request(RequestIdx),
}

impl Day {
    fn of(seed: u64) -> Self {
        let spec = SchoolSpec { seed, learners_per_site: 60, staff_scarcity: 0.6, ..SchoolSpec::default() };
        let inputs = Inputs { tables: generate(&spec).files, rules: Vec::new() };
        let mut config = Config::default();
        config.schedule.effort = 0.1;
        let checked = || pipeline::check_package(&inputs, &config, &());
        let mut report = pipeline::plan(checked(), &[], spec.date, &config, &());
        let files: BTreeMap<String, Vec<u8>> =
            export::export(&report).into_iter().map(|file| (file.path, file.bytes)).collect();
        let tables = Tables::read(|file| Ok::<_, ()>(files.get(file).cloned()), &["wishes.csv", "requests.csv"])
            .expect("no file");
        let site = report.sites.swap_remove(0);
        let wishes = site.explanations.wishes.iter().map(|one| (Ask::Wish(one.wish), one.answer.is_granted()));
        let requests =
            site.explanations.requests.iter().map(|one| (Ask::Request(one.request), one.answer.is_granted()));
        let checked = checked();
        Day {
            granted: wishes.chain(requests).collect(),
            ground: pipeline::groundwork(checked.school, checked.rules, spec.date, &()),
            published: Published {
                problem: site.formulation.problem,
                plan: site.plan,
                certificate: Some(site.certificate),
            },
            tables,
            config,
        }
    }

    /// Whether the plan grants it, and what would.
    fn ask(&self, problem: &Problem, plan: &Plan, ask: Ask) -> (bool, Vec<Change>) {
        let asked = match ask {
            Ask::Wish(at) => Asked::Wishes(vec![at]),
            Ask::Request(at) => Asked::Requests(vec![at]),
        };
        let (problem, plan) = (problem.clone(), plan.clone());
        let published = Published { problem, plan, certificate: None };
        let answer =
            pipeline::inquire(&self.ground, SiteIdx::at(0), &asked, Some(published), &self.tables, &self.config)
                .expect("a day that can be planned");
        assert!(answer.is_published && answer.inquired.since.is_empty(), "{}", answer.inquired.text);
        match answer.inquired.found {
            Found::Wishes(mut found) => {
                let one = found.remove(0);
                (one.answer.expect("in force").is_granted(), one.changes)
            }
            Found::Requests(mut found, _) => {
                let one = found.remove(0);
                (one.answer.expect("in force").is_granted(), one.changes)
            }
            _ => panic!("an answer to something else"),
        }
    }
}

/// The adult of whom there is one more.
fn one_more(tag: &str) -> Staff {
    Staff {
        id: "one more".to_owned(),
        tags: vec![tag.to_owned()],
        slots: None,
        sessions_max: None,
        consecutive_max: None,
        room_change_cost: 0,
        zone_change_cost: 0,
    }
}

#[test]
fn what_is_said_to_grant_it_does_and_costs_what_was_said() {
    let (mut moves, mut with_classmates) = (0, 0);
    for seed in [3, 5] {
        let day = Day::of(seed);
        let Published { problem, plan, .. } = &day.published;
        for (&ask, &granted) in &day.granted {
            let (is_granted, changes) = day.ask(problem, plan, ask);
            assert_eq!(is_granted, granted, "seed {seed}, {ask:?}: as it was told");
            assert!(changes.is_empty() || !granted, "seed {seed}, {ask:?}: nothing needs to change");
            for change in changes {
                let mut problem = problem.clone();
                match &change.by {
                    ChangeBy::Moves => moves += 1,
                    ChangeBy::Classmates(_, adult) => {
                        with_classmates += 1;
                        problem.staff.extend(adult.as_deref().map(one_more));
                    }
                    ChangeBy::OneMore(Scarce::Staff(tag)) => problem.staff.push(one_more(tag)),
                    ChangeBy::OneMore(Scarce::Rooms | Scarce::Devices(_)) | ChangeBy::OnceMore => continue,
                }
                let after = Plan { sessions: change.sessions.clone(), ..plan.clone() };
                let verdict = check_rules(&problem, &after);
                assert!(verdict.is_valid(), "seed {seed}, {ask:?}, {:?}: {:?}", change.by, verdict.violations);
                let cost = plan.objective - verdict.objective.total();
                assert_eq!(cost, change.cost, "seed {seed}, {ask:?}, {:?}: what the judge counts", change.by);
                assert!(day.ask(&problem, &after, ask).0, "seed {seed}, {ask:?}, {:?}: it is granted then", change.by);
            }
        }
    }
    assert!(moves > 5 && with_classmates > 0, "too little variety: {moves} moves, {with_classmates} with classmates");
}
