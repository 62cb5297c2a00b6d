use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that only takes up room, beside the database. On a full disk even opening fails; releasing the ballast
/// gives back enough to open, verify and export.
#[derive(Debug, Clone)]
pub struct Ballast {
    path: PathBuf,
}

impl Ballast {
    /// `roomwatt.db` has `roomwatt.db.ballast`.
    pub fn beside(database: &Path) -> Self {
        let mut name = database.as_os_str().to_owned();
        name.push(".ballast");
        Self { path: name.into() }
    }

    pub fn is_there(&self) -> bool {
        self.path.exists()
    }

    /// Takes up `bytes`. A half-written file is removed again, so that the room is not lost to it.
    pub fn take(&self, bytes: usize) -> io::Result<()> {
        if self.path.metadata().is_ok_and(|file| file.len() == bytes as u64) {
            return Ok(());
        }
        self.fill(bytes).inspect_err(|_| {
            let _ = self.release();
        })
    }

    fn fill(&self, bytes: usize) -> io::Result<()> {
        let mut file = File::create(&self.path)?;
        // Neither holes nor a compressing file system shall shrink it: the bytes look random (xorshift, Marsaglia 2003).
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut left = bytes;
        let mut block = [0; 4096];
        while left > 0 {
            for word in block.chunks_exact_mut(8) {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                word.copy_from_slice(&state.to_le_bytes());
            }
            let now = left.min(block.len());
            file.write_all(&block[..now])?;
            left -= now;
        }
        file.sync_all()
    }

    /// Gives the room back; nothing happens when there is none.
    pub fn release(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ballast_is_taken_once_and_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let ballast = Ballast::beside(&folder.path().join("roomwatt.db"));
        ballast.release().unwrap();
        ballast.take(10_000).unwrap();
        ballast.take(10_000).unwrap();
        assert_eq!(folder.path().join("roomwatt.db.ballast").metadata().unwrap().len(), 10_000);
        assert!(ballast.is_there());
        ballast.release().unwrap();
        assert!(!ballast.is_there());
        let nowhere = Ballast::beside(&folder.path().join("no/such/folder/roomwatt.db"));
        assert!(nowhere.take(1).is_err());
    }
}
