//! Where the local socket of a folder is. Holder and caller may have been started in other surroundings (a service,
//! a shell), so the holder takes the first place that can be used and the caller looks in all of them.

use std::io;
use std::path::Path;

use interprocess::local_socket::Name;
use sha2::{Digest, Sha256};

/// A folder's name on sockets: sixteen hexadecimal digits.
fn mark(folder: &Path) -> String {
    Sha256::digest(folder.as_os_str().as_encoded_bytes())[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(unix)]
pub(super) use unix::{own_user, prepare};

/// Every name under which the holder of the canonical `folder` may be listening, the best first.
pub(super) fn names(folder: &Path) -> Vec<io::Result<Name<'static>>> {
    #[cfg(unix)]
    {
        use interprocess::local_socket::{GenericFilePath, ToFsName};
        unix::paths(folder).into_iter().map(|path| path.to_fs_name::<GenericFilePath>().map(Name::into_owned)).collect()
    }
    #[cfg(not(unix))]
    {
        use interprocess::local_socket::{GenericNamespaced, ToNsName};
        vec![format!("roomwatt-{}", mark(folder)).to_ns_name::<GenericNamespaced>().map(Name::into_owned)]
    }
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, DirBuilder};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt};
    use std::path::{Path, PathBuf};

    use interprocess::local_socket::{GenericFilePath, Name, ToFsName};

    /// `sun_path` has 104 bytes on the narrowest system (BSD, macOS), its closing zero included.
    const LONGEST: usize = 103;

    pub(in super::super) fn own_user() -> u32 {
        rustix::process::geteuid().as_raw()
    }

    pub(super) fn paths(folder: &Path) -> Vec<PathBuf> {
        let user = own_user();
        let file = format!("{}.sock", super::mark(folder));
        let mut paths: Vec<PathBuf> = Vec::new();
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|dir| dir.is_absolute());
        for base in runtime.into_iter().chain([PathBuf::from(format!("/run/user/{user}"))]) {
            paths.push(base.join("roomwatt").join(&file));
        }
        for base in [std::env::temp_dir(), PathBuf::from("/tmp")] {
            paths.push(base.join(format!("roomwatt-{user}")).join(&file));
        }
        let mut seen = Vec::new();
        paths.retain(|path| {
            let fits = path.as_os_str().len() <= LONGEST && !seen.contains(path);
            seen.push(path.clone());
            fits
        });
        paths
    }

    /// Makes ready, best first, the places where the lock's holder may listen: a directory that is only this
    /// user's, without the socket that a dead holder left.
    pub(in super::super) fn prepare(folder: &Path) -> Vec<io::Result<Name<'static>>> {
        paths(folder).into_iter().map(|path| ready(&path)).collect()
    }

    fn ready(path: &Path) -> io::Result<Name<'static>> {
        let directory = path.parent().ok_or(io::ErrorKind::NotFound)?;
        match DirBuilder::new().mode(0o700).create(directory) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let found = fs::symlink_metadata(directory)?;
        if !found.is_dir() || found.uid() != own_user() || found.mode() & 0o077 != 0 {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                format!("{} is not a directory that only this user can enter", directory.display()),
            ));
        }
        if fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket()) {
            fs::remove_file(path)?;
        }
        path.to_fs_name::<GenericFilePath>().map(Name::into_owned)
    }
}
