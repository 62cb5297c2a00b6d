//! Another address or speed for a virtual meter, as `bus` changes it, and everything that can come between.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bus::{
    BoxFuture, Change, ChangeError, Changed, Device, Errand, ErrandTold, FromLine, Holds, Left, Link, Settings, Stage,
    To, ToLine, Wire, change_link,
};
use meter::{Parity, Profile, Sample};
use sim::{Button, Desk, Fault, Faults, Framing, Line, Pace, Source, Trouble, VirtualMeter, Whom, answer};
use tokio::sync::mpsc::unbounded_channel;
use units::{BusId, Energy, MeterId, timestamp};

const LOCKED: &str = r#"
id = "locked"
maker = "Maker"
model = "Model"
sources = ["a document"]
[line]
[values]
energy_import = { table = "input", address = 4, type = "u32", unit = "Wh" }
[setup]
unlock = { address = 0x0018, write = "registers", type = "f32", value = 1000 }
address = { address = 0x0014, write = "registers", type = "f32" }
"#;

fn profile(id: &str) -> Arc<Profile> {
    let path = format!("{}/../../../assets/meters/{id}.toml", env!("CARGO_MANIFEST_DIR"));
    Arc::new(Profile::parse(&std::fs::read_to_string(path).unwrap()).unwrap())
}

/// What it shows, as long as `alive`; `other` makes it another meter.
#[derive(Clone)]
struct Shows {
    wh: i64,
    alive: Arc<AtomicBool>,
    other: Arc<AtomicBool>,
    restarted: Arc<AtomicBool>,
}

impl Shows {
    fn new(wh: i64) -> Self {
        let flag = |value| Arc::new(AtomicBool::new(value));
        Self { wh, alive: flag(true), other: flag(false), restarted: flag(false) }
    }
}

impl Source for Shows {
    fn sample(&mut self) -> Option<Sample> {
        let other = i64::from(self.other.load(Ordering::Relaxed));
        self.alive.load(Ordering::Relaxed).then(|| Sample {
            energy_import: Some(Energy::from_wh(self.wh + other * 50_000_000)),
            power_mw: Some(1_000_000),
            voltage_mv: vec![230_000],
            frequency_mhz: Some(50_000),
            current_ma: vec![4_000],
            serial: Some((self.wh + other).to_string()),
            relays: vec![true],
            ..Sample::default()
        })
    }

    fn switch(&mut self, _: u8, _: bool) {}

    fn restarts(&mut self) -> u32 {
        u32::from(self.restarted.load(Ordering::Relaxed))
    }
}

fn meter(unit: u8, profile: &Arc<Profile>, shows: &Shows) -> VirtualMeter {
    VirtualMeter::new(unit, Arc::clone(profile), Box::new(shows.clone()))
}

/// The line over a pipe, at the pace of a wire; once `unplugged` it cannot be opened and what is open ends.
fn link(line: &Line, unplugged: &Arc<AtomicBool>) -> Link {
    let (line, unplugged) = (line.clone(), Arc::clone(unplugged));
    let pace = Pace::at(9600, 10).with_turnaround(Duration::from_millis(20));
    Link::Connect(Box::new(move || -> BoxFuture<io::Result<Box<dyn Wire>>> {
        if unplugged.load(Ordering::Relaxed) {
            return Box::pin(async { Err(io::ErrorKind::NotFound.into()) });
        }
        let (ours, theirs) = tokio::io::duplex(512);
        let serving = tokio::spawn(answer(theirs, Desk::new(line.clone(), Framing::Rtu, pace)));
        let unplugged = Arc::clone(&unplugged);
        tokio::spawn(async move {
            while !unplugged.load(Ordering::Relaxed) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            serving.abort();
        });
        Box::pin(async move { Ok(Box::new(ours) as Box<dyn Wire>) })
    }))
}

struct Tried {
    outcome: Result<Changed, ChangeError>,
    stages: Vec<Stage>,
}

/// `at` is called at each stage.
async fn tried(line: &Line, unit: u8, profile: &Arc<Profile>, to: To, mut at: impl FnMut(Stage)) -> Tried {
    let unplugged = Arc::new(AtomicBool::new(false));
    let link = link(line, &unplugged);
    let settings = Settings { timeout: Duration::from_millis(200), ..Settings::default() };
    let mut stages = Vec::new();
    let change = Change { unit, profile: Arc::clone(profile), to };
    let outcome = change_link(&link, &settings, &change, |stage| {
        stages.push(stage);
        at(stage);
    });
    Tried { outcome: outcome.await, stages }
}

