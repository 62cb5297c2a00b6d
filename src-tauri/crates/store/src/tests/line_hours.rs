use line_hour::{Counts, LineHour};
use units::{BusId, MeterId};

use super::*;

fn line(tx: &mut Tx<'_>) -> Result<BusId> {
    let bus = bus::Bus {
        name: "House A".to_owned(),
        address: "/dev/ttyUSB0".to_owned(),
        baud: 9600,
        parity: "none".to_owned(),
        stop_bits: 1,
    };
    bus::insert(tx, &bus)
}

fn hour(bus: BusId, meter: Option<MeterId>, hours: i64, requests: u64, turnaround: &[u64]) -> LineHour {
    let counts = Counts {
        requests,
        answers: requests - 1,
        time_outs: 1,
        busy_ms: 10 * requests,
        turnaround: turnaround.to_vec(),
        worst_ms: requests,
        ..Counts::default()
    };
    LineHour { bus, meter, start: at(hours * 60), counts }
}

#[test]
fn an_hour_is_the_sum_of_what_was_added() {
    let mut site = Site::new();
    let meter = MeterId(1);
    let bus = site.writer.transaction(line).unwrap();
    site.writer
        .transaction(|tx| {
            line_hour::add(tx, &hour(bus, None, 0, 100, &[90, 9]))?;
            line_hour::add(tx, &hour(bus, Some(meter), 0, 50, &[49]))?;
            line_hour::add(tx, &hour(bus, None, 0, 7, &[0, 5, 1]))?;
            line_hour::add(tx, &hour(bus, None, 1, 3, &[2]))?;
            line_hour::add(tx, &hour(bus, Some(meter), 1, 2, &[1]))
        })
        .unwrap();
    let db = &site.writer;
    let both = line_hour::of_line(db, bus, at(0), at(60)).unwrap();
    let expected = Counts {
        requests: 107,
        answers: 105,
        time_outs: 2,
        busy_ms: 1070,
        turnaround: vec![90, 14, 1],
        worst_ms: 100,
        ..Counts::default()
    };
    assert_eq!(both, [LineHour { bus, meter: None, start: at(0), counts: expected }]);
    let device = [hour(bus, Some(meter), 0, 50, &[49]), hour(bus, Some(meter), 1, 2, &[1])];
    assert_eq!(line_hour::of_devices(db, bus, at(0), at(120)).unwrap(), device);
    assert_eq!(line_hour::of_device(db, meter, at(0), at(120)).unwrap(), device);
    assert_eq!(line_hour::of_device(db, meter, at(60), at(120)).unwrap(), device[1..]);
    assert_eq!(line_hour::between(db, at(0), at(120)).unwrap().len(), 4);
    assert_eq!(line_hour::of_devices(db, BusId(bus.0 + 1), at(0), at(120)).unwrap(), []);
}

#[test]
fn a_line_that_nobody_knows_is_refused() {
    let mut site = Site::new();
    let refused = site.writer.transaction(|tx| line_hour::add(tx, &hour(BusId(9), None, 0, 1, &[])));
    assert!(matches!(refused, Err(Error::Refused(_))));
}

#[test]
fn old_hours_go_a_few_at_a_time() {
    let mut site = Site::new();
    let bus = site.writer.transaction(line).unwrap();
    site.writer
        .transaction(|tx| (0..10).try_for_each(|hours| line_hour::add(tx, &hour(bus, None, hours, 1, &[]))))
        .unwrap();
    let mut purge = |limit| site.writer.transaction(|tx| line_hour::purge(tx, at(6 * 60), limit)).unwrap();
    assert_eq!([purge(4), purge(4), purge(4)], [4, 2, 0]);
    let left = line_hour::of_line(&site.writer, bus, at(0), at(600)).unwrap();
    assert_eq!(left.first().map(|hour| (hour.start, hour.counts.turnaround.len())), Some((at(360), 0)));
    assert_eq!(left.len(), 4);
}
