//! Running `roomwatt` and other programs, none of which outlives its test.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// What a finished command left.
#[derive(Debug)]
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// The JSON of a command that must have succeeded.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The sentence of a command that must have been refused and printed nothing else.
    #[track_caller]
    pub fn refusal(&self) -> &str {
        assert_eq!((self.code, self.stdout.as_str()), (1, ""), "{self:?}");
        let sentence = self.stderr.trim_end();
        assert!(sentence.len() > 20 && !sentence.contains('\n') && !sentence.contains("panicked"), "{self:?}");
        sentence
    }
}

/// The program with nothing of the tester's own: no key, no language.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roomwatt"));
    for name in ["ROOMWATT_KEY", "ROOMWATT_LOG", "LC_ALL", "LC_MESSAGES"] {
        command.env_remove(name);
    }
    command.env("LANG", "en_GB.UTF-8").stdin(Stdio::null());
    command
}

#[track_caller]
pub fn run<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Outcome {
    finish(command().args(args))
}

/// A command on a data folder, as words.
#[track_caller]
pub fn on(folder: &Path, words: &str) -> Outcome {
    finish(command().arg("--data").arg(folder).args(words.split_whitespace()))
}

#[track_caller]
pub fn finish(command: &mut Command) -> Outcome {
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    let code = output.status.code().expect("the program ends by itself");
    Outcome { code, stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A program that runs beside the test and is killed with it.
pub struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: Option<ChildStderr>,
}

impl Running {
    #[track_caller]
    pub fn start(command: &mut Command) -> Self {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap_or_else(
                |error| panic!("{:?} is missing ({error}): `cargo xtask test` installs it", command.get_program()),
            );
        let stdout = BufReader::new(child.stdout.take().expect("piped"));
        let stderr = child.stderr.take();
        Self { child, stdout, stderr }
    }

    /// The next line of its stdout, once it has come.
    #[track_caller]
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        if self.stdout.read_line(&mut line).unwrap_or(0) == 0 {
            let mut stderr = String::new();
            let _ = self.stderr.take().map(|mut from| from.read_to_string(&mut stderr));
            panic!("it ended before it was ready: {stderr}");
        }
        line
    }

    /// Waits for a line of its stderr that contains `word`.
    #[track_caller]
    pub fn until_stderr_says(&mut self, word: &str) {
        let lines = BufReader::new(self.stderr.take().expect("taken once")).lines();
        let mut seen = Vec::new();
        for line in lines.map_while(Result::ok) {
            if line.contains(word) {
                return;
            }
            seen.push(line);
        }
        panic!("it never said “{word}”: {seen:?}");
    }

    /// What follows a word of its stderr, up to the next space or end of line. What it says later is thrown away.
    #[track_caller]
    pub fn stderr_word_behind(&mut self, word: &str) -> String {
        let mut lines = BufReader::new(self.stderr.take().expect("taken once")).lines().map_while(Result::ok);
        let mut seen = Vec::new();
        for line in lines.by_ref() {
            if let Some((_, rest)) = line.split_once(word) {
                // A pipe that nobody reads would end it at its next word.
                std::thread::spawn(move || lines.for_each(drop));
                return rest.split_whitespace().next().unwrap_or_default().to_owned();
            }
            seen.push(line);
        }
        panic!("it never said “{word}”: {seen:?}");
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: nothing of the program runs after this.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it was ours");
    }

    /// After a kill from elsewhere.
    pub fn reap(&mut self) {
        self.child.wait().expect("it was ours");
    }

    /// Waits for its end, and gives its exit code.
    pub fn wait(mut self) -> Option<i32> {
        self.child.wait().expect("it was ours").code()
    }

    /// SIGTERM, and its exit code.
    #[cfg(unix)]
    pub fn terminate(mut self) -> Option<i32> {
        let sent = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().expect("kill is part of Unix");
        assert!(sent.success());
        self.child.wait().expect("it was ours").code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `roomwatt run` with its HTTP side.
pub struct Service {
    pub running: Running,
    address: String,
    token: String,
}

impl Service {
    #[track_caller]
    pub fn start(folder: &Path) -> Self {
        let mut running =
            Running::start(command().arg("run").arg("--data").arg(folder).args(["--http", "127.0.0.1:0"]));
        let ready: Value = serde_json::from_str(&running.line()).expect("a line of JSON");
        assert_eq!(ready["ready"], json!(true));
        let url = ready["http"].as_str().expect("an address");
        let (address, token) = url.strip_prefix("http://").and_then(|url| url.split_once("/#token=")).expect("a token");
        Self { address: address.to_owned(), token: token.to_owned(), running }
    }

    /// One operation over HTTP: the status and the body, or nothing where the service is gone.
    pub fn call(&self, name: &str, args: &Value) -> Option<(u16, Value)> {
        let body = args.to_string();
        let mut stream = TcpStream::connect(&self.address).ok()?;
        write!(
            stream,
            "POST /api/{name} HTTP/1.1\r\nhost: {}\r\nx-roomwatt-token: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            self.address,
            self.token,
            body.len(),
        )
        .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, serde_json::from_str(body).ok()?))
    }
}
