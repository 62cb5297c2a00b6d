use std::process::ExitCode;

use engine::ApiError;
use serde_json::json;

/// Why a command ends with exit code 1.
#[derive(Debug, Clone)]
pub struct Failure {
    pub code: String,
    pub message: String,
}

impl Failure {
    #[allow(clippy::needless_pass_by_value, reason = "errors and texts are given away here")]
    pub fn new(code: &str, message: impl ToString) -> Self {
        Self { code: code.to_owned(), message: message.to_string() }
    }

    /// Says it on stderr, as a sentence or as JSON.
    pub fn report(&self, as_json: bool) -> ExitCode {
        say(&self.code, &self.message, as_json);
        ExitCode::from(1)
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self { code: error.code, message: error.message }
    }
}

/// Help and version are no errors; wrong usage is exit code 2.
pub fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if std::env::args_os().any(|arg| arg == "--json") {
        let text = error.render().to_string();
        let words: Vec<&str> = text.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
        let sentence = words.join(" ");
        say("usage", sentence.strip_prefix("error: ").unwrap_or(&sentence), true);
    } else {
        let _ = error.print();
    }
    ExitCode::from(2)
}

fn say(code: &str, message: &str, as_json: bool) {
    if as_json {
        eprintln!("{}", json!({ "code": code, "message": message }));
    } else {
        eprintln!("roomwatt: {message}");
    }
}
