//! Messages out of the house: of alarms to those who asked to be told, of low credit to tenants. What is to be sent is
//! written down first; an attempt that failed is made again later, and what cannot be delivered becomes an alarm.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Duration, TimeDelta};
use notify::{Again, Message as Letter};
use store::alarm::{AlarmState, Severity};
use store::channel::Channel;
use store::contact::Contact;
use store::delivery::{Delivered, Delivery, Kind as DeliveryKind, Outcome};
use units::{Money, PlaceId, Timestamp, Zone};

use super::{Core, Outgoing};
use crate::alarm::Kind;
use crate::channels::{self, Reach};
use crate::error::Result;
use crate::senders::{Carried, Parcel};
use crate::words::{Language, Words};

/// Alarms that come together are told together: after the first of them so long is waited for others.
const GATHER: TimeDelta = Duration::seconds(20);
/// After each attempt that failed; with the last the message is given up.
const PAUSES: [TimeDelta; 7] = [
    Duration::minutes(1),
    Duration::minutes(2),
    Duration::minutes(5),
    Duration::minutes(15),
    Duration::minutes(30),
    Duration::hours(1),
    Duration::hours(3),
];
/// A service's own limits are not run into: WeCom takes 20 messages a minute from a robot.
const BETWEEN: TimeDelta = Duration::seconds(3);
/// A channel that failed so often in a row is an alarm before its message is given up.
const FAILURES: u32 = 3;
/// More alarms an hour are gathered into one message.
const PER_HOUR: u32 = 12;
/// A gathered message does not grow beyond so many bytes.
const LONGEST: usize = 3000;
/// Addresses and texts are kept so long.
const KEPT: TimeDelta = Duration::days(400);

/// What the core remembers of messages under way.
#[derive(Default)]
pub(crate) struct Messages {
    /// Channels with a message on its way.
    under_way: HashSet<i64>,
    /// When a channel last took or refused one.
    last: HashMap<i64, Timestamp>,
    /// Failures in a row.
    failures: HashMap<i64, u32>,
    /// The day on which old ones were last forgotten.
    purged: Option<chrono::NaiveDate>,
}

/// What a tenant is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Credit runs low: the warning level.
    Low(u8),
    /// The supply is cut for credit.
    Cut,
}

impl Notice {
    const fn code(self) -> &'static str {
        match self {
            Self::Low(2..) => "very-low",
            Self::Low(_) => "low",
            Self::Cut => "cut",
        }
    }
}

impl Core {
    /// Tells of alarms, and sends what is due.
    pub fn tick_messages(&mut self) {
        if let Err(refusal) = self.tell_of_alarms().and_then(|()| self.send_due()) {
            tracing::warn!(?refusal, "messages are not sent now");
        }
    }

    fn tell_of_alarms(&mut self) -> Result<()> {
        if !self.alarms.untold {
            return Ok(());
        }
        let untold = store::alarm::untold(&self.store)?;
        let Some(first) = untold.iter().map(changed_at).min() else {
            self.alarms.untold = false;
            return Ok(());
        };
        let waited = self.now - first;
        if waited >= TimeDelta::zero() && waited < GATHER {
            return Ok(());
        }
        let mut deliveries = Vec::new();
        for (id, contact) in store::contact::all(&self.store)? {
            deliveries.extend(self.alarms_for(id, &contact, &untold)?);
        }
        let now = self.now;
        self.write(|tx| {
            for (waiting, delivery) in &deliveries {
                match waiting {
                    Some(id) => store::delivery::extend(tx, *id, &delivery.subject, &delivery.text)?,
                    None => store::delivery::insert(tx, delivery).map(drop)?,
                }
            }
            untold.iter().try_for_each(|alarm| store::alarm::told(tx, alarm.id, now))
        })?;
        self.alarms.untold = false;
        self.show_alarms(&untold);
        Ok(())
    }

