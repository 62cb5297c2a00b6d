use std::collections::BTreeSet;
use std::time::Duration;

use meter::{FrameError, Reply, Request, rtu};

use super::*;

const TRIES: usize = 400;

/// How a master sees so many reads of unit 3 under these faults.
fn reads(faults: Faults) -> Vec<Result<Reply, FrameError>> {
    let sdm120 = profile("eastron-sdm120").unwrap();
    let line = independent_line(5, &sdm120, &[3], &clock_at(timestamp(EVENING)));
    line.set_faults(faults);
    let request = Request::Read(sdm120.blocks()[0]);
    let mut exchange = Exchange::rtu(line);
    (0..TRIES).map(|_| rtu::check(3, &request, &exchange.ask(&rtu::encode(3, &request)))).collect()
}

fn share(results: &[Result<Reply, FrameError>], error: FrameError) -> usize {
    results.iter().filter(|result| **result == Err(error)).count()
}

#[test]
fn a_sound_line_answers_every_time_with_the_same() {
    let results = reads(Faults::none());
    assert!(results.iter().all(|result| result.is_ok() && *result == results[0]));
}

#[test]
fn faults_strike_as_often_as_they_are_told_to() {
    let about_a_fifth = 50..115;
    let dropped = share(&reads(Faults::none().with(Fault::Drop, 200)), FrameError::Short);
    assert!(about_a_fifth.contains(&dropped), "{dropped} dropped");
    let wrong = share(&reads(Faults::none().with(Fault::WrongUnit, 200)), FrameError::WrongUnit);
    assert!(about_a_fifth.contains(&wrong), "{wrong} from another unit");
    let cut = share(&reads(Faults::none().with(Fault::Cut, 200)), FrameError::Short);
    assert!(about_a_fifth.contains(&cut), "{cut} cut");
}

#[test]
fn flipped_bits_never_pass_for_an_answer() {
    let sound = reads(Faults::none()).remove(0);
    let results = reads(Faults::none().with(Fault::Flip, 500));
    assert!(results.iter().all(|result| result.is_err() || *result == sound));
    let spoilt = results.iter().filter(|result| result.is_err()).count();
    assert!((130..270).contains(&spoilt), "{spoilt} spoilt");
}

#[test]
fn an_echo_comes_before_the_answer() {
    let sdm120 = profile("eastron-sdm120").unwrap();
    let line = independent_line(5, &sdm120, &[3], &clock_at(timestamp(EVENING)));
    line.set_faults(Faults::none().with(Fault::Echo, 1000));
    let request = Request::Read(sdm120.blocks()[0]);
    let frame = rtu::encode(3, &request);
    let answer = Exchange::rtu(line).ask(&frame);
    assert_eq!(answer[..8], frame);
    assert!(rtu::check(3, &request, &answer[8..]).is_ok());
}

#[test]
fn a_late_answer_comes_when_nobody_waits_for_it_any_more() {
    let sdm120 = profile("eastron-sdm120").unwrap();
    let line = independent_line(5, &sdm120, &[3], &clock_at(timestamp(EVENING)));
    let mut faults = Faults::none().with(Fault::Late, 1000);
    faults.late_by = Duration::from_millis(700);
    line.set_faults(faults);
    let mut desk = Desk::new(line.clone(), Framing::Rtu, Pace::none());
    let request = Request::Read(sdm120.blocks()[0]);
    let start = Instant::now();
    desk.receive(&rtu::encode(3, &request), start);
    assert_eq!(desk.due(), Some(start + Duration::from_millis(700)));
    line.set_faults(Faults::none());
    let later = start + Duration::from_millis(600);
    desk.receive(&rtu::encode(3, &request), later);
    assert!(desk.take_due(later).is_some(), "the next answer does not wait for the late one");
    assert!(desk.take_due(start + Duration::from_millis(700)).is_some());
}

#[test]
fn a_silent_unit_says_nothing_while_the_others_answer() {
    let sdm120 = profile("eastron-sdm120").unwrap();
    let line = independent_line(5, &sdm120, &[3, 4], &clock_at(timestamp(EVENING)));
    line.trouble(Trouble::lasting(Whom::Units(BTreeSet::from([3])), Faults::none().with(Fault::Drop, 1000)));
    let mut exchange = Exchange::rtu(line);
    let request = Request::Read(sdm120.blocks()[0]);
    assert_eq!(exchange.ask(&rtu::encode(3, &request)), []);
    assert!(rtu::check(4, &request, &exchange.ask(&rtu::encode(4, &request))).is_ok());
}

#[test]
fn a_stuck_relay_says_yes_and_stays() {
    let building = house();
    let line = house_line(&building, 0);
    line.set_faults(Faults::none().with(Fault::StuckRelay, 1000));
    let hiking = profile("hiking-dds238-4w").unwrap();
    let unit = address(&building, "203").unit;
    let command = hiking.relay_command(0, false).unwrap();
    let answer = Exchange::rtu(line).ask(&rtu::encode(unit, &command));
    assert_eq!(rtu::check(unit, &command, &answer), Ok(Reply::Written));
    assert_eq!(building.lock().unwrap().is_on("203"), Some(true));
}
