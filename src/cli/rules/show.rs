//! One rule whole: its text as written, its table, the facts that it reads, and how each part of it is evaluated.

use std::fmt::Write;

use daybreak::model::condition::{Condition, Fact, Side, Single, Test};
use daybreak::model::rules::Rules;
use daybreak::model::ruling::{DecisionTable, Earns};
use daybreak::model::tables::SourceFile;
use daybreak::policy::facts;

/// The text of `show`; the rule is known.
pub fn text(rules: &Rules, sources: &[SourceFile], id: &str) -> String {
    let text = rules.text(rules.rule(id).expect("a known rule"));
    let mut page = format!("{} ({})\n  {}\n", text.id, text.kind, text.why);
    let or = |words: &str, otherwise: &str| if words.is_empty() { otherwise.to_owned() } else { words.to_owned() };
    say(&mut page, &format!("whom: {}", or(&text.scope, "everybody, always")));
    let otherwise =
        if rules.points.iter().any(|rule| rule.id == id) { "by its points" } else { "for the whole school" };
    say(&mut page, &format!("how binding: {}", or(&text.strength, otherwise)));
    say(&mut page, &format!("written in {}:", text.place));
    for line in written(sources, &text.place) {
        say(&mut page, &format!("  {line}"));
    }
    let conditions = conditions(rules, id);
    let table = rules.points.iter().find(|rule| rule.id == id).and_then(|rule| match &rule.body.earns {
        Earns::Table(table) => Some(table),
        Earns::Points(_) => None,
    });
    let mut read: Vec<Fact> = conditions.iter().flat_map(|(_, condition)| condition.facts()).collect();
    read.extend(table.iter().flat_map(|table| &table.columns).filter_map(|name| facts::find(name)));
    read.sort_unstable();
    read.dedup();
    if let Some(table) = table {
        write_table(&mut page, table, sources);
    }
    if !read.is_empty() {
        say(&mut page, "facts it reads:");
        for fact in read {
            let spec = facts::spec(fact);
            say(&mut page, &format!("  {}: {}, {}", spec.name, spec.kind.word(), spec.what));
        }
    }
    for (key, condition) in conditions.iter().filter(|(_, condition)| !condition.is_always()) {
        say(&mut page, &format!("how {key} is evaluated:"));
        for part in &condition.conjuncts {
            let by = if is_lowered(&part.test) { "a plain comparison" } else { "zen-expression" };
            say(&mut page, &format!("  {}: {}, by {by}", part.text, how_often(part.side)));
        }
    }
    page
}

fn say(page: &mut String, line: &str) {
    writeln!(page, "  {line}").expect("writing to a string");
}

/// The rule's conditions by key.
fn conditions<'a>(rules: &'a Rules, id: &str) -> Vec<(&'static str, &'a Condition)> {
    use daybreak::model::ruling::Verdict;
    if let Some(rule) = rules.eligibility.iter().find(|rule| rule.id == id) {
        return match &rule.body.verdict {
            Verdict::Allow(condition) => vec![("when", &rule.body.when), ("allow", condition)],
            Verdict::Deny(condition) => vec![("when", &rule.body.when), ("deny", condition)],
        };
    }
    let points = rules.points.iter().find(|rule| rule.id == id).map(|rule| &rule.body.when);
    let requirement = rules.requirements.iter().find(|rule| rule.id == id).map(|rule| &rule.body.when);
    points.or(requirement).map(|when| ("when", when)).into_iter().collect()
}

/// The lines of the rule, from its place up to the next rule.
fn written(sources: &[SourceFile], place: &str) -> Vec<String> {
    let Some((file, rest)) = place.split_once(':') else { return Vec::new() };
    let line: usize = rest.split(' ').next().and_then(|line| line.parse().ok()).unwrap_or(1);
    let Some(source) = sources.iter().find(|source| source.name == file) else { return Vec::new() };
    let text = String::from_utf8_lossy(&source.bytes).into_owned();
    let own = text.lines().skip(line.saturating_sub(1));
    let mut lines: Vec<String> = own
        .enumerate()
        .take_while(|(at, line)| *at == 0 || !line.trim_start().starts_with("[["))
        .map(|(_, line)| line.to_owned())
        .collect();
    while lines.last().is_some_and(|line| line.trim().is_empty() || line.starts_with('#')) {
        lines.pop();
    }
    lines
}

fn write_table(page: &mut String, table: &DecisionTable, sources: &[SourceFile]) {
    let hit = daybreak::model::ruling::HitPolicy::WORDS.iter().find(|(_, hit)| *hit == table.hit).map_or("", |w| w.0);
    say(page, &format!("table {} ({hit}):", table.file));
    let source = sources.iter().find(|source| source.name == table.file);
    let text = source.map(|source| String::from_utf8_lossy(&source.bytes).into_owned()).unwrap_or_default();
    text.lines().for_each(|line| say(page, &format!("  {line}")));
}

fn is_lowered(test: &Test) -> bool {
    match test {
        Test::All(tests) | Test::Any(tests) => tests.iter().all(is_lowered),
        Test::One { is, .. } => !matches!(is, Single::Expression(..)),
    }
}

fn how_often(side: Side) -> &'static str {
    match side {
        Side::Day | Side::Learner => "once a learner",
        Side::Lesson => "once a lesson",
        Side::Pair => "for each learner and lesson that the other parts leave",
    }
}
