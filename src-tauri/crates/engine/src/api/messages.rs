//! Channels by which messages leave the house, who is told of alarms, and what became of each message.

use std::collections::BTreeMap;

use store::alarm::Severity as Stored;
use store::channel::Channel;
use store::contact::Contact;
use store::delivery::{self, Delivered, Delivery, State};
use units::millis;

use super::people::People;
use crate::cause;
use crate::channels::{self, Model, Reach};
use crate::core::Core;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::{Language, Words};
use crate::{Actor, View};

/// The most that a list shows.
const MOST: u32 = 1000;

pub(crate) fn channel_kinds(view: &View, _: Nothing) -> Result<Vec<ChannelKind>> {
    let kind = |model: Model| ChannelKind {
        settings: settings(&model, &BTreeMap::new(), view.language),
        reach: reach(model.reach),
        template: model.id,
        name: model.name,
        source: model.source,
    };
    Ok(channels::models(&view.folder).into_iter().map(kind).collect())
}

pub(crate) fn channels(view: &View, _: Nothing) -> Result<Vec<ChannelRow>> {
    channel_rows(&view.reader, &view.folder, view.language)
}

pub(crate) fn save_channel(core: &mut Core, by: &Actor, args: SaveChannelArgs) -> Result<Vec<ChannelRow>> {
    let name = args.name.trim().to_owned();
    let all = store::channel::all(&core.store)?;
    let taken = all.iter().any(|(id, channel)| channel.name == name && Some(*id) != args.id);
    if taken || name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Err(Refusal::new("channel-name").field("name"));
    }
    let before = args.id.map(|id| known(&all, id)).transpose()?;
    let mut given = before.filter(|before| before.template == args.template).map(kept).unwrap_or_default();
    given.extend(args.settings);
    let model = channels::model(&core.folder, &args.template)?;
    let filled = model.filled(&given)?;
    let for_tenants = args.for_tenants && model.reach != Reach::Group;
    let channel = Channel { name, template: args.template, settings: text(&filled), for_tenants };
    let done = core.done(by, "save_channel", format!("{} ({})", channel.name, channel.template));
    core.write(|tx| {
        match args.id {
            Some(id) => store::channel::update(tx, id, &channel)?,
            None => store::channel::insert(tx, &channel).map(drop)?,
        }
        store::operation::insert(tx, &done)
    })?;
    channel_rows(&core.store, &core.folder, by.language)
}

pub(crate) fn remove_channel(core: &mut Core, by: &Actor, args: ChannelArgs) -> Result<Vec<ChannelRow>> {
    known(&store::channel::all(&core.store)?, args.id)?;
    let done = core.done(by, "remove_channel", args.id.to_string());
    core.write(|tx| {
        store::channel::remove(tx, args.id)?;
        store::operation::insert(tx, &done)
    })?;
    core.forget_channel(args.id);
    channel_rows(&core.store, &core.folder, by.language)
}

/// Sends a trial message at once; what became of it is among the deliveries.
pub(crate) fn try_channel(core: &mut Core, by: &Actor, args: TryChannelArgs) -> Result<DeliveryRow> {
    let all = store::channel::all(&core.store)?;
    let channel = known(&all, args.id)?;
    let model = channels::model(&core.folder, &channel.template)?;
    let address = address(&model, &args.address)?;
    let words = Words::new(by.language);
    let said = [("site", core.site.name.as_str()), ("channel", channel.name.as_str())];
    // Services that send registered texts only want every value that such a text may have.
    let fields = [("site", core.site.name.as_str()), ("room", "101"), ("balance", "0.00"), ("when", "")];
    let delivery = Delivery {
        channel: args.id,
        kind: delivery::Kind::Trial,
        contact: None,
        notice_of: None,
        address,
        subject: words.say("message-trial-subject", &said),
        text: words.say("message-trial", &said),
        fields: text(&fields.into_iter().collect::<BTreeMap<_, _>>()),
        created_at: core.now,
        next_at: core.now,
    };
    let done = core.done(by, "try_channel", args.id.to_string());
    let id = core.write(|tx| {
        store::operation::insert(tx, &done)?;
        delivery::insert(tx, &delivery)
    })?;
    core.tick_messages();
    row(&core.store, id, by.language)
}

pub(crate) fn contacts(view: &View, _: Nothing) -> Result<Vec<ContactRow>> {
    contact_rows(&view.reader)
}

