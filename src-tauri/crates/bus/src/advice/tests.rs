use std::time::Duration;

use super::*;

/// A device that was asked a thousand times and thinks for 20 ms.
fn fine(unit: u8) -> DeviceStatistics {
    with(unit, |_| {})
}

/// The same, changed; what did not go wrong was answered.
fn with(unit: u8, change: impl Fn(&mut Counts)) -> DeviceStatistics {
    let mut counts = Counts { requests: 1000, ..Counts::default() };
    change(&mut counts);
    counts.answers = counts.requests - counts.timeouts - counts.bad_frames - counts.exceptions;
    if counts.turnarounds.answers() == 0 {
        (0..counts.answers).for_each(|_| counts.turnarounds.count(Duration::from_millis(20)));
    }
    DeviceStatistics { meter: MeterId(i64::from(unit)), unit, counts, answering: counts.answers > 0 }
}

fn garbled(unit: u8, count: u64) -> DeviceStatistics {
    with(unit, |counts| (counts.bad_frames, counts.garbled) = (count, count))
}

/// A day.
fn health(devices: Vec<DeviceStatistics>) -> LineHealth {
    let mut line = Counts::default();
    devices.iter().for_each(|device| line += &device.counts);
    LineHealth { seconds: DAY_S, line, devices, interval_ms: 60_000, cycle_ms: Some(5_000), echo: false }
}

#[track_caller]
fn check(health: &LineHealth, expected: &[Advice]) {
    assert_eq!(advice(health), expected);
}

#[test]
fn of_a_good_line_there_is_nothing_to_say() {
    check(&health((1..=32).map(fine).collect()), &[]);
    check(&health(vec![]), &[]);
    // One bad frame in a thousand is nobody's business.
    check(&health(vec![garbled(1, 1), garbled(2, 2), fine(3)]), &[]);
}

#[test]
fn too_little_says_nothing() {
    let few = with(1, |counts| (counts.requests, counts.bad_frames, counts.garbled) = (20, 10, 10));
    check(&health(vec![few]), &[]);
}

#[test]
fn garbled_answers_of_all_are_noise() {
    let devices = vec![garbled(1, 12), garbled(2, 30), garbled(3, 8), fine(4)];
    check(&health(devices), &[Advice::Noise { bad_permille: 12, devices: 3, of: 4 }]);
}

#[test]
fn garbled_or_foreign_answers_of_one_are_two_on_its_address() {
    let expected =
        |bad_permille| Advice::SharedAddress { meter: MeterId(2), unit: 2, bad_permille, others_permille: 1 };
    check(&health(vec![garbled(1, 3), garbled(2, 400), fine(3)]), &[expected(400)]);
    let foreign = with(2, |counts| (counts.bad_frames, counts.foreign) = (80, 80));
    check(&health(vec![garbled(1, 3), foreign, fine(3)]), &[expected(80)]);
    // Nothing but collisions: it never gave a right answer.
    check(&health(vec![garbled(1, 3), garbled(2, 1000), fine(3)]), &[expected(1000)]);
}

#[test]
fn where_nothing_is_understood_the_line_is_the_cause() {
    let silent = |unit| with(unit, |counts| counts.timeouts = 1000);
    check(&health(vec![silent(1), silent(2)]), &[Advice::NothingAnswers { requests: 2000 }]);
    let wrong = Advice::WrongSettings { requests: 2000, bad_frames: 300 };
    let babble = with(2, |counts| (counts.timeouts, counts.bad_frames, counts.garbled) = (700, 300, 300));
    check(&health(vec![silent(1), babble]), &[wrong]);
}

#[test]
fn a_silent_device_among_others_is_dead() {
    let dead = with(2, |counts| (counts.requests, counts.timeouts) = (20, 20));
    check(&health(vec![fine(1), dead]), &[Advice::Dead { meter: MeterId(2), unit: 2, requests: 20 }]);
}

#[test]
fn a_device_that_loses_answers_has_a_loose_wire() {
    let loose = with(2, |counts| counts.timeouts = 60);
    let expected = Advice::LooseWire { meter: MeterId(2), unit: 2, lost_permille: 60, others_permille: 0 };
    check(&health(vec![fine(1), loose, fine(3)]), &[expected]);
    // When all lose answers it is not one wire.
    check(&health((1..=3).map(|unit| with(unit, |counts| counts.timeouts = 60)).collect()), &[]);
}

#[test]
fn a_device_that_thinks_long_is_slow() {
    let slow = with(2, |counts| (0..1000).for_each(|_| counts.turnarounds.count(Duration::from_millis(240))));
    let expected = Advice::Slow { meter: MeterId(2), unit: 2, p99_ms: 240, others_ms: 20 };
    check(&health(vec![fine(1), slow, fine(3)]), &[expected]);
    check(&health(vec![slow]), &[]);
}

#[test]
fn a_device_that_refuses_everything_is_another_model() {
    let other = with(2, |counts| (counts.exceptions, counts.exceptions_by_code[2]) = (1000, 1000));
    let expected = Advice::WrongProfile { meter: MeterId(2), unit: 2, exceptions: 1000, code: 2 };
    check(&health(vec![fine(1), other]), &[expected]);
}

#[test]
fn a_full_line_an_echo_and_a_loose_plug_are_told() {
    let mut line = health(vec![fine(1)]);
    line.cycle_ms = Some(61_000);
    check(&line, &[Advice::Saturated { cycle_ms: 61_000, interval_ms: 60_000 }]);
    line.interval_ms = 0;
    check(&line, &[]);
    line.echo = true;
    check(&line, &[Advice::Echo]);
    line.line.reconnects = 3;
    check(&line, &[Advice::Reconnects { reconnects: 3, seconds: DAY_S }, Advice::Echo]);
    line.seconds = DAY_S * 7;
    check(&line, &[Advice::Echo]);
}
