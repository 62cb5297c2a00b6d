use chrono::Duration;
use proptest::prelude::*;
use units::timestamp;

use super::*;

const LOAD_W: i64 = 800;

fn at(seconds: i64) -> Timestamp {
    timestamp(1_800_000_000_000) + Duration::seconds(seconds)
}

/// What stands between a command and the lamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relay {
    Sound,
    /// Ignores commands, reads truly.
    Stuck,
    /// Reads as commanded, conducts for ever.
    Bridged,
    /// Neither hears nor answers.
    Silent,
}

/// A relay and its meter in a time of whole seconds; a command takes effect at once and is read back a second later.
struct Bench {
    reconciler: Reconciler,
    relay: Relay,
    closed: bool,
    reads: bool,
    load_w: i64,
    seen: Observation,
    second: i64,
    sent: Vec<(i64, bool)>,
    events: Vec<(i64, Action)>,
}

impl Bench {
    fn new(closed: bool) -> Self {
        Self {
            reconciler: Reconciler::new(Plan::default(), at(0)),
            relay: Relay::Sound,
            closed,
            reads: closed,
            load_w: LOAD_W,
            seen: Observation::default(),
            second: 0,
            sent: Vec::new(),
            events: Vec::new(),
        }
    }

    fn poll(&mut self) {
        if self.relay != Relay::Silent {
            let now = at(self.second);
            let power = Power::from_w(if self.closed { self.load_w } else { 2 });
            self.seen.relay = Some(Seen { value: self.reads, at: now });
            self.seen.power = Some(Seen { value: power, at: now });
        }
    }

    fn command(&mut self, closed: bool) {
        match self.relay {
            Relay::Sound => (self.closed, self.reads) = (closed, closed),
            Relay::Bridged => (self.closed, self.reads) = (true, closed),
            Relay::Stuck | Relay::Silent => {}
        }
    }

    fn by_hand(&mut self, closed: bool) {
        (self.closed, self.reads) = (closed, closed);
    }

    /// Polls and steps once a second.
    fn run(&mut self, desired: Supply, seconds: i64) {
        for _ in 0..seconds {
            self.poll();
            self.step(desired, None);
            self.second += 1;
        }
    }

    fn step(&mut self, desired: Supply, not_before: Option<Timestamp>) {
        for action in self.reconciler.step(at(self.second), desired, &self.seen, not_before) {
            match action {
                Action::Send(closed) => {
                    self.sent.push((self.second, closed));
                    self.command(closed);
                }
                event => self.events.push((self.second, event)),
            }
        }
    }

    fn alarms(&self) -> Vec<Action> {
        self.events.iter().map(|(_, event)| *event).collect()
    }
}

#[test]
fn a_relay_that_is_right_is_left_alone() {
    for (closed, desired) in [(true, Supply::On), (true, Supply::Limited), (false, Supply::Off)] {
        let mut bench = Bench::new(closed);
        bench.run(desired, 3_600);
        assert_eq!((bench.sent.len(), bench.events.len()), (0, 0), "{desired:?}");
        assert_eq!(bench.reconciler.progress(), Progress::Settled);
    }
}

#[test]
fn one_command_and_its_proof() {
    let mut bench = Bench::new(true);
    bench.run(Supply::Off, 1);
    assert_eq!(bench.reconciler.progress(), Progress::Switching(false));
    bench.run(Supply::Off, 60);
    assert_eq!(bench.sent, [(0, false)]);
    assert_eq!(bench.reconciler.progress(), Progress::Settled);
    bench.load_w = 0;
    bench.run(Supply::On, 60);
    assert_eq!(bench.sent, [(0, false), (61, true)], "closed without a load is fine");
    assert_eq!(bench.reconciler.progress(), Progress::Settled);
    assert_eq!(bench.events, []);
}

