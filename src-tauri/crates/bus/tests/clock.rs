//! A device's own clock.

#[allow(dead_code, reason = "the rig serves other tests too")]
mod rig;

use std::time::Duration;

use bus::{CheckClock, ClockTold, FromLine, LineError, ToLine};
use meter::{DecodeError, FrameError, Function};
use rig::{ADL3000, Act, Building, DDS238, Rig, device, paused};
use tokio::time::sleep;
use units::MeterId;

const HOUR: Duration = Duration::from_secs(3600);

fn check(meter: i64) -> ToLine {
    let tolerance = Duration::from_secs(60);
    ToLine::CheckClock(CheckClock { meter: MeterId(meter), ahead_of_utc_s: 3 * 3600, tolerance })
}

async fn told(rig: &mut Rig, meter: i64) -> Result<ClockTold, LineError> {
    rig.to.send(check(meter)).unwrap();
    rig.next(|message| if let FromLine::Clock { outcome, .. } = message { Some(outcome) } else { None }).await
}

/// Year and month, day and hour, minute and second.
fn show(rig: &Rig, registers: [u16; 3]) {
    let mut building = rig.building.borrow_mut();
    let image = &mut building.units.get_mut(&1).unwrap().image;
    for (address, register) in (0x3C..).zip(registers) {
        image.set(Function::HoldingRegisters, address, register);
    }
}

fn writes(rig: &Rig) -> usize {
    rig.building.borrow().heard.iter().filter(|(_, frame)| frame[1] == 16).count()
}

/// The rig's time began with 1970, which no such clock knows: the line is moved to the year 2001 first.
const DAYS_TO_2001: u32 = 11_323;

#[test]
fn a_clock_is_set_when_it_is_wrong_and_once_a_day() {
    paused(async {
        sleep(Duration::ZERO).await;
        let building = Building::shared(&[(1, ADL3000), (2, DDS238)]);
        let devices = vec![device(1, ADL3000, HOUR), device(2, DDS238, HOUR)];
        let since = HOUR * 24 * DAYS_TO_2001;
        let mut rig = Rig::start_at(building, devices, since, |_| Act::Answer);
        rig.sample(1).await;
        // 2001-01-01 03:00:40, three hours ahead of UTC as it shall be, forty seconds fast.
        show(&rig, [0x0101, 0x0103, 0x0028]);
        let Ok(ClockTold::Right { drift_ms }) = told(&mut rig, 1).await else { panic!("within the tolerance") };
        assert!((39_000..=40_000).contains(&drift_ms), "{drift_ms}");
        assert_eq!(writes(&rig), 0);
        // An hour behind.
        show(&rig, [0x0101, 0x0102, 0x0000]);
        let Ok(ClockTold::Set { was_ms: Some(was_ms), drift_ms }) = told(&mut rig, 1).await else { panic!("set") };
        assert!((-3_602_000..=-3_600_000).contains(&was_ms), "{was_ms}");
        assert!(drift_ms.abs() <= 1_000, "{drift_ms}");
        assert_eq!(writes(&rig), 1);
        // It runs away: no second time on that day.
        show(&rig, [0x0101, 0x0109, 0x0000]);
        assert!(matches!(told(&mut rig, 1).await, Ok(ClockTold::SetToday { drift_ms: Some(_) })));
        assert_eq!(writes(&rig), 1);
        sleep(HOUR * 25).await;
        // No time at all.
        show(&rig, [0xFFFF, 0xFFFF, 0xFFFF]);
        assert!(matches!(told(&mut rig, 1).await, Ok(ClockTold::Set { was_ms: None, .. })));
        assert_eq!(writes(&rig), 2);
    });
}

#[test]
fn a_clock_that_stays_or_is_not_there_is_told_as_it_is() {
    paused(async {
        let building = Building::shared(&[(1, ADL3000), (2, DDS238)]);
        building.borrow_mut().units.get_mut(&1).unwrap().welded = true;
        let devices = vec![device(1, ADL3000, HOUR), device(2, DDS238, HOUR)];
        let mut rig = Rig::start_at(building, devices, HOUR * 24 * DAYS_TO_2001, |_| Act::Answer);
        rig.sample(1).await;
        let none = LineError::Decode(DecodeError::Unavailable { value: "clock" });
        assert_eq!(told(&mut rig, 2).await, Err(none));
        assert_eq!(told(&mut rig, 3).await, Err(LineError::UnknownMeter));
        assert_eq!(told(&mut rig, 1).await, Err(LineError::Frame(FrameError::Exception(2))), "it has no such register");
        show(&rig, [0x0101, 0x0109, 0x0000]);
        assert!(matches!(told(&mut rig, 1).await, Ok(ClockTold::Stays { drift_ms: Some(21_599_000..=21_600_000) })));
    });
}
