//! A planned day in figures that stand beside those of another: over all its sites, and site by site.

use std::collections::BTreeMap;

use daybreak_day::plan::gap;
use daybreak_day::problem::Points;
use daybreak_night::candidate::Activity;
use daybreak_night::explanation::Urgency;
use daybreak_night::formulation::Taken;
use daybreak_night::report::{Report, SiteReport};
use serde::{Deserialize, Serialize};

use crate::summary::{self, SiteSummary, slot_worth};
use crate::tables::exceptions::ranked;

/// A day at a glance, for a column beside others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Of the objective, what changes from a published plan cost apart.
    pub points: Points,
    /// No valid plan is worth more; with the costs of changes, where there are any.
    pub bound: Points,
    /// Of the plan, with these costs too: `(bound - objective) / max(1, |bound|)`.
    pub gap: f64,
    /// Learners who are there.
    pub learners: u64,
    /// Learner slots.
    pub slots_available: u64,
    pub slots_filled: u64,
    pub minutes: Minutes,
    pub services: u64,
    /// Services of which slots due on the day are not planned, or for whose minutes the rest of the period has no place.
    pub services_short: u64,
    pub service_minutes_planned: u64,
    /// Minutes for which the rest of the period has no place.
    pub service_minutes_short: u64,
    pub wishes: u64,
    pub wishes_granted: u64,
    pub requests: u64,
    pub requests_granted: u64,
    /// Points of a slot: the mean of the tenth whose days are worth least.
    pub worst_tenth: f64,
    /// Exceptions to act on before the day begins.
    pub act: u64,
}

/// Minutes of learners in sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    pub all: u64,
    /// With an adult who teaches.
    pub taught: u64,
    /// In services apart from the class.
    pub apart: u64,
    /// In lessons, by how their learners work together: `whole`, `small`, `pair`, `individual`.
    pub by_grouping: BTreeMap<String, u64>,
    pub by_modality: BTreeMap<String, u64>,
}

impl Figures {
    /// Of all sites of a report, and of each by its id.
    pub fn of(report: &Report) -> (Figures, BTreeMap<String, Figures>) {
        let overview = summary::summary(report);
        let (mut all, mut sites) = (Figures::default(), BTreeMap::new());
        let (mut objective, mut bound): (Points, Points) = (0, 0);
        for (site, summed) in report.sites.iter().zip(&overview.sites) {
            let one = Figures::of_site(report, site, summed);
            objective = objective.saturating_add(site.plan.objective);
            bound = bound.saturating_add(site.plan.bound);
            all.add(&one);
            sites.insert(summed.site.clone(), one);
        }
        all.gap = gap(objective, bound);
        all.worst_tenth = slot_worth(report.sites.iter().flat_map(|site| &site.days))[1];
        // Those of the whole package are of no site.
        all.act = overview.act;
        (all, sites)
    }

    fn of_site(report: &Report, site: &SiteReport, summed: &SiteSummary) -> Figures {
        let objective = &site.verdict.objective;
        let services = &site.explanations.services;
        let act = |(of, exception): &(&str, &daybreak_night::explanation::Exception)| {
            *of == summed.site && exception.urgency == Urgency::Act
        };
        Figures {
            points: objective.total().saturating_add(objective.change_cost),
            bound: site.plan.bound,
            gap: site.plan.gap,
            learners: summed.learners,
            slots_available: summed.slots_available,
            slots_filled: summed.slots_filled,
            minutes: Minutes::of(report, site),
            services: summed.services,
            services_short: summed.services_short,
            service_minutes_planned: services.iter().map(|line| u64::from(line.planned)).sum(),
            service_minutes_short: services.iter().map(|line| u64::from(line.short)).sum(),
            wishes: summed.wishes,
            wishes_granted: summed.wishes_granted,
            requests: summed.requests,
            requests_granted: summed.requests_granted,
            worst_tenth: summed.slot_worth[1],
            act: ranked(report).iter().filter(|one| act(one)).count() as u64,
        }
    }

    /// Adds what can be added up.
    fn add(&mut self, other: &Figures) {
        self.points = self.points.saturating_add(other.points);
        self.bound = self.bound.saturating_add(other.bound);
        self.learners += other.learners;
        self.slots_available += other.slots_available;
        self.slots_filled += other.slots_filled;
        self.minutes.add(&other.minutes);
        self.services += other.services;
        self.services_short += other.services_short;
        self.service_minutes_planned += other.service_minutes_planned;
        self.service_minutes_short += other.service_minutes_short;
        self.wishes += other.wishes;
        self.wishes_granted += other.wishes_granted;
        self.requests += other.requests;
        self.requests_granted += other.requests_granted;
    }
}

impl Minutes {
    fn of(report: &Report, site: &SiteReport) -> Minutes {
        let (school, formulation) = (&report.school, &site.formulation);
        let mut minutes =
            Minutes { taught: site.days.iter().map(|day| u64::from(day.taught_minutes)).sum(), ..Minutes::default() };
        for Taken { session, offering, .. } in formulation.taken(&site.plan) {
            let slots = &formulation.problem.slots;
            let first = slots.iter().position(|slot| slot.id == session.slot).unwrap_or(slots.len());
            let run = slots.iter().skip(first).take(formulation.problem.offerings[offering].slots as usize);
            let n: u64 = run.map(|slot| u64::from(slot.minutes())).sum();
            minutes.all += n;
            match formulation.activities[offering] {
                Activity::Lesson(lesson) | Activity::LessonWithService(lesson, _) => {
                    let modality = &school.modalities[school.lessons[lesson.i()].modality.i()];
                    *minutes.by_grouping.entry(modality.grouping.word().to_owned()).or_default() += n;
                    *minutes.by_modality.entry(modality.id.clone()).or_default() += n;
                }
                Activity::Service(_) => minutes.apart += n,
            }
        }
        minutes
    }

    fn add(&mut self, other: &Minutes) {
        self.all += other.all;
        self.taught += other.taught;
        self.apart += other.apart;
        let pairs = [(&mut self.by_grouping, &other.by_grouping), (&mut self.by_modality, &other.by_modality)];
        for (sums, parts) in pairs {
            parts.iter().for_each(|(name, n)| *sums.entry(name.clone()).or_default() += n);
        }
    }
}
