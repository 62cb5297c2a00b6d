//! A template file: one HTTP request with places for values. The format is described in `assets/channels/README.md`.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::TemplateError;
use crate::fill::{Place, names};

/// What kind of reader a channel reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A telephone number.
    Sms,
    /// A room or topic that the channel itself names.
    Chat,
}

impl Kind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Chat => "chat",
        }
    }

    /// Whether this is an address: a number in international form (ITU-T E.164: `+` and up to 15 digits), or the digits alone.
    pub fn takes(self, to: &str) -> bool {
        let digits = to.strip_prefix('+').unwrap_or(to);
        match self {
            Self::Sms => (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()),
            Self::Chat => true,
        }
    }

    pub(crate) const fn wants(self) -> &'static str {
        match self {
            Self::Sms => "a telephone number has 5 to 15 digits, with + before the country's code",
            Self::Chat => "any text is taken",
        }
    }
}

/// A value that a person fills in once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub key: String,
    /// What to fill in, by language code.
    pub hint: BTreeMap<String, String>,
    /// Never shown again.
    pub secret: bool,
    pub default: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Post,
    Put,
}

impl Method {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    None,
    Text(String),
    Json(String),
    Form(Vec<(String, Field)>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub text: String,
    /// Plain, or JSON within the form.
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sign {
    Acs3 { key: String, secret: String, action: String, version: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub name: String,
    /// Where the service describes the request.
    pub source: String,
    pub kind: Kind,
    pub settings: Vec<Setting>,
    pub(crate) method: Method,
    /// Scheme and host, and whatever a person's own address brings with it.
    pub(crate) base: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) basic: Option<(String, String)>,
    pub(crate) sign: Option<Sign>,
    pub(crate) body: Body,
    /// At most so many bytes of the text are sent.
    most_bytes: Option<usize>,
    /// Without spaces: one of these in the reply says that the message was taken.
    pub(crate) taken: Vec<String>,
    /// One of these says that it never will be.
    pub(crate) never: Vec<String>,
}

/// What a message brings, beside its single values.
const BROUGHT: [&str; 3] = ["to", "subject", "text"];
/// The single values that messages may have.
pub(crate) const FIELDS: [&str; 4] = ["site", "room", "balance", "when"];

impl Template {
    /// Reads a template file.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let root = DeTable::parse(text)
            .map_err(|error| wrong(text, &error.span().unwrap_or_default(), "file", error.message()))?;

        let file = Table { text, name: "file", span: 0..0, table: root.get_ref() };
        file.only(&[
            "name",
            "source",
            "kind",
            "method",
            "url",
            "headers",
            "basic",
            "sign",
            "text",
            "json",
            "form",
            "most_bytes",
            "reply",
            "setting",
        ])?;
        let (base, path) = split(&file)?;
        let template = Self {
            name: file.string("name")?,
            source: file.string("source")?,
            kind: kind(&file)?,
            settings: settings(&file)?,
            method: method(&file)?,
            base,
            path,
            headers: file.strings_of("headers")?,
            basic: file.table("basic")?.map(|basic| pair(&basic, "user", "password")).transpose()?,
            sign: file.table("sign")?.map(|sign| acs3(&sign)).transpose()?,
            body: body(&file)?,
            most_bytes: file.number("most_bytes")?,
            taken: reply(&file, "taken")?,
            never: reply(&file, "never")?,
        };
        template.known(&file)?;
        Ok(template)
    }

    /// The text as far as the service takes it, cut between characters.
    pub(crate) fn cut<'t>(&self, text: &'t str) -> &'t str {
        let most = self.most_bytes.unwrap_or(text.len()).min(text.len());
        &text[..(0..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)]
    }

    /// Every place has a value that can come.
    fn known(&self, file: &Table<'_>) -> Result<(), TemplateError> {
        let mut texts = vec![("url", self.base.as_str()), ("url", self.path.as_str())];
        texts.extend(self.headers.iter().map(|(_, text)| ("headers", text.as_str())));
        texts.extend(self.basic.iter().flat_map(|(user, password)| [("basic", user.as_str()), ("basic", password)]));
        if let Some(Sign::Acs3 { key, secret, .. }) = &self.sign {
            texts.extend([("sign", key.as_str()), ("sign", secret)]);
        }
        match &self.body {
            Body::None => {}
            Body::Json(text) => texts.push(("json", text)),
            Body::Text(text) => texts.push(("text", text)),
            Body::Form(fields) => texts.extend(fields.iter().map(|(_, field)| ("form", field.text.as_str()))),
        }
        for (key, text) in texts {
            let is_known = |name: &&str| {
                BROUGHT.contains(name) || FIELDS.contains(name) || self.settings.iter().any(|one| one.key == **name)
            };
            if let Some(name) = names(text).into_iter().find(|name| !is_known(name)) {
                return Err(file.wrong(key, format!("{{{name}}} has no value; declare it under [[setting]]")));
            }
        }
        Ok(())
    }
}

