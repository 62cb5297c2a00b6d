//! Commands run in the root of the workspace, with a line before and the minutes after each.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Nothing to say, or one sentence on what went wrong and what to do.
pub type Outcome = Result<(), String>;

/// The folder of the root `Cargo.toml`.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// A command that runs in the root.
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The cargo that runs this task, with a line of arguments.
pub fn cargo(arguments: &str) -> Command {
    let mut command = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments.split_whitespace());
    // What cargo sets for this task must not make every crate look changed to the next cargo.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(name);
    }
    command
}

/// Runs one step to its end.
pub fn run(title: &str, mut command: Command) -> Outcome {
    let clock = Clock::start(title);
    let status = command.status().map_err(|error| cannot_start(&command, &error))?;
    clock.stop();
    if status.success() { Ok(()) } else { Err(format!("{title}: failed ({status}); the lines above say why.")) }
}

/// Runs one step, shows what it says, and keeps a copy.
pub fn run_and_read(title: &str, mut command: Command) -> Result<(bool, String), String> {
    let clock = Clock::start(title);
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| cannot_start(&command, &error))?;
    let err = child.stderr.take().map(|pipe| std::thread::spawn(move || tee(pipe)));
    let mut said = child.stdout.take().map(tee).unwrap_or_default();
    if let Some(err) = err {
        said.push_str(&err.join().unwrap_or_default());
    }
    let status = child.wait().map_err(|error| cannot_start(&command, &error))?;
    clock.stop();
    Ok((status.success(), said))
}

/// What a command prints, or nothing when it cannot be run.
pub fn read(mut command: Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program can be found on the path.
pub fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .any(|folder| folder.join(program).is_file() || folder.join(format!("{program}.exe")).is_file())
}

fn tee(pipe: impl Read) -> String {
    let mut said = String::new();
    for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        said.push_str(&line);
        said.push('\n');
    }
    said
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("{} cannot be started: {error}.", command.get_program().display())
}

/// Prints the minutes of a step.
pub struct Clock {
    title: String,
    from: Instant,
}

impl Clock {
    #[allow(clippy::disallowed_methods)] // How long a step takes is the wall's business.
    pub fn start(title: &str) -> Self {
        println!("\n== {title}");
        // Cargo writes to the other stream; the title has to come first.
        let _ = std::io::stdout().flush();
        Self { title: title.to_owned(), from: Instant::now() }
    }

    pub fn elapsed(&self) -> Duration {
        self.from.elapsed()
    }

    pub fn stop(self) {
        println!("-- {}: {:.1} min", self.title, self.elapsed().as_secs_f64() / 60.0);
    }
}
