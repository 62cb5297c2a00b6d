//! The kinds of channels that there are: e-mail, and the templates that ship with the program or lie in `channels/` of
//! the data folder. `assets/channels/README.md` describes the format.

use std::collections::BTreeMap;
use std::path::Path;

use notify::{Channel, Email, Kind, Security, Setting, Template};

use crate::error::{Refusal, Result};
use crate::words::{Language, Words};

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../../assets/channels/", $name, ".toml")))),+]
    };
}

const SHIPPED: [(&str, &str); 4] = shipped!("alibaba-sms", "ntfy", "twilio-sms", "wecom-robot");
/// The folder of a person's own templates.
const OWN: &str = "channels";
pub(crate) const EMAIL: &str = "email";

/// Whom a channel reaches, and by what kind of address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    Mail,
    Phone,
    /// The channel itself names its readers.
    Group,
}

impl Reach {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "email",
            Self::Phone => "sms",
            Self::Group => "chat",
        }
    }
}

/// A kind of channel, with what a person fills in.
pub(crate) struct Model {
    pub id: String,
    pub name: String,
    pub source: String,
    pub reach: Reach,
    pub settings: Vec<Setting>,
    template: Option<Template>,
}

/// Every kind; a file that cannot be read is left out and logged.
pub(crate) fn models(folder: &Path) -> Vec<Model> {
    let mut models = vec![email()];
    models.extend(SHIPPED.iter().filter_map(|(id, text)| template(id, text)));
    let Ok(entries) = std::fs::read_dir(folder.join(OWN)) else { return models };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")));
    paths.sort();
    for path in paths {
        let id = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let taken = models.iter().any(|model| model.id == id);
        match std::fs::read_to_string(&path) {
            Ok(text) if !taken => models.extend(template(&id, &text)),
            Ok(_) => tracing::warn!(?path, "a channel of this name ships with the program; choose another name"),
            Err(error) => tracing::warn!(?path, %error, "a channel's file cannot be read"),
        }
    }
    models
}

pub(crate) fn model(folder: &Path, id: &str) -> Result<Model> {
    let found = models(folder).into_iter().find(|model| model.id == id);
    found.ok_or_else(|| Refusal::new("unknown-channel-kind").with("name", id).field("template"))
}

fn template(id: &str, text: &str) -> Option<Model> {
    let template = match Template::parse(text) {
        Ok(template) => template,
        Err(error) => {
            tracing::warn!(id, %error, "a channel's file cannot be used");
            return None;
        }
    };
    Some(Model {
        id: id.to_owned(),
        name: template.name.clone(),
        source: template.source.clone(),
        reach: match template.kind {
            Kind::Sms => Reach::Phone,
            Kind::Chat => Reach::Group,
        },
        settings: template.settings.clone(),
        template: Some(template),
    })
}

fn email() -> Model {
    let setting = |key: &str, default: Option<&str>| {
        let hint = |language: Language| {
            (language.code().to_owned(), Words::new(language).say(&format!("mail-setting-{key}"), &[]))
        };
        Setting {
            key: key.to_owned(),
            hint: Language::ALL.into_iter().map(hint).collect(),
            secret: key == "password",
            default: default.map(str::to_owned),
        }
    };
    Model {
        id: EMAIL.to_owned(),
        name: "E-mail (SMTP)".to_owned(),
        source: "RFC 5321, RFC 6409, RFC 8314".to_owned(),
        reach: Reach::Mail,
        settings: vec![
            setting("host", None),
            setting("port", Some("465")),
            setting("security", Some("tls")),
            setting("user", Some("")),
            setting("password", Some("")),
            setting("from", None),
        ],
        template: None,
    }
}

impl Model {
    /// What was filled in, with defaults where nothing was; refused when something is missing or is none.
    pub fn filled(&self, given: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
        if let Some(key) = given.keys().find(|key| !self.settings.iter().any(|one| one.key == **key)) {
            return Err(Refusal::new("unknown-channel-setting").with("name", key).field("settings"));
        }
        let mut filled = BTreeMap::new();
        for setting in &self.settings {
            let value = given.get(&setting.key).map(|value| value.trim()).filter(|value| !value.is_empty());
            let value = value.map(str::to_owned).or_else(|| setting.default.clone());
            let missing = || Refusal::new("channel-setting-missing").with("name", &setting.key).field("settings");
            let value = value.ok_or_else(missing)?;
            if value.chars().count() > 500 || value.chars().any(char::is_control) {
                return Err(Refusal::new("bad-channel-setting").with("name", &setting.key).field("settings"));
            }
            filled.insert(setting.key.clone(), value);
        }
        self.channel(&filled)?;
        Ok(filled)
    }

    /// The road itself.
    pub fn channel(&self, settings: &BTreeMap<String, String>) -> Result<Channel> {
        if let Some(template) = &self.template {
            return Ok(Channel::Http { template: Box::new(template.clone()), settings: settings.clone() });
        }
        let text = |key: &str| settings.get(key).cloned().unwrap_or_default();
        let bad = |key: &str| Refusal::new("bad-channel-setting").with("name", key).field("settings");
        let security = match text("security").as_str() {
            "tls" => Security::Tls,
            "starttls" => Security::StartTls,
            "none" => Security::None,
            _ => return Err(bad("security")),
        };
        let login = Some((text("user"), text("password"))).filter(|(user, _)| !user.is_empty());
        let from = text("from");
        if !notify::is_address(&from) {
            return Err(bad("from"));
        }
        let port = text("port").parse().ok().filter(|port| *port > 0).ok_or_else(|| bad("port"))?;
        Ok(Channel::Email(Email { host: text("host"), port, security, login, from }))
    }
}
