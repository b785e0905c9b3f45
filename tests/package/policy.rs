//! The language of rules: slips are named where they stand, and both ways of evaluating a condition agree.

use std::collections::BTreeMap;

use daybreak::model::condition::{Condition, Millionths, Side, Single, Test};
use daybreak::policy::facts::{FACTS, Kind, Known, find, known, spec};
use daybreak::policy::{Engine, Facts, Value, covers, disjoint, implies, overlap, read, read_cell, test_holds};
use proptest::prelude::*;

/// The faults of a condition: code, the text that is meant, and the hint.
fn faults(text: &str) -> Vec<(&'static str, String, Option<String>)> {
    let found = read(text).expect_err(text);
    found.into_iter().map(|fault| (fault.code, text[fault.at].to_string(), fault.maybe)).collect()
}

fn one(text: &str) -> (&'static str, String, Option<String>) {
    let mut found = faults(text);
    assert_eq!(found.len(), 1, "{text}: {found:#?}");
    found.remove(0)
}

#[test]
fn the_traps_of_the_language_are_faults() {
    let hint = |text: &str| Some(text.to_string());
    assert_eq!(one("learner.grade = 4"), ("R202", "=".into(), hint("Maybe ==.")));
    assert_eq!(one("lerner.grade > 4"), ("R201", "lerner.grade".into(), hint("Maybe learner.grade.")));
    assert_eq!(one("learner.gradee > 4"), ("R201", "learner.gradee".into(), hint("Maybe learner.grade.")));
    assert_eq!(one("lesson.subject == \"math\""), ("R201", "lesson.subject".into(), hint("Maybe competency.subject.")));
    assert_eq!(one("masstery > 0.5"), ("R201", "masstery".into(), hint("Maybe mastery.")));
    assert_eq!(one("lesson.level == null"), ("R203", "null".into(), None));
    assert_eq!(faults("null == null").len(), 2);
    assert_eq!(one("learner.tags == \"ell\"").2, hint("Maybe \"ell\" in learner.tags."));
    assert_eq!(one("learner.grade == \"4\"").2, hint("Maybe 4, without quotes."));
    assert_eq!(one("learner.grade in \"4\"").1, "\"4\"");
    assert_eq!(one("modality.grouping == \"smal\""), ("R208", "\"smal\"".into(), hint("Maybe \"small\".")));
    assert_eq!(one("day.weekday in [\"friday\", \"sonday\"]").2, hint("Maybe \"sunday\"."));
    assert_eq!(one("not learner.grade == 4").2, hint("Maybe parentheses: not (...)."));
    assert_eq!(one("3 < 4").0, "R207");
    assert_eq!(one("learner.grade").0, "R204");
    assert_eq!(one("mastery > 0.1234567").0, "R204");
    assert_eq!(one("lenn(learner.tags) > 2").0, "R205");
    assert_eq!(one("ready ? known : wished").0, "R206");
    assert_eq!(one("learner.grade > 3 learner.grade < 5").0, "R205");
    assert_eq!(one("mastery > 0.5 and").0, "R205");
    assert_eq!(one("\"ell in learner.tags").0, "R205");
}

#[test]
fn all_faults_of_a_condition_are_told_at_once() {
    let found = faults("lerner.grade > 4 and masstery < \"x\" and modality.grouping == \"smal\"");
    let codes: Vec<&str> = found.iter().map(|fault| fault.0).collect();
    assert_eq!(codes, ["R201", "R201", "R208"]);
}

#[test]
fn a_condition_falls_apart_by_what_its_tests_read() {
    let condition = read("day.weekday == 'friday' and learner.grade < 3 and ('lab' in modality.tags or lesson.slots > 1) and grades_above > 0")
        .expect("a sound condition");
    let sides: Vec<Side> = condition.conjuncts.iter().map(|part| part.side).collect();
    assert_eq!(sides, [Side::Day, Side::Learner, Side::Lesson, Side::Pair]);
    assert_eq!(condition.conjuncts[2].text, "'lab' in modality.tags or lesson.slots > 1");
    assert_eq!(read("learner.grade < competency.grade").expect("sound").conjuncts[0].side, Side::Pair);
}

/// Facts by name; what is not named is unknown.
#[derive(Clone, Debug, Default)]
struct Given(BTreeMap<&'static str, Owned>);

#[derive(Clone, Debug)]
enum Owned {
    Number(i64),
    Text(String),
    Bool(bool),
    Texts(Vec<String>),
}

impl Facts for Given {
    fn value(&self, fact: Known) -> Value<'_> {
        match self.0.get(spec(fact.into()).name) {
            Some(Owned::Number(n)) => Value::Number(Millionths(*n)),
            Some(Owned::Text(text)) => Value::Text(text),
            Some(Owned::Bool(holds)) => Value::Bool(*holds),
            Some(Owned::Texts(texts)) => Value::Texts(texts),
            None => Value::Unknown,
        }
    }
}

