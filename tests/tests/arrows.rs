//! The house's arrows, and what its rooms must not contain. The list is the whole list: a new arrow
//! is a decision, made here and in the README's map first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::de::DeTable;

/// Each room with the rooms it may know.
const ARROWS: &[(&str, &[&str])] = &[
    ("units", &[]),
    ("ledger", &["units"]),
    ("meter", &["units"]),
    ("supply", &["units"]),
    ("billing", &["units", "ledger"]),
    ("losses", &["units", "billing"]),
    ("bus", &["units", "meter"]),
    ("sim", &["units", "meter", "bus"]),
    ("store", &["units", "ledger", "billing", "supply", "meter"]),
    ("report", &["units", "ledger", "billing"]),
    ("notify", &[]),
    ("engine", &["units", "ledger", "billing", "losses", "supply", "meter", "bus", "sim", "store", "report", "notify"]),
    ("portal", &["engine"]),
    ("cli", &["engine", "portal"]),
    ("roomwatt-desktop", &["engine", "portal"]),
    ("xtask", &[]),
];

/// Rooms that do no I/O, read no clock and await nothing.
const PURE: &[&str] = &["units", "ledger", "billing", "losses", "supply", "meter"];
/// Rooms above which things are serialised, never inside.
const SERDE_FREE: &[&str] =
    &["units", "ledger", "billing", "losses", "supply", "meter", "bus", "sim", "store", "report"];

/// A package of the workspace that is one of the rooms.
struct Room {
    name: &'static str,
    folder: PathBuf,
    /// Every dependency of every kind, on every platform.
    depends_on: BTreeSet<String>,
}

#[test]
fn every_room_knows_only_the_rooms_listed() {
    for room in rooms() {
        let (_, allowed) = ARROWS.iter().find(|(name, _)| *name == room.name).expect("listed");
        let known: Vec<&str> =
            ARROWS.iter().map(|(name, _)| *name).filter(|name| room.depends_on.contains(*name)).collect();
        let stray: Vec<&&str> = known.iter().filter(|name| !allowed.contains(name)).collect();
        assert!(stray.is_empty(), "{} must not depend on {stray:?}; it may know {allowed:?}", room.name);
    }
}

#[test]
fn every_crate_under_the_roof_is_listed() {
    let folder = root().join("src-tauri/crates");
    let found: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("crates")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let listed: BTreeSet<String> = ARROWS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let unlisted: Vec<&String> = found.difference(&listed).collect();
    assert!(unlisted.is_empty(), "rooms without arrows: {unlisted:?}");
}

#[test]
fn serde_stays_at_the_edge() {
    for room in rooms().iter().filter(|room| SERDE_FREE.contains(&room.name)) {
        for edge in ["serde", "serde_json", "ts-rs"] {
            assert!(!room.depends_on.contains(edge), "{} must not depend on {edge}", room.name);
        }
    }
    let manifest = manifest(&root().join("Cargo.toml"));
    let toml = &manifest["workspace"].get_ref()["dependencies"].get_ref()["toml"];
    assert_eq!(
        toml.get_ref()["default-features"].get_ref().as_bool(),
        Some(false),
        "toml's serde feature must stay off"
    );
}

#[test]
fn only_the_store_speaks_sql() {
    let outside: Vec<Room> = rooms().into_iter().filter(|room| room.name != "store").collect();
    for room in &outside {
        assert!(!room.depends_on.contains("rusqlite"), "{} must not depend on rusqlite", room.name);
        for words in ["SELECT ", "INSERT INTO ", "CREATE TABLE ", "DELETE FROM ", "PRAGMA "] {
            absent(&room.folder.join("src"), words, &format!("{} must leave SQL to the store", room.name));
        }
    }
}

#[test]
fn only_the_shell_knows_tauri() {
    for room in rooms().iter().filter(|room| room.name != "roomwatt-desktop") {
        let tauri = room.depends_on.iter().find(|name| name.starts_with("tauri"));
        assert_eq!(tauri, None, "{} must not depend on Tauri", room.name);
    }
    let pages = root().join("ui/src");
    let stray: Vec<PathBuf> = files(&pages)
        .into_iter()
        .filter(|file| !file.starts_with(pages.join("lib/backend")) && read(file).contains("@tauri-apps/"))
        .collect();
    assert!(stray.is_empty(), "Tauri is imported outside ui/src/lib/backend: {stray:?}");
}

#[test]
fn only_bus_and_the_simulator_hold_serial_ports() {
    for room in rooms().iter().filter(|room| !["bus", "sim"].contains(&room.name)) {
        for port in ["serialport", "tokio-serial"] {
            assert!(!room.depends_on.contains(port), "{} must not depend on {port}", room.name);
        }
    }
}

#[test]
fn pure_rooms_do_no_io_and_read_no_clock() {
    for room in rooms().iter().filter(|room| PURE.contains(&room.name)) {
        assert!(!room.depends_on.contains("tokio"), "{} must not await", room.name);
        for words in
            ["std::net", "std::thread", "SystemTime::now", "Instant::now", "Utc::now", "Local::now", "async fn"]
        {
            absent(&room.folder.join("src"), words, &format!("{} is a pure room", room.name));
        }
    }
}

fn rooms() -> Vec<Room> {
    ARROWS
        .iter()
        .map(|(name, _)| {
            let folder = match *name {
                "roomwatt-desktop" => root().join("src-tauri"),
                "xtask" => root().join("src-tauri/xtask"),
                name => root().join("src-tauri/crates").join(name),
            };
            Room { name, depends_on: dependencies(&folder.join("Cargo.toml")), folder }
        })
        .filter(|room| room.folder.exists())
        .collect()
}

fn dependencies(path: &Path) -> BTreeSet<String> {
    let manifest = manifest(path);
    let mut names = BTreeSet::new();
    collect(&manifest, &mut names);
    if let Some(targets) = manifest.get("target").and_then(|target| target.get_ref().as_table()) {
        for target in targets.values().filter_map(|target| target.get_ref().as_table()) {
            collect(target, &mut names);
        }
    }
    names
}

fn collect(table: &DeTable<'_>, names: &mut BTreeSet<String>) {
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let Some(dependencies) = table.get(kind).and_then(|kind| kind.get_ref().as_table()) else { continue };
        for (name, how) in dependencies {
            let renamed = how.get_ref().get("package").and_then(|package| package.get_ref().as_str());
            names.insert(renamed.unwrap_or(name.get_ref()).to_owned());
        }
    }
}

fn manifest(path: &Path) -> DeTable<'static> {
    let text: &'static str = read(path).leak();
    DeTable::parse(text).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into_inner()
}

/// Fails with each line under `folder` that holds the words.
fn absent(folder: &Path, words: &str, why: &str) {
    let mut found: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for file in files(folder).into_iter().filter(|file| file.extension().is_some_and(|end| end == "rs")) {
        let lines: Vec<usize> = read(&file)
            .lines()
            .enumerate()
            .filter(|(_, line)| line.contains(words))
            .map(|(number, _)| number + 1)
            .collect();
        if !lines.is_empty() {
            found.insert(file, lines);
        }
    }
    assert!(found.is_empty(), "{why}: {words:?} in {found:?}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn read(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the root").to_owned()
}
