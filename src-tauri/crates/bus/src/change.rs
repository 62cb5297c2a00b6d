//! Another address or speed for one device, with proof.
//!
//! Before anything is written exactly one device must answer at the old place, as the model that it is said to be, and
//! nobody at the new one. Afterwards the same device must answer at the new place, by serial number and register where
//! it tells them, and the old place must be silent. Whatever else is found is an error that says how things stand. One
//! device is spoken to at a time, and never all at once: nothing is sent to unit 0.

mod error;
mod hand;

use std::sync::Arc;
use std::time::Duration;

use meter::{Block, Parity, Profile, Request, Setup, Values};
use tokio::time::{Instant, sleep};

use crate::error::LineError;
use crate::port::{Link, Port, Settings};
use crate::scan::presence::Written;

pub use error::{ChangeError, Left};
pub use hand::Identity;

use hand::{Hand, Presence};

/// A device that restarts with its new settings may be away for so long.
const RESTART: Duration = Duration::from_secs(6);
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

/// What is changed of one device.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its address now.
    pub unit: u8,
    pub profile: Arc<Profile>,
    pub to: To,
}

/// One setting at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    Unit(u8),
    Baud(u32),
    /// Parity and stop bits.
    Frame(Parity, u8),
}

/// Where a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Who answers at the old place?
    Old,
    /// Is the new place free?
    New,
    Writing,
    /// Does the same device answer at the new place, and nobody at the old one?
    Proving,
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub unit: u8,
    pub settings: Settings,
    /// As it told before and, where the new setting holds already, after.
    pub identity: Identity,
    pub holds: Holds,
}

/// Since when a new setting is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Proven at the new place.
    Now,
    /// The device keeps it and answers at the old place until it was without power.
    AfterRestart,
}

/// Opens the port and makes one change. Blocks; not for use inside a runtime.
pub fn change(
    port: &Port,
    settings: &Settings,
    change: &Change,
    heard: impl FnMut(Stage),
) -> Result<Changed, ChangeError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let failed = |error: std::io::Error| LineError::Open { port: port.to_string(), kind: error.kind() };
    let runtime = runtime.map_err(|error| ChangeError::Line(failed(error)))?;
    runtime.block_on(change_link(&Link::Port(port.clone()), settings, change, heard))
}

/// The same over any link, for callers that bring their own runtime.
pub async fn change_link(
    link: &Link,
    settings: &Settings,
    change: &Change,
    mut heard: impl FnMut(Stage),
) -> Result<Changed, ChangeError> {
    let places = Places::of(link, settings, change)?;
    let mut hand = Hand::new(link, &change.profile);
    heard(Stage::Old);
    let before = who_is_there(&mut hand, change, &places).await?;
    heard(Stage::New);
    if hand.look(&places.new, places.new_unit).await? != Presence::Nobody {
        return Err(ChangeError::Taken { unit: places.new_unit });
    }
    let requests = requests(&mut hand, change, &places).await?;
    heard(Stage::Writing);
    let written = hand.write(&places.old, change.unit, &requests).await?;
    heard(Stage::Proving);
    prove(&mut hand, change, &places, before, written).await.map_err(|error| match error {
        ChangeError::Line(error) => ChangeError::BrokenOff(error),
        error => error,
    })
}

/// Where the device is, and where it shall be.
struct Places {
    old: Settings,
    new: Settings,
    new_unit: u8,
}

impl Places {
    /// Whether it can be asked for at all.
    fn of(link: &Link, settings: &Settings, Change { unit, profile, to }: &Change) -> Result<Self, ChangeError> {
        let setup = profile.setup().ok_or(ChangeError::NotDocumented)?;
        let any = Values::Registers(vec![0, 0]);
        let (block, example) = (read_of(setup, *to), write_of(setup, *to, Some(&any)));
        if block.is_none() {
            return Err(setup
                .by_hand()
                .map_or(ChangeError::NotDocumented, |how| ChangeError::AtTheDevice(how.to_owned())));
        }
        if example.is_none() {
            return Err(ChangeError::NotTaken);
        }
        let timeout = settings.timeout.max(Duration::from_millis(profile.timeout_ms()));
        let old = Settings { timeout, ..*settings };
        let (new, new_unit) = match *to {
            To::Unit(new_unit) => (old, new_unit),
            To::Baud(baud) => (Settings { baud, ..old }, *unit),
            To::Frame(parity, stop_bits) => (Settings { parity, stop_bits, ..old }, *unit),
        };
        if (new, new_unit) == (old, *unit) {
            return Err(ChangeError::Same);
        }
        if new != old && link.is_remote() {
            return Err(ChangeError::Gateway);
        }
        Ok(Self { old, new, new_unit })
    }
}

fn read_of(setup: &Setup, to: To) -> Option<Block> {
    match to {
        To::Unit(_) => setup.address_read(),
        To::Baud(_) => setup.baud_read(),
        To::Frame(..) => setup.frame_read(),
    }
}