pub(crate) fn save_contact(core: &mut Core, by: &Actor, args: SaveContactArgs) -> Result<Vec<ContactRow>> {
    let name = args.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(Refusal::new("contact-name").field("name"));
    }
    let all = store::channel::all(&core.store)?;
    let model = channels::model(&core.folder, &known(&all, args.channel)?.template)?;
    let language = Language::parse(&args.language);
    let bad_language = || Refusal::new("bad-language").with("language", &args.language).field("language");
    let contact = Contact {
        name,
        channel: args.channel,
        address: address(&model, &args.address)?,
        language: language.ok_or_else(bad_language)?.code().to_owned(),
        least: match args.least {
            LeastSeverity::Info => Stored::Info,
            LeastSeverity::Warning => Stored::Warning,
            LeastSeverity::Critical => Stored::Critical,
        },
        quiet: quiet(&args.quiet_from, &args.quiet_to)?,
        when_over: args.when_over,
    };
    if let Some(id) = args.id {
        store::contact::get(&core.store, id)?.ok_or_else(|| Refusal::new("unknown-contact"))?;
    }
    let done = core.done(by, "save_contact", contact.name.clone());
    core.write(|tx| {
        match args.id {
            Some(id) => store::contact::update(tx, id, &contact)?,
            None => store::contact::insert(tx, &contact).map(drop)?,
        }
        store::operation::insert(tx, &done)
    })?;
    contact_rows(&core.store)
}

pub(crate) fn remove_contact(core: &mut Core, by: &Actor, args: ContactArgs) -> Result<Vec<ContactRow>> {
    store::contact::get(&core.store, args.id)?.ok_or_else(|| Refusal::new("unknown-contact"))?;
    let done = core.done(by, "remove_contact", args.id.to_string());
    core.write(|tx| {
        store::contact::remove(tx, args.id)?;
        store::operation::insert(tx, &done)
    })?;
    contact_rows(&core.store)
}

pub(crate) fn deliveries(view: &View, args: DeliveriesArgs) -> Result<Vec<DeliveryRow>> {
    let people = People::of(&view.reader)?;
    let sent = delivery::latest(&view.reader, args.limit.min(MOST))?;
    sent.iter().map(|one| delivery_row(&view.reader, one, &people, view.language)).collect()
}

/// Sends one again that was given up.
pub(crate) fn send_again(core: &mut Core, by: &Actor, args: DeliveryArgs) -> Result<DeliveryRow> {
    let found = delivery::get(&core.store, args.id)?.filter(|sent| sent.state == State::GivenUp);
    found.ok_or_else(|| Refusal::new("unknown-delivery"))?;
    let (now, done) = (core.now, core.done(by, "send_again", args.id.to_string()));
    core.write(|tx| {
        delivery::again(tx, args.id, now)?;
        store::operation::insert(tx, &done)
    })?;
    core.tick_messages();
    row(&core.store, args.id, by.language)
}

fn row(db: &store::Db, id: i64, language: Language) -> Result<DeliveryRow> {
    let sent = delivery::get(db, id)?.ok_or_else(|| Refusal::broken("a message is gone"))?;
    delivery_row(db, &sent, &People::of(db)?, language)
}

fn delivery_row(db: &store::Db, sent: &Delivered, people: &People, language: Language) -> Result<DeliveryRow> {
    let channel = store::channel::get(db, sent.delivery.channel)?.map(|channel| channel.name).unwrap_or_default();
    let queued = sent.state == State::Queued;
    let person = sent.delivery.notice_of.and_then(|(account, _)| people.of_account(account));
    Ok(DeliveryRow {
        id: sent.id,
        at: millis(sent.delivery.created_at),
        channel,
        kind: sent.delivery.kind.code().to_owned(),
        room: person.map(|person| person.room.clone()),
        to: sent.delivery.address.clone(),
        subject: sent.delivery.subject.clone(),
        text: sent.delivery.text.clone(),
        state: match sent.state {
            State::Queued => DeliveryState::Queued,
            State::Accepted => DeliveryState::Accepted,
            State::GivenUp => DeliveryState::GivenUp,
        },
        attempts: i64::from(sent.attempts),
        next_at: queued.then(|| millis(sent.delivery.next_at)),
        done_at: sent.done_at.map(millis),
        said: cause::said(&sent.said, &Words::new(language)),
    })
}

