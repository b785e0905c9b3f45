//! What becomes of a site that could not be planned: its part of the same date's earlier night stays, and without one the groups
//! of its last day serve until there is a plan.

use crate::OutputFile;
use daybreak_night::files::{CERTIFICATE, PLAN, PROBLEM, of_site};

/// The column by which rows belong to a site.
const SITE: &str = "site";

/// Adds to the files of a night what an earlier night of the same date says of sites that this one could not plan: their
/// documents, and their rows of every table in which this night has none of theirs. `former` hands over a file of the earlier night.
pub fn keep(files: &mut Vec<OutputFile>, sites: &[String], former: impl Fn(&str) -> Option<Vec<u8>>) {
    for file in files.iter_mut().filter(|file| file.path.ends_with(".csv")) {
        let Some(old) = former(&file.path) else { continue };
        for site in sites {
            if let Some(rows) = rows_of_site(&file.bytes, &old, site) {
                file.bytes.extend(rows);
            }
        }
    }
    for site in sites {
        for document in [PROBLEM, PLAN, CERTIFICATE] {
            let path = of_site(site, document);
            files.extend(former(&path).map(|bytes| OutputFile { path, bytes }));
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
}

/// The rows of a site in an old table, where the new one has the same columns and no row of the site.
fn rows_of_site(new: &[u8], old: &[u8], site: &str) -> Option<Vec<u8>> {
    let mut new = csv::Reader::from_reader(new);
    let mut old = csv::Reader::from_reader(old);
    let header = new.headers().ok()?.clone();
    let at = header.iter().position(|name| name == SITE)?;
    let is_of_site = |row: &csv::StringRecord| row.get(at) == Some(site);
    if *old.headers().ok()? != header || new.records().filter_map(Result::ok).any(|row| is_of_site(&row)) {
        return None;
    }
    let mut rows = csv::Writer::from_writer(Vec::new());
    for row in old.records().filter_map(Result::ok).filter(is_of_site) {
        rows.write_record(&row).ok()?;
    }
    rows.into_inner().ok()
}

/// The playlists of a site's last day as a fall-back for another date: the rows of those who are there, with the new date, and the
/// day that they are of in a column `from`. None: the night has no row of the site.
pub fn fall_back(
    playlists: &[u8],
    site: &str,
    date: &str,
    is_there: impl Fn(&str) -> bool,
) -> Result<Option<Vec<u8>>, csv::Error> {
    let mut old = csv::Reader::from_reader(playlists);
    let header = old.headers()?.clone();
    let at = |name: &str| header.iter().position(|column| column == name);
    let (Some(of_date), Some(of_site), Some(of_learner), Some(of_lesson)) =
        (at("date"), at(SITE), at("learner"), at("session"))
    else {
        return Ok(None);
    };
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record(header.iter().chain(["from"]))?;
    let mut n = 0;
    for row in old.records() {
        let row = row?;
        if &row[of_site] != site || row[of_lesson].is_empty() || !is_there(&row[of_learner]) {
            continue;
        }
        let from = row[of_date].to_owned();
        let cells = row.iter().enumerate().map(|(column, cell)| if column == of_date { date } else { cell });
        rows.write_record(cells.chain([from.as_str()]))?;
        n += 1;
    }
    let bytes = rows.into_inner().expect("a vector takes every byte");
    Ok((n > 0).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_site_stays_where_a_new_night_says_nothing_of_it() {
        let file = |path: &str, text: &str| OutputFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
        let mut files = vec![
            file("mastery.csv", "site,learner\nelm,L1\noak,L2\n"),
            file("playlists.csv", "date,site,learner\n2026-11-23,elm,L1\n"),
        ];
        let former = |path: &str| match path {
            "mastery.csv" => Some(b"site,learner\nelm,L1\noak,L9\n".to_vec()),
            "playlists.csv" => Some(b"date,site,learner\n2026-11-23,elm,L8\n2026-11-23,oak,L2\n".to_vec()),
            "sites/oak/plan.json" => Some(b"{}".to_vec()),
            _ => None,
        };
        keep(&mut files, &["oak".to_owned()], former);
        let text = |path: &str| {
            let file = files.iter().find(|file| file.path == path).expect("it is written");
            String::from_utf8(file.bytes.clone()).expect("UTF-8")
        };
        assert_eq!(text("mastery.csv"), "site,learner\nelm,L1\noak,L2\n");
        assert_eq!(text("playlists.csv"), "date,site,learner\n2026-11-23,elm,L1\n2026-11-23,oak,L2\n");
        assert_eq!(text("sites/oak/plan.json"), "{}");
    }

    #[test]
    fn a_fall_back_is_of_those_who_are_there_and_says_of_which_day_it_is() {
        let old = b"date,site,learner,session\n2026-11-20,elm,L1,a\n2026-11-20,elm,L2,a\n2026-11-20,oak,L3,b\n";
        let rows = fall_back(old, "elm", "2026-11-23", |learner| learner != "L2").expect("a table").expect("a row");
        assert_eq!(
            String::from_utf8(rows).expect("UTF-8"),
            "date,site,learner,session,from\n2026-11-23,elm,L1,a,2026-11-20\n"
        );
        assert!(fall_back(old, "ash", "2026-11-23", |_| true).expect("a table").is_none());
    }
}
