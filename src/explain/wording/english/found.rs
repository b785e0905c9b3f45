//! The answers to a coordinator's questions about anything of a published day, as lines of text.

mod asked;
mod day;
mod needs;
mod session;

use super::learner::line;
use super::phrase;
use crate::change::{Change, ChangeBy};
use crate::inquiry::{Found, RuleDoes, RuleFound, Since, Whose};
use crate::scene::Scene;
use crate::wording::name;

/// Ids that are named in one line.
const NAMED: usize = 12;

/// Several lines: the answer, then what is another now.
pub fn found(scene: &Scene<'_>, found: &Found, since: &[Since]) -> String {
    let mut text = match found {
        Found::Wishes(wishes) => wishes.iter().map(|one| asked::wish(scene, one)).collect(),
        Found::Requests(requests, groups) => {
            let own = requests.iter().map(|one| asked::request(scene, one));
            own.chain(groups.iter().map(|group| asked::group(scene, group))).collect()
        }
        Found::Rule(rule) => rule_text(scene, rule),
        Found::Session(found) => session::session(scene, found),
        Found::Adult(found) => day::adult(scene, found),
        Found::Room(found) => day::room(scene, found),
        Found::Slot(found) => day::slot(scene, found),
        Found::Lines(lines) => lines.iter().map(|one| needs::line_text(scene, one)).collect(),
        Found::NotThere(id) => format!("{id} on {}\n  is not there today.\n", scene.known.formulation.date),
    };
    for one in since {
        let (then, now) = (slots(&one.then), slots(&one.now));
        let who = match one.whose {
            Whose::Learner => format!("learner {}", one.id),
            Whose::Adult | Whose::Room => one.id.clone(),
        };
        line(&mut text, 0, &format!("Since the plan was made: {who} was there {then}, and is there {now}."));
    }
    text
}

fn slots(slots: &[String]) -> String {
    match slots {
        [] => "in no slot".to_owned(),
        slots => format!("in {}", slots.join(", ")),
    }
}

/// What a rule says and did.
fn rule_text(scene: &Scene<'_>, found: &RuleFound) -> String {
    let text = scene.known.rules.text(found.rule);
    let used = &found.used;
    let mut page = format!("Rule {} ({}) on {}\n", text.id, text.kind, scene.known.formulation.date);
    line(&mut page, 0, &text.why);
    let or = |words: &str, otherwise: &str| if words.is_empty() { otherwise.to_owned() } else { words.to_owned() };
    line(
        &mut page,
        0,
        &format!(
            "Whom: {}. How binding: {}.",
            or(&text.scope, "everybody, always"),
            or(&text.strength, "a setting, or by its points")
        ),
    );
    line(&mut page, 0, &format!("It stands in {}.", text.place));
    let (applied, planned) = (used.applied, used.planned);
    let did = match found.does {
        RuleDoes::Forbids if used.excluded == 0 => "It left out nothing that had a purpose for a learner.".to_owned(),
        RuleDoes::Forbids => {
            format!("It left out {} with a purpose for a learner.", phrase::count(used.excluded, &phrase::LESSON))
        }
        RuleDoes::Warns => format!("It warned of {applied} proposed lessons, of which {planned} are planned."),
        RuleDoes::Scores => {
            format!("It gave or took points of {applied} proposed lessons, of which {planned} are planned.")
        }
        RuleDoes::Requires => {
            format!(
                "It was in force for {}; for {planned} of them it is met.",
                phrase::count(applied, &phrase::LEARNER)
            )
        }
        RuleDoes::KeepsCompany => format!(
            "It was in force in {} with such learners; in {planned} of them nobody is alone.",
            phrase::count(applied, &phrase::SESSION)
        ),
        RuleDoes::Bounds => {
            line(
                &mut page,
                0,
                "It bounds a figure of quality.csv and shapes no plan: what lies outside stands in exceptions.csv.",
            );
            return page;
        }
        RuleDoes::Sets => {
            line(
                &mut page,
                0,
                "It is a setting or an order for the whole school: how often it acted on a day is not counted.",
            );
            return page;
        }
    };
    line(&mut page, 0, &did);
    match (used.points, found.does) {
        (0, _) => {}
        (points, _) if points > 0 => line(&mut page, 0, &format!("It earned the plan {points} points.")),
        (points, RuleDoes::Requires) => {
            line(&mut page, 0, &format!("What is short of it or beyond it cost the plan {} points.", -points));
        }
        (points, _) => line(&mut page, 0, &format!("It cost the plan {} points.", -points)),
    }
    if used.whom.is_empty() {
        return page;
    }
    let whom: Vec<String> = used.whom.iter().cloned().collect();
    line(
        &mut page,
        0,
        &format!("Whom it met: {} ({}).", phrase::count(whom.len() as u64, &phrase::LEARNER), named(&whom)),
    );
    page
}

