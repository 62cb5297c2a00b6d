//! Network file systems, on which locks and SQLite's shared memory are not to be trusted. Source:
//! <https://www.sqlite.org/wal.html> ("does not work over a network filesystem"); the table's form is that of
//! proc_pid_mountinfo(5).

use std::path::Path;

/// The kind of the network file system that the canonical `folder` lies on, as far as this system tells.
pub(super) fn network(folder: &Path) -> Option<String> {
    let table = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let kind = kind_of(&table, folder)?;
    is_network(kind).then(|| kind.to_owned())
}

fn is_network(kind: &str) -> bool {
    let kind = kind.strip_prefix("fuse.").unwrap_or(kind);
    let kind = kind.to_ascii_lowercase();
    kind.starts_with("nfs")
        || [
            "cifs",
            "smb3",
            "smbfs",
            "ncpfs",
            "afs",
            "sshfs",
            "davfs",
            "rclone",
            "gvfsd-fuse",
            "s3fs",
            "glusterfs",
            "ceph",
        ]
        .contains(&kind.as_str())
}

/// The file system of the longest mount point that contains the folder; of equals the last, which hides the others.
fn kind_of<'t>(table: &'t str, folder: &Path) -> Option<&'t str> {
    let mut found: Option<(usize, &str)> = None;
    for line in table.lines() {
        let (Some(point), Some((_, rest))) = (line.split(' ').nth(4), line.split_once(" - ")) else { continue };
        let point = unescape(point);
        let depth = Path::new(&point).components().count();
        if folder.starts_with(&point) && found.is_none_or(|(deepest, _)| depth >= deepest) {
            found = rest.split(' ').next().map(|kind| (depth, kind));
        }
    }
    found.map(|(_, kind)| kind)
}

/// Space, tab, line feed and backslash are written as three octal digits.
fn unescape(text: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
        30 22 0:40 / /mnt/house\\040data rw - nfs4 server:/x rw,vers=4.2\n\
        31 22 0:41 / /mnt/ssh rw,nosuid - fuse.sshfs me@host: rw\n\
        32 31 0:42 / /mnt/ssh/local rw - tmpfs tmpfs rw\n";

    #[test]
    fn the_deepest_mount_decides() {
        let check = |folder: &str, kind: &str, network: bool| {
            let found = kind_of(TABLE, Path::new(folder)).unwrap();
            assert_eq!((found, is_network(found)), (kind, network), "{folder}");
        };
        check("/home/anna", "ext4", false);
        check("/mnt/house data/db", "nfs4", true);
        check("/mnt/house data2", "ext4", false);
        check("/mnt/ssh", "fuse.sshfs", true);
        check("/mnt/ssh/local/x", "tmpfs", false);
    }

    #[test]
    fn a_local_disk_through_fuse_is_no_network() {
        assert!(!is_network("fuseblk"));
        assert!(!is_network("fuse.ntfs-3g"));
        assert!(is_network("cifs"));
    }
}
