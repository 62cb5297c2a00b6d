//! A line in memory with units on it that can be made to misbehave, under paused time.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bus::{BoxFuture, Clock, Device, FromLine, Link, Settings, ToLine, Wire};
use meter::{Block, Function, Profile, RegisterImage, Sample, Values, rtu};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep, sleep_until};
use units::{BusId, Energy, MeterId, timestamp};

pub const SDM120: &str = include_str!("../../../../../assets/meters/eastron-sdm120.toml");
pub const DDS238: &str = include_str!("../../../../../assets/meters/hiking-dds238-4w.toml");
pub const ADL3000: &str = include_str!("../../../../../assets/meters/acrel-adl3000.toml");
pub const BOARD: &str = include_str!("../../../../../assets/meters/relay-board-8.toml");

pub const BUS: BusId = BusId(1);

pub fn profile(text: &str) -> Arc<Profile> {
    Arc::new(Profile::parse(text).unwrap())
}

pub fn device(unit: u8, text: &str, every: Duration) -> Device {
    Device { meter: MeterId(i64::from(unit)), unit, profile: profile(text), every }
}

/// What is done to one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Act {
    #[default]
    Answer,
    Flip(usize),
    Cut(usize),
    /// One byte is lost on the way.
    Lose(usize),
    /// One byte comes twice.
    Double(usize),
    /// An exception instead of the answer.
    Refuse(u8),
    /// The registers stay as they were at the request before.
    Freeze,
    Drop,
    Late(Duration),
    Twice(Duration),
    /// Two answers of which the second begins a character late.
    Collide,
    /// This unit answers in the place of the one asked.
    As(u8),
    /// So many bytes that mean nothing, before the answer where the number is even, else behind it.
    Noise(usize),
    /// The request comes back before the answer.
    Echo,
    Hangup,
}

/// One unit: its registers, and what it was asked.
pub struct Unit {
    pub profile: Arc<Profile>,
    pub image: RegisterImage,
    pub asked: u64,
    /// What it truly held at the last few requests for each block, whatever came of the answers.
    pub told: HashMap<Block, VecDeque<(Instant, Values)>>,
    pub welded: bool,
    /// What it measures beside its energy.
    pub shows: Sample,
}

#[derive(Default)]
pub struct Building {
    pub units: BTreeMap<u8, Unit>,
    /// Every request, in order: when, and its bytes.
    pub heard: Vec<(Instant, Vec<u8>)>,
    pub echo: bool,
    pub plugged: bool,
    /// Samples with a value that the unit did not hold when it was last asked for it.
    pub wrong: Vec<String>,
}

/// Decides, request by request, what goes wrong.
type Script = Rc<RefCell<dyn FnMut(&[u8]) -> Act>>;

pub type Shared = Rc<RefCell<Building>>;

impl Building {
    pub fn shared(units: &[(u8, &str)]) -> Shared {
        let units = units.iter().map(|(unit, text)| {
            let profile = profile(text);
            let image = profile.image(&Sample { relays: vec![true; 8], ..Sample::default() });
            (*unit, Unit { profile, image, asked: 0, told: HashMap::new(), welded: false, shows: Sample::default() })
        });
        Rc::new(RefCell::new(Self {
            units: units.collect(),
            heard: Vec::new(),
            echo: false,
            plugged: true,
            wrong: Vec::new(),
        }))
    }

    fn answer(&mut self, frame: &[u8], act: &Act) -> Option<Vec<u8>> {
        let unit = self.units.get_mut(&frame[0])?;
        unit.asked += 1;
        let code = frame[1];
        let (start, count) = (u16::from_be_bytes([frame[2], frame[3]]), u16::from_be_bytes([frame[4], frame[5]]));
        let function = match code {
            1 => Function::Coils,
            3 => Function::HoldingRegisters,
            4 => Function::InputRegisters,
            5 => return Some(unit.write(Function::Coils, start, u16::from(count != 0), frame[..6].to_vec())),
            16 => {
                for (address, value) in (start..).zip(frame[7..frame.len() - 2].chunks(2)) {
                    let value = u16::from_be_bytes([value[0], value[1]]);
                    unit.write(Function::HoldingRegisters, address, value, Vec::new());
                }
                return Some(rtu::seal(frame[..6].to_vec()));
            }
            _ => return Some(rtu::seal(vec![frame[0], code | 0x80, 1])),
        };
        let block = Block { function, start, count };
        if unit.profile.blocks().contains(&block) && *act != Act::Freeze {
            unit.count(unit.asked);
        }
        if let Act::Refuse(exception) = act {
            return Some(rtu::seal(vec![frame[0], code | 0x80, *exception]));
        }
        let Some(values) = unit.image.read(block) else {
            return Some(rtu::seal(vec![frame[0], code | 0x80, 2]));
        };
        let told = unit.told.entry(block).or_default();
        told.push_back((Instant::now(), values.clone()));
        if told.len() > 50 {
            told.pop_front();
        }
        let mut reply = vec![frame[0], code, u8::try_from(block.bytes()).unwrap()];
        match values {
            Values::Registers(registers) => reply.extend(registers.iter().flat_map(|word| word.to_be_bytes())),
            Values::Bits(bits) => reply.extend(
                bits.chunks(8).map(|byte| byte.iter().rev().fold(0, |packed, bit| packed << 1 | u8::from(*bit))),
            ),
        }
        Some(rtu::seal(reply))
    }
}

