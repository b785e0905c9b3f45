//! Schedules one site's day: from a day problem to a valid plan and a proven bound. (To be written.)
