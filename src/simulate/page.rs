//! Results for people and programs: tables as CSV, curves as SVG.

use std::fmt::Write as _;

use super::measure::MEASURES;
use super::study::{Results, Study};

/// Every figure: arm, building, measure, value.
pub fn results_csv(study: &Study, seeds: &[u64], results: &[Results]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["policy", "seed", "measure", "value"];
    writer.write_record(header).expect("a vector takes any bytes");
    for one in results {
        for (name, value) in &one.measures {
            let (arm, seed) = (&study.arms[one.arm].name, seeds[one.building].to_string());
            writer.write_record([arm, &seed, name, &decimal(*value)]).expect("a vector takes any bytes");
        }
    }
    writer.into_inner().expect("a vector takes any bytes")
}

/// Means over seeds with the interval in which the mean lies with 95 %, if it could be told.
pub fn summary_csv(study: &Study, results: &[Results]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["measure", "policy", "mean", "low", "high", "meaning"]).expect("a vector takes any bytes");
    for row in summary(study, results) {
        let (low, high) =
            row.interval.map_or((String::new(), String::new()), |(low, high)| (decimal(low), decimal(high)));
        let cells = [&row.measure, &study.arms[row.arm].name, &decimal(row.mean), &low, &high, row.meaning];
        writer.write_record(cells).expect("a vector takes any bytes");
    }
    writer.into_inner().expect("a vector takes any bytes")
}

/// A measure of one arm over all buildings.
pub struct Row<'a> {
    pub measure: String,
    pub arm: usize,
    pub mean: f64,
    /// Of the mean, by Student's distribution; none for a single building.
    pub interval: Option<(f64, f64)>,
    pub meaning: &'a str,
}

/// Measures in their order, then those of tags; within each the arms in order.
pub fn summary(study: &Study, results: &[Results]) -> Vec<Row<'static>> {
    let mut names: Vec<(String, &'static str)> =
        MEASURES.iter().map(|(name, meaning)| ((*name).to_owned(), *meaning)).collect();
    let mut tags: Vec<String> =
        results.iter().flat_map(|one| one.measures.keys().filter(|name| name.starts_with("newly:")).cloned()).collect();
    tags.sort();
    tags.dedup();
    names.extend(tags.into_iter().map(|name| (name, "newly, of learners with the tag")));
    let mut rows = Vec::new();
    for (measure, meaning) in names {
        for arm in 0..study.arms.len() {
            let values: Vec<f64> = results
                .iter()
                .filter(|one| one.arm == arm)
                .filter_map(|one| one.measures.get(&measure).copied())
                .collect();
            if let Some((mean, interval)) = mean_of(&values) {
                rows.push(Row { measure: measure.clone(), arm, mean, interval, meaning });
            }
        }
    }
    rows
}

/// The mean, and the interval in which it lies with 95 %.
fn mean_of(values: &[f64]) -> Option<(f64, Option<(f64, f64)>)> {
    // Student's t at 97.5 % for 1 to 10 degrees of freedom, and what is close enough beyond.
    const T: [f64; 10] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
    let n = values.len();
    if n == 0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let interval = (n > 1).then(|| {
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1) as f64;
        let half = T.get(n - 2).copied().unwrap_or(2.1) * (variance / n as f64).sqrt();
        (mean - half, mean + half)
    });
    Some((mean, interval))
}

fn decimal(value: f64) -> String {
    format!("{value:.4}")
}

/// The mean curve of each arm.
pub fn curves_csv(study: &Study, results: &[Results]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["policy", "day", "newly_known"]).expect("a vector takes any bytes");
    for (arm, curve) in curves(study, results).iter().enumerate() {
        for (day, value) in curve.iter().enumerate() {
            let cells = [&study.arms[arm].name, &(day + 1).to_string(), &decimal(*value)];
            writer.write_record(cells).expect("a vector takes any bytes");
        }
    }
    writer.into_inner().expect("a vector takes any bytes")
}

fn curves(study: &Study, results: &[Results]) -> Vec<Vec<f64>> {
    let of = |arm: usize| {
        let own: Vec<&Results> = results.iter().filter(|one| one.arm == arm).collect();
        let days = own.iter().map(|one| one.curve.len()).min().unwrap_or(0);
        (0..days).map(|day| own.iter().map(|one| one.curve[day]).sum::<f64>() / own.len() as f64).collect()
    };
    (0..study.arms.len()).map(of).collect()
}

/// Colours that those who see few colours tell apart (Okabe and Ito 2008).
const COLOURS: [&str; 8] = ["#000000", "#e69f00", "#56b4e9", "#009e73", "#d55e00", "#0072b2", "#cc79a7", "#999999"];

