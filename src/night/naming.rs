//! How an offering's id is read: `LESSON`, `LESSON@zone:X` or `LESSON@room:X` where a wish binds it, [`PLANNED_TIME`] for a
//! service apart from the class; then `~K-2` where a station is opened by bands of grades; `~2`, `~3` at its end tell offerings
//! of one name apart.

/// The name of a service apart from the class.
pub const PLANNED_TIME: &str = "planned-time";

/// An id without the number at its end.
pub fn without_number(id: &str) -> &str {
    match id.rsplit_once('~') {
        Some((name, n)) if !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => id,
    }
}

/// An id, without its number, without the band of grades at its end.
pub fn without_band(name: &str) -> &str {
    let is_grade = |text: &str| text == "PK" || text == "K" || text.parse::<u8>().is_ok();
    match name.rsplit_once('~') {
        Some((name, band)) if band.split_once('-').is_some_and(|(low, high)| is_grade(low) && is_grade(high)) => name,
        _ => name,
    }
}

/// The ways to split a name into a lesson and a place, the shortest lesson first: a lesson's own id may have an `@`.
pub fn lesson_and_place(name: &str) -> impl Iterator<Item = (&str, &str)> {
    let splits = name.match_indices('@').map(|(at, _)| (&name[..at], &name[at + 1..]));
    splits.filter(|(_, place)| place.starts_with("zone:") || place.starts_with("room:"))
}

#[cfg(test)]
mod tests {
    use super::{lesson_and_place, without_band, without_number};

    #[test]
    fn only_a_number_at_the_end_is_taken_off() {
        assert_eq!(without_number("M1@zone:Z~12"), "M1@zone:Z");
        for whole in ["M1", "M1~", "M1~a", "M1~2b"] {
            assert_eq!(without_number(whole), whole);
        }
    }

    #[test]
    fn a_band_is_of_two_grades() {
        assert_eq!(without_band(without_number("M1@zone:Z~K-2~3")), "M1@zone:Z");
        for whole in ["M1", "M1~2", "M1~a-b", "M1~K"] {
            assert_eq!(without_band(whole), whole);
        }
    }

    #[test]
    fn a_place_begins_with_what_it_is() {
        let splits = |name| lesson_and_place(name).collect::<Vec<_>>();
        assert_eq!(splits("practice@P2"), []);
        assert_eq!(splits("practice@P2@room:R1"), [("practice@P2", "room:R1")]);
    }
}
