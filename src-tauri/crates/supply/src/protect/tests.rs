use proptest::prelude::*;
use units::timestamp;

use super::*;

const LIMIT_W: i64 = 1_500;

fn at(seconds: i64) -> Timestamp {
    timestamp(1_800_000_000_000) + Duration::seconds(seconds)
}

fn retry(then: Then) -> Retry {
    Retry { off_for: Duration::minutes(5), tries: 2, within: Duration::hours(1), then }
}

fn limit(cause: Cause) -> LoadLimit {
    let then = if cause == Cause::Room { Then::Locked } else { Then::Waits };
    LoadLimit { power: Power::from_w(LIMIT_W), cause, over_for: Duration::seconds(30), retry: retry(then) }
}

/// A room looked at every five seconds.
struct Room {
    protection: Protection,
    limit: Option<LoadLimit>,
    second: i64,
    events: Vec<(i64, Event)>,
}

impl Room {
    fn new(limit: LoadLimit) -> Self {
        Self { protection: Protection::default(), limit: Some(limit), second: 0, events: Vec::new() }
    }

    /// Wants so much for so long; draws nothing while it is off.
    fn draws(&mut self, watts: i64, seconds: i64) {
        for _ in 0..seconds / 5 {
            let drawn = if self.protection.off().is_some() { 0 } else { watts };
            let event = self.protection.look(at(self.second), Power::from_w(drawn), self.limit.as_ref());
            self.events.extend(event.map(|event| (self.second, event)));
            self.tick();
            self.second += 5;
        }
    }

    fn tick(&mut self) {
        let retry = |load| (load == Load::Over(Cause::Room)).then(|| retry(Then::Locked));
        let event = self.protection.tick(at(self.second), self.limit.as_ref(), retry);
        self.events.extend(event.map(|event| (self.second, event)));
    }

    fn trips(&self) -> Vec<i64> {
        let tripped = self.events.iter().filter(|(_, event)| matches!(event, Event::Tripped { .. }));
        tripped.map(|(second, _)| *second).collect()
    }
}

#[test]
fn a_load_at_the_limit_never_trips() {
    let mut room = Room::new(limit(Cause::Room));
    room.draws(LIMIT_W, 3_600);
    assert_eq!(room.events, []);
}

#[test]
fn more_than_the_limit_for_the_time_trips_and_less_than_the_time_does_not() {
    let mut room = Room::new(limit(Cause::Room));
    room.draws(1_501, 30);
    room.draws(1_400, 10);
    room.draws(2_000, 30);
    room.draws(0, 10);
    assert_eq!(room.trips(), [] as [i64; 0], "25 seconds between the first and the last look each time");
    room.draws(1_501, 60);
    assert_eq!(room.trips(), [80 + 30]);
    let Some(&(_, Event::Tripped { off, power, limit })) =
        room.events.iter().find(|(_, event)| matches!(event, Event::Tripped { .. }))
    else {
        panic!("{:?}", room.events)
    };
    assert_eq!((off.load, off.since, off.until), (Load::Over(Cause::Room), at(110), Some(at(110 + 300))));
    assert_eq!((power.w(), limit.w()), (1_501, LIMIT_W));
}

#[test]
fn one_absurd_sample_is_no_overload() {
    let mut protection = Protection::default();
    let limit = LoadLimit { over_for: Duration::zero(), ..limit(Cause::Room) };
    assert!(matches!(protection.look(at(0), Power::from_w(60_000), Some(&limit)), Some(Event::Over { .. })));
    assert_eq!(protection.look(at(5), Power::from_w(60), Some(&limit)), None);
    assert_eq!(protection.off(), None);
    // A second one right after it is.
    protection.look(at(10), Power::from_w(60_000), Some(&limit));
    assert!(matches!(protection.look(at(15), Power::from_w(60_000), Some(&limit)), Some(Event::Tripped { .. })));
}

#[test]
fn what_nobody_looked_at_for_long_begins_anew() {
    let mut protection = Protection::default();
    let limit = limit(Cause::Room);
    protection.look(at(0), Power::from_w(2_000), Some(&limit));
    assert!(matches!(protection.look(at(600), Power::from_w(2_000), Some(&limit)), Some(Event::Over { .. })));
    assert!(
        protection
            .look(at(640), Power::from_w(2_000), Some(&limit))
            .is_some_and(|event| matches!(event, Event::Tripped { .. }))
    );
}

