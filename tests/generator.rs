//! The generator makes schools that a school could have: the same from the same seed, varied, of any size.

use daybreak::generate::{DemandShape, Generated, SchoolSpec, generate};

/// A small school that still has everything.
fn small() -> SchoolSpec {
    SchoolSpec { learners_per_site: 90, evidence_days: 12, delivered_days: 5, ..SchoolSpec::default() }
}

/// The text of a file.
fn text<'a>(generated: &'a Generated, name: &str) -> &'a str {
    let file = generated.files.iter().chain(&generated.truth).find(|file| file.name == name);
    std::str::from_utf8(&file.unwrap_or_else(|| panic!("no {name}")).bytes).unwrap()
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    let (one, two) = (generate(&small()), generate(&small()));
    assert_eq!(text(&one, "evidence.csv"), text(&two, "evidence.csv"));
    let other = generate(&SchoolSpec { seed: 7, ..small() });
    assert_ne!(text(&one, "evidence.csv"), text(&other, "evidence.csv"));
    let _ = DemandShape::Even;
}

#[test]
fn write_example() {
    let Ok(dir) = std::env::var("GEN_OUT") else { return };
    let t = std::time::Instant::now();
    let g = generate(&SchoolSpec::default());
    println!("{:?}", t.elapsed());
    for (files, sub) in [(&g.files, "example"), (&g.truth, "truth")] {
        let d = format!("{dir}/{sub}");
        std::fs::create_dir_all(&d).unwrap();
        for f in files { std::fs::write(format!("{d}/{}", f.name), &f.bytes).unwrap(); println!("{} {}", f.name, f.bytes.len()); }
    }
}
