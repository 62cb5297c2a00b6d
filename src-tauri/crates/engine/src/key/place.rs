//! `key.toml`, which says where the key lives, and the key file `roomwatt.key`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::{Key, KeyError, file_error, write_whole};

pub(super) const FILE: &str = "key.toml";
const KEY_FILE: &str = "roomwatt.key";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    Environment,
    File,
    /// The entry's name in the system's keychain. It is random, so that a folder may be moved.
    Keychain {
        name: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub source: Source,
    pub fingerprint: String,
}

impl Place {
    /// `None` where the folder has no such file.
    pub fn read(folder: &Path) -> Result<Option<Self>, KeyError> {
        let path = folder.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => {
                Self::parse(&text).map(Some).map_err(|(line, problem)| KeyError::Place { file: path, line, problem })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(file_error(&path)(error)),
        }
    }

    pub fn write(&self, folder: &Path) -> Result<(), KeyError> {
        let (source, name) = match &self.source {
            Source::Environment => ("environment", None),
            Source::File => ("file", None),
            Source::Keychain { name } => ("keychain", Some(name)),
        };
        let mut text = format!(
            "# Where the key of roomwatt.db lives. Not a secret; keep it beside the database.\nsource = \"{source}\"\n"
        );
        if let Some(name) = name {
            text.push_str(&format!("name = \"{name}\"\n"));
        }
        text.push_str(&format!("fingerprint = \"{}\"\n", self.fingerprint));
        write_whole(&folder.join(FILE), &text, false)
    }

    /// The error is a line and a sentence.
    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let line = |at: usize| text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1;
        let table = DeTable::parse(text)
            .map_err(|error| (line(error.span().map_or(0, |span| span.start)), error.message().to_owned()))?;
        let string = |key: &str| match table.get_ref().get(key) {
            None => Err((1, format!("“{key}” is missing"))),
            Some(value) => match value.get_ref() {
                DeValue::String(text) => Ok((line(value.span().start), text.to_string())),
                _ => Err((line(value.span().start), format!("“{key}” must be a text"))),
            },
        };
        let (at, source) = string("source")?;
        let source = match source.as_str() {
            "environment" => Source::Environment,
            "file" => Source::File,
            "keychain" => Source::Keychain { name: string("name")?.1 },
            other => return Err((at, format!("“{other}” is not a source; use environment, file or keychain"))),
        };
        Ok(Self { source, fingerprint: string("fingerprint")?.1 })
    }
}

pub(super) fn key_file(folder: &Path) -> PathBuf {
    folder.join(KEY_FILE)
}

pub(super) fn read_key(folder: &Path) -> Result<Key, KeyError> {
    let path = key_file(folder);
    let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => KeyError::FileMissing(path.clone()),
        io::ErrorKind::InvalidData => KeyError::FileBroken(path.clone()),
        _ => file_error(&path)(error),
    })?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).map_err(file_error(&path))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyError::FileOpen(path));
        }
    }
    Key::from_hex(&text).ok_or(KeyError::FileBroken(path))
}

pub(super) fn write_key(folder: &Path, key: &Key) -> Result<(), KeyError> {
    write_whole(&key_file(folder), &format!("{}\n", key.hex()), true)
}

pub(super) fn remove_key(folder: &Path) -> Result<(), KeyError> {
    let path = key_file(folder);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(file_error(&path)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_file_is_named_by_line_and_word() {
        let check = |text: &str, line: usize, word: &str| {
            let (at, problem) = Place::parse(text).unwrap_err();
            assert_eq!(at, line, "{text}");
            assert!(problem.contains(word), "{problem}");
        };
        check("# x\nsource = \"disk\"\n", 2, "disk");
        check("source = 3\n", 1, "source");
        check("fingerprint = \"a\"\n", 1, "source");
        check("source = \"file\"\n", 1, "fingerprint");
        check("source = \"keychain\"\nfingerprint = \"a\"", 1, "name");
        check("\nsource = ", 2, "");
    }
}
