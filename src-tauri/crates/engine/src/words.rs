//! The messages of every language, from the same Fluent files that the screens read.

mod dates;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    En,
    ZhCn,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::En, Self::ZhCn];

    /// The BCP 47 code: `en`, `zh-CN`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    /// Reads a code such as `en`, `en-GB`, `zh-CN`, `zh_CN.UTF-8`, `zh-Hans-CN`. Nothing for a language that the
    /// program does not speak.
    pub fn parse(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_', '.', '@']).next().unwrap_or(code);
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "zh" => Some(Self::ZhCn),
            _ => None,
        }
    }
}

macro_rules! files {
    ($code:literal, $($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../assets/locales/", $code, "/", $name, ".ftl")))),+]
    };
}

type Files = &'static [(&'static str, &'static str)];

const EN: Files = files!(
    "en",
    "app",
    "books",
    "causes",
    "desktop",
    "engine",
    "errors",
    "house-rules",
    "losses",
    "lines",
    "messages",
    "paper",
    "people",
    "ports",
    "protect",
    "restore",
    "screen-losses",
    "screen-lines",
    "screen-money",
    "screen-restore",
    "screen-setup",
    "screen-supply",
    "screen-tariffs",
    "screen-tenancy",
    "supply",
    "tariffs",
);
const ZH_CN: Files = files!(
    "zh-CN",
    "app",
    "books",
    "causes",
    "desktop",
    "engine",
    "errors",
    "house-rules",
    "losses",
    "lines",
    "messages",
    "paper",
    "people",
    "ports",
    "protect",
    "restore",
    "screen-losses",
    "screen-lines",
    "screen-money",
    "screen-restore",
    "screen-setup",
    "screen-supply",
    "screen-tariffs",
    "screen-tenancy",
    "supply",
    "tariffs",
);

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::En, EN));
static CHINESE: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::ZhCn, ZH_CN));

type Bundle = FluentBundle<FluentResource>;

/// The words of one language. Cheap to make and to copy; the files are read once.
#[derive(Clone, Copy)]
pub struct Words {
    language: Language,
    bundle: &'static Bundle,
}

impl Words {
    pub fn new(language: Language) -> Self {
        let bundle = match language {
            Language::En => &*ENGLISH,
            Language::ZhCn => &*CHINESE,
        };
        Self { language, bundle }
    }

    pub const fn language(self) -> Language {
        self.language
    }

    /// The message with its arguments, which are texts already as people read them. A message that is missing
    /// shows its id, and is logged once.
    pub fn say(self, id: &str, arguments: &[(&str, &str)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            missing(self.language, id, "there is no such message");
            return id.to_owned();
        };
        let arguments: FluentArgs<'_> = arguments.iter().copied().collect();
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        if let Some(error) = errors.first() {
            missing(self.language, id, &error.to_string());
        }
        text
    }

    /// Whether there is such a message.
    pub fn has(self, id: &str) -> bool {
        self.bundle.has_message(id)
    }
}

fn bundle(language: Language, files: Files) -> Bundle {
    let locale = language.code().parse().expect("a constant of the program");
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // The marks that isolate arguments are for mixed directions of writing; here they would only show up in papers.
    bundle.set_use_isolating(false);
    for (name, text) in files {
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(language = language.code(), file = name, ?errors, "a message file has faults");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(language = language.code(), file = name, ?errors, "a message is defined twice");
        }
    }
    bundle
}

fn missing(language: Language, id: &str, cause: &str) {
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut told = TOLD.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if told.insert(format!("{} {id}", language.code())) {
        tracing::error!(language = language.code(), id, cause, "a message cannot be said");
    }
}
