//! Nobody opens a port that a running program reads: two on one line spoil each other's answers, and a gateway lets both
//! in. The program that has it is asked to do the work, or a person is told whose it is.

use std::path::Path;

use engine::{Refusal, wire};
use serde_json::json;

use crate::failure::Failure;
use crate::office::{Office, language};
use crate::output::text;

/// A running program that has a port.
pub struct Holder {
    pub office: Office,
    /// Its line that begins there.
    pub line: String,
}

/// Who has the port, if a program runs on this folder and one of its lines begins there.
pub fn holder_of(folder: &Path, port: &str) -> Option<Holder> {
    let mut office = Office::running(folder)?;
    let setup = office.call("setup", json!({})).ok()?;
    let mut lines = setup["lines"].as_array().into_iter().flatten();
    let line = lines.find(|line| wire::is_same_port(text(line, "/address"), port))?;
    Some(Holder { line: text(line, "/name").to_owned(), office })
}

/// For what only whoever has the port to himself can do.
pub fn must_be_free(folder: Result<&Path, Failure>, port: &str) -> Result<(), Failure> {
    let Some((folder, holder)) = folder.ok().and_then(|folder| Some((folder, holder_of(folder, port)?))) else {
        return Ok(());
    };
    let refusal = Refusal::new("port-held").with("port", port).with("line", holder.line);
    Err(refusal.with("folder", folder.display()).say(language().unwrap_or_default()).into())
}
