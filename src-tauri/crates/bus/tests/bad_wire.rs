//! A bad wire: no wrong value is ever accepted, and the rest of the line goes on.

#[allow(dead_code, reason = "the rig serves other tests too")]
mod rig;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use bus::{FromLine, LineError, Switch, ToLine};
use meter::FrameError;
use rig::{Act, BOARD, Building, DDS238, Rig, SDM120, device, paused, samples};
use tokio::time::{Instant, sleep};
use units::MeterId;

const SECOND: Duration = Duration::from_secs(1);
const OFTEN: Duration = Duration::ZERO;

/// Does something to the n-th request (from 0), the rest is answered.
fn nth(n: u32, act: Act) -> impl FnMut(&[u8]) -> Act {
    let mut asked = 0;
    move |_| {
        asked += 1;
        if asked == n + 1 { act.clone() } else { Act::Answer }
    }
}

#[test]
fn a_clean_line_is_read_without_an_extra_request() {
    paused(async {
        let building = Building::shared(&[(1, SDM120), (2, DDS238)]);
        let devices = vec![device(1, SDM120, SECOND), device(2, DDS238, SECOND)];
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        let said = rig.during(Duration::from_millis(10_500)).await;
        assert_eq!(said[0], FromLine::Up { bus: rig::BUS });
        assert_eq!((samples(&said, 1), samples(&said, 2)), (11, 11));
        // Two blocks and, at first, a serial number that is not told; one block.
        let building = rig.building.borrow();
        assert_eq!((building.units[&1].asked, building.units[&2].asked), (11 * 2 + 1, 11));
        let last = said.iter().rev().find_map(|message| match message {
            FromLine::Stats { statistics, .. } => Some(**statistics),
            _ => None,
        });
        let last = last.unwrap();
        assert_eq!((last.devices, last.answering), (2, 2));
        assert_eq!((last.total.timeouts, last.total.bad_frames), (0, 0));
        assert!((10..100).contains(&last.cycle_ms.unwrap()), "{last:?}");
    });
}

#[test]
fn one_fault_of_each_kind_costs_a_retry_and_no_wrong_value() {
    let late = Act::Late(Duration::from_millis(700));
    let twice = Act::Twice(Duration::from_millis(1));
    for act in [Act::Flip(40), Act::Flip(3), Act::Cut(9), Act::Cut(0), Act::Drop, Act::As(2), Act::As(9), late, twice] {
        for n in 0..4 {
            let act = act.clone();
            paused(async move {
                let building = Building::shared(&[(1, SDM120), (2, DDS238)]);
                let devices = vec![device(1, SDM120, SECOND), device(2, DDS238, SECOND)];
                let mut rig = Rig::start(building, devices, nth(n, act.clone()));
                let said = rig.during(Duration::from_millis(10_500)).await;
                let failed = |message: &&FromLine| matches!(message, FromLine::Failed { .. });
                assert_eq!(said.iter().filter(failed).count(), 0, "{act:?} at {n}");
                assert!(samples(&said, 1) >= 9 && samples(&said, 2) >= 9, "{act:?} at {n}");
            });
        }
    }
}

#[test]
fn a_late_answer_of_the_same_length_is_never_taken_for_the_next() {
    paused(async {
        // One block, the same each time: only the guard read tells late from fresh.
        let building = Building::shared(&[(1, DDS238)]);
        let mut asked = 0_u64;
        let mut rig = Rig::start(building, vec![device(1, DDS238, OFTEN)], move |_| {
            asked += 1;
            if asked.is_multiple_of(5) { Act::Late(Duration::from_millis(480 + asked % 300)) } else { Act::Answer }
        });
        let said = rig.during(Duration::from_secs(120)).await;
        assert!(samples(&said, 1) > 100);
        let heard = &rig.building.borrow().heard;
        let guards = heard.iter().filter(|(_, frame)| frame[5] == 2).count();
        assert!(guards > 20, "{guards}");
    });
}

