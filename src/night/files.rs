//! What the files of a night are called, for who writes them and for who reads them the night after.

/// The ways to goals.
pub const WAYS: &str = "pathways.csv";

/// The memory of what was granted and declined.
pub const TURNS: &str = "turns.csv";

/// What each learner does.
pub const PLAYLISTS: &str = "playlists.csv";

/// What a person was to see.
pub const EXCEPTIONS: &str = "exceptions.csv";

/// What an educator would read off the day, as figures.
pub const QUALITY: &str = "quality.csv";

/// The card of the run.
pub const RUN: &str = "run.json";

/// The folder of the sites' documents.
pub const SITES: &str = "sites";

/// A site's day problem, in the site's folder.
pub const PROBLEM: &str = "problem.json";

/// A site's plan beside it.
pub const PLAN: &str = "plan.json";

/// The name of the certificate beside a plan.
pub const CERTIFICATE: &str = "certificate.json";

/// The path of a document of a site, inside the night's folder.
pub fn of_site(site: &str, document: &str) -> String {
    format!("{SITES}/{}/{document}", folder_name(site))
}

/// A site's id as the name of a folder: letters, digits, `-`, `_` and inner dots stay, other bytes become `%XX`.
///
/// Different ids give different names, and none leads out of its folder.
pub fn folder_name(id: &str) -> String {
    let is_plain =
        |at: usize, byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte) || (byte == b'.' && at > 0);
    id.bytes()
        .enumerate()
        .map(|(at, byte)| if is_plain(at, byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