/// The address in two: what stands as it is, and what is encoded.
fn split(file: &Table<'_>) -> Result<(String, String), TemplateError> {
    let url = file.string("url")?;
    if let Some(rest) = url.strip_prefix('{')
        && let Some((name, path)) = rest.split_once('}')
    {
        return Ok((format!("{{{name}}}"), path.to_owned()));
    }
    let behind = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let behind = behind.ok_or_else(|| file.wrong("url", "begin it with https:// or with a setting"))?;
    let host = behind.find('/').unwrap_or(behind.len());
    if !names(&behind[..host]).is_empty() {
        return Err(file.wrong("url", "only a whole address can be a setting, not a part of its host"));
    }
    let at = url.len() - behind.len() + host;
    Ok((url[..at].to_owned(), url[at..].to_owned()))
}

fn kind(file: &Table<'_>) -> Result<Kind, TemplateError> {
    match file.string("kind")?.as_str() {
        "sms" => Ok(Kind::Sms),
        "chat" => Ok(Kind::Chat),
        other => Err(file.wrong("kind", format!("{other:?} is none; write sms or chat"))),
    }
}

fn method(file: &Table<'_>) -> Result<Method, TemplateError> {
    match file.optional("method")?.as_deref() {
        None | Some("POST") => Ok(Method::Post),
        Some("PUT") => Ok(Method::Put),
        Some(other) => Err(file.wrong("method", format!("{other:?} is none; write POST or PUT"))),
    }
}

fn pair(table: &Table<'_>, first: &str, second: &str) -> Result<(String, String), TemplateError> {
    table.only(&[first, second])?;
    Ok((table.string(first)?, table.string(second)?))
}

fn acs3(table: &Table<'_>) -> Result<Sign, TemplateError> {
    table.only(&["how", "key", "secret", "action", "version"])?;
    match table.string("how")?.as_str() {
        "acs3" => Ok(Sign::Acs3 {
            key: table.string("key")?,
            secret: table.string("secret")?,
            action: table.string("action")?,
            version: table.string("version")?,
        }),
        other => Err(table.wrong("how", format!("{other:?} is none; write acs3"))),
    }
}

fn body(file: &Table<'_>) -> Result<Body, TemplateError> {
    let form = file.table("form")?;
    match (file.optional("text")?, file.optional("json")?, form) {
        (None, None, None) => Ok(Body::None),
        (Some(text), None, None) => Ok(Body::Text(text)),
        (None, Some(text), None) => Ok(Body::Json(text)),
        (None, None, Some(form)) => fields(&form).map(Body::Form),
        _ => Err(file.wrong("form", "give one of text, json and form")),
    }
}

fn fields(form: &Table<'_>) -> Result<Vec<(String, Field)>, TemplateError> {
    let mut fields = Vec::new();
    for (name, value) in form.table {
        let name = name.get_ref().to_string();
        let field = match value.get_ref() {
            DeValue::Table(_) => {
                let inner = form.table(&name)?.ok_or_else(|| form.wrong(&name, "this is missing"))?;
                inner.only(&["json"])?;
                Field { text: inner.string("json")?, place: Place::Json }
            }
            _ => Field { text: form.string(&name)?, place: Place::Plain },
        };
        fields.push((name, field));
    }
    Ok(fields)
}

fn reply(file: &Table<'_>, key: &str) -> Result<Vec<String>, TemplateError> {
    let Some(table) = file.table("reply")? else { return Ok(Vec::new()) };
    table.only(&["taken", "never"])?;
    table.list(key)
}

fn settings(file: &Table<'_>) -> Result<Vec<Setting>, TemplateError> {
    let mut settings: Vec<Setting> = Vec::new();
    for table in file.tables("setting")? {
        table.only(&["key", "hint", "secret", "default"])?;
        let key = table.string("key")?;
        if names(&format!("{{{key}}}")).is_empty() {
            return Err(table.wrong("key", "write it in small letters, digits and _"));
        }
        let taken = BROUGHT.contains(&key.as_str()) || FIELDS.contains(&key.as_str());
        if taken || settings.iter().any(|one| one.key == key) {
            return Err(table.wrong("key", format!("{key:?} is taken; choose another name")));
        }
        let secret = table.flag("secret")?;
        let hint = table.strings_of("hint")?.into_iter().collect();
        settings.push(Setting { key, hint, secret, default: table.optional("default")? });
    }
    Ok(settings)
}

