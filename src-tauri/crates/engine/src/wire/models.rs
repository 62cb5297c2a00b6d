//! The meter models: those that ship with the program, one file each under `assets/meters`, and the user's own, one
//! file each under `meters` in the data folder.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use meter::Profile;

use crate::error::{Refusal, Result};

const FILES: &[&str] = include!(concat!(env!("OUT_DIR"), "/models.rs"));

/// The folder of the user's own files, in the data folder.
const OWN: &str = "meters";

/// Those that ship first, then the user's own. One process works on one data folder.
static MODELS: LazyLock<RwLock<Vec<Arc<Profile>>>> = LazyLock::new(|| {
    let parse = |text: &&str| Arc::new(Profile::parse(text).expect("a test reads every file that ships"));
    RwLock::new(FILES.iter().map(parse).collect())
});

/// All models, in the order in which they were read.
pub fn models() -> Vec<Arc<Profile>> {
    MODELS.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The model of this id, such as `eastron-sdm120`.
pub fn model(id: &str) -> Option<Arc<Profile>> {
    let models = MODELS.read().unwrap_or_else(PoisonError::into_inner);
    models.iter().find(|model| model.id() == id).cloned()
}

/// Reads the user's own models. A file that cannot be used refuses them all, with its line and key.
pub(crate) fn learn(data: &Path) -> Result<()> {
    let mut paths = match fs::read_dir(data.join(OWN)) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<PathBuf>>>(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => Err(error),
    }
    .map_err(|error| unusable(&data.join(OWN), error))?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")));
    paths.sort();
    let own = paths.iter().map(|path| own(path)).collect::<Result<Vec<_>>>()?;
    let mut models = MODELS.write().unwrap_or_else(PoisonError::into_inner);
    for model in own {
        match models.iter_mut().find(|known| known.id() == model.id()) {
            Some(known) => *known = model,
            None => models.push(model),
        }
    }
    Ok(())
}

fn own(path: &Path) -> Result<Arc<Profile>> {
    let text = fs::read_to_string(path).map_err(|error| unusable(path, error))?;
    let model = Profile::parse(&text).map_err(|error| unusable(path, error))?;
    if models()[..FILES.len()].iter().any(|shipped| shipped.id() == model.id()) {
        return Err(unusable(path, format!("`id`: {} ships with the program; choose another", model.id())));
    }
    Ok(Arc::new(model))
}

fn unusable(path: &Path, cause: impl std::fmt::Display) -> Refusal {
    Refusal::new("profile").with("profile", path.display()).with("cause", cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_ships_can_be_read_and_cites_its_source() {
        for text in FILES {
            let model = Profile::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert!(!model.sources().is_empty(), "{} cites nothing", model.id());
        }
    }

    #[test]
    fn the_models_of_the_first_slice_are_there_once() {
        let ids: Vec<String> = models().iter().map(|model| model.id().to_owned()).collect();
        for id in ["chint-ddsu666", "eastron-sdm120", "eastron-sdm630", "hiking-dds238-4w", "relay-board-8"] {
            assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{id} in {ids:?}");
            assert_eq!(model(id).unwrap().id(), id);
        }
        assert!(model("eastron").is_none());
    }

    const OWN_METER: &str = r#"id = "own-meter"
maker = "Own"
model = "Meter"
sources = ["the label of the meter"]
[line]
[values]
energy_import = { table = "input", address = 0, type = "u32", unit = "Wh" }
"#;

    fn folder(name: &str, text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(OWN)).unwrap();
        fs::write(folder.path().join(OWN).join(name), text).unwrap();
        folder
    }

    fn cause(folder: &tempfile::TempDir) -> String {
        learn(folder.path()).unwrap_err().say(crate::words::Language::En).message
    }

    #[test]
    fn a_model_of_the_users_own_is_read_from_the_data_folder_and_read_again_when_it_changed() {
        learn(tempfile::tempdir().unwrap().path()).unwrap();
        learn(folder("own.TOML", &OWN_METER.replace("own-meter", "own-meter-1")).path()).unwrap();
        assert_eq!(model("own-meter-1").unwrap().model(), "Meter");
        let changed = OWN_METER.replace("own-meter", "own-meter-1").replace("\"Meter\"", "\"Meter 2\"");
        learn(folder("own.toml", &changed).path()).unwrap();
        assert_eq!(model("own-meter-1").unwrap().model(), "Meter 2");
        assert_eq!(models().iter().filter(|model| model.id() == "own-meter-1").count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_used_is_named_with_its_line_and_key() {
        learn(folder("notes.txt", "no profile").path()).unwrap();
        let said = cause(&folder("wrong.toml", &OWN_METER.replace("\"Wh\"", "\"J\"")));
        assert!(said.contains("wrong.toml") && said.contains("line 7, `values.energy_import.unit`"), "{said}");
        let said = cause(&folder("taken.toml", &OWN_METER.replace("own-meter", "eastron-sdm120")));
        assert!(said.contains("taken.toml") && said.contains("ships with the program"), "{said}");
        assert_eq!(model("eastron-sdm120").unwrap().maker(), "Eastron");
    }
}