/// A page of curves: newly mastered and known, a learner, day by day, and the main measures with their intervals as bars.
pub fn svg(title: &str, study: &Study, results: &[Results]) -> Vec<u8> {
    let curves = curves(study, results);
    let most = curves.iter().flatten().fold(0.1_f64, |a, &b| a.max(b));
    let days = curves.iter().map(Vec::len).max().unwrap_or(1).max(2);
    let (x0, y0, w, h) = (70.0, 60.0, 520.0, 300.0);
    let x = |day: usize| x0 + w * day as f64 / (days - 1) as f64;
    let y = |value: f64| y0 + h * (1.0 - value / most);
    let mut out = String::new();
    let rows = summary(study, results);
    let shown = [
        "newly",
        "newly_own_grade",
        "newly_worst_tenth",
        "saved",
        "log_odds",
        "goals_met",
        "slots_show",
        "slots_known",
    ];
    let height = 420.0 + shown.len() as f64 * (24.0 + 16.0 * study.arms.len() as f64);
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {height:.0}" font-family="sans-serif" font-size="13">"#
    );
    let _ = writeln!(out, r#"<rect width="100%" height="100%" fill="white"/>"#);
    let _ = writeln!(out, r#"<text x="20" y="28" font-size="17">{}</text>"#, escaped(title));
    let about = "newly mastered and known, competencies a learner, by school day";
    let _ = writeln!(out, r##"<text x="20" y="48" fill="#555">{about}</text>"##);
    for tick in 0..=4 {
        let value = most * f64::from(tick) / 4.0;
        let at = y(value);
        let _ = writeln!(out, r##"<line x1="{x0}" y1="{at:.1}" x2="{:.1}" y2="{at:.1}" stroke="#ddd"/>"##, x0 + w);
        let _ = writeln!(out, r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{value:.1}</text>"#, x0 - 8.0, at + 4.0);
    }
    for day in [0, days / 2, days - 1] {
        let _ = writeln!(
            out,
            r#"<text x="{:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
            x(day),
            y0 + h + 18.0,
            day + 1
        );
    }
    for (arm, curve) in curves.iter().enumerate() {
        let points: Vec<String> =
            curve.iter().enumerate().map(|(day, &v)| format!("{:.1},{:.1}", x(day), y(v))).collect();
        let colour = COLOURS[arm % COLOURS.len()];
        let _ = writeln!(
            out,
            r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="2"/>"#,
            points.join(" ")
        );
        let at = y0 + 16.0 + 20.0 * arm as f64;
        let _ = writeln!(out, r#"<rect x="620" y="{:.1}" width="14" height="4" fill="{colour}"/>"#, at - 6.0);
        let _ = writeln!(out, r#"<text x="642" y="{at:.1}">{}</text>"#, escaped(&study.arms[arm].name));
    }
    let mut top = 410.0;
    for name in shown {
        let own: Vec<&Row<'_>> = rows.iter().filter(|row| row.measure == name).collect();
        let Some(meaning) = own.first().map(|row| row.meaning) else { continue };
        let most = own.iter().map(|row| row.interval.map_or(row.mean, |i| i.1)).fold(1e-9_f64, f64::max);
        let _ = writeln!(out, r#"<text x="20" y="{top:.1}">{} — {}</text>"#, escaped(name), escaped(meaning));
        for row in own {
            top += 16.0;
            let scale = |value: f64| 150.0 + 420.0 * (value / most).max(0.0);
            let colour = COLOURS[row.arm % COLOURS.len()];
            let _ = writeln!(
                out,
                r#"<text x="142" y="{:.1}" text-anchor="end" font-size="11">{}</text>"#,
                top,
                escaped(&study.arms[row.arm].name)
            );
            let _ = writeln!(
                out,
                r#"<rect x="150" y="{:.1}" width="{:.1}" height="9" fill="{colour}"/>"#,
                top - 9.0,
                scale(row.mean) - 150.0
            );
            let mut words = format!("{:.3}", row.mean);
            if let Some((low, high)) = row.interval {
                let _ = writeln!(
                    out,
                    r##"<line x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}" stroke="#444"/>"##,
                    scale(low),
                    top - 4.5,
                    scale(high),
                    top - 4.5
                );
                let _ = write!(words, " ({low:.3} to {high:.3})");
            }
            let _ = writeln!(out, r#"<text x="600" y="{top:.1}" font-size="11">{words}</text>"#);
        }
        top += 24.0;
    }
    out.push_str("</svg>\n");
    out.into_bytes()
}

fn escaped(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
