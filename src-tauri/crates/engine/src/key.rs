//! The key of the database: 32 random bytes, and where they live.
//!
//! `key.toml` in the data folder names the source and is no secret: a key file beside the database (mode 0600;
//! headless, demo and tests) or the system's keychain. `ROOMWATT_KEY` (64 hexadecimal digits) goes before both. A
//! key is made only where there is no database: a new key for an old database would only hide what is in it.

mod error;
mod keychain;
mod place;
mod recovery;

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

pub use error::KeyError;

use place::{Place, Source};

/// The database in a data folder.
pub const DATABASE: &str = "roomwatt.db";

/// The environment variable that goes before every other source.
pub const VARIABLE: &str = "ROOMWATT_KEY";

/// Thirty-two secret bytes; never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Sixty-four hexadecimal digits in either case, as in `ROOMWATT_KEY` and in the key file.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.trim().as_bytes();
        let mut key = [0; 32];
        if digits.len() != 64 {
            return None;
        }
        for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(key))
    }

    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// The key as a person writes it down: fourteen groups of four, checksum included.
    pub fn recovery(&self) -> String {
        recovery::write(&self.0)
    }

    /// Reads a recovery key; case, spaces, hyphens and the usual confusions (O for 0, I and L for 1) do not matter.
    pub fn from_recovery(text: &str) -> Result<Self, KeyError> {
        recovery::read(text).map(Self).map_err(KeyError::Recovery)
    }

    /// Tells a wrong key from a broken database; says nothing about the key itself.
    fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"roomwatt key fingerprint 1\0");
        hash.update(self.0);
        hex(&hash.finalize()[..8])
    }

    fn random() -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| KeyError::Random(error.to_string()))?;
        Ok(Self(bytes))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(secret)")
    }
}

/// The key for a folder in which no database has been made yet: `ROOMWATT_KEY` where that is set, otherwise a new
/// one in a key file. A key left by a set-up that was interrupted before its database existed is taken up again.
pub fn for_new(folder: &Path) -> Result<Key, KeyError> {
    for_new_with(folder, variable().as_deref())
}

/// The key of the database in this folder.
pub fn find(folder: &Path) -> Result<Key, KeyError> {
    find_with(folder, variable().as_deref())
}

/// Moves the key from its file to the system's keychain. Waits a bounded time: a locked keychain may be asking its
/// owner. The file goes only after the keychain has given the same key back.
pub fn move_to_keychain(folder: &Path) -> Result<(), KeyError> {
    let key = find(folder)?;
    let name = hex(&Key::random()?.0[..8]);
    keychain::put(&name, &key)?;
    if keychain::get(&name)? != key {
        return Err(KeyError::Keychain("it gave back another key than it was given".to_owned()));
    }
    Place { source: Source::Keychain { name }, fingerprint: key.fingerprint() }.write(folder)?;
    place::remove_key(folder)
}

/// Puts a key entered by a person (the recovery key) back in place as the folder's key file.
pub fn restore(folder: &Path, key: &Key) -> Result<(), KeyError> {
    if let Some(place) = Place::read(folder)? {
        checked(folder, &place, key.clone())?;
    }
    keep_in_file(folder, key)
}

fn for_new_with(folder: &Path, variable: Option<&str>) -> Result<Key, KeyError> {
    if folder.join(DATABASE).exists() {
        return Err(KeyError::NotNew(folder.to_owned()));
    }
    if let Some(text) = variable {
        let key = Key::from_hex(text).ok_or(KeyError::Variable)?;
        Place { source: Source::Environment, fingerprint: key.fingerprint() }.write(folder)?;
        return Ok(key);
    }
    if place::key_file(folder).exists() {
        let key = place::read_key(folder)?;
        Place { source: Source::File, fingerprint: key.fingerprint() }.write(folder)?;
        return Ok(key);
    }
    let key = Key::random()?;
    keep_in_file(folder, &key)?;
    Ok(key)
}

fn find_with(folder: &Path, variable: Option<&str>) -> Result<Key, KeyError> {
    let place = Place::read(folder)?;
    if let Some(text) = variable {
        let key = Key::from_hex(text).ok_or(KeyError::Variable)?;
        return place.map_or(Ok(key.clone()), |place| checked(folder, &place, key));
    }
    let place = place.ok_or_else(|| KeyError::NoSource(folder.to_owned()))?;
    let key = match &place.source {
        Source::Environment => return Err(KeyError::NotSet(folder.to_owned())),
        Source::File => place::read_key(folder)?,
        Source::Keychain { name } => keychain::get(name)?,
    };
    checked(folder, &place, key)
}

/// The key goes to disk before the file that names it, and both before any database: a crash leaves no database
/// without its key.
fn keep_in_file(folder: &Path, key: &Key) -> Result<(), KeyError> {
    place::write_key(folder, key)?;
    Place { source: Source::File, fingerprint: key.fingerprint() }.write(folder)
}

fn checked(folder: &Path, place: &Place, key: Key) -> Result<Key, KeyError> {
    if place.fingerprint == key.fingerprint() { Ok(key) } else { Err(KeyError::Wrong(folder.join(DATABASE))) }
}

/// What is set but not text is passed on as text that is no key, so that it is refused and not overlooked.
fn variable() -> Option<String> {
    std::env::var_os(VARIABLE).map(|text| text.to_string_lossy().into_owned())
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn file_error(path: &Path) -> impl FnOnce(io::Error) -> KeyError + use<> {
    let path = path.to_owned();
    move |source| KeyError::File { path, source }
}

/// Writes a file whole or not at all, and to the disk itself.
fn write_whole(path: &Path, text: &str, secret: bool) -> Result<(), KeyError> {
    let partial = path.with_extension("new");
    let write = || -> io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        if secret {
            use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
            options.mode(0o600);
            if partial.exists() {
                fs::set_permissions(&partial, fs::Permissions::from_mode(0o600))?;
            }
        }
        let mut file = options.open(&partial)?;
        io::Write::write_all(&mut file, text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&partial, path)?;
        #[cfg(unix)]
        if let Some(folder) = path.parent() {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    };
    let _ = secret;
    write().map_err(file_error(path))
}

#[cfg(test)]
mod tests;
