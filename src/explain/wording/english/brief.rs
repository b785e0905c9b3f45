//! Why learners are together, for the adult who meets them.

use crate::briefs::Together;

/// In a few words, what concerns most first: `a next step of 5, a review of 1; about as far (0.42 to 0.55); grades 2 to 3`.
pub fn together(together: &Together) -> String {
    let Together { learners, side_by_side, steps, reviews, shows, other_ways, helps, asked, wished, mastery, grades } =
        *together;
    let purposes = [
        (steps, "a next step of"),
        (reviews, "a review of"),
        (shows, "a chance to show it for"),
        (other_ways, "another way for"),
        (helps, "a chance to help for"),
        (asked, "asked or decided for"),
        (wished, "wished for by"),
    ];
    let mut purposes: Vec<(usize, &str)> = purposes.into_iter().filter(|(n, _)| *n > 0).collect();
    // Of equals the order above.
    purposes.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let of = |(n, words): (usize, &str)| match n == learners {
        true if n == 2 => format!("{words} both"),
        true if n > 2 => format!("{words} all {n}"),
        true | false => format!("{words} {n}"),
    };
    let mut parts: Vec<String> = vec![];
    if side_by_side {
        parts.push("each on work of their own".to_owned());
    }
    if !purposes.is_empty() {
        parts.push(purposes.into_iter().map(of).collect::<Vec<_>>().join(", "));
    }
    if let (Some(alike), Some((least, most))) = (together.is_alike(), mastery) {
        let how = if alike { "about as far" } else { "unlike in what they know of it" };
        parts.push(format!("{how} ({least:.2} to {most:.2})"));
    }
    parts.push(match grades {
        (young, old) if young == old => format!("grade {young}"),
        (young, old) => format!("grades {young} to {old}"),
    });
    parts.join("; ")
}