/// "L001, L002 and 3 more".
fn named(ids: &[String]) -> String {
    let first = ids.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match ids.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// Changes that were carried out on the plan, a line each.
fn changes(text: &mut String, scene: &Scene<'_>, depth: usize, changes: &[Change]) {
    if changes.is_empty() {
        line(
            text,
            depth,
            "Tried on the plan, and nothing found: a move of the learner alone, classmates who come along, one more adult, room or device.",
        );
    }
    for (at, change) in changes.iter().enumerate() {
        let begin = if at == 0 { "The smallest change, tried on the plan" } else { "Or, tried as well" };
        line(text, depth, &format!("{begin}: {}", change_text(scene, change)));
    }
}

fn change_text(scene: &Scene<'_>, change: &Change) -> String {
    let slot = scene.day.slot(&change.slot).map_or_else(|| change.slot.clone(), |at| phrase::slot(scene, at));
    let what = phrase::activity(scene.known.school, change.activity);
    let who = &change.learner;
    let is_of_the_day = matches!(change.by, ChangeBy::Moves | ChangeBy::Classmates(_, None));
    let price = match change.cost {
        0 => "The plan would be worth as much.".to_owned(),
        cost if cost > 0 => format!("The plan would be worth {cost} points less."),
        cost if is_of_the_day => format!("The plan would be worth {} points more; the search did not find it.", -cost),
        cost => format!("The plan would be worth {} points more.", -cost),
    };
    let how = match &change.by {
        ChangeBy::Moves => format!("{who} has {what} in {slot}, everybody else stays"),
        ChangeBy::Classmates(others, adult) => {
            let adult = adult.as_ref().map(|tag| format!("with one more person with {tag} then, ")).unwrap_or_default();
            let others = come_along(others);
            format!("{adult}{who} has {what} in {slot}, and {others} with {who}, leaving what they do then")
        }
        ChangeBy::OneMore(resource) => {
            format!("{} in {slot}; then {who} has {what}", one_more(scene, resource))
        }
        ChangeBy::OnceMore => format!("leave to hold {what} once more a day; then {who} has it in {slot}"),
    };
    format!("{how}. {price}")
}

fn come_along(others: &[String]) -> String {
    match others {
        [one] => format!("{one} comes"),
        others => format!("{} come", others.join(" and ")),
    }
}

fn one_more(scene: &Scene<'_>, resource: &daybreak_night::explanation::Scarce) -> String {
    use daybreak_night::explanation::Scarce;
    match resource {
        Scarce::Staff(tag) => format!("one more person with {tag}"),
        Scarce::Rooms => "one more suitable room".to_owned(),
        Scarce::Devices(device) => format!("one more of {}", scene.day.problem.devices[*device].id),
    }
}

/// A session's lesson or station by name, for a list.
fn held(scene: &Scene<'_>, in_plan: usize) -> String {
    let session = &scene.known.plan.sessions[in_plan];
    let lesson = session.offering.as_deref().and_then(|id| scene.day.offering(id));
    let activity = lesson.and_then(|at| scene.known.formulation.activities.get(at));
    match (activity, &session.station) {
        (Some(activity), _) => phrase::activity(scene.known.school, *activity),
        (None, Some(station)) => format!("station {station}"),
        (None, None) => session.id.clone(),
    }
}

/// A person or learner of a list, by the school's own id.
fn learner<'a>(scene: &Scene<'a>, at: usize) -> &'a str {
    name::learner(scene.known.school, scene.known.formulation.learners[at])
}