impl Unit {
    /// Puts a number into the energy register and into whatever else it shows, keeping relays as they are.
    fn count(&mut self, number: u64) {
        let number = i64::try_from(number).unwrap();
        let mut sample = Sample { energy_import: Some(Energy::from_wh(number * 10)), ..self.shows.clone() };
        sample.voltage_mv.iter_mut().for_each(|shown| *shown = 200_000 + number % 500 * 100);
        sample.current_ma.iter_mut().for_each(|shown| *shown = number % 5_000 * 10);
        sample.power_mw = sample.power_mw.map(|_| number % 10_000 * 1_000);
        let fresh = self.profile.image(&sample);
        let relay = self.profile.relay_read(0);
        for block in self.profile.blocks() {
            for address in block.start..block.start + block.count {
                if relay.is_none_or(|relay| !relay.holds(block.function, address, 1)) {
                    self.image.set(block.function, address, fresh.get(block.function, address).unwrap());
                }
            }
        }
    }

    fn write(&mut self, function: Function, address: u16, value: u16, mut echo: Vec<u8>) -> Vec<u8> {
        if !self.welded {
            self.image.set(function, address, value);
        }
        echo.truncate(6);
        rtu::seal(echo)
    }
}

/// Serves the building on one end of a pipe. `act` decides, request by request, what goes wrong.
async fn serve(mut wire: DuplexStream, building: Shared, act: Script) {
    let (out, mut queue) = unbounded_channel::<(Instant, Vec<u8>)>();
    let mut pending: Vec<u8> = Vec::new();
    let mut free = Instant::now();
    let mut sending: Option<(Instant, Vec<u8>)> = None;
    loop {
        let mut chunk = [0; 256];
        let due = sending.as_ref().map(|(at, _)| *at);
        tokio::select! {
            read = wire.read(&mut chunk) => match read {
                Ok(count) if count > 0 => pending.extend(&chunk[..count]),
                _ => return,
            },
            item = queue.recv(), if due.is_none() => { sending = item; continue; }
            () = async { sleep_until(due.unwrap()).await }, if due.is_some() => {
                let (_, bytes) = sending.take().unwrap();
                if wire.write_all(&bytes).await.is_err() { return; }
                continue;
            }
        }
        while pending.len() >= 8 {
            let length = if pending[1] == 16 { 9 + usize::from(pending[6]) } else { 8 };
            if pending.len() < length {
                break;
            }
            let frame: Vec<u8> = pending.drain(..length).collect();
            assert!(rtu::is_whole(&frame), "a request must be whole: {frame:02x?}");
            building.borrow_mut().heard.push((Instant::now(), frame.clone()));
            if building.borrow().echo {
                out.send((Instant::now(), frame.clone())).unwrap();
            }
            let act = (act.borrow_mut())(&frame);
            let answer = building.borrow_mut().answer(&frame, &act);
            let Some(mut answer) = answer else { continue };
            let mut at = Instant::now() + Duration::from_millis(3);
            let mut again = None;
            match act {
                Act::Answer | Act::Refuse(_) | Act::Freeze => {}
                Act::Lose(place) => drop(answer.remove(place % answer.len())),
                Act::Double(place) => answer.insert(place % answer.len(), answer[place % answer.len()]),
                Act::Flip(bit) => {
                    let bit = bit % (answer.len() * 8);
                    answer[bit / 8] ^= 1 << (bit % 8);
                }
                Act::Cut(length) => answer.truncate(length % answer.len()),
                Act::Drop => continue,
                Act::Late(by) => at += by,
                Act::Twice(after) => again = Some(after),
                Act::As(unit) => {
                    answer.truncate(answer.len() - 2);
                    answer[0] = unit;
                    answer = rtu::seal(answer);
                }
                Act::Collide => {
                    let late = std::iter::once(0xFF).chain(answer.clone());
                    let over = answer.iter().copied().chain(std::iter::once(0xFF));
                    answer = over.zip(late).map(|(one, other)| one & other).collect();
                }
                Act::Noise(number) => {
                    let burst = (0..1 + number % 24).map(|index| (number * 31 + index * 151).to_le_bytes()[0]);
                    let at = if number % 2 == 0 { 0 } else { answer.len() };
                    answer.splice(at..at, burst);
                }
                Act::Echo => drop(answer.splice(0..0, frame.iter().copied())),
                Act::Hangup => return,
            }
            // A unit answers in the order in which it was asked.
            at = at.max(free);
            free = at;
            out.send((at, answer.clone())).unwrap();
            if let Some(after) = again {
                free = at + after;
                out.send((free, answer)).unwrap();
            }
        }
    }
}

