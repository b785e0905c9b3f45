//! A line of what needs a person, whole: as it was published, what was tried, and the next step.

use super::{asked, changes, line, named};
use crate::inquiry::{LineFound, Remedies};
use crate::scene::Scene;
use crate::wording::name;
use daybreak_history::rows::cell;

pub fn line_text(scene: &Scene<'_>, found: &LineFound) -> String {
    let row = &found.row;
    let is_matter = row.iter().any(|(column, _)| column == "next_step");
    let what = if is_matter { "Matter" } else { "Exception" };
    let mut text = format!("{what} {}: {} [{}]\n", found.number, cell(row, "kind"), cell(row, "severity"));
    line(&mut text, 0, cell(row, "what"));
    for (column, begin) in [("why", "Why: "), ("what_would_help", "What would help: "), ("next_step", "")] {
        let told = cell(row, column);
        if told.is_empty() {
            continue;
        }
        let begin = match (column, cell(row, "tried")) {
            ("next_step", "yes") => "Tried: ",
            ("next_step", _) => "Next: ",
            _ => begin,
        };
        line(&mut text, 0, &format!("{begin}{told}"));
    }
    if is_matter {
        line(&mut text, 0, &format!("Who could mend it: {}.", cell(row, "mends")));
        stands_for(&mut text, found);
    }
    tried(&mut text, scene, &found.tried);
    text
}

/// The exceptions that a matter stands for, by their places.
fn stands_for(text: &mut String, found: &LineFound) {
    let ids: Vec<String> = found.stands_for.iter().map(|(number, _)| format!("exception:{number}")).collect();
    if let [(_, only)] = found.stands_for.as_slice() {
        line(text, 0, &format!("It stands for {}.", named(&ids)));
        for (column, begin) in [("why", "Why"), ("what_would_help", "What would help")] {
            if !cell(only, column).is_empty() {
                line(text, 0, &format!("{begin}: {}", cell(only, column)));
            }
        }
    } else if !ids.is_empty() {
        line(text, 0, &format!("Exceptions of this kind about them: {}.", named(&ids)));
        if matches!(found.tried, Remedies::Nothing) {
            line(text, 0, "Each of them can be asked about; what a plan can mend is tried there.");
        }
    }
}

fn tried(text: &mut String, scene: &Scene<'_>, tried: &Remedies) {
    match tried {
        Remedies::Nothing => {}
        Remedies::Wishes(wishes) => wishes.iter().for_each(|one| text.push_str(&asked::wish(scene, one))),
        Remedies::Requests(requests, groups) => {
            requests.iter().for_each(|one| text.push_str(&asked::request(scene, one)));
            groups.iter().for_each(|group| text.push_str(&asked::group(scene, group)));
        }
        Remedies::Services(services) => {
            for (service, found) in services {
                line(text, 0, &format!("One slot of {} more:", name::service(scene.known.school, *service)));
                changes(text, scene, 1, found);
            }
        }
        Remedies::Place(found) => changes(text, scene, 0, found),
    }
}