/// A gateway sends an answer once more, just when the same is asked again, and the true answer is lost.
#[test]
fn a_copy_of_the_last_answer_is_never_taken_for_the_next() {
    for delay in (980..1_060).step_by(5).map(Duration::from_millis) {
        paused(async move {
            let building = Building::shared(&[(1, DDS238)]);
            let (mut asked, mut copied) = (0, None);
            let act = move |frame: &[u8]| {
                let reads = frame[5] > 2;
                asked += usize::from(reads);
                match copied {
                    None if asked == 30 => {
                        copied = Some(Instant::now() + delay + Duration::from_millis(30));
                        Act::Twice(delay)
                    }
                    Some(until) if reads && Instant::now() < until => Act::Drop,
                    _ => Act::Answer,
                }
            };
            let mut rig = Rig::start(building, vec![device(1, DDS238, SECOND)], act);
            let said = rig.during(SECOND * 60).await;
            assert!(samples(&said, 1) >= 55, "{}", samples(&said, 1));
        });
    }
}

#[test]
fn an_adapter_that_hears_itself_is_understood() {
    paused(async {
        let building = Building::shared(&[(1, SDM120), (2, DDS238), (3, BOARD)]);
        building.borrow_mut().echo = true;
        let devices = vec![device(1, SDM120, SECOND), device(2, DDS238, SECOND), device(3, BOARD, SECOND)];
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        rig.sample(2).await;
        for (id, meter, on) in [(1, 2, false), (2, 3, false), (3, 2, true)] {
            rig.to.send(ToLine::Switch(Switch { id, meter: MeterId(meter), channel: 0, on })).unwrap();
            assert_eq!(outcome(&mut rig, id).await, Ok(on));
        }
        let said = rig.during(Duration::from_secs(10)).await;
        assert!(samples(&said, 1) >= 9 && samples(&said, 3) >= 9);
    });
}

#[test]
fn a_refusal_or_silence_behind_an_echo_is_told_apart() {
    paused(async {
        let building = Building::shared(&[(1, DDS238)]);
        building.borrow_mut().echo = true;
        let devices = vec![device(1, SDM120, SECOND), device(9, SDM120, SECOND)];
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        for (unit, expected) in [(1, LineError::Frame(FrameError::Exception(2))), (9, LineError::NoAnswer)] {
            let error = rig.next(|message| match message {
                FromLine::Failed { meter, error, .. } if meter == MeterId(unit) => Some(error),
                _ => None,
            });
            assert_eq!(error.await, expected);
        }
    });
}

/// A unit that answers after 200 ms instead of 3 is waited for again once it was missed.
#[test]
fn a_meter_that_becomes_slower_is_not_lost() {
    paused(async {
        let building = Building::shared(&[(1, DDS238)]);
        let mut asked = 0;
        let mut rig = Rig::start(building, vec![device(1, DDS238, SECOND)], move |_| {
            asked += 1;
            if asked > 40 { Act::Late(Duration::from_millis(200)) } else { Act::Answer }
        });
        let said = rig.during(Duration::from_secs(120)).await;
        assert!(samples(&said, 1) >= 110, "{}", samples(&said, 1));
        assert!(!said.iter().any(|message| matches!(message, FromLine::Failed { .. })));
    });
}

#[test]
fn another_meter_in_its_place_is_noticed_at_the_first_answer() {
    paused(async {
        let building = Building::shared(&[(1, SDM120)]);
        let tell = |building: &rig::Shared, serial: u16| {
            building.borrow_mut().units.get_mut(&1).unwrap().image.set(
                meter::Function::HoldingRegisters,
                0xFC01,
                serial,
            );
        };
        tell(&building, 71);
        let silent = Rc::new(Cell::new(false));
        let silence = silent.clone();
        let act = move |_: &[u8]| if silence.get() { Act::Drop } else { Act::Answer };
        let mut rig = Rig::start(building.clone(), vec![device(1, SDM120, SECOND)], act);
        assert_eq!(rig.sample(1).await.serial.as_deref(), Some("71"));
        assert_eq!(rig.sample(1).await.serial, None, "it is not asked again and again");
        silent.set(true);
        sleep(Duration::from_secs(10)).await;
        tell(&building, 72);
        silent.set(false);
        let after = rig.next(|message| match message {
            FromLine::Sample { at, sample, .. } if units::millis(at) > 10_000 => Some(sample),
            _ => None,
        });
        assert_eq!(after.await.serial.as_deref(), Some("72"));
    });
}

