//! The meter models that ship with the program, one file each under `assets/meters`.

use std::sync::{Arc, LazyLock};

use meter::Profile;

const FILES: &[&str] = include!(concat!(env!("OUT_DIR"), "/models.rs"));

static MODELS: LazyLock<Vec<Arc<Profile>>> = LazyLock::new(|| {
    FILES.iter().map(|text| Arc::new(Profile::parse(text).expect("a test reads every file that ships"))).collect()
});

/// All models, by their id.
pub fn models() -> &'static [Arc<Profile>] {
    &MODELS
}

/// The model of this id, such as `eastron-sdm120`.
pub fn model(id: &str) -> Option<Arc<Profile>> {
    MODELS.iter().find(|model| model.id() == id).cloned()
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
        let ids: Vec<&str> = models().iter().map(|model| model.id()).collect();
        for id in ["chint-ddsu666", "eastron-sdm120", "eastron-sdm630", "hiking-dds238-4w", "relay-board-8"] {
            assert_eq!(ids.iter().filter(|other| **other == id).count(), 1, "{id} in {ids:?}");
            assert_eq!(model(id).unwrap().id(), id);
        }
        assert!(model("eastron").is_none());
    }
}