fn channel_rows(db: &store::Db, folder: &std::path::Path, language: Language) -> Result<Vec<ChannelRow>> {
    let (latest, words) = (delivery::latest(db, MOST)?, Words::new(language));
    let row = |(id, channel): (i64, Channel)| {
        // A template of one's own may have been taken away: what it sent is still told.
        let model = channels::model(folder, &channel.template).ok();
        let sent: Vec<&Delivered> = latest.iter().filter(|one| one.delivery.channel == id).collect();
        let tried = sent.iter().find(|one| one.attempts > 0);
        let accepted = sent.iter().filter(|one| one.state == State::Accepted).filter_map(|one| one.done_at).max();
        let queued = sent.iter().filter(|one| one.state == State::Queued).count();
        ChannelRow {
            id,
            kind: model.as_ref().map_or_else(|| channel.template.clone(), |model| model.name.clone()),
            reach: model.as_ref().map_or(ChannelReach::Chat, |model| reach(model.reach)),
            settings: model.map(|model| settings(&model, &kept(&channel), language)).unwrap_or_default(),
            name: channel.name,
            template: channel.template,
            for_tenants: channel.for_tenants,
            queued: i64::try_from(queued).unwrap_or(i64::MAX),
            last_accepted: accepted.map(millis),
            failing: tried.filter(|one| one.state != State::Accepted).map(|one| cause::said(&one.said, &words)),
        }
    };
    Ok(store::channel::all(db)?.into_iter().map(row).collect())
}

fn settings(model: &Model, given: &BTreeMap<String, String>, language: Language) -> Vec<ChannelSetting> {
    let setting = |one: &notify::Setting| {
        let value = given.get(&one.key).cloned();
        ChannelSetting {
            key: one.key.clone(),
            hint: one.hint.get(language.code()).or_else(|| one.hint.values().next()).cloned().unwrap_or_default(),
            secret: one.secret,
            default: one.default.clone(),
            filled: value.as_ref().is_some_and(|value| !value.is_empty()),
            value: value.filter(|_| !one.secret),
        }
    };
    model.settings.iter().map(setting).collect()
}

fn contact_rows(db: &store::Db) -> Result<Vec<ContactRow>> {
    let channels: BTreeMap<i64, Channel> = store::channel::all(db)?.into_iter().collect();
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let row = |(id, contact): (i64, Contact)| ContactRow {
        id,
        channel_name: channels.get(&contact.channel).map(|channel| channel.name.clone()).unwrap_or_default(),
        name: contact.name,
        channel: contact.channel,
        address: contact.address,
        language: contact.language,
        least: super::alarms::severity(contact.least),
        quiet_from: contact.quiet.map(|(from, _)| time(from)).unwrap_or_default(),
        quiet_to: contact.quiet.map(|(_, to)| time(to)).unwrap_or_default(),
        when_over: contact.when_over,
    };
    Ok(store::contact::all(db)?.into_iter().map(row).collect())
}

fn known(all: &[(i64, Channel)], id: i64) -> Result<&Channel> {
    all.iter().find(|(one, _)| *one == id).map(|(_, channel)| channel).ok_or_else(|| Refusal::new("unknown-channel"))
}

fn address(model: &Model, address: &str) -> Result<String> {
    let address = address.trim();
    let wrong = || Err(Refusal::new("contact-address").field("address"));
    match model.reach {
        Reach::Group => Ok(String::new()),
        Reach::Mail if notify::is_address(address) => Ok(address.to_owned()),
        Reach::Mail => wrong(),
        Reach::Phone => {
            let digits = crate::core::digits(address);
            if notify::Kind::Sms.takes(&digits) { Ok(digits) } else { wrong() }
        }
    }
}

fn quiet(from: &str, to: &str) -> Result<Option<(u16, u16)>> {
    let minute = |text: &str| -> Option<u16> {
        let (hour, minute) = text.split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    };
    match (from.trim(), to.trim()) {
        ("", "") => Ok(None),
        (from, to) => match (minute(from), minute(to)) {
            (Some(from), Some(to)) if from != to => Ok(Some((from, to))),
            _ => Err(Refusal::new("quiet-hours").field("quiet_from")),
        },
    }
}

const fn reach(reach: Reach) -> ChannelReach {
    match reach {
        Reach::Mail => ChannelReach::Email,
        Reach::Phone => ChannelReach::Sms,
        Reach::Group => ChannelReach::Chat,
    }
}

fn kept(channel: &Channel) -> BTreeMap<String, String> {
    serde_json::from_str(&channel.settings).unwrap_or_default()
}

fn text<V: serde::Serialize>(values: &BTreeMap<impl serde::Serialize + Ord, V>) -> String {
    serde_json::to_string(values).unwrap_or_default()
}
