//! Schools to try things on: a whole package of tables, made from a seed, and the truth behind its evidence;
//! and bare day problems ([`problem`]).
//!
//! Simulated learners with hidden knowledge learn, forget and are assessed over the school days before the date;
//! the package shows what a school would know, the truth files what it would not, so that estimates can be
//! measured. Equal specs give equal bytes, whatever the machine or the number of threads.
//!
//! The shipped `data/example` is the package of [`SchoolSpec::default`]; `catalogue/` holds its competencies.

mod calendar;
mod campus;
mod care;
mod catalogue;
mod evidence;
mod history;
mod intentions;
mod knowledge;
mod learners;
mod lessons;
mod modalities;
mod package;
mod place;
pub mod problem;
mod sessions;
mod spec;
mod tables;

use rayon::prelude::*;

use daybreak_minds::{Mind, Terrain};
use daybreak_school::tables::SourceFile;

use calendar::Calendar;
use campus::Campus;
use catalogue::Catalogue;
use history::{History, World};
use intentions::Outlook;
use lessons::Lessons;
use package::SiteTables;

pub use spec::{DemandShape, SchoolSpec};

/// A generated school or district.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The package: a file for every table, in the dictionary's order.
    pub files: Vec<SourceFile>,
    /// What the package does not show, apart from it: `knowledge.csv` (learner, competency, chance that the learner
    /// really knows it on the date, lessons had) and `learners.csv` (learner, standing by subject, rates).
    pub truth: Vec<SourceFile>,
}

/// A generated school with its learners as they truly are, for who wants to live on with them.
#[derive(Clone, Debug)]
pub struct Founded {
    pub generated: Generated,
    /// What there is to learn as it truly is: the competencies' ids by position, and what each needs.
    pub competencies: Vec<String>,
    pub truth: Terrain,
    /// Each learner's id and mind.
    pub minds: Vec<(String, Mind)>,
    /// The date as a day of the minds' own count.
    pub today: i16,
}

/// Makes the school or district of a spec. Knobs out of range are drawn into it ([`SchoolSpec::faults`] names them).
///
/// The output is valid input: a package without errors.
pub fn generate(spec: &SchoolSpec) -> Generated {
    found(spec).generated
}

/// As [`generate`], with the minds behind it.
pub fn found(spec: &SchoolSpec) -> Founded {
    let spec = &spec.bounded();
    let catalogue = Catalogue::load();
    let campuses: Vec<Campus> = (0..spec.n_sites as usize).map(|site| Campus::new(spec, site)).collect();
    let lessons = Lessons::new(&catalogue, &campuses);
    let calendar = Calendar::around(spec.date, spec.evidence_days as usize);
    let truth = catalogue.terrain.clone().true_in(&spec.minds, spec.seed, &catalogue.order());
    // Sites are independent: side by side, gathered in order.
    let sites: Vec<Site> = campuses
        .par_iter()
        .enumerate()
        .map(|(site, campus)| one_site(spec, &catalogue, &truth, &lessons, &calendar, (site, campus)))
        .collect();
    let today = sites.first().map_or(0, |site| site.today);
    let (mut tables, mut minds) = (Vec::with_capacity(sites.len()), Vec::new());
    for site in sites {
        tables.push(site.tables);
        minds.extend(site.minds);
    }
    Founded {
        generated: package::join(&catalogue, &lessons, &campuses, &tables),
        competencies: catalogue.competencies.iter().map(|competency| competency.id.clone()).collect(),
        truth,
        minds,
        today,
    }
}

/// A site: what it adds to the package, its learners' minds, and the date in their count.
struct Site {
    tables: SiteTables,
    minds: Vec<(String, Mind)>,
    today: i16,
}

/// Everything that a site adds to the package; its learners' minds, and the date in their count.
fn one_site(
    spec: &SchoolSpec,
    catalogue: &Catalogue,
    truth: &Terrain,
    lessons: &Lessons,
    calendar: &Calendar,
    (site, campus): (usize, &Campus),
) -> Site {
    let mut rng = daybreak_minds::random::stream(spec.seed, &campus.id, spec.date, "learners");
    let learners = learners::learners(spec, campus, site, &mut rng);
    let world = World { spec, catalogue, lessons, campus, site, learners: &learners, truth };
    let history = History::simulate(&world, &calendar.history(spec.evidence_days as usize));
    let mut rng = daybreak_minds::random::stream(spec.seed, &campus.id, spec.date, "intentions");
    let outlook = Outlook::new(&world, &history, calendar);
    let intentions = outlook.intentions(&mut rng);
    let tables = SiteTables::new(&outlook, &intentions);
    let today = history.today;
    let minds = history.pupils.into_iter().map(|pupil| pupil.mind);
    Site { tables, minds: learners.iter().map(|learner| learner.id.clone()).zip(minds).collect(), today }
}
