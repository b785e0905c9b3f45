//! What a call plans from: the package, its settings and its rules, each with where it was found.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use daybreak::config::Config;
use daybreak::model::dictionary::TableKind;
use daybreak::model::tables::SourceFile;
use daybreak::pipeline::{Inputs, sha256};
use jiff::Zoned;

use super::args::{PackageArgs, SearchArgs};
use super::exit::Failure;
use super::files::{names, read, read_folder};

/// The folder of rules, and the file of settings, where none is named.
const RULES: &str = "rules";
const SETTINGS: &str = "daybreak.toml";

const PACKAGE_IS: &str =
    "A school package is a folder of CSV tables such as learners.csv, as data/README.md describes them.";

/// The files of a package folder, in order of name: tables whole, of others the name alone, since it may be that of a table.
pub fn read_package(folder: &Path) -> Result<Vec<SourceFile>, Failure> {
    if folder.is_file() {
        return Err(Failure::usage(format!("{} is {}. {PACKAGE_IS}", folder.display(), kind_of_file(folder))));
    }
    no_table_is_out_of_reach(folder)?;
    let mut files = read_folder(folder, "csv")?;
    let others: Vec<String> =
        file_names(folder).into_iter().filter(|name| !name.to_lowercase().ends_with(".csv")).collect();
    if !files.iter().any(|file| TableKind::of_file(&file.name).is_some()) {
        let what = if files.is_empty() { "holds no CSV files" } else { "holds no table of a package" };
        let of_vendor = vendor(&files).map(|name| format!(" It looks like {name}.")).unwrap_or_default();
        let is_packed = |name: &&String| [".zip", ".json", ".xlsx", ".gz"].iter().any(|end| name.ends_with(end));
        let packed = others.iter().find(is_packed).map(|name| format!(" {name} in it is not looked into."));
        let packed = packed.unwrap_or_default();
        return Err(Failure::usage(format!("{} {what}.{of_vendor}{packed} {PACKAGE_IS}", folder.display())));
    }
    files.extend(others.into_iter().map(|name| SourceFile { name, bytes: Vec::new() }));
    Ok(files)
}

/// Refuses a package in which the name of a table is that of a folder, or of a link that leads nowhere: a mount may be gone.
fn no_table_is_out_of_reach(folder: &Path) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::reading(folder, &error))?;
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if (TableKind::of_file(&name).is_some() || name == SETTINGS) && !entry.path().is_file() {
            let path = entry.path();
            return Err(Failure::usage(format!(
                "{} is no file: a folder, or a link that leads nowhere",
                path.display()
            )));
        }
    }
    Ok(())
}

/// What a file is that was handed over in place of a folder.
fn kind_of_file(path: &Path) -> &'static str {
    let mut start = [0; 4];
    let n = File::open(path).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
    match &start[..n] {
        b"PK\x03\x04" => "a zip archive (or a workbook of a spreadsheet): unpack it, or save each sheet as CSV",
        [b'{' | b'[', ..] => "a JSON document",
        [0x1f, 0x8b, ..] => "a compressed file: unpack it",
        _ => "a file",
    }
}

/// Whose export a folder is, by the names of its files.
fn vendor(files: &[SourceFile]) -> Option<&'static str> {
    let has = |name: &str| files.iter().any(|file| file.name.eq_ignore_ascii_case(name));
    let vendors: [(&str, &[&str]); 3] = [
        ("an export in OneRoster", &["users.csv", "orgs.csv"]),
        ("an export of Clever", &["students.csv", "sections.csv"]),
        ("an export of PowerSchool", &["students.csv", "cc.csv"]),
    ];
    vendors.into_iter().find(|(_, names)| names.iter().all(|name| has(name))).map(|(vendor, _)| vendor)
}

/// The names of the files of a folder, in order.
fn file_names(folder: &Path) -> Vec<String> {
    names(folder).into_iter().filter(|name| folder.join(name).is_file()).collect()
}

/// Where rules were found: never by the working directory, so that a call means the same from everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulesFrom {
    /// The folder that the call or the environment names.
    Named(PathBuf),
    /// The folder that the settings name, beside the file of settings.
    Settings(PathBuf),
    /// `rules` in the package.
    Package(PathBuf),
    /// `rules` beside the package, or beside a folder that holds it.
    Above(PathBuf),
    /// Nowhere.
    BuiltIn,
}