fn write_of(setup: &Setup, to: To, held: Option<&Values>) -> Option<Request> {
    match to {
        To::Unit(unit) => setup.set_address(unit, held),
        To::Baud(baud) => setup.set_baud(baud, held),
        To::Frame(parity, stop_bits) => setup.set_frame(parity, stop_bits, held),
    }
}

/// Whether a register already says what is wanted.
fn says(setup: &Setup, to: To, held: &Values) -> bool {
    match to {
        To::Unit(unit) => setup.held_address(held) == Some(unit),
        To::Baud(baud) => setup.held_baud(held) == Some(baud),
        To::Frame(parity, stop_bits) => setup.held_frame(held) == Some((parity, stop_bits)),
    }
}

/// The one device at the old place, and what it tells of itself.
async fn who_is_there(hand: &mut Hand<'_>, change: &Change, places: &Places) -> Result<Identity, ChangeError> {
    let unit = change.unit;
    match hand.look(&places.old, unit).await? {
        Presence::Nobody => return Err(ChangeError::Nobody { unit }),
        Presence::Several => return Err(ChangeError::Shared { unit }),
        Presence::One => {}
    }
    // What cannot be understood twice running is two that speak at once.
    let identity = hand.identify(&places.old, unit).await.map_err(|error| match error {
        ChangeError::Line(LineError::Frame(_)) => ChangeError::Shared { unit },
        error => error,
    })?;
    // A register of the address that says another one is none.
    if let Some(block) = change.profile.setup().and_then(Setup::address_read)
        && let Some(values) = hand.read(&places.old, unit, block).await?
        && let Some(told) = change.profile.setup().and_then(|setup| setup.held_address(&values))
        && told != unit
    {
        return Err(ChangeError::OtherModel { unit });
    }
    Ok(identity)
}

/// What has to be written, the password first.
async fn requests(hand: &mut Hand<'_>, change: &Change, places: &Places) -> Result<Vec<Request>, ChangeError> {
    let setup = change.profile.setup().ok_or(ChangeError::NotDocumented)?;
    let block = read_of(setup, change.to).ok_or(ChangeError::NotDocumented)?;
    let held = hand.read(&places.old, change.unit, block).await?;
    // A register that holds two settings is not written without knowing the other one.
    let write = write_of(setup, change.to, held.as_ref()).ok_or(ChangeError::OtherModel { unit: change.unit })?;
    Ok(setup.unlock().cloned().into_iter().chain([write]).collect())
}

async fn prove(
    hand: &mut Hand<'_>,
    change: &Change,
    places: &Places,
    before: Identity,
    written: Written,
) -> Result<Changed, ChangeError> {
    let Places { old, new, new_unit } = places;
    let until = Instant::now() + if matches!(written, Written::Refused(_)) { Duration::ZERO } else { RESTART };
    let mut there = hand.look(new, *new_unit).await?;
    while there == Presence::Nobody && Instant::now() < until && hand.look(old, change.unit).await? == Presence::Nobody
    {
        sleep(BETWEEN_LOOKS).await;
        there = hand.look(new, *new_unit).await?;
    }
    let changed = |identity, holds| Ok(Changed { unit: *new_unit, settings: *new, identity, holds });
    match there {
        Presence::Nobody => match hand.look(old, change.unit).await? {
            Presence::Nobody => Err(ChangeError::Lost { unit: change.unit, new_unit: *new_unit }),
            Presence::One | Presence::Several => {
                let block = change.profile.setup().and_then(|setup| Some((setup, read_of(setup, change.to)?)));
                let held = match block {
                    Some((setup, block)) => hand.read(old, change.unit, block).await?.map(|held| (setup, held)),
                    None => None,
                };
                match (held, written) {
                    (Some((setup, held)), _) if says(setup, change.to, &held) => changed(before, Holds::AfterRestart),
                    (_, Written::Refused(code)) => Err(ChangeError::Refused { code, by_hand: by_hand(change) }),
                    (_, Written::Done | Written::Unsure) => Err(ChangeError::AsBefore { by_hand: by_hand(change) }),
                }
            }
        },
        Presence::Several => Err(ChangeError::TwoAtNew { unit: *new_unit }),
        Presence::One => {
            let after = hand.identify(new, *new_unit).await?;
            if !after.may_be(&before, &change.profile) {
                return Err(ChangeError::AnotherDevice { unit: *new_unit, serial: after.serial });
            }
            if hand.look(old, change.unit).await? != Presence::Nobody {
                return Err(ChangeError::OldAnswers { unit: change.unit, new_unit: *new_unit });
            }
            changed(after, Holds::Now)
        }
    }
}

fn by_hand(change: &Change) -> Option<String> {
    change.profile.setup().and_then(Setup::by_hand).map(str::to_owned)
}