#[test]
fn nothing_is_sent_before_the_relay_was_read_since_the_start() {
    let mut bench = Bench::new(true);
    bench.relay = Relay::Silent;
    bench.seen.relay = Some(Seen { value: true, at: at(-1) });
    bench.run(Supply::Off, 600);
    assert_eq!(bench.sent, []);
    assert_eq!(bench.reconciler.progress(), Progress::Unknown);
    bench.relay = Relay::Sound;
    bench.by_hand(false);
    bench.run(Supply::Off, 10);
    assert_eq!(bench.sent, [], "the command that a crash cut short had already worked");
}

#[test]
fn a_relay_that_stays_closed_is_tried_with_growing_pauses_then_reported_then_tried_hourly() {
    let mut bench = Bench::new(true);
    bench.relay = Relay::Stuck;
    bench.run(Supply::Off, 2 * 3_600);
    let times: Vec<i64> = bench.sent.iter().map(|(second, _)| *second).collect();
    assert_eq!(times, [0, 3, 8, 8 + 1 + 3_600]);
    assert_eq!(bench.events, [(9, Action::Alarm(Fault::Welded))]);
    assert_eq!(bench.reconciler.progress(), Progress::Failed(Fault::Welded));
    bench.by_hand(false);
    bench.run(Supply::Off, 5);
    assert_eq!(bench.alarms(), [Action::Alarm(Fault::Welded), Action::Cleared(Fault::Welded)]);
    assert_eq!(bench.reconciler.progress(), Progress::Settled);
}

#[test]
fn a_relay_that_stays_open_is_dead() {
    let mut bench = Bench::new(false);
    bench.relay = Relay::Stuck;
    bench.run(Supply::On, 60);
    assert_eq!(bench.sent.len(), 3);
    assert_eq!(bench.alarms(), [Action::Alarm(Fault::Dead)]);
}

#[test]
fn an_open_relay_with_power_behind_it_is_welded() {
    let mut bench = Bench::new(true);
    bench.relay = Relay::Bridged;
    bench.run(Supply::Off, 120);
    assert_eq!(bench.alarms(), [Action::Alarm(Fault::Welded)]);
    assert_eq!(bench.sent.len(), 3);
}

#[test]
fn power_read_before_or_just_after_the_command_proves_nothing() {
    let mut bench = Bench::new(true);
    bench.run(Supply::Off, 1);
    let power = |seconds, w| Some(Seen { value: Power::from_w(w), at: at(seconds) });
    let relay = |seconds| Some(Seen { value: false, at: at(seconds) });
    for (second, power) in [(1, power(0, LOAD_W)), (2, power(2, LOAD_W)), (30, power(4, LOAD_W))] {
        bench.second = second;
        bench.seen = Observation { relay: relay(second), power };
        bench.step(Supply::Off, None);
        assert_eq!(bench.reconciler.progress(), Progress::Switching(false), "{second}");
    }
    bench.seen.power = power(30, -5);
    bench.step(Supply::Off, None);
    assert_eq!(bench.reconciler.progress(), Progress::Settled);
    assert_eq!((bench.sent.len(), bench.events.len()), (1, 0));
}

#[test]
fn a_meter_that_tells_no_power_is_proven_by_its_relay() {
    let mut bench = Bench::new(true);
    bench.run(Supply::Off, 1);
    bench.seen = Observation { relay: Some(Seen { value: false, at: at(1) }), power: None };
    bench.second = 1;
    bench.step(Supply::Off, None);
    assert_eq!(bench.reconciler.progress(), Progress::Settled);
}

#[test]
fn a_relay_that_falls_silent_is_reported() {
    let mut bench = Bench::new(true);
    bench.run(Supply::On, 5);
    bench.relay = Relay::Silent;
    bench.run(Supply::Off, 120);
    let times: Vec<i64> = bench.sent.iter().map(|(second, _)| *second).collect();
    assert_eq!(times, [5, 5 + 6 + 2, 13 + 6 + 4]);
    assert_eq!(bench.events, [(23 + 6, Action::Alarm(Fault::NoAnswer))]);
}