#[test]
fn a_test_on_what_is_not_known_holds_neither_way() {
    let holds = |text: &str| covers(&read(text).expect(text), &Given::default(), &Engine::default());
    assert!(!holds("lesson.level > 3"));
    assert!(!holds("not (lesson.level > 3)"));
    assert!(!holds("lesson.level + 1 > 3"));
    assert!(!holds("not (lesson.level + 1 > 3)"));
    let level = Given(BTreeMap::from([("lesson.level", Owned::Number(3_500_000))]));
    assert!(covers(
        &read("lesson.level + 1 > 3 and lesson.level in [3..4]").expect("sound"),
        &level,
        &Engine::default()
    ));
}

#[test]
fn what_two_conditions_leave_is_compared() {
    let sound = |text: &str| read(text).expect(text);
    assert!(disjoint(&sound("learner.grade < 3"), &sound("learner.grade >= 3")));
    assert!(!disjoint(&sound("learner.grade <= 3"), &sound("learner.grade >= 3")));
    assert!(disjoint(&sound("learner.grade in [1, 2]"), &sound("not (learner.grade in [1..4])")));
    assert!(disjoint(&sound("modality.grouping != 'pair'"), &sound("modality.grouping == 'pair'")));
    assert!(!disjoint(&sound("'a' in learner.tags"), &sound("'b' in learner.tags")));
    assert!(disjoint(&sound("'a' in learner.tags"), &sound("'a' not in learner.tags")));
    assert!(implies(&sound("learner.grade > 4 and ready"), &sound("learner.grade > 2")));
    assert!(!implies(&sound("learner.grade > 2"), &sound("learner.grade > 4")));
    let cell = |fact: &str, text: &str| read_cell(find(fact).expect(fact), text).expect(text);
    assert!(!overlap(&[cell("mastery", "< 0.5")], &[cell("mastery", "[0.5..1]")]));
    assert!(overlap(&[cell("mastery", "<= 0.5"), None], &[cell("mastery", "[0.5..1]"), cell("ready", "true")]));
    assert!(!overlap(
        &[cell("modality.grouping", "small, pair")],
        &[cell("modality.grouping", "not small, pair, whole")]
    ));
}

/// A value of the fact's kind, from a few that meet the constants of the tests.
fn value(kind: Kind, words: &'static [&'static str]) -> BoxedStrategy<Owned> {
    match kind {
        Kind::Number => prop_oneof![
            Just(Owned::Number(0)),
            (-3_i64..8).prop_map(|n| Owned::Number(n * 500_000)),
            (-2_000_000_i64..6_000_000).prop_map(Owned::Number)
        ]
        .boxed(),
        Kind::Bool => any::<bool>().prop_map(Owned::Bool).boxed(),
        Kind::Text if words.is_empty() => {
            prop::sample::select(vec!["a", "b", "c"]).prop_map(|t| Owned::Text(t.into())).boxed()
        }
        Kind::Text => prop::sample::select(words).prop_map(|t| Owned::Text(t.into())).boxed(),
        Kind::List => prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 0..3)
            .prop_map(|texts| Owned::Texts(texts.into_iter().map(str::to_string).collect()))
            .boxed(),
    }
}

/// Every fact, known.
fn given() -> impl Strategy<Value = Given> {
    let all: Vec<_> = FACTS.iter().map(|spec| value(spec.kind, spec.words)).collect();
    all.prop_map(|values| Given(FACTS.iter().map(|spec| spec.name).zip(values).collect()))
}

