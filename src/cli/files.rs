//! Reading files, and writing them completely or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use daybreak::model::tables::SourceFile;

use super::exit::Failure;

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

/// The names in a folder, sorted; none where there is no such folder.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// A whole file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::reading(path, &error))
}

/// Writes one file under a temporary name, syncs it, and renames it.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = tempfile::Builder::new().prefix(STAGING).tempfile_in(folder)?;
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
    let probe = tempfile::Builder::new().prefix(STAGING).tempfile_in(folder);
    probe.map(drop).map_err(|error| Failure::writing(folder, &error))
}

/// What a crash leaves begins so; the next run that takes the folder removes it.
pub const STAGING: &str = ".tmp-";

const LOCK: &str = ".daybreak.lock";

/// Takes a folder for one run, and clears away what a crashed one left. The lock goes with the process, however it ends.
pub fn take(folder: &Path) -> Result<File, Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::writing(folder, &error))?;
    let path = folder.join(LOCK);
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|error| Failure::writing(&path, &error))?;
    match file.try_lock() {
        // A file system without locks (some network mounts) is no reason not to plan.
        Ok(()) | Err(fs::TryLockError::Error(_)) => {}
        Err(fs::TryLockError::WouldBlock) => {
            return Err(Failure::try_again(format!("another run is writing to {}", folder.display())));
        }
    }
    for left in names(folder).into_iter().filter(|name| name.starts_with(STAGING)) {
        let left = folder.join(left);
        let removed = if left.is_dir() { fs::remove_dir_all(&left) } else { fs::remove_file(&left) };
        removed.map_err(|error| Failure::writing(&left, &error))?;
    }
    Ok(file)
}

/// Files (relative path, bytes) whole in a folder under a temporary name, to be put in its place in one step.
pub fn staged<'a>(
    parent: &Path,
    name: &str,
    files: impl IntoIterator<Item = &'a (String, Vec<u8>)>,
) -> std::io::Result<tempfile::TempDir> {
    let staging = tempfile::Builder::new().prefix(&format!("{STAGING}{name}-")).tempdir_in(parent)?;
    for (path, bytes) in files {
        let path = staging.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(parent))?;
        let mut file = File::create(&path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    sync_tree(staging.path())?;
    make_folder_readable(staging.path())?;
    Ok(staging)
}

/// Two folders trade places, in one step where the system can do that.
pub fn exchange(one: &Path, other: &Path) -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    // Elsewhere: three renames, with a short moment in which one folder is absent but never half written.
    let between = one.with_extension("between");
    fs::rename(other, &between)?;
    fs::rename(one, other)?;
    fs::rename(between, one)
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
pub fn sync_folder(folder: &Path) -> std::io::Result<()> {
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
