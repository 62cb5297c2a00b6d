//! A screen, a session bus and a window manager for machines that have none.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::step;

/// Whether a person could see a window here.
pub fn is_here() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// A virtual screen; it ends with this value.
pub struct Display {
    name: String,
    bus: String,
    /// In the order in which they are ended.
    children: Vec<Child>,
}

impl Display {
    /// Starts Xvfb on the first free number, a session bus and openbox.
    pub fn start() -> Result<Self, String> {
        let (screen, number) = start("Xvfb", &["-displayfd", "1", "-screen", "0", "1440x1000x24", "-nolisten", "tcp"])?;
        let mut display = Self { name: format!(":{number}"), bus: String::new(), children: vec![screen] };
        let (daemon, address) = start("dbus-daemon", &["--session", "--nofork", "--print-address=1"])?;
        display.bus = address;
        display.children.insert(0, daemon);
        let mut manager = step::command("openbox");
        manager.arg("--sm-disable").stdout(Stdio::null()).stderr(Stdio::null());
        display.children.insert(0, display.on(&mut manager).spawn().map_err(|error| missing("openbox", &error))?);
        Ok(display)
    }

    /// Lets a command see this screen and no other.
    pub fn on<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("DISPLAY", &self.name)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("GDK_BACKEND", "x11")
            // Virtual screens have no buffers to share with WebKit: the window would stay white.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY")
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        for child in &mut self.children {
            // Already gone is as good.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Starts a program that stays, and gives the first line it says.
fn start(program: &str, arguments: &[&str]) -> Result<(Child, String), String> {
    let mut command = step::command(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| missing(program, &error))?;
    let mut line = String::new();
    if let Some(pipe) = child.stdout.take() {
        BufReader::new(pipe).read_line(&mut line).map_err(|error| missing(program, &error))?;
    }
    if line.trim().is_empty() {
        let _ = child.kill();
        let _ = child.wait();
        return Err(format!("{program} ended without saying where it is; try it by hand."));
    }
    Ok((child, line.trim().to_owned()))
}

fn missing(program: &str, error: &std::io::Error) -> String {
    format!("{program} cannot be started ({error}): install it, or run this where there is a screen.")
}