    /// One message of all that a contact is to be told of, or what a waiting one becomes with it.
    fn alarms_for(&self, id: i64, contact: &Contact, untold: &[AlarmState]) -> Result<Option<(Option<i64>, Delivery)>> {
        let words = Words::new(Language::parse(&contact.language).unwrap_or(self.site.language));
        let told: Vec<&AlarmState> = untold.iter().filter(|alarm| is_for(contact, alarm)).collect();
        let Some(first) = told.first() else { return Ok(None) };
        let lines: Vec<String> = told.iter().map(|alarm| line(alarm, &words)).collect();
        let count = lines.len().to_string();
        let site = self.site.name.as_str();
        let subject = match lines.as_slice() {
            [only] => words.say("message-alarm-subject", &[("site", site), ("alarm", only)]),
            _ => words.say("message-alarms-subject", &[("site", site), ("count", &count)]),
        };
        let critical = told.iter().any(|alarm| alarm.alarm.severity == Severity::Critical && is_new(alarm));
        let next_at = if critical { self.now } else { self.may_send_at(id, contact)? };
        let mut delivery = Delivery {
            channel: contact.channel,
            kind: DeliveryKind::Alarm,
            contact: Some(id),
            notice_of: None,
            address: contact.address.clone(),
            subject,
            text: lines.join("\n"),
            fields: fields(&[
                ("site", site),
                ("room", first.alarm.place.and_then(|place| self.room_name(place)).unwrap_or(site)),
            ]),
            created_at: self.now,
            next_at,
        };
        let waiting = store::delivery::waiting(&self.store, id, self.now)?.filter(|_| !critical);
        let Some(waiting) = waiting else { return Ok(Some((None, delivery))) };
        let more = words.say("message-more", &[]);
        let before = &waiting.delivery.text;
        delivery.text = match before.len() + delivery.text.len() {
            ..=LONGEST => format!("{before}\n{}", delivery.text),
            _ if before.ends_with(&more) => before.clone(),
            _ => format!("{before}\n{more}"),
        };
        delivery.subject = words.say("message-several-subject", &[("site", site)]);
        Ok(Some((Some(waiting.id), delivery)))
    }

    /// Not in quiet hours, and not beyond what a person reads.
    fn may_send_at(&self, id: i64, contact: &Contact) -> Result<Timestamp> {
        let hour = Duration::hours(1);
        let often = store::delivery::count_for_contact(&self.store, id, self.now - hour)? >= PER_HOUR;
        let from = if often { self.now + hour } else { self.now };
        Ok(contact.quiet.map_or(from, |quiet| after_quiet(self.site.zone, from, quiet)))
    }

    /// On the screen of this machine, where there is one.
    fn show_alarms(&mut self, untold: &[AlarmState]) {
        let words = Words::new(self.site.language);
        let loud = |alarm: &&AlarmState| is_new(alarm) && alarm.alarm.severity >= Severity::Warning;
        let lines: Vec<String> = untold.iter().filter(loud).map(|alarm| line(alarm, &words)).collect();
        let text = match lines.as_slice() {
            [] => return,
            [only] => only.clone(),
            [first, ..] => {
                let others = (lines.len() - 1).to_string();
                words.say("message-and-more", &[("first", first), ("count", &others)])
            }
        };
        // Without a window nobody is shown anything here.
        let _ = self.ask_shell(crate::ShellRequest::Notify { title: self.site.name.clone(), text });
    }

    /// Writes to a tenant by every channel that tenants are told by and that has an address of his (rule 19).
    pub(super) fn tell_tenant(&mut self, place: PlaceId, notice: Notice, balance: Money) {
        if let Err(refusal) = self.write_to_tenant(place, notice, balance) {
            tracing::warn!(?refusal, "a tenant could not be told");
        }
    }

    fn write_to_tenant(&mut self, place: PlaceId, notice: Notice, balance: Money) -> Result<()> {
        let channels: Vec<(i64, Channel)> =
            store::channel::all(&self.store)?.into_iter().filter(|(_, channel)| channel.for_tenants).collect();
        let Some(room) = self.rooms.get(&place) else { return Ok(()) };
        let (account, episode) = (room.account.id, room.episode);
        let code = notice.code();
        let earlier = store::delivery::of_account(&self.store, account, self.now - KEPT)?;
        let is_same = |one: &Delivered| {
            one.delivery.notice_of == Some((account, episode))
                && read(&one.delivery.fields).get("notice").is_some_and(|told| told == code)
        };
        if earlier.iter().any(is_same) {
            return Ok(());
        }
        let Some(letter) = self.notice_letter(place, (code, balance)) else { return Ok(()) };
        let deliveries = self.to_tenant(place, channels, &letter)?;
        if deliveries.is_empty() {
            self.needs_a_person(place);
            return Ok(());
        }
        self.write(|tx| deliveries.iter().try_for_each(|delivery| store::delivery::insert(tx, delivery).map(drop)))
    }