#[test]
fn a_refusal_is_not_waited_for() {
    let mut bench = Bench::new(true);
    bench.run(Supply::On, 1);
    bench.relay = Relay::Silent;
    bench.run(Supply::Off, 1);
    for _ in 0..2 {
        assert_eq!(bench.reconciler.failed(at(bench.second)), []);
        bench.run(Supply::Off, 5);
    }
    assert_eq!(bench.reconciler.failed(at(bench.second)), [Action::Alarm(Fault::NoAnswer)]);
    assert_eq!(bench.reconciler.failed(at(bench.second)), [], "nothing is in flight any more");
    assert_eq!(bench.sent.len(), 3);
}

#[test]
fn payment_wins_over_a_cut_in_flight() {
    let mut bench = Bench::new(true);
    bench.run(Supply::On, 3);
    bench.relay = Relay::Silent;
    bench.run(Supply::Off, 1);
    // The last reading says closed, as wished again; yet the cut may still come through, so closing is commanded.
    bench.step(Supply::On, None);
    assert_eq!(bench.sent, [(3, false), (4, true)]);
    bench.relay = Relay::Sound;
    bench.second = 5;
    bench.run(Supply::On, 5);
    assert_eq!(bench.sent.len(), 2);
    assert_eq!(bench.reconciler.progress(), Progress::Settled);
}

#[test]
fn a_relay_moved_by_hand_is_set_right_a_bounded_number_of_times_a_day() {
    let mut bench = Bench::new(true);
    bench.run(Supply::Off, 10);
    for _ in 0..10 {
        bench.by_hand(true);
        bench.run(Supply::Off, 600);
    }
    assert_eq!(bench.sent.len(), 1 + 3);
    assert_eq!(bench.alarms(), [Action::Alarm(Fault::Diverged)]);
    bench.run(Supply::Off, 24 * 3_600);
    assert_eq!(bench.sent.len(), 1 + 4, "the next day it is tried again");
    assert_eq!(bench.alarms(), [Action::Alarm(Fault::Diverged), Action::Cleared(Fault::Diverged)]);
}

#[test]
fn a_payer_does_not_wait_an_hour_once_the_line_is_back() {
    let mut bench = Bench::new(false);
    bench.run(Supply::Off, 5);
    bench.relay = Relay::Silent;
    bench.run(Supply::On, 120);
    assert_eq!(bench.sent.len(), 3);
    bench.relay = Relay::Sound;
    bench.run(Supply::On, 60);
    assert_eq!(bench.sent.len(), 3, "a reading alone is no reason to hammer");
    bench.reconciler.heard_again();
    bench.run(Supply::On, 5);
    assert_eq!(bench.sent.len(), 4);
    assert_eq!(bench.reconciler.progress(), Progress::Settled);
    assert_eq!(bench.alarms(), [Action::Alarm(Fault::NoAnswer), Action::Cleared(Fault::NoAnswer)]);
}

#[test]
fn a_board_that_keeps_opening_leaves_a_payer_dark_for_an_hour_at_most_and_obeys_a_person() {
    let mut bench = Bench::new(true);
    bench.run(Supply::On, 10);
    let opens_four_times = |bench: &mut Bench| {
        for _ in 0..4 {
            bench.by_hand(false);
            bench.run(Supply::On, 60);
        }
    };
    opens_four_times(&mut bench);
    assert_eq!((bench.sent.len(), bench.closed), (3, false));
    bench.reconciler.ordered();
    bench.run(Supply::On, 5);
    assert_eq!((bench.sent.len(), bench.closed), (4, true));
    opens_four_times(&mut bench);
    assert!(!bench.closed);
    bench.run(Supply::On, 3_600);
    assert!(bench.closed);
}

