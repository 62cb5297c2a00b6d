//! Lists the meter models of `assets/meters`, so that adding one is adding a file.

#![allow(clippy::print_stdout, reason = "a build script speaks to cargo on stdout")]

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/meters");
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(&folder).expect("assets/meters is part of the repository");
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let lines: String =
        files.iter().map(|file| format!("    include_str!({:?}),\n", file.display().to_string())).collect();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names it")).join("models.rs");
    fs::write(out, format!("&[\n{lines}]\n")).expect("cargo's own folder can be written");
}
