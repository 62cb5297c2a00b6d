use std::path::PathBuf;

/// This user's own data folder; nothing for a user without a home. On Windows it is the local one: a database must
/// not roam.
pub fn default_folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("org", "", "Roomwatt").map(|own| own.data_local_dir().to_owned())
}
