use std::io::Read;
use std::path::Path;

use engine::key::{self, Key};
use serde_json::json;

use crate::failure::Failure;
use crate::office::must_hold_data;
use crate::output::{Output, text};

/// Shows the recovery key. With `restore` reads one from stdin, where no shell history keeps it.
pub fn key(output: Output, folder: &Path, restore: bool) -> Result<(), Failure> {
    must_hold_data(folder)?;
    let fail = |error: key::KeyError| Failure::new("key", error);
    let key = if restore {
        let mut typed = String::new();
        std::io::stdin().read_to_string(&mut typed).map_err(|error| Failure::new("input", error))?;
        let key = Key::from_recovery(&typed).map_err(fail)?;
        key::restore(folder, &key).map_err(fail)?;
        key
    } else {
        key::find(folder).map_err(fail)?
    };
    output.show(&json!({ "recovery_key": key.recovery() }), |shown| text(shown, "/recovery_key").to_owned())
}