    /// The same letter to a tenant by every channel that has an address of his.
    fn to_tenant(&self, place: PlaceId, channels: Vec<(i64, Channel)>, letter: &Delivery) -> Result<Vec<Delivery>> {
        let mut deliveries = Vec::new();
        for (id, channel) in channels {
            if let Some(address) = self.address_of_tenant(place, &channel)? {
                deliveries.push(Delivery { channel: id, address, ..letter.clone() });
            }
        }
        Ok(deliveries)
    }

    /// Tells a tenant why the light went out: a trip without a word sends people to the wrong fuse box.
    pub(super) fn tell_tenant_of_load(&mut self, place: PlaceId, kind: &str, args: &[(&str, &str)]) {
        let told = self.load_letter(place, kind, args).and_then(|letters| {
            self.write(|tx| letters.iter().try_for_each(|letter| store::delivery::insert(tx, letter).map(drop)))
        });
        if let Err(refusal) = told {
            tracing::warn!(?refusal, "a tenant could not be told");
        }
    }

    fn load_letter(&self, place: PlaceId, kind: &str, args: &[(&str, &str)]) -> Result<Vec<Delivery>> {
        let Some(room) = self.rooms.get(&place).filter(|room| !room.tenancy.vacant) else { return Ok(Vec::new()) };
        let all = store::channel::all(&self.store)?;
        let channels = all.into_iter().filter(|(_, channel)| channel.for_tenants).collect();
        let words = self.words_of_tenant(room);
        let args: BTreeMap<String, String> =
            args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let sentence = crate::api::alarms::sentence(kind, &args, &words);
        let site = self.site.name.as_str();
        let letter = Delivery {
            channel: 0,
            kind: DeliveryKind::Notice,
            contact: None,
            notice_of: None,
            address: String::new(),
            subject: words.say("message-load-subject", &[("site", site), ("room", &room.name)]),
            text: words.say("message-load", &[("site", site), ("sentence", &sentence)]),
            fields: fields(&[("site", site), ("room", &room.name)]),
            created_at: self.now,
            next_at: self.now,
        };
        self.to_tenant(place, channels, &letter)
    }

    fn words_of_tenant(&self, room: &super::Room) -> Words {
        Words::new(Language::parse(&room.tenancy.language).unwrap_or(self.site.language))
    }

    fn address_of_tenant(&self, place: PlaceId, channel: &Channel) -> Result<Option<String>> {
        let reach = channels::model(&self.folder, &channel.template)?.reach;
        let tenancy = self.rooms.get(&place).map(|room| &room.tenancy);
        Ok(match reach {
            Reach::Mail => tenancy.and_then(|tenancy| tenancy.email.clone()),
            Reach::Phone => {
                tenancy.and_then(|tenancy| tenancy.phone.as_deref()).map(digits).filter(|to| !to.is_empty())
            }
            Reach::Group => None,
        })
    }

    /// A notice of low credit, without the address and channel that it goes by.
    fn notice_letter(&self, place: PlaceId, (code, balance): (&str, Money)) -> Option<Delivery> {
        let room = self.rooms.get(&place)?;
        let words = self.words_of_tenant(room);
        let currency = self.site.currency;
        let shown = |amount| currency.display(amount);
        let restoring = supply::smallest_restoring(balance, self.site.cut_off, self.site.reclose_minimum);
        let (balance, limit, pay) = (shown(balance), shown(self.site.cut_off), shown(restoring));
        let hours = (self.site.notice_minutes / 60).to_string();
        let args = [
            ("site", self.site.name.as_str()),
            ("room", room.name.as_str()),
            ("balance", &balance),
            ("limit", &limit),
            ("pay", &pay),
            ("hours", &hours),
        ];
        Some(Delivery {
            channel: 0,
            kind: DeliveryKind::Notice,
            contact: None,
            notice_of: Some((room.account.id, room.episode)),
            address: String::new(),
            subject: words.say(&format!("message-{code}-subject"), &args),
            text: words.say(&format!("message-{code}"), &args),
            fields: fields(&[("site", &self.site.name), ("room", &room.name), ("balance", &balance), ("notice", code)]),
            created_at: self.now,
            next_at: self.now,
        })
    }

