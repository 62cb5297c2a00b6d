//! The pages: their packages and their build, each done again only when something changed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::step::{self, Outcome};

const NEEDS_NODE: &str = "Node.js 20.19 or newer with npm is needed to build the pages: install it from https://nodejs.org or your \
                          system's packages, then run this again.";

/// `npm ci` where the packages are not those of the lock file.
pub fn packages() -> Outcome {
    node_is_new_enough()?;
    let lock = folder().join("package-lock.json");
    let stamp = folder().join("node_modules/.installed-lock.json");
    let wanted = std::fs::read(&lock).map_err(|error| format!("{} cannot be read: {error}.", lock.display()))?;
    if std::fs::read(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    let mut install = npm("ci --no-audit --no-fund");
    install.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    step::run("Installing the pages' packages", install)?;
    std::fs::write(&stamp, wanted).map_err(|error| format!("{} cannot be written: {error}.", stamp.display()))
}

/// `npm run build` where a source is newer than what was built.
pub fn build() -> Outcome {
    let ui = folder();
    let built = newest(&ui.join("dist/index.html"));
    let sources =
        ["src", "public", "index.html", "package-lock.json", "vite.config.ts", "svelte.config.js", "tsconfig.json"];
    let mut sources: Vec<PathBuf> = sources.iter().map(|name| ui.join(name)).collect();
    sources.push(step::root().join("assets/locales"));
    let changed = sources.iter().filter_map(|path| newest(path)).max();
    if built.is_some() && built >= changed {
        return Ok(());
    }
    step::run("Building the pages", npm("run build"))
}

/// npm in the pages' folder.
pub fn npm(arguments: &str) -> Command {
    let mut npm = step::command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(folder()).args(arguments.split_whitespace());
    npm
}

/// A program that came with the pages' packages.
pub fn npm_tool(name: &str) -> Command {
    let program =
        folder().join("node_modules/.bin").join(if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() });
    let mut tool = step::command(program);
    tool.current_dir(folder());
    tool
}

/// The pages' folder.
pub fn folder() -> PathBuf {
    step::root().join("ui")
}

fn node_is_new_enough() -> Outcome {
    let mut node = step::command("node");
    node.arg("--version");
    let version = step::read(node).ok_or(NEEDS_NODE)?;
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    let (major, minor) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if (major, minor) >= (20, 19) { Ok(()) } else { Err(format!("This is Node.js {version}. {NEEDS_NODE}")) }
}

fn newest(path: &Path) -> Option<SystemTime> {
    let about = std::fs::metadata(path).ok()?;
    if !about.is_dir() {
        return about.modified().ok();
    }
    std::fs::read_dir(path).ok()?.flatten().filter_map(|entry| newest(&entry.path())).max()
}
