//! The program, called as a script calls it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs it in the folder of the project.
pub fn daybreak(args: &[&str]) -> Output {
    let mut call = Command::new(env!("CARGO_BIN_EXE_daybreak"));
    call.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("the program starts")
}

/// Its exit code; a signal is none.
pub fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The base school of the readable cases, copied where a test may spoil it.
pub fn package(folder: &Path) -> PathBuf {
    let package = folder.join("package");
    fs::create_dir_all(&package).expect("a folder");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/base");
    for entry in fs::read_dir(base).expect("tests/cases/base") {
        let entry = entry.expect("a readable entry");
        fs::copy(entry.path(), package.join(entry.file_name())).expect("a copy");
    }
    package
}