/// A line that leads to the building. Call inside a `LocalSet`.
pub fn link(building: &Shared, act: impl FnMut(&[u8]) -> Act + 'static) -> Link {
    let (ends, mut opened) = unbounded_channel::<DuplexStream>();
    let act: Script = Rc::new(RefCell::new(act));
    let plug = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let (plugged, served) = (plug.clone(), building.clone());
    tokio::task::spawn_local(async move {
        loop {
            tokio::select! {
                end = opened.recv() => match end {
                    Some(end) => serve(end, served.clone(), act.clone()).await,
                    None => return,
                },
                () = sleep(Duration::from_millis(10)) => {}
            }
            plug.store(served.borrow().plugged, std::sync::atomic::Ordering::Relaxed);
        }
    });
    Link::Connect(Box::new(move || -> BoxFuture<std::io::Result<Box<dyn Wire>>> {
        let ends = ends.clone();
        let plugged = plugged.load(std::sync::atomic::Ordering::Relaxed);
        Box::pin(async move {
            if !plugged {
                return Err(std::io::ErrorKind::NotFound.into());
            }
            let (ours, theirs) = tokio::io::duplex(1024);
            ends.send(theirs).map_err(|_| std::io::ErrorKind::BrokenPipe)?;
            Ok(Box::new(ours) as Box<dyn Wire>)
        })
    }))
}

pub struct Rig {
    pub building: Shared,
    pub to: UnboundedSender<ToLine>,
    pub from: UnboundedReceiver<FromLine>,
}

impl Rig {
    /// Starts the owner of a line on the building. Call inside a `LocalSet`.
    pub fn start(building: Shared, devices: Vec<Device>, act: impl FnMut(&[u8]) -> Act + 'static) -> Self {
        Self::start_at(building, devices, Duration::ZERO, act)
    }

    /// The same, so long after the beginning of 1970.
    pub fn start_at(
        building: Shared,
        devices: Vec<Device>,
        after: Duration,
        act: impl FnMut(&[u8]) -> Act + 'static,
    ) -> Self {
        let (to, inbox) = unbounded_channel();
        let (said, from) = unbounded_channel();
        let link = link(&building, act);
        let epoch = Instant::now();
        let clock: Clock = Arc::new(move || timestamp(i64::try_from((after + epoch.elapsed()).as_millis()).unwrap()));
        let (seen, start) = (building.clone(), epoch.checked_sub(after).unwrap_or(epoch));
        tokio::task::spawn_local(bus::run(
            BUS,
            link,
            Settings::default(),
            devices,
            clock,
            move |message| {
                check_fresh(&seen, start, &message);
                // The test may have ended.
                let _ = said.send(message);
            },
            inbox,
        ));
        Self { building, to, from }
    }

    /// The next message that `pick` accepts, within a minute.
    pub async fn next<T>(&mut self, mut pick: impl FnMut(FromLine) -> Option<T>) -> T {
        assert_eq!(self.building.borrow().wrong, [""; 0]);
        let wait = async {
            loop {
                let message = self.from.recv().await.expect("the line runs");
                if let Some(found) = pick(message) {
                    return found;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), wait).await.expect("it must be said within a minute")
    }

    pub async fn sample(&mut self, unit: u8) -> Sample {
        self.next(|message| match message {
            FromLine::Sample { meter, sample, .. } if meter.0 == i64::from(unit) => Some(sample),
            _ => None,
        })
        .await
    }

    /// Everything said until then.
    pub async fn during(&mut self, time: Duration) -> Vec<FromLine> {
        sleep(time).await;
        assert!(!self.to.is_closed(), "the line runs");
        assert_eq!(self.building.borrow().wrong, [""; 0]);
        std::iter::from_fn(|| self.from.try_recv().ok()).collect()
    }
}

/// The heart of it: a sample is made of what its unit truly held when it was last asked for each block by then. `start`
/// is when the clock began. The next request is not before the silence is over, and so more than two milliseconds later.
fn check_fresh(building: &Shared, start: Instant, message: &FromLine) {
    let FromLine::Sample { meter, at, sample, .. } = message else { return };
    let mut building = building.borrow_mut();
    let unit = &building.units[&u8::try_from(meter.0).unwrap()];
    let by_then = start + Duration::from_millis(u64::try_from(units::millis(*at)).unwrap() + 2);
    let held = unit.profile.blocks().iter().filter_map(|block| {
        let (_, values) = unit.told.get(block)?.iter().rev().find(|(when, _)| *when < by_then)?;
        Some((*block, values.clone()))
    });
    let truth = unit.profile.decode(&held.collect::<Vec<_>>());
    let believed = Sample { serial: None, ..sample.clone() };
    if truth.as_ref() != Ok(&believed) {
        let wrong = format!("unit {meter}: believed {believed:?}, and it held {truth:?}");
        building.wrong.push(wrong);
    }
}

/// Runs on one thread with time that passes only when everybody waits.
pub fn paused(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(tokio::task::LocalSet::new().run_until(test));
}

pub fn samples(messages: &[FromLine], unit: u8) -> usize {
    let of_unit = |message: &&FromLine| matches!(message, FromLine::Sample { meter, .. } if meter.0 == i64::from(unit));
    messages.iter().filter(of_unit).count()
}
