use std::time::Duration;

use super::*;

fn desk(pace: Pace) -> (Line, Desk) {
    let line = independent_line(1, &profile("eastron-sdm120").unwrap(), &[1], &clock_at(timestamp(EVENING)));
    (line.clone(), Desk::new(line, Framing::Rtu, pace))
}

/// Unit 1, input registers 0 and 1.
const REQUEST: [u8; 8] = [1, 4, 0, 0, 0, 2, 0x71, 0xcb];

fn us(micros: u64) -> Duration {
    Duration::from_micros(micros)
}

#[test]
fn an_answer_takes_the_wires_time() {
    // 8 + 9 characters of 10 bits at 9600 baud are 17.708 ms, of 11 bits at 19 200 they are 9.740 ms.
    for (baud, bits, wire_us) in [(9600, 10, 17_708), (19_200, 11, 9_739)] {
        let (_, mut desk) = desk(Pace::at(baud, bits).with_turnaround(us(3_000)));
        let start = Instant::now();
        desk.receive(&REQUEST, start);
        let due = desk.due().unwrap() - start;
        assert!((us(wire_us + 2_990)..us(wire_us + 3_010)).contains(&due), "{due:?} at {baud}");
        assert_eq!(desk.take_due(start + due - us(1)), None);
        assert_eq!(desk.take_due(start + due).map(|answer| answer.len()), Some(9));
    }
}

#[test]
fn a_request_that_dribbled_in_has_spent_its_time_already() {
    let (_, mut desk) = desk(Pace::at(9600, 10).with_turnaround(Duration::ZERO));
    let start = Instant::now();
    desk.receive(&REQUEST[..4], start);
    desk.receive(&REQUEST[4..], start + us(20_000));
    let due = desk.due().unwrap() - start;
    assert!((us(29_370)..us(29_380)).contains(&due), "{due:?}");
}

#[test]
fn a_long_answer_comes_in_pieces_and_ends_in_time() {
    let (_, mut desk) = desk(Pace::at(300, 10).with_turnaround(Duration::ZERO));
    let start = Instant::now();
    desk.receive(&REQUEST, start);
    let mut pieces = Vec::new();
    while let Some(due) = desk.due() {
        pieces.push((due - start, desk.take_due(due).unwrap().len()));
    }
    // 8 characters take 267 ms, the 9 of the answer 300 ms.
    assert_eq!(pieces.iter().map(|(_, length)| length).sum::<usize>(), 9);
    assert_eq!(pieces.len(), 2);
    assert!((us(566_600)..us(566_700)).contains(&pieces[1].0), "{pieces:?}");
}

#[test]
fn a_master_that_keeps_no_silence_is_counted() {
    let (line, mut desk) = desk(Pace::at(9600, 10));
    let mut now = Instant::now();
    // 3.5 characters at 9600 8N1 are 3.646 ms.
    for (silence, early) in [(3_700, 0), (3_600, 1), (3_650, 1), (0, 2)] {
        desk.receive(&REQUEST, now);
        now = desk.due().unwrap();
        desk.take_due(now);
        now += us(silence);
        desk.receive(&REQUEST, now);
        assert_eq!(line.tally().early, early, "after {silence} µs");
        now = desk.due().unwrap();
        desk.take_due(now);
        now += us(10_000);
    }
}