const ALL: [Stage; 4] = [Stage::Old, Stage::New, Stage::Writing, Stage::Proving];

#[tokio::test(start_paused = true)]
async fn an_address_is_changed_and_proven() {
    for id in ["hiking-dds238-4w", "eastron-sdm120", "chint-dtsu666", "peacefair-pzem-004t-v3", "wirenboard-mr6c"] {
        let profile = profile(id);
        let (one, two) = (Shows::new(1_000), Shows::new(77_000));
        let line = Line::new(1, vec![meter(1, &profile, &one), meter(2, &profile, &two)]);
        let Tried { outcome, stages } = tried(&line, 1, &profile, To::Unit(42), |_| {}).await;
        let changed = outcome.unwrap_or_else(|error| panic!("{id}: {error}"));
        assert_eq!((changed.unit, changed.holds, stages), (42, Holds::Now, ALL.to_vec()), "{id}");
        if profile.has_energy() {
            assert_eq!(changed.identity.register, Some(Energy::from_wh(1_000)), "{id}");
        }
        assert_eq!(line.units(), [42, 2], "{id}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_password_is_given_first() {
    let profile = Arc::new(Profile::parse(LOCKED).unwrap());
    let line = Line::new(1, vec![meter(1, &profile, &Shows::new(1_000))]);
    tried(&line, 1, &profile, To::Unit(3), |_| {}).await.outcome.unwrap();
    assert_eq!(line.units(), [3]);
}

/// What is asked for, and the code of the error; nothing is written.
async fn untouched(line: &Line, unit: u8, profile: &Arc<Profile>, to: To) -> &'static str {
    let before = line.units();
    let Tried { outcome, stages } = tried(line, unit, profile, to, |_| {}).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.left(), line.units()), (Left::Untouched, before), "{error}");
    assert!(!stages.contains(&Stage::Proving), "{error}");
    error.code()
}

#[tokio::test(start_paused = true)]
async fn nothing_is_written_where_it_would_be_wrong() {
    let (dds, sdm) = (profile("hiking-dds238-4w"), profile("eastron-sdm120"));
    let line = Line::new(1, vec![meter(1, &dds, &Shows::new(1_000)), meter(2, &dds, &Shows::new(2_000))]);
    assert_eq!(untouched(&line, 1, &dds, To::Unit(2)).await, "taken");
    assert_eq!(untouched(&line, 5, &dds, To::Unit(6)).await, "nobody");
    assert_eq!(untouched(&line, 1, &sdm, To::Unit(6)).await, "other-model");
    assert_eq!(untouched(&line, 1, &dds, To::Unit(1)).await, "same");
    assert_eq!(untouched(&line, 1, &dds, To::Unit(250)).await, "not-taken");
    assert_eq!(untouched(&line, 1, &dds, To::Baud(123_456)).await, "not-taken");
    assert_eq!(untouched(&line, 1, &dds, To::Frame(Parity::Even, 1)).await, "not-documented");
    assert_eq!(untouched(&line, 1, &profile("relay-board-r421a08"), To::Unit(9)).await, "at-the-device");
    let shared = Line::new(1, vec![meter(1, &dds, &Shows::new(1_000)), meter(1, &dds, &Shows::new(9_999_000))]);
    assert_eq!(untouched(&shared, 1, &dds, To::Unit(3)).await, "shared");
    let gateway: Link = Link::Port("tcp://127.0.0.1:9".parse().unwrap());
    let change = Change { unit: 1, profile: dds, to: To::Baud(4800) };
    let error = change_link(&gateway, &Settings::default(), &change, |_| {}).await.unwrap_err();
    assert_eq!(error.code(), "gateway");
}