/// A table of the file, which names line and key when something is wrong.
struct Table<'t> {
    text: &'t str,
    name: &'t str,
    span: Range<usize>,
    table: &'t DeTable<'t>,
}

impl<'t> Table<'t> {
    fn only(&self, keys: &[&str]) -> Result<(), TemplateError> {
        let stray = self.table.iter().find(|(key, _)| !keys.contains(&key.get_ref().as_ref()));
        stray.map_or(Ok(()), |(key, _)| {
            let problem = format!("there is no such key; write one of {}", keys.join(", "));
            Err(wrong(self.text, &key.span(), key.get_ref(), &problem))
        })
    }

    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn optional(&self, key: &str) -> Result<Option<String>, TemplateError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let text = value.get_ref().as_str().ok_or_else(|| self.wrong(key, "write a text in quotes"))?;
        if text.is_empty() { Err(self.wrong(key, "this is empty")) } else { Ok(Some(text.to_owned())) }
    }

    fn string(&self, key: &str) -> Result<String, TemplateError> {
        self.optional(key)?.ok_or_else(|| self.wrong(key, "this is missing"))
    }

    fn number(&self, key: &str) -> Result<Option<usize>, TemplateError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let number = value.get_ref().as_integer().and_then(|number| number.to_string().parse().ok());
        number.map(Some).ok_or_else(|| self.wrong(key, "write a whole number"))
    }

    fn flag(&self, key: &str) -> Result<bool, TemplateError> {
        let Some(value) = self.get(key) else { return Ok(false) };
        value.get_ref().as_bool().ok_or_else(|| self.wrong(key, "write true or false"))
    }

    fn list(&self, key: &str) -> Result<Vec<String>, TemplateError> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let items = value.get_ref().as_array().ok_or_else(|| self.wrong(key, "write a list of texts"))?;
        let text =
            |item: &Spanned<DeValue<'_>>| item.get_ref().as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        items.iter().map(|item| text(item).ok_or_else(|| self.wrong(key, "write a list of texts"))).collect()
    }

    fn table(&self, key: &str) -> Result<Option<Table<'t>>, TemplateError> {
        let Some((name, value)) = self.table.iter().find(|(name, _)| name.get_ref() == key) else { return Ok(None) };
        self.inner(name.get_ref(), value).map(Some)
    }

    fn tables(&self, key: &str) -> Result<Vec<Table<'t>>, TemplateError> {
        let Some((name, value)) = self.table.iter().find(|(name, _)| name.get_ref() == key) else {
            return Ok(Vec::new());
        };
        let items = value.get_ref().as_array().ok_or_else(|| self.wrong(key, "write [[setting]]"))?;
        items.iter().map(|item| self.inner(name.get_ref(), item)).collect()
    }

    fn inner(&self, name: &'t str, value: &'t Spanned<DeValue<'t>>) -> Result<Table<'t>, TemplateError> {
        let table = value.get_ref().as_table().ok_or_else(|| self.wrong(name, "write a table"))?;
        Ok(Table { text: self.text, name, span: value.span(), table })
    }

    fn strings_of(&self, key: &str) -> Result<Vec<(String, String)>, TemplateError> {
        let Some(table) = self.table(key)? else { return Ok(Vec::new()) };
        let name =
            |(name, _): (&Spanned<_>, _)| -> String { std::borrow::Cow::<str>::clone(name.get_ref()).into_owned() };
        table.table.iter().map(name).map(|name| Ok((name.clone(), table.string(&name)?))).collect()
    }

    /// At the key's value, or where the table begins when it is missing.
    fn wrong(&self, key: &str, problem: impl AsRef<str>) -> TemplateError {
        let span = self.get(key).map_or_else(|| self.span.clone(), Spanned::span);
        let key = if self.name == "file" { key.to_owned() } else { format!("{}.{key}", self.name) };
        wrong(self.text, &span, &key, problem.as_ref())
    }
}

fn wrong(text: &str, span: &Range<usize>, key: &str, problem: &str) -> TemplateError {
    let before = text.get(..span.start).unwrap_or(text);
    TemplateError { line: before.matches('\n').count() + 1, key: key.to_owned(), problem: problem.to_owned() }
}