#[test]
fn after_its_tries_a_room_is_locked_until_a_person_lets_it_go() {
    let mut room = Room::new(limit(Cause::Room));
    room.draws(2_000, 3_000);
    assert_eq!(room.trips(), [30, 30 + 335, 30 + 2 * 335], "five minutes off, then half a minute again");
    let off = room.protection.off().expect("locked");
    assert_eq!(off.until, None);
    room.draws(2_000, 24 * 3_600);
    assert_eq!(room.protection.off(), Some(off));
    assert_eq!(room.protection.release(), Some(Event::Released(Load::Over(Cause::Room))));
    let before = room.trips().len();
    room.draws(2_000, 600);
    assert_eq!(room.trips().len(), before + 2, "the tries begin anew");
    assert!(room.protection.off().is_some_and(|off| off.until.is_some()));
}

#[test]
fn tries_long_ago_do_not_count() {
    let mut room = Room::new(limit(Cause::Room));
    for _ in 0..5 {
        room.draws(2_000, 60);
        room.draws(100, 3_600);
    }
    assert_eq!(room.trips().len(), 5);
    assert!(room.protection.off().is_none());
}

/// `rules.md` 21: the lifeline has a shortest time off and a limit of relay operations a day; then off with its reason.
#[test]
fn rule_21_the_lifeline_wears_a_relay_no_more_than_so_often_a_day() {
    let lifeline = LoadLimit {
        power: Power::from_w(200),
        retry: Retry { off_for: Duration::minutes(10), tries: 3, within: Duration::hours(24), then: Then::Waits },
        ..limit(Cause::Lifeline)
    };
    let mut room = Room::new(lifeline);
    room.draws(800, 10 * 86_400);
    let trips = room.trips();
    assert!(trips.len() <= 4 * 10, "{} trips in ten days", trips.len());
    for pair in trips.windows(2) {
        assert!(pair[1] - pair[0] >= 600, "{pair:?}");
    }
    for (index, trip) in trips.iter().enumerate() {
        let of_a_day = trips[index..].iter().take_while(|later| *later - trip < 86_400).count();
        assert!(of_a_day <= 4, "{of_a_day} within a day from second {trip}");
    }
}

#[test]
fn a_limit_that_is_lifted_gives_supply_back_at_once() {
    let mut room = Room::new(limit(Cause::Lifeline));
    room.draws(800 + LIMIT_W, 60);
    assert!(room.protection.off().is_some());
    // Paid: the lifeline is over.
    room.limit = None;
    room.tick();
    assert_eq!(room.protection.off(), None);
    assert_eq!(room.events.last().map(|(_, event)| *event), Some(Event::Released(Load::Over(Cause::Lifeline))));
    // The room's own limit is not lifted by its end: who changed it lets go.
    let mut own = Room::new(limit(Cause::Room));
    own.draws(2_000, 60);
    own.limit = None;
    own.tick();
    assert!(own.protection.off().is_some());
}

#[test]
fn a_clock_set_back_keeps_nobody_in_the_dark() {
    let mut protection = Protection::default();
    let off = protection.trip(at(86_400), Load::Over(Cause::Room), &retry(Then::Locked));
    assert_eq!(off.until, Some(at(86_700)));
    assert_eq!(protection.tick(at(0), None, |_| Some(retry(Then::Locked))), None);
    assert_eq!(protection.off().and_then(|off| off.until), Some(at(3_600)), "no later than counted from now");
    assert!(protection.tick(at(3_600), None, |_| Some(retry(Then::Locked))).is_some());
}

#[test]
fn of_several_limits_the_lowest_counts() {
    let with = |watts, cause| LoadLimit { power: Power::from_w(watts), ..limit(cause) };
    let all = [with(1_500, Cause::Room), with(200, Cause::Lifeline), with(200, Cause::Quota)];
    assert_eq!(tightest(all).map(|limit| limit.cause), Some(Cause::Lifeline));
    assert_eq!(tightest([]), None);
}

#[test]
fn codes_are_read_back() {
    for load in [Load::Over(Cause::Room), Load::Over(Cause::Lifeline), Load::Over(Cause::Quota), Load::Forbidden] {
        assert_eq!(Load::parse(load.code()), Some(load));
    }
    assert_eq!(Load::parse("kettle"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a room draws: within an hour it trips no more than three times, it is never off without a reason, and
    /// never while the load stayed at or below the limit.
    #[test]
    fn no_flapping(loads in prop::collection::vec(0_i64..3_000, 1..2_000)) {
        let mut room = Room::new(limit(Cause::Room));
        for watts in &loads {
            room.draws(*watts, 5);
        }
        let trips = room.trips();
        for (index, trip) in trips.iter().enumerate() {
            prop_assert!(trips[index..].iter().take_while(|later| *later - trip < 3_600).count() <= 3);
        }
        if loads.iter().all(|watts| *watts <= LIMIT_W) {
            prop_assert_eq!(trips.len(), 0);
        }
        for pair in trips.windows(2) {
            prop_assert!(pair[1] - pair[0] >= 300 + 30);
        }
    }
}
