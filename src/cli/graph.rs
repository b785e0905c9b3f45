//! `daybreak graph`: the competency graph in figures, with what its author should look at.

use daybreak::graph::GraphFacts;
use daybreak::model::rules::PacingPolicy;
use daybreak::pipeline;

use super::args::{Format, GraphArgs};
use super::exit::{Exit, Failure};
use super::package::read_package;
use super::print::Printer;

/// Runs the command.
pub fn run(args: &GraphArgs, printer: &Printer) -> Result<Exit, Failure> {
    let tables = read_package(&args.package)?;
    let (facts, issues) = pipeline::graph_facts(&tables, PacingPolicy::default().minutes_typical);
    printer.issues(&issues, args.show);
    if facts.n_competencies == 0 {
        return Err(Failure::refused(format!("{} holds no competency that can be used", args.package.display())));
    }
    match (args.csv, printer.format) {
        (true, _) => printer.data(&csv(&facts)),
        (false, Format::Json) => printer.json(&Document { format: "daybreak.graph/1", facts: &facts }),
        (false, Format::Human) => printer.data(text(&facts, args.show).as_bytes()),
    }
    let of_sets = facts.circular_alternatives.iter();
    let of_sets = of_sets.map(|(c, set)| format!("{c} needs one of {}, which all lead back", set.join(", ")));
    let circles: Vec<String> = facts.circles.iter().map(|circle| circle_words(circle)).chain(of_sets).collect();
    if args.strict && !circles.is_empty() {
        return Err(Failure::refused(format!("--strict refuses circles of prerequisites: {}", circles.join("; "))));
    }
    Ok(Exit::Good)
}

/// The document of `--format json`.
#[derive(serde::Serialize)]
struct Document<'a> {
    format: &'static str,
    #[serde(flatten)]
    facts: &'a GraphFacts,
}

/// One row a competency.
fn csv(facts: &GraphFacts) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    facts.competencies.iter().for_each(|row| writer.serialize(row).expect("a flat row, written to memory"));
    writer.into_inner().expect("flushing to memory")
}

/// A needs B needs A.
fn circle_words(circle: &[String]) -> String {
    match circle {
        [] => String::new(),
        [one] => format!("{one} needs itself"),
        [first, ..] => format!("{} needs {first}", circle.join(" needs ")),
    }
}

/// The facts for people, at most `show` of each list (0: all).
fn text(facts: &GraphFacts, show: usize) -> String {
    let show = if show == 0 { usize::MAX } else { show };
    let pair = |(c, needs): &(String, String)| format!("{c} needs {needs}");
    let set = |(c, set): &(String, Vec<String>)| format!("{c} needs one of {}", set.join(", "));
    let shown = |what: &str, items: Vec<String>| {
        let more = items.len().saturating_sub(show);
        let mut text = format!("{what}: {}\n", items.len());
        items.iter().take(show).for_each(|item| text.push_str(&format!("  {item}\n")));
        if more > 0 {
            text.push_str(&format!("  and {more} more (--show 0 shows all)\n"));
        }
        text
    };
    let (largest, steps) = facts.closure_largest.as_ref().map_or(("", 0), |(id, steps)| (id.as_str(), *steps));
    let mut text = format!(
        "{} competencies in {} layers; {} can be started from nothing\n\
         prerequisites: {} hard, {} among alternatives, {} helpful; {} pairs practised by the way\n\
         by grade: {} within a grade, {} from the grade below, {} from further below\n\
         on the way to a competency: {:.1} others on average, {steps} at most ({largest})\n\
         longest chain: {} competencies, {:.0} typical minutes, to {}\n",
        facts.n_competencies,
        facts.n_layers,
        facts.n_starts,
        facts.n_hard,
        facts.n_alternatives,
        facts.n_helpful,
        facts.n_encompassing,
        facts.within_a_grade,
        facts.one_grade_up,
        facts.more_grades_up,
        facts.closure_mean,
        facts.critical_path.len(),
        facts.critical_path_minutes,
        facts.critical_path.last().map_or("", String::as_str),
    );
    let circles: Vec<String> = facts.circles.iter().map(|circle| circle_words(circle)).collect();
    text.push_str(&shown("circles, taught together", circles));
    if !facts.circular_alternatives.is_empty() {
        let sets = facts.circular_alternatives.iter().map(set).collect();
        text.push_str(&shown("alternatives that only lead back, left aside", sets));
    }
    text.push_str(&shown("needs from a higher grade or level", facts.grade_inversions.iter().map(pair).collect()));
    text.push_str(&shown("redundant, they follow from others", facts.redundant.iter().map(pair).collect()));
    text.push_str(&shown("on their own, needing and needed by nothing", facts.isolated.clone()));
    text
}