#[tokio::test(start_paused = true)]
async fn a_device_that_wants_its_button_held_says_so() {
    let profile = profile("eastron-sdm120");
    let line = Line::new(1, vec![meter(1, &profile, &Shows::new(1_000)).with_button(Button::Free)]);
    let error = tried(&line, 1, &profile, To::Unit(3), |_| {}).await.outcome.unwrap_err();
    assert_eq!((error.code(), error.left(), line.units()), ("refused", Left::AsBefore, vec![1]));
    assert!(error.to_string().contains("button"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn whatever_goes_wrong_behind_the_write_is_told_as_it_stands() {
    let profile = profile("hiking-dds238-4w");
    // It moves, and is never heard again.
    let shows = Shows::new(1_000);
    let line = Line::new(1, vec![meter(1, &profile, &shows)]);
    line.trouble(Trouble::lasting(Whom::Units([7].into()), Faults::none().with(Fault::Drop, 1000)));
    let lost = tried(&line, 1, &profile, To::Unit(7), |_| {}).await.outcome.unwrap_err();
    assert_eq!((lost.code(), lost.left()), ("lost", Left::Unknown));
    // Another meter answers at the new place.
    let shows = Shows::new(1_000);
    let line = Line::new(1, vec![meter(1, &profile, &shows)]);
    let swap = |stage| shows.other.store(stage == Stage::Proving, Ordering::Relaxed);
    let other = tried(&line, 1, &profile, To::Unit(7), swap).await.outcome.unwrap_err();
    assert_eq!((other.code(), other.left()), ("another-device", Left::Unknown));
    // A second one at the old address wakes up: two had shared it.
    let (one, two) = (Shows::new(1_000), Shows::new(2_000));
    two.alive.store(false, Ordering::Relaxed);
    let line = Line::new(1, vec![meter(1, &profile, &one), meter(1, &profile, &two)]);
    let mut woken = false;
    let Tried { outcome, .. } = tried(&line, 1, &profile, To::Unit(7), |stage| {
        // The write itself is answered by one only.
        woken |= stage == Stage::Proving;
        two.alive.store(woken, Ordering::Relaxed);
    })
    .await;
    let error = outcome.unwrap_err();
    assert!(matches!(error.code(), "old-answers" | "two-at-new"), "{error}");
    assert_eq!(error.left(), Left::Unknown);
}

#[tokio::test(start_paused = true)]
async fn a_lost_confirmation_is_no_failure() {
    let profile = profile("hiking-dds238-4w");
    let line = Line::new(1, vec![meter(1, &profile, &Shows::new(1_000))]);
    // From the write on the old address is not answered any more: not even the write itself.
    let deaf = Trouble::lasting(Whom::Units([1].into()), Faults::none().with(Fault::Drop, 1000));
    let changed = tried(&line, 1, &profile, To::Unit(7), |stage| {
        if stage == Stage::Writing {
            line.trouble(deaf.clone());
        }
    });
    assert_eq!(changed.await.outcome.unwrap().holds, Holds::Now);
    assert_eq!(line.units(), [7]);
}

#[tokio::test(start_paused = true)]
async fn a_wire_that_goes_away_behind_the_write_leaves_it_open() {
    let profile = profile("hiking-dds238-4w");
    let line = Line::new(1, vec![meter(1, &profile, &Shows::new(1_000))]);
    let unplugged = Arc::new(AtomicBool::new(false));
    let link = link(&line, &unplugged);
    let change = Change { unit: 1, profile, to: To::Unit(7) };
    let settings = Settings::default();
    let outcome = change_link(&link, &settings, &change, |stage| {
        unplugged.store(stage == Stage::Proving, Ordering::Relaxed);
    });
    let error = outcome.await.unwrap_err();
    assert_eq!((error.code(), error.left()), ("broken-off", Left::Unknown), "{error}");
    assert!(error.to_string().contains("scan"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_owner_of_a_line_changes_a_device_and_goes_on_polling_it_where_it_is() {
    let profile = profile("hiking-dds238-4w");
    let line = Line::new(1, vec![meter(1, &profile, &Shows::new(1_000)), meter(2, &profile, &Shows::new(2_000))]);
    let link = link(&line, &Arc::new(AtomicBool::new(false)));
    let device = |unit| Device { meter: MeterId(1), unit, profile: Arc::clone(&profile), every: Duration::ZERO };
    let (to, inbox) = unbounded_channel();
    let (said, mut heard) = unbounded_channel();
    let epoch = tokio::time::Instant::now();
    let clock: bus::Clock = Arc::new(move || timestamp(i64::try_from(epoch.elapsed().as_millis()).unwrap()));
    let out = move |message| said.send(message).unwrap();
    let set = tokio::task::LocalSet::new();
    set.spawn_local(bus::run(BusId(1), link, Settings::default(), vec![device(1)], clock, out, inbox));
    set.run_until(async {
        let mut next = async |wanted: fn(&FromLine) -> bool| loop {
            let message = heard.recv().await.expect("the line runs");
            if wanted(&message) {
                return message;
            }
        };
        next(|message| matches!(message, FromLine::Sample { .. })).await;
        let change = Change { unit: 1, profile: Arc::clone(&profile), to: To::Unit(9) };
        to.send(ToLine::Errand(3, Errand::Change(Settings::default(), change))).unwrap();
        let over = |message: &FromLine| {
            matches!(message, FromLine::Errand { id: 3, told, .. } if matches!(**told, ErrandTold::ChangeOver(Ok(_))))
        };
        next(over).await;
        to.send(ToLine::Devices(vec![device(9)])).unwrap();
        next(|message| matches!(message, FromLine::Sample { .. })).await;
        assert_eq!(line.units(), [9, 2]);
    })
    .await;
}

/// Over a pseudo-terminal, which knows the speed it is spoken at.
#[cfg(target_os = "linux")]
mod speed {
    use std::io::{Read, Write as _};
    use std::thread::JoinHandle;

    use serialport::{SerialPort, TTYPort};
    use sim::{Heard, Speed};
    use tokio::time::Instant;

    use super::*;

    const USUAL: Speed = Speed { baud: 9600, parity: Parity::None, stop_bits: 1 };

    /// A line that listens to the speed of each request.
    struct Served {
        link: Link,
        stop: Arc<AtomicBool>,
        thread: Option<JoinHandle<()>>,
    }

    impl Served {
        fn new(meters: Vec<VirtualMeter>) -> Self {
            let (mut master, slave) = TTYPort::pair().unwrap();
            let link = Link::Port(slave.name().unwrap().parse().unwrap());
            let stop = Arc::new(AtomicBool::new(false));
            let ended = Arc::clone(&stop);
            let thread = std::thread::spawn(move || {
                let mut desk = Desk::new(Line::new(1, meters), Framing::Rtu, Pace::none());
                master.set_timeout(Duration::from_millis(5)).unwrap();
                let mut chunk = [0; 256];
                while !ended.load(Ordering::Relaxed) {
                    let Ok(count) = master.read(&mut chunk) else { continue };
                    desk.hear(Heard { baud: slave.baud_rate().ok(), parity: None });
                    desk.receive(&chunk[..count], Instant::now());
                    while let Some(bytes) = desk.take_due(Instant::now()) {
                        master.write_all(&bytes).unwrap();
                    }
                }
            });
            Self { link, stop, thread: Some(thread) }
        }

        async fn set(&self, baud: u32, profile: &Arc<Profile>, to: To) -> Result<Changed, ChangeError> {
            let settings = Settings { baud, timeout: Duration::from_millis(150), ..Settings::default() };
            let change = Change { unit: 1, profile: Arc::clone(profile), to };
            change_link(&self.link, &settings, &change, |_| {}).await
        }
    }

    impl Drop for Served {
        fn drop(&mut self) {
            self.stop.store(true, Ordering::Relaxed);
            self.thread.take().unwrap().join().unwrap();
        }
    }

    #[tokio::test]
    async fn a_speed_that_holds_at_once_is_proven_at_the_new_speed() {
        let profile = profile("hiking-dds238-4w");
        let other = meter(2, &profile, &Shows::new(5_000)).at_speed(USUAL);
        let line = Served::new(vec![meter(1, &profile, &Shows::new(1_000)).at_speed(USUAL), other]);
        let changed = line.set(9600, &profile, To::Baud(4800)).await.unwrap();
        assert_eq!((changed.settings.baud, changed.holds), (4800, Holds::Now));
        assert_eq!(line.set(9600, &profile, To::Baud(2400)).await.unwrap_err().code(), "nobody");
        assert_eq!(line.set(4800, &profile, To::Baud(9600)).await.unwrap().settings.baud, 9600);
    }

    #[tokio::test]
    async fn one_that_waits_for_a_restart_is_told_as_such() {
        let profile = profile("eastron-sdm120");
        let shows = Shows::new(1_000);
        let line = Served::new(vec![meter(1, &profile, &shows).at_speed(USUAL)]);
        let waits = line.set(9600, &profile, To::Baud(4800)).await.unwrap();
        assert_eq!((waits.settings.baud, waits.holds), (4800, Holds::AfterRestart));
        shows.restarted.store(true, Ordering::Relaxed);
        assert_eq!(line.set(9600, &profile, To::Baud(2400)).await.unwrap_err().code(), "nobody");
        assert_eq!(line.set(4800, &profile, To::Baud(9600)).await.unwrap().holds, Holds::AfterRestart);
    }
}