#[test]
fn devices_can_be_exchanged_while_the_line_runs() {
    paused(async {
        let building = Building::shared(&[(1, DDS238), (2, DDS238)]);
        let mut rig = Rig::start(building, vec![device(1, DDS238, SECOND)], |_| Act::Answer);
        rig.sample(1).await;
        rig.to.send(ToLine::Devices(vec![device(2, DDS238, SECOND)])).unwrap();
        rig.sample(2).await;
        let said = rig.during(Duration::from_millis(5_100)).await;
        assert_eq!((samples(&said, 1), samples(&said, 2)), (0, 5));
        rig.to.send(ToLine::Stop).unwrap();
        sleep(SECOND).await;
        assert!(rig.to.is_closed(), "the owner has ended");
    });
}

#[test]
fn a_dead_unit_costs_the_line_almost_nothing() {
    paused(async {
        let building = Building::shared(&[(1, DDS238), (2, DDS238)]);
        let devices = vec![device(1, DDS238, SECOND), device(2, DDS238, SECOND), device(7, DDS238, SECOND)];
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        let said = rig.during(Duration::from_secs(600)).await;
        let failed = |message: &&FromLine| {
            matches!(message, FromLine::Failed { meter: MeterId(7), error: LineError::NoAnswer, .. })
        };
        assert!((5..=16).contains(&said.iter().filter(failed).count()));
        assert!(samples(&said, 1) >= 585 && samples(&said, 2) >= 585);
        // Asked for, it is tried at once.
        let dead = |rig: &Rig| rig.building.borrow().heard.iter().filter(|(_, frame)| frame[0] == 7).count();
        let before = dead(&rig);
        rig.to.send(ToLine::PollNow(MeterId(7))).unwrap();
        sleep(SECOND).await;
        assert_eq!(dead(&rig), before + 1);
    });
}

#[test]
fn a_port_that_goes_away_is_opened_again_when_it_is_back() {
    paused(async {
        let building = Building::shared(&[(1, DDS238)]);
        let mut rig = Rig::start(building, vec![device(1, DDS238, SECOND)], nth(5, Act::Hangup));
        for _ in 0..3 {
            rig.sample(1).await;
        }
        rig.building.borrow_mut().plugged = false;
        let reason =
            rig.next(|message| if let FromLine::Down { reason, .. } = message { Some(reason) } else { None }).await;
        assert!(reason.to_string().contains("went away"), "{reason}");
        sleep(Duration::from_secs(30)).await;
        rig.to.send(ToLine::Switch(Switch { id: 9, meter: MeterId(1), channel: 0, on: false })).unwrap();
        assert_eq!(outcome(&mut rig, 9).await, Err(LineError::Down));
        rig.building.borrow_mut().plugged = true;
        sleep(Duration::from_secs(2)).await;
        rig.next(|message| (message == FromLine::Up { bus: rig::BUS }).then_some(())).await;
        rig.sample(1).await;
    });
}

async fn outcome(rig: &mut Rig, wanted: u64) -> Result<bool, LineError> {
    rig.next(|message| match message {
        FromLine::Switched { id, outcome, .. } if id == wanted => Some(outcome),
        _ => None,
    })
    .await
}

#[test]
fn a_command_goes_next_and_is_read_back_at_once() {
    paused(async {
        let building = Building::shared(&[(1, SDM120), (2, DDS238), (3, SDM120)]);
        let devices = vec![device(1, SDM120, OFTEN), device(2, DDS238, OFTEN), device(3, SDM120, OFTEN)];
        let mut rig = Rig::start(building, devices, |_| Act::Answer);
        for id in 0..40 {
            sleep(Duration::from_millis(200 + id * 7)).await;
            let before = rig.building.borrow().heard.len();
            let on = id % 2 == 1;
            rig.to.send(ToLine::Switch(Switch { id, meter: MeterId(2), channel: 0, on })).unwrap();
            rig.to.send(ToLine::PollNow(MeterId(2))).unwrap();
            assert_eq!(outcome(&mut rig, id).await, Ok(on));
            let heard: Vec<_> =
                rig.building.borrow().heard[before..].iter().map(|(_, frame)| frame[..6].to_vec()).collect();
            let write = heard.iter().position(|frame| frame == &[2, 16, 0, 0x1A, 0, 1]).unwrap();
            assert!(write <= 1, "at most the transaction in flight goes before it: {heard:02x?}");
            assert_eq!(heard[write + 1], [2, 3, 0, 0x1A, 0, 1]);
            let sample = rig.sample(2).await;
            assert_eq!(sample.relays, [on], "a sample after the switch shows it");
        }
    });
}