#[test]
fn closing_waits_for_its_turn_and_opening_does_not() {
    let mut bench = Bench::new(false);
    for second in 0..30 {
        bench.second = second;
        bench.poll();
        bench.step(Supply::On, Some(at(20)));
        let waiting = second < 20;
        assert_eq!(bench.reconciler.progress() == Progress::Waiting, waiting, "{second}");
    }
    assert_eq!(bench.sent, [(20, true)]);
    bench.second = 30;
    bench.step(Supply::Off, Some(at(1_000)));
    assert_eq!(bench.sent.last(), Some(&(30, false)));
}

#[test]
fn a_clock_set_back_stalls_nothing() {
    let mut bench = Bench::new(true);
    bench.second = 100_000;
    bench.relay = Relay::Stuck;
    bench.run(Supply::Off, 60);
    assert_eq!(bench.alarms(), [Action::Alarm(Fault::Welded)]);
    bench.second = 10_000;
    bench.relay = Relay::Sound;
    let sent = bench.sent.len();
    bench.run(Supply::Off, 25 * 3_600);
    assert!(bench.sent.len() > sent);
    assert_eq!(bench.reconciler.progress(), Progress::Settled);
}

#[test]
fn what_was_read_in_a_future_that_did_not_come_proves_nothing() {
    let mut bench = Bench::new(true);
    bench.run(Supply::Off, 1);
    bench.seen = Observation { relay: Some(Seen { value: false, at: at(3_600) }), power: None };
    bench.second = 2;
    bench.step(Supply::Off, None);
    assert_eq!(bench.reconciler.progress(), Progress::Switching(false));
}

#[derive(Debug, Clone, Copy)]
enum Event {
    Wish(Supply),
    Relay(Relay),
    ByHand(bool),
    Pass(i64),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => prop_oneof![Just(Supply::On), Just(Supply::Off), Just(Supply::Limited)].prop_map(Event::Wish),
        2 => prop_oneof![Just(Relay::Sound), Just(Relay::Stuck), Just(Relay::Bridged), Just(Relay::Silent)].prop_map(Event::Relay),
        1 => any::<bool>().prop_map(Event::ByHand),
        4 => (1..40_i64).prop_map(Event::Pass),
        1 => (600..8_000_i64).prop_map(Event::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happened, a sound relay ends up where it should be, alarms come and go in pairs, and no stretch of
    /// an unchanged wish wears the relay out.
    #[test]
    fn a_sound_relay_always_ends_right(closed: bool, events in prop::collection::vec(event(), 1..40)) {
        let mut bench = Bench::new(closed);
        let mut desired = if closed { Supply::On } else { Supply::Off };
        let mut since = (0, 0);
        for event in events {
            match event {
                Event::Wish(supply) => {
                    since = (bench.second, bench.sent.len());
                    desired = supply;
                }
                Event::Relay(relay) => bench.relay = relay,
                Event::ByHand(closed) => bench.by_hand(closed),
                Event::Pass(seconds) => bench.run(desired, seconds),
            }
            let hours = (bench.second - since.0) / 3_600;
            let sent = i64::try_from(bench.sent.len() - since.1).unwrap_or(i64::MAX);
            // Three tries, each of three corrections with three tries of its own, and one an hour.
            prop_assert!(sent <= 3 + 3 * 3 + 1 + 4 * (hours + 1), "{sent} commands in {hours} h");
        }
        bench.relay = Relay::Sound;
        bench.run(desired, 25 * 3_600);
        prop_assert_eq!(bench.closed, desired.closed());
        prop_assert_eq!(bench.reconciler.progress(), Progress::Settled);
        let mut up = None;
        for action in bench.alarms() {
            match action {
                Action::Alarm(fault) => prop_assert_eq!(up.replace(fault), None),
                Action::Cleared(fault) => prop_assert_eq!(up.take(), Some(fault)),
                Action::Send(_) => unreachable!("kept apart"),
            }
        }
        prop_assert_eq!(up, None);
    }
}
