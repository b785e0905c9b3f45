//! `--deadline`: the moment at which the best plan so far is wanted, as people say it.

use std::time::{Duration, Instant};

use jiff::civil::Time;
use jiff::{Timestamp, ToSpan, Zoned};

/// A moment as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// By the local clock: today, or tomorrow where that is past.
    Clock(Time),
    /// Wherever one is.
    Moment(Timestamp),
}

/// Reads `HH:MM`, `HH:MM:SS` or RFC 3339.
pub fn deadline(text: &str) -> Result<Deadline, String> {
    let clock = || Time::strptime("%H:%M:%S", text).or_else(|_| Time::strptime("%H:%M", text));
    match text.parse::<Timestamp>() {
        Ok(moment) => Ok(Deadline::Moment(moment)),
        Err(_) => clock().map(Deadline::Clock).map_err(|_| {
            "expected a time of day as HH:MM or HH:MM:SS, or a moment as in 2026-11-23T06:45:00+01:00".to_owned()
        }),
    }
}

impl Deadline {
    /// The moment on the clock that guards a run; `now` and `instant` are the same moment. One that is past is now.
    pub fn instant(self, now: &Zoned, instant: Instant) -> Option<Instant> {
        let moment = match self {
            Deadline::Moment(moment) => moment,
            Deadline::Clock(time) => {
                let today = now.date().to_datetime(time).to_zoned(now.time_zone().clone()).ok()?;
                let next = if today > *now { today } else { today.checked_add(1.days()).ok()? };
                next.timestamp()
            }
        };
        let left = moment.as_duration() - now.timestamp().as_duration();
        instant.checked_add(Duration::try_from(left).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_today_or_tomorrow() {
        let now: Zoned = "2026-11-23T06:00:00+01:00[Europe/Berlin]".parse().expect("a moment");
        let instant = Instant::now();
        let seconds = |text: &str| {
            let moment = deadline(text).expect(text).instant(&now, instant).expect("soon");
            (moment - instant).as_secs()
        };
        assert_eq!(seconds("06:45"), 45 * 60);
        assert_eq!(seconds("06:00:30"), 30);
        assert_eq!(seconds("05:59"), 24 * 3_600 - 60);
        assert_eq!(seconds("06:00"), 24 * 3_600);
        assert_eq!(seconds("2026-11-23T05:10:00Z"), 600);
        assert_eq!(seconds("2026-11-22T05:10:00Z"), 0);
    }

    #[test]
    fn other_words_are_refused() {
        for text in ["", "7", "25:00", "06:60", "06:45 tomorrow", "2026-11-23", "-1:00"] {
            assert!(deadline(text).is_err(), "{text}");
        }
    }
}
