//! The desktop on a simulated building.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use crate::display::{self, Display};
use crate::step::{self, Clock, Outcome};
use crate::{setup, ui};

/// What `demo` was asked for.
#[derive(Default)]
pub struct Options {
    data: Option<PathBuf>,
    screenshot: Option<PathBuf>,
    release: bool,
}

impl Options {
    pub fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut path =
                || words.next().map(|path| Some(absolute(path))).ok_or(format!("{word} needs a path after it."));
            match *word {
                "--data" => options.data = path()?,
                "--screenshot" => options.screenshot = path()?,
                "--release" => options.release = true,
                other => {
                    return Err(format!(
                        "demo does not know {other}; it takes --data DIR, --screenshot FILE and --release."
                    ));
                }
            }
        }
        Ok(options)
    }
}

pub fn run(options: Options) -> Outcome {
    if options.screenshot.is_some() && !cfg!(target_os = "linux") {
        return Err("--screenshot needs Linux, where a virtual screen can be had.".to_owned());
    }
    if options.screenshot.is_some() {
        setup::picture()?;
    } else {
        setup::desktop()?;
    }
    ui::build()?;
    let profile = if options.release { "release" } else { "debug" };
    step::run(
        "Building the desktop",
        step::cargo(&format!("build --package roomwatt-desktop {}", if options.release { "--release" } else { "" })),
    )?;
    let desktop = step::root().join("target").join(profile).join("roomwatt-desktop");
    match options.screenshot {
        Some(file) => picture(&desktop, options.data, &file),
        None => show(&desktop, options.data),
    }
}

fn show(desktop: &Path, data: Option<PathBuf>) -> Outcome {
    let data = data.unwrap_or_else(|| step::root().join("target/demo"));
    let mut command = start(desktop, &data);
    if display::is_here() {
        return step::run("The demonstration runs; close it from its tray or its window", command);
    }
    let screen = Display::start()?;
    println!("There is no screen here: the window opens on a virtual one (see --screenshot). Ctrl-C ends it.");
    step::run("The demonstration runs", std::mem::replace(screen.on(&mut command), Command::new("")))
}

/// A fresh building, its first page as a PNG, and the end.
fn picture(desktop: &Path, data: Option<PathBuf>, file: &Path) -> Outcome {
    let fresh = step::root().join("target/demo-picture");
    let data = data.unwrap_or_else(|| {
        // A building left over from an earlier picture; none is as good.
        let _ = std::fs::remove_dir_all(&fresh);
        fresh
    });
    let screen = Display::start()?;
    let clock = Clock::start("Waiting for the window");
    let mut command = start(desktop, &data);
    let mut child = screen
        .on(&mut command)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("The desktop cannot be started: {error}."))?;
    let outcome = child.stdout.take().ok_or("The desktop cannot be heard.".to_owned()).and_then(wait_until_ready);
    println!("-- start to first figures: {:.1} s", clock.elapsed().as_secs_f64());
    let outcome = outcome.and_then(|()| capture(&screen, file));
    outcome.and(stop(&mut child)).inspect(|()| println!("The picture is in {}.", file.display()))
}

fn start(desktop: &Path, data: &Path) -> Command {
    let mut command = step::command(desktop);
    command.arg("--demo").arg("--data").arg(data);
    command
}

/// The desktop says one line when the first page of figures went to the window.
fn wait_until_ready(said: ChildStdout) -> Outcome {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            // Nobody listens after the first; the pipe is still kept empty.
            let _ = tell.send(line);
        }
    });
    loop {
        match told.recv_timeout(Duration::from_secs(120)) {
            Ok(line) if line.contains("\"ready\":true") => return Ok(()),
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => {
                return Err(
                    "The window showed no figures within two minutes; its log is in the data folder.".to_owned()
                );
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err("The desktop ended before it showed anything; the lines above say why.".to_owned());
            }
        }
    }
}

fn capture(screen: &Display, file: &Path) -> Outcome {
    // From the first figures to painted charts and fonts.
    std::thread::sleep(Duration::from_secs(2));
    let mut import = step::command("import");
    screen.on(&mut import).args(["-window", "Roomwatt"]).arg(file);
    step::run("Taking the picture", import)
}

/// Asks the desktop to stop in order, as the end of a session does.
fn stop(child: &mut Child) -> Outcome {
    let mut ask = step::command("kill");
    ask.args(["-TERM", &child.id().to_string()]);
    let asked = ask.status().is_ok_and(|status| status.success());
    if !asked {
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| format!("The desktop cannot be waited for: {error}."))?;
    if status.success() { Ok(()) } else { Err(format!("The desktop ended badly: {status}.")) }
}

fn absolute(path: &str) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.into())
}
