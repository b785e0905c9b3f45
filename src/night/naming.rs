//! How an offering's id is read: `LESSON`, `LESSON@zone:X` or `LESSON@room:X` where a wish binds it, [`PLANNED_TIME`] for a
//! service apart from the class; `~2`, `~3` at its end tell offerings of one name apart.

/// The name of a service apart from the class.
pub const PLANNED_TIME: &str = "planned-time";

/// An id without the number at its end.
pub fn without_number(id: &str) -> &str {
    match id.rsplit_once('~') {
        Some((name, n)) if !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => id,
    }
}

/// The ways to split a name into a lesson and a place, the shortest lesson first: a lesson's own id may have an `@`.
pub fn lesson_and_place(name: &str) -> impl Iterator<Item = (&str, &str)> {
    let splits = name.match_indices('@').map(|(at, _)| (&name[..at], &name[at + 1..]));
    splits.filter(|(_, place)| place.starts_with("zone:") || place.starts_with("room:"))
}

#[cfg(test)]
mod tests {
    use super::{lesson_and_place, without_number};

    #[test]
    fn only_a_number_at_the_end_is_taken_off() {
        assert_eq!(without_number("M1@zone:Z~12"), "M1@zone:Z");
        for whole in ["M1", "M1~", "M1~a", "M1~2b"] {
            assert_eq!(without_number(whole), whole);
        }
    }

    #[test]
    fn a_place_begins_with_what_it_is() {
        let splits = |name| lesson_and_place(name).collect::<Vec<_>>();
        assert_eq!(splits("practice@P2"), []);
        assert_eq!(splits("practice@P2@room:R1"), [("practice@P2", "room:R1")]);
    }
}