impl RulesFrom {
    /// Where the rules of a call are.
    pub fn of(args: &PackageArgs, settings: &Settings) -> Self {
        if let Some(folder) = &args.rules {
            return RulesFrom::Named(folder.clone());
        }
        if let Some(folder) = &settings.config.rules {
            let beside = settings.file.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
            return RulesFrom::Settings(beside.join(folder));
        }
        let own = args.package.join(RULES);
        if own.is_dir() {
            return RulesFrom::Package(own);
        }
        let package = fs::canonicalize(&args.package).unwrap_or_else(|_| args.package.clone());
        let beside = package.ancestors().skip(1).map(|folder| folder.join(RULES)).find(|folder| holds_rules(folder));
        beside.map_or(RulesFrom::BuiltIn, RulesFrom::Above)
    }

    /// Their files.
    pub fn read(&self) -> Result<Vec<SourceFile>, Failure> {
        match self {
            RulesFrom::Named(folder)
            | RulesFrom::Settings(folder)
            | RulesFrom::Package(folder)
            | RulesFrom::Above(folder) => read_rules_folder(folder),
            RulesFrom::BuiltIn => Ok(Vec::new()),
        }
    }

    /// What nobody has said in the call or laid into the package, a sentence; none: somebody has.
    pub fn surprise(&self) -> Option<String> {
        match self {
            RulesFrom::Above(folder) => {
                Some(format!("rules are those of {}, the nearest above the package", folder.display()))
            }
            RulesFrom::BuiltIn => Some("no rules lie with the package: the built-in policy decides".to_owned()),
            _ => None,
        }
    }
}

impl std::fmt::Display for RulesFrom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RulesFrom::Named(folder) => write!(f, "{}, as named", folder.display()),
            RulesFrom::Settings(folder) => write!(f, "{}, by the settings", folder.display()),
            RulesFrom::Package(folder) => write!(f, "{}, of the package", folder.display()),
            RulesFrom::Above(folder) => write!(f, "{}, above the package", folder.display()),
            RulesFrom::BuiltIn => f.write_str("the built-in policy"),
        }
    }
}

/// Whether a folder is one of rules, and not only called so.
fn holds_rules(folder: &Path) -> bool {
    file_names(folder).iter().any(|name| name.to_lowercase().ends_with(".toml"))
}

/// The rules of a folder, with the decision tables beside them, in order of name.
pub fn read_rules_folder(folder: &Path) -> Result<Vec<SourceFile>, Failure> {
    let mut files = read_folder(folder, "toml")?;
    files.extend(read_folder(folder, "csv")?);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// The settings of a call, and the file from which they were read, if any was.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub config: Config,
    pub file: Option<PathBuf>,
}

/// The settings: defaults, then the file that is named or lies in the package, then flags.
pub fn read_settings(package: Option<&PackageArgs>, search: Option<&SearchArgs>) -> Result<Settings, Failure> {
    let own = || package.map(|args| args.package.join(SETTINGS)).filter(|path| path.is_file());
    let file = package.and_then(|args| args.config.clone()).or_else(own);
    let mut config = match &file {
        None => Config::default(),
        Some(path) => {
            let bytes = read(path)?;
            let text = std::str::from_utf8(&bytes)
                .map_err(|error| Failure::usage(format!("{} is not UTF-8: {error}", path.display())))?;
            toml::from_str(text).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?
        }
    };
    if let Some(why) = config.expect.fault().or_else(|| config.ingest.fault()) {
        let path = file.as_deref().unwrap_or(Path::new(SETTINGS));
        return Err(Failure::usage(format!("{}: {why}", path.display())));
    }
    if let Some(share) = package.and_then(|args| args.rejected_share_max) {
        config.ingest.rejected_share_max = share;
    }
    if let Some(search) = search {
        config.schedule.seed = search.seed.unwrap_or(config.schedule.seed);
        config.schedule.seconds = search.seconds.or(config.schedule.seconds);
        config.schedule.deadline = search.deadline.and_then(|d| d.instant(&Zoned::now(), Instant::now()));
        config.schedule.effort = search.effort.unwrap_or(config.schedule.effort);
        config.schedule.gap = search.gap.unwrap_or(config.schedule.gap);
    }
    Ok(Settings { config, file })
}

impl Settings {
    /// Where they were found, and the SHA-256 of the file.
    pub fn found(&self) -> Result<Option<(String, String)>, Failure> {
        let at = |path: &PathBuf| Ok((path.display().to_string(), sha256(&read(path)?)));
        self.file.as_ref().map(at).transpose()
    }
}

/// All that a call plans from.
pub struct Call {
    pub settings: Settings,
    pub inputs: Inputs,
    pub rules_from: RulesFrom,
}

impl Call {
    /// Reads settings, package and rules.
    pub fn read(package: &PackageArgs, search: Option<&SearchArgs>) -> Result<Self, Failure> {
        let settings = read_settings(Some(package), search)?;
        let rules_from = RulesFrom::of(package, &settings);
        let inputs = Inputs { tables: read_package(&package.package)?, rules: rules_from.read()? };
        Ok(Call { settings, inputs, rules_from })
    }
}
