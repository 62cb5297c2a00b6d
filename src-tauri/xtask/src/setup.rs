//! Installs what is missing on Debian and Ubuntu; elsewhere says what to install.

use std::path::PathBuf;

use crate::step::{self, Outcome};
use crate::ui;

/// What the shell is built with and shown by.
const DESKTOP: &[&str] = &[
    "build-essential",
    "pkg-config",
    "perl",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "libayatana-appindicator3-dev",
    "libxdo-dev",
    "fonts-noto-cjk",
];
/// What stands in for a screen, a window manager and a session.
const SCREEN: &[&str] = &["xvfb", "openbox", "dbus", "imagemagick"];
/// Drivers of the window and of the browser, and the slaves and masters that are not ours.
const TESTS: &[&str] = &[
    "webkit2gtk-driver",
    "chromium",
    "mbpoll",
    "libmodbus-dev",
    "socat",
    "poppler-utils",
    "xdotool",
    "python3",
    "python3-venv",
    "python3-aiosmtpd",
    "openssl",
];
/// Plain peers of the measurements, and what they are compiled with.
const PEERS: &[&str] = &["build-essential", "perl", "hledger", "libmodbus-dev"];

const OTHER_LINUX: &str = "This is not Debian or Ubuntu: install WebKitGTK 4.1, librsvg, Ayatana AppIndicator and libxdo with their headers, \
                           a C compiler, pkg-config and Perl (and for tests Xvfb, openbox, dbus, ImageMagick, WebKitWebDriver, Chromium, \
                           mbpoll, libmodbus, socat, poppler, Python 3 with aiosmtpd, OpenSSL).";
const MACOS: &str =
    "On macOS: install the Xcode command line tools (xcode-select --install) and Node.js 20.19 or newer.";
const WINDOWS: &str = "On Windows: install the Microsoft C++ Build Tools, WebView2 (part of Windows 11), Strawberry Perl and Node.js 20.19 or newer.";

/// What building and showing the desktop takes.
pub fn desktop() -> Outcome {
    system(&[DESKTOP, if crate::display::is_here() { &[] } else { SCREEN }])?;
    ui::packages()
}

/// The same with a screen of its own, for a picture.
pub fn picture() -> Outcome {
    system(&[DESKTOP, SCREEN])?;
    ui::packages()
}

/// What every test takes.
pub fn everything() -> Outcome {
    system(&[DESKTOP, SCREEN, TESTS])?;
    ui::packages()?;
    if cfg!(target_os = "linux") {
        tool("tauri-driver", "^2")?;
        browser()?;
        peers()?;
    }
    Ok(())
}

/// What the measurements take; with windows a desktop and a screen as well.
pub fn bench(windows: bool) -> Outcome {
    if windows { system(&[PEERS, DESKTOP, SCREEN]) } else { system(&[PEERS]) }
}

/// A program of the cargo registry, built once into `target/tools`.
pub fn tool(name: &str, version: &str) -> Outcome {
    if tools().join("bin").join(name).is_file() {
        return Ok(());
    }
    let mut install = step::cargo("install --locked --quiet --debug --root target/tools");
    install.args(["--version", version, name]);
    step::run(&format!("Installing {name}"), install)
}

/// Where tools of this workspace live.
pub fn tools() -> PathBuf {
    step::root().join("target/tools")
}

fn system(groups: &[&[&str]]) -> Outcome {
    if cfg!(target_os = "macos") {
        println!("{MACOS}");
    } else if cfg!(windows) {
        println!("{WINDOWS}");
    } else if !step::has("apt-get") || !step::has("dpkg-query") {
        println!("{OTHER_LINUX}");
    } else {
        return apt(&groups.concat());
    }
    Ok(())
}

fn apt(wanted: &[&str]) -> Outcome {
    let missing: Vec<&str> = wanted.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    step::run("Looking for system packages", as_root("apt-get update --quiet=2")?)?;
    let (known, unknown): (Vec<&str>, Vec<&str>) = missing.into_iter().partition(|package| offered(package));
    if !unknown.is_empty() {
        println!("Not offered by this system: {}.", unknown.join(" "));
    }
    let mut install = as_root("apt-get install --yes --quiet=2 --no-install-recommends")?;
    install.args(&known);
    step::run(&format!("Installing {}", known.join(" ")), install)
}

fn installed(package: &str) -> bool {
    let mut query = step::command("dpkg-query");
    query.args(["--show", "--showformat=${db:Status-Status}", package]);
    step::read(query).is_some_and(|status| status == "installed")
}

/// Ubuntu's browser is no package of this kind: what has no candidate is left out and said.
fn offered(package: &str) -> bool {
    let mut policy = step::command("apt-cache");
    policy.args(["policy", package]).env("LC_ALL", "C");
    step::read(policy).is_some_and(|text| text.contains("Candidate:") && !text.contains("Candidate: (none)"))
}

fn as_root(line: &str) -> Result<std::process::Command, String> {
    let mut id = step::command("id");
    id.arg("-u");
    let is_root = step::read(id).is_some_and(|id| id == "0");
    let mut words: Vec<&str> = line.split_whitespace().collect();
    if !is_root {
        if !step::has("sudo") {
            return Err(format!(
                "System packages are missing and this user may not install them: run as root `{line} …` first."
            ));
        }
        words.insert(0, "sudo");
    }
    let mut command = step::command(words[0]);
    command.args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}

/// Where the system offers no Chromium, the browser tests use their runner's own.
fn browser() -> Outcome {
    if step::has("chromium") || step::has("google-chrome") {
        return Ok(());
    }
    let mut install = ui::npm_tool("playwright");
    install.args(["install", "--with-deps", "chromium"]);
    step::run("Installing a browser", install)
}

/// pymodbus answers as a meter that is not ours.
fn peers() -> Outcome {
    const PYMODBUS: &str = "pymodbus==3.11.3";
    let venv = tools().join("venv");
    let stamp = venv.join("roomwatt.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|have| have == PYMODBUS) {
        return Ok(());
    }
    let mut create = step::command("python3");
    create.args(["-m", "venv"]).arg(&venv);
    step::run("Making a Python environment", create)?;
    let mut install = step::command(venv.join("bin/pip"));
    install.args(["install", "--quiet", "--disable-pip-version-check", PYMODBUS, "pyserial==3.5"]);
    step::run("Installing pymodbus", install)?;
    std::fs::write(&stamp, PYMODBUS).map_err(|error| format!("{} cannot be written: {error}.", stamp.display()))
}