    /// A notice that no channel can give is a task for a person (rule 19).
    fn needs_a_person(&mut self, place: PlaceId) {
        let Some(name) = self.room_name(place).map(str::to_owned) else { return };
        self.alarms.raise(&mut self.store, Kind::NoticeFails, Some(place), None, &[("room", &name)], self.now);
    }

    fn send_due(&mut self) -> Result<()> {
        self.forget_old()?;
        for due in store::delivery::due(&self.store, self.now, 50)? {
            let by = due.delivery.channel;
            let rested = self.messages.last.get(&by).is_none_or(|last| (self.now - *last).abs() >= BETWEEN);
            if !rested || self.messages.under_way.contains(&by) {
                continue;
            }
            match self.parcel(&due) {
                Ok(parcel) => {
                    self.messages.under_way.insert(by);
                    self.outbox.push(Outgoing::Carry(Box::new(parcel)));
                }
                Err(refusal) => {
                    let cause = refusal.say(self.site.language).message;
                    self.failed(&due, Again::Never, &cause)?;
                }
            }
        }
        Ok(())
    }

    fn parcel(&self, due: &Delivered) -> Result<Parcel> {
        let by = due.delivery.channel;
        let unknown = || crate::error::Refusal::new("unknown-channel");
        let channel = store::channel::get(&self.store, by)?.ok_or_else(unknown)?;
        let model = channels::model(&self.folder, &channel.template)?;
        let Delivery { address, subject, text, fields, .. } = &due.delivery;
        let letter = Letter { to: address.clone(), subject: subject.clone(), text: text.clone(), fields: read(fields) };
        Ok(Parcel { delivery: due.id, by, channel: model.channel(&read(&channel.settings))?, letter })
    }

    /// What became of a message.
    pub fn carried(&mut self, carried: Carried) {
        self.messages.under_way.remove(&carried.by);
        self.messages.last.insert(carried.by, self.now);
        if let Err(refusal) = self.note(carried) {
            tracing::warn!(?refusal, "what became of a message could not be recorded; it may be sent twice");
        }
    }

    fn note(&mut self, carried: Carried) -> Result<()> {
        let Some(sent) = store::delivery::get(&self.store, carried.delivery)? else { return Ok(()) };
        let now = self.now;
        match carried.outcome {
            Err(error) => self.failed(&sent, error.again(), &crate::cause::send(&error)),
            Ok(accepted) => {
                self.write(|tx| {
                    store::delivery::attempted(tx, sent.id, now, Outcome::Accepted, &accepted.reply).map(drop)
                })?;
                self.messages.failures.remove(&carried.by);
                self.alarms.clear_channel(&mut self.store, carried.by, now);
                self.notice_accepted(&sent)
            }
        }
    }

    /// A channel accepted it: notice is given, if it is still of the same spell of low credit.
    fn notice_accepted(&mut self, sent: &Delivered) -> Result<()> {
        let Some((account, episode)) = sent.delivery.notice_of else { return Ok(()) };
        let found = self.rooms.values().find(|room| room.account.id == account && room.episode == episode);
        let Some(place) = found.map(|room| room.place) else { return Ok(()) };
        let template = store::channel::get(&self.store, sent.delivery.channel)?.map(|channel| channel.template);
        let reach =
            template.and_then(|template| channels::model(&self.folder, &template).ok()).map(|model| model.reach);
        self.alarms.clear(&mut self.store, Kind::NoticeFails, Some(place), None, self.now);
        self.record_notice(place, reach.map_or("message", Reach::code))
    }

    fn failed(&mut self, sent: &Delivered, again: Again, said: &str) -> Result<()> {
        let now = self.now;
        let attempt = usize::try_from(sent.attempts).unwrap_or(usize::MAX);
        let pause = PAUSES.get(attempt).filter(|_| again == Again::Later);
        let outcome = pause.map_or(Outcome::GivenUp, |pause| Outcome::Again(now + *pause));
        self.write(|tx| store::delivery::attempted(tx, sent.id, now, outcome, said).map(drop))?;
        let by = sent.delivery.channel;
        let failures = self.messages.failures.entry(by).or_default();
        *failures += 1;
        if outcome == Outcome::GivenUp || *failures >= FAILURES {
            let name = store::channel::get(&self.store, by)?.map(|channel| channel.name).unwrap_or_default();
            self.alarms.raise_channel(&mut self.store, by, &[("channel", &name), ("cause", said)], now);
        }
        if outcome == Outcome::GivenUp
            && let Some((account, episode)) = sent.delivery.notice_of
            && let Some(room) = self.rooms.values().find(|room| room.account.id == account && room.episode == episode)
            && room.notice.is_none()
        {
            self.needs_a_person(room.place);
        }
        Ok(())
    }

