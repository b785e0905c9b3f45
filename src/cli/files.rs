//! Reading packages and rules, and writing a folder completely or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use daybreak::config::Config;
use daybreak::model::tables::SourceFile;
use jiff::Zoned;

use super::args::{PackageArgs, SearchArgs};
use super::exit::Failure;

/// The CSV files of a package folder, in order of name.
pub fn read_package(folder: &Path) -> Result<Vec<SourceFile>, Failure> {
    let files = read_folder(folder, "csv")?;
    match files.is_empty() {
        true => Err(Failure::usage(format!(
            "{} holds no CSV files. A school package is a folder of tables such as learners.csv.",
            folder.display()
        ))),
        false => Ok(files),
    }
}

/// Where rules were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulesFrom {
    /// The folder that was named.
    Named(PathBuf),
    /// `rules` in the package.
    Package(PathBuf),
    /// `rules` in the working directory: another directory would give other rules.
    WorkingDirectory,
    /// Nowhere.
    BuiltIn,
}

impl RulesFrom {
    /// Where the rules of a call are.
    pub fn of(args: &PackageArgs) -> Self {
        let own = args.package.join(RULES);
        match &args.rules {
            Some(folder) => RulesFrom::Named(folder.clone()),
            None if own.is_dir() => RulesFrom::Package(own),
            None if Path::new(RULES).is_dir() => RulesFrom::WorkingDirectory,
            None => RulesFrom::BuiltIn,
        }
    }

    /// Their files.
    pub fn read(&self) -> Result<Vec<SourceFile>, Failure> {
        match self {
            RulesFrom::Named(folder) | RulesFrom::Package(folder) => read_rules_folder(folder),
            RulesFrom::WorkingDirectory => read_rules_folder(Path::new(RULES)),
            RulesFrom::BuiltIn => Ok(Vec::new()),
        }
    }
}

impl std::fmt::Display for RulesFrom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RulesFrom::Named(folder) => write!(f, "{}, as named", folder.display()),
            RulesFrom::Package(folder) => write!(f, "{}, of the package", folder.display()),
            RulesFrom::WorkingDirectory => write!(f, "{RULES}, of the working directory"),
            RulesFrom::BuiltIn => f.write_str("the built-in policy"),
        }
    }
}

/// The folder of rules where none is named.
const RULES: &str = "rules";

/// The rules of a folder, with the decision tables beside them, in order of name.
pub fn read_rules_folder(folder: &Path) -> Result<Vec<SourceFile>, Failure> {
    let mut files = read_folder(folder, "toml")?;
    files.extend(read_folder(folder, "csv")?);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// The files of a folder with an extension, in order of name.
pub fn read_folder(folder: &Path, extension: &str) -> Result<Vec<SourceFile>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::reading(folder, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Failure::reading(folder, &error))?.path();
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case(extension)) && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            Ok(SourceFile { name, bytes: read(&path)? })
        })
        .collect()
}

/// A whole file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::reading(path, &error))
}

/// The settings: defaults, then the settings file, then flags.
pub fn read_config(package: Option<&PackageArgs>, search: Option<&SearchArgs>) -> Result<Config, Failure> {
    let mut config = match package.and_then(|args| args.config.as_ref()) {
        None => Config::default(),
        Some(path) => {
            let bytes = read(path)?;
            let text = std::str::from_utf8(&bytes)
                .map_err(|error| Failure::usage(format!("{} is not UTF-8: {error}", path.display())))?;
            toml::from_str(text).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?
        }
    };
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
    Ok(config)
}

/// Writes one file under a temporary name, syncs it, and renames it.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = tempfile::Builder::new().prefix(".tmp-").tempfile_in(folder)?;
        file.write_all(bytes)?;
        make_readable(file.as_file())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        sync_folder(folder)
    };
    write().map_err(|error| Failure::writing(path, &error))
}

/// Makes a folder and sees that these files can be written into it: before hours of work, not after.
pub fn writable(folder: &Path, files: &[&str]) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::writing(folder, &error))?;
    if let Some(taken) = files.iter().map(|file| folder.join(file)).find(|path| path.is_dir()) {
        return Err(Failure::usage(format!("{} is a folder: a file of this name is to be written", taken.display())));
    }
    let probe = tempfile::Builder::new().prefix(".tmp-").tempfile_in(folder);
    probe.map(drop).map_err(|error| Failure::writing(folder, &error))
}

/// Writes `files` (relative path, bytes) as the folder `parent/name`: under a temporary name first, every file and
/// folder synced, then put in place in one step, so that a reader sees the old folder or the new one, never a mix.
pub fn write_folder(parent: &Path, name: &str, files: &[(String, Vec<u8>)]) -> Result<PathBuf, Failure> {
    let target = parent.join(name);
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(parent)?;
        let staging = tempfile::Builder::new().prefix(&format!(".tmp-{name}-")).tempdir_in(parent)?;
        for (path, bytes) in files {
            let path = staging.path().join(path);
            fs::create_dir_all(path.parent().unwrap_or(parent))?;
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()?;
        }
        sync_tree(staging.path())?;
        make_folder_readable(staging.path())?;
        // What stands at the target afterwards lies in the staging folder, which is removed when it is dropped.
        replace(staging.path(), &target)?;
        sync_folder(parent)
    };
    write().map_err(|error| Failure::writing(&target, &error))?;
    Ok(target)
}

/// Puts the folder `new` at `target`; an old one trades places with it where the system can do that in one step.
fn replace(new: &Path, target: &Path) -> std::io::Result<()> {
    if !target.exists() {
        return fs::rename(new, target);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, new, CWD, target, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    // Elsewhere: two renames, with a short moment in which the folder is absent but never half written.
    let old = new.with_extension("old");
    fs::rename(target, &old)?;
    fs::rename(new, target)?;
    fs::remove_dir_all(old)
}

/// Syncs every folder of a tree, deepest first.
fn sync_tree(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_tree(&path)?;
        }
    }
    sync_folder(folder)
}

/// Makes the names in a folder durable.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Temporary files are private; what is published is for whoever may read the folder.
fn make_readable(file: &File) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// As [`make_readable`], for a folder.
fn make_folder_readable(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Holds the output folder for one run.
pub struct Lock {
    _file: File,
}

/// Takes the output folder; refuses when another run holds it.
///
/// The lock goes with the process, however it ends; the empty lock file stays.
pub fn lock(folder: &Path) -> Result<Lock, Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::writing(folder, &error))?;
    let path = folder.join(".daybreak.lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| Failure::writing(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(fs::TryLockError::WouldBlock) => {
            Err(Failure::try_again(format!("another run is writing to {}", folder.display())))
        }
        // A file system without locks (some network mounts) is no reason not to plan.
        Err(fs::TryLockError::Error(_)) => Ok(Lock { _file: file }),
    }
}
