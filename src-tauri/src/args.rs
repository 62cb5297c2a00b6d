use std::path::PathBuf;

/// What the desktop was started with.
#[derive(Debug, PartialEq, Eq)]
pub struct Args {
    /// The data folder: `--data DIR`, else the user's own.
    pub data: PathBuf,
    /// Make the simulated building where the folder has no database yet.
    pub demo: bool,
    /// Start in the tray, as at login.
    pub hidden: bool,
}

const USAGE: &str = "Usage: roomwatt-desktop [--data DIR] [--demo] [--hidden]";

impl Args {
    /// Reads the words after the program's name. An error is one sentence and the usage.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut data, mut demo, mut hidden) = (None, false, false);
        let mut words = words;
        while let Some(word) = words.next() {
            match word.as_str() {
                "--data" => data = Some(words.next().ok_or_else(|| format!("--data needs a folder. {USAGE}"))?.into()),
                "--demo" => demo = true,
                "--hidden" => hidden = true,
                other => return Err(format!("{other} is not known here. {USAGE}")),
            }
        }
        let data = match data {
            Some(data) => data,
            None => own_folder(demo)?,
        };
        Ok(Self { data, demo, hidden })
    }
}

/// The demonstration never shares a folder with real accounts.
fn own_folder(demo: bool) -> Result<PathBuf, String> {
    let folder = engine::default_folder().ok_or_else(|| format!("This user has no home folder. {USAGE}"))?;
    Ok(if demo { folder.join("demo") } else { folder })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Args, String> {
        Args::parse(words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn folder_and_flags_are_taken_in_any_order() {
        let expected = Args { data: "there".into(), demo: true, hidden: true };
        assert_eq!(parse("--demo --data there --hidden"), Ok(expected));
    }

    #[test]
    fn the_demonstration_has_a_folder_of_its_own() {
        let (real, demo) = (parse("").expect("a home"), parse("--demo").expect("a home"));
        assert_ne!(real.data, demo.data);
    }

    #[test]
    fn unknown_and_unfinished_words_are_refused_with_the_usage() {
        for words in ["--data", "--dmeo", "308"] {
            let refusal = parse(words).expect_err(words);
            assert!(refusal.contains("Usage:"), "{refusal}");
        }
    }
}