    /// A channel that was taken away fails no more.
    pub fn forget_channel(&mut self, id: i64) {
        self.messages.failures.remove(&id);
        self.alarms.clear_channel(&mut self.store, id, self.now);
    }

    fn forget_old(&mut self) -> Result<()> {
        let today = self.site.zone.date(self.now);
        if self.messages.purged == Some(today) {
            return Ok(());
        }
        let before = self.now - KEPT;
        self.write(|tx| store::delivery::purge(tx, before).map(drop))?;
        self.messages.purged = Some(today);
        Ok(())
    }

    fn room_name(&self, place: PlaceId) -> Option<&str> {
        self.rooms.get(&place).map(|room| room.name.as_str())
    }
}

/// A contact hears of an alarm, and where wanted of the end of one of which it heard; never of the failure of its own
/// channel. What was over before anybody was told is nothing to tell.
fn is_for(contact: &Contact, alarm: &AlarmState) -> bool {
    let wanted = if is_new(alarm) { alarm.cleared_at.is_none() } else { contact.when_over };
    let own = crate::alarm::of_channel(contact.channel);
    wanted && alarm.alarm.severity >= contact.least && alarm.alarm.kind != own
}

const fn is_new(alarm: &AlarmState) -> bool {
    alarm.told_at.is_none()
}

fn changed_at(alarm: &AlarmState) -> Timestamp {
    if is_new(alarm) { alarm.alarm.at } else { alarm.cleared_at.unwrap_or(alarm.alarm.at) }
}

fn line(alarm: &AlarmState, words: &Words) -> String {
    let (kind, args) = crate::alarm::message(alarm);
    let sentence = crate::api::alarms::sentence(&kind, &args, words);
    if is_new(alarm) { sentence } else { words.say("message-over", &[("alarm", &sentence)]) }
}

fn fields(pairs: &[(&str, &str)]) -> String {
    let pairs: BTreeMap<&str, &str> = pairs.iter().copied().collect();
    serde_json::to_string(&pairs).unwrap_or_default()
}

fn read(text: &str) -> BTreeMap<String, String> {
    serde_json::from_str(text).unwrap_or_default()
}

/// A number as people write it, with spaces and dashes, as services want it.
pub(crate) fn digits(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// The end of quiet hours that `at` lies in, or `at`.
fn after_quiet(zone: Zone, at: Timestamp, (from, to): (u16, u16)) -> Timestamp {
    let local = zone.local(at);
    let minute = u16::try_from(chrono::Timelike::num_seconds_from_midnight(&local.time()) / 60).unwrap_or(0);
    let quiet = if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to };
    if !quiet {
        return at;
    }
    let minutes = (i64::from(to) - i64::from(minute)).rem_euclid(24 * 60);
    at + Duration::minutes(minutes) - Duration::seconds(i64::from(chrono::Timelike::second(&local.time())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_may_pass_midnight() {
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        let at = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let night = (22 * 60, 7 * 60);
        for (from, until) in [
            ("2026-11-23T21:59:59+08:00", "2026-11-23T21:59:59+08:00"),
            ("2026-11-23T22:00:00+08:00", "2026-11-24T07:00:00+08:00"),
            ("2026-11-24T03:20:10+08:00", "2026-11-24T07:00:00+08:00"),
            ("2026-11-24T07:00:00+08:00", "2026-11-24T07:00:00+08:00"),
        ] {
            assert_eq!(after_quiet(zone, at(from), night), at(until), "{from}");
        }
        let noon = (12 * 60, 13 * 60 + 30);
        assert_eq!(after_quiet(zone, at("2026-11-23T12:10:00+08:00"), noon), at("2026-11-23T13:30:00+08:00"));
    }
}