#[test]
fn a_relay_that_does_not_move_is_told_as_it_is() {
    paused(async {
        let building = Building::shared(&[(2, DDS238)]);
        building.borrow_mut().units.get_mut(&2).unwrap().welded = true;
        let mut rig = Rig::start(building, vec![device(2, DDS238, SECOND)], |_| Act::Answer);
        rig.to.send(ToLine::Switch(Switch { id: 1, meter: MeterId(2), channel: 0, on: false })).unwrap();
        assert_eq!(outcome(&mut rig, 1).await, Ok(true));
        for (id, meter, channel, error) in
            [(2, 2, 1, LineError::NoChannel { channel: 1 }), (3, 8, 0, LineError::UnknownMeter)]
        {
            rig.to.send(ToLine::Switch(Switch { id, meter: MeterId(meter), channel, on: false })).unwrap();
            assert_eq!(outcome(&mut rig, id).await, Err(error));
        }
    });
}

#[test]
fn a_lost_confirmation_does_not_hide_what_the_relay_did() {
    for act in [Act::Drop, Act::Flip(11), Act::Late(Duration::from_millis(600)), Act::As(5)] {
        paused(async move {
            let building = Building::shared(&[(2, DDS238), (3, BOARD)]);
            let hit = Rc::new(Cell::new(0));
            let hits = hit.clone();
            let devices = vec![device(2, DDS238, SECOND), device(3, BOARD, SECOND)];
            let mut rig = Rig::start(building, devices, move |frame| {
                let is_write = frame[1] == 5 || frame[1] == 16;
                if is_write && hits.replace(hits.get() + 1) % 2 == 0 { act.clone() } else { Act::Answer }
            });
            for (id, meter, channel) in [(1, 2, 0), (2, 3, 6)] {
                rig.to.send(ToLine::Switch(Switch { id, meter: MeterId(meter), channel, on: false })).unwrap();
                assert_eq!(outcome(&mut rig, id).await, Ok(false));
            }
            assert!(hit.get() >= 1);
        });
    }
}

#[test]
fn a_refusal_is_an_answer() {
    paused(async {
        // A DDS238 where an SDM120 is expected: it has no function 4.
        let building = Building::shared(&[(1, DDS238)]);
        let mut rig = Rig::start(building, vec![device(1, SDM120, SECOND)], |_| Act::Answer);
        let error =
            rig.next(|message| if let FromLine::Failed { error, .. } = message { Some(error) } else { None }).await;
        assert_eq!(error, LineError::Frame(FrameError::Exception(2)));
        assert_eq!(rig.building.borrow().heard.len(), 1, "a refusal is not asked again");
    });
}

/// One fault in three, of every kind, for simulated hours: freshness is checked at every sample.
#[test]
fn a_soup_of_faults_never_yields_a_stale_or_foreign_value() {
    for seed in [3, 14, 159, 2653] {
        paused(async move {
            let building = Building::shared(&[(1, SDM120), (2, DDS238), (3, DDS238), (4, BOARD)]);
            let every = Duration::from_millis(150);
            let devices = vec![
                device(1, SDM120, every),
                device(2, DDS238, every),
                device(3, DDS238, every),
                device(4, BOARD, every),
            ];
            let mut dice: u64 = 0x9E37_79B9 + seed;
            let mut roll = move |sides: u64| {
                dice ^= dice << 13;
                dice ^= dice >> 7;
                dice ^= dice << 17;
                (dice >> 11) % sides
            };
            let mut rig = Rig::start(building, devices, move |_| {
                let small = usize::try_from(roll(400)).unwrap();
                match roll(18) {
                    0 => Act::Flip(small),
                    1 => Act::Cut(small),
                    2 => Act::Drop,
                    3 => Act::Late(Duration::from_millis(roll(1200))),
                    4 => Act::Twice(Duration::from_millis(roll(3))),
                    5 => Act::As(u8::try_from(roll(6)).unwrap()),
                    _ => Act::Answer,
                }
            });
            let said = rig.during(Duration::from_secs(1800)).await;
            for unit in 1..=4 {
                assert!(samples(&said, unit) > 200, "unit {unit}: {}", samples(&said, unit));
            }
        });
    }
}