/// A single test as an educator would write it.
fn single() -> impl Strategy<Value = String> {
    let of = |kind: Kind| {
        FACTS.iter().filter(|spec| spec.kind == kind && spec.words.is_empty()).map(|s| s.name).collect::<Vec<_>>()
    };
    let (numbers, texts, lists, bools) = (of(Kind::Number), of(Kind::Text), of(Kind::List), of(Kind::Bool));
    let order = prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="]);
    let constant = prop::sample::select(vec!["0", "1", "0.5", "-1.5", "2", "2.25", "1.000001"]);
    let word = prop::sample::select(vec!["'a'", "'b'", "'c'"]);
    let number = prop::sample::select(numbers);
    let text = prop::sample::select(texts);
    let list = prop::sample::select(lists);
    prop_oneof![
        (number.clone(), order.clone(), constant.clone()).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        (constant.clone(), order.clone(), number.clone()).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        (number.clone(), order.clone(), number.clone()).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        (number.clone(), constant.clone(), constant.clone()).prop_map(|(a, b, c)| format!("{a} in [{b}, {c}]")),
        (number.clone(), prop::sample::select(vec!["[0..2]", "(0..2]", "[0..2)", "(-1..0.5)"]))
            .prop_map(|(a, i)| format!("{a} in {i}")),
        (number.clone(), constant.clone()).prop_map(|(a, b)| format!("{a} not in [{b}]")),
        (text.clone(), prop::sample::select(vec!["==", "!="]), word.clone())
            .prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        (text.clone(), text.clone()).prop_map(|(a, b)| format!("{a} == {b}")),
        (text.clone(), word.clone(), word.clone()).prop_map(|(a, b, c)| format!("{a} in [{b}, {c}]")),
        (word.clone(), prop::sample::select(vec!["in", "not in"]), list.clone())
            .prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        (text, prop::sample::select(vec!["in", "not in"]), list.clone()).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        prop::sample::select(bools).prop_map(str::to_string),
        (number.clone(), number, order, constant).prop_map(|(a, b, o, c)| format!("{a} + {b} * 2 {o} {c}")),
        (list.clone(), list).prop_map(|(a, b)| format!("some({a}, # in {b})")),
    ]
}

/// Tests joined by and, or, not.
fn condition() -> impl Strategy<Value = String> {
    single().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) or ({b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

/// Whether anything in the condition is left to zen.
fn is_left_to_zen(condition: &Condition) -> bool {
    fn of(test: &Test) -> bool {
        match test {
            Test::All(tests) | Test::Any(tests) => tests.iter().any(of),
            Test::One { is, .. } => matches!(is, Single::Expression(..)),
        }
    }
    condition.conjuncts.iter().any(|part| of(&part.test))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Where everything is known, the lowered tests say what zen says of the same text.
    #[test]
    fn lowered_tests_agree_with_zen(text in condition(), given in given()) {
        let read = read(&text).map_err(|faults| TestCaseError::fail(format!("{text}: {faults:?}")))?;
        let all: Vec<_> = FACTS.iter().map(|spec| find(spec.name).expect("published")).collect();
        let zen = Engine::default().evaluate(&text, &all, &given);
        let engine = Engine::of([&read].into_iter());
        prop_assert_eq!(zen, Some(covers(&read, &given, &engine)), "{} of {:?}", text, given);
    }

    /// Single comparisons, memberships and the like need no zen.
    #[test]
    fn simple_forms_are_lowered(text in single()) {
        let read = read(&text).expect("sound");
        let simple = !text.contains('+') && !text.starts_with("some(");
        prop_assert_eq!(is_left_to_zen(&read), !simple, "{}", text);
    }

    /// What is said to be disjoint never holds together, and what is said to follow does.
    #[test]
    fn sets_of_tests_are_sound(a in condition(), b in condition(), given in given()) {
        let (a, b) = (read(&a).expect("sound"), read(&b).expect("sound"));
        let engine = Engine::of([&a, &b].into_iter());
        let (holds_a, holds_b) = (covers(&a, &given, &engine), covers(&b, &given, &engine));
        prop_assert!(!(disjoint(&a, &b) && holds_a && holds_b), "{} and {}", a.text, b.text);
        prop_assert!(!(implies(&a, &b) && holds_a && !holds_b), "{} and {}", a.text, b.text);
    }

    /// Any text is read or refused with places inside it, never a panic.
    #[test]
    fn any_text_is_read_or_refused(text in "[ a-z0-9.'\"=<>!()\\[\\],#%+*/-]{0,60}") {
        if let Err(faults) = read(&text) {
            prop_assert!(!faults.is_empty());
            for fault in faults {
                prop_assert!(fault.at.start <= fault.at.end && text.get(fault.at.clone()).is_some(), "{:?}", fault);
            }
        }
    }

    /// Cells of decision tables likewise.
    #[test]
    fn any_cell_is_read_or_refused(at in 0..FACTS.len(), cell in ".{0,12}", given in given()) {
        let fact = find(FACTS[at].name).expect("published");
        if let Ok(Some(test)) = read_cell(fact, &cell) {
            prop_assert_eq!(test.facts(), vec![fact]);
            test_holds(&test, &given, &Engine::default());
        }
    }
}

#[test]
fn every_fact_is_found_by_its_name() {
    for (at, spec) in FACTS.iter().enumerate() {
        let fact = find(spec.name).expect("published");
        assert_eq!((usize::from(fact.0), known(fact) as usize), (at, at));
        assert!(!spec.what.is_empty());
    }
}
