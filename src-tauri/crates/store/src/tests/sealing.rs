//! Sealed readings: whoever reads cannot tell them from rows.

use proptest::prelude::*;
use reading::{ByHand, Series};
use reading_block::{Space, seal, space, unsealed};
use rollup::{Batch, Slot, Sum};
use units::{Period, Quality, Reading, Zone, millis};

use super::*;

const QUARTER: i64 = 15 * 60 * 1000;
const MONTH_MS: i64 = 30 * 24 * 60 * 60 * 1000;

fn month() -> Period {
    Period { from: timestamp(START), to: timestamp(START + MONTH_MS) }
}

fn closed_until(until: Timestamp) -> month_close::MonthClose {
    let (month, actor, rules) = (november(), "landlord".to_owned(), "1".to_owned());
    month_close::MonthClose { month, until, at: until, actor, rules }
}

fn given(ms: i64, wh: i64, quality: Quality) -> Reading {
    Reading { at: timestamp(ms), register: Energy::from_wh(wh), quality }
}

/// A site with readings, its November closed.
fn site(readings: &[Reading]) -> Site {
    let mut site = Site::new();
    let id = site.installation;
    site.writer
        .transaction(|tx| {
            for reading in readings {
                match reading.quality {
                    Quality::Suspect => reading::insert_suspect(tx, id, *reading, "too_fast")?,
                    _ => reading::insert(tx, id, *reading)?,
                }
            }
            month_close::insert(tx, &closed_until(month().to))
        })
        .unwrap();
    site
}

fn grid(count: i64) -> Vec<Reading> {
    (1..=count).map(|i| given(START + i * QUARTER, 1_000_000 + i * 30 + i % 7, Quality::Actual)).collect()
}

fn seal_november(site: &mut Site) -> Result<usize> {
    let id = site.installation;
    site.writer.transaction(|tx| seal(tx, id, month()))
}

fn blocks(site: &Site) -> u64 {
    space(&site.writer).unwrap().blocks
}

fn all(db: &Db, id: InstallationId) -> Vec<Reading> {
    reading::between(db, id, timestamp(0), Timestamp::MAX_UTC).unwrap()
}

/// What is asked of readings, over every edge that matters.
fn asked(db: &Db, id: InstallationId, readings: &[Reading]) -> Vec<String> {
    let mut edges: Vec<i64> = readings.iter().step_by(1 + readings.len() / 12).map(|r| millis(r.at)).collect();
    edges.extend([START, START + MONTH_MS, START + MONTH_MS / 2]);
    let mut answers = Vec::new();
    for edge in edges.iter().flat_map(|edge| [edge - 1, *edge, edge + 1]) {
        let (edge, end) = (timestamp(edge), timestamp(edge + 40 * QUARTER));
        answers.push(format!("{:?}", reading::base(db, id, edge).unwrap()));
        answers.push(format!("{:?}", reading::between(db, id, edge, end).unwrap()));
        answers.push(format!("{:?}", reading::latest(db, id, edge, 5).unwrap()));
    }
    answers.push(format!("{:?}", reading::latest(db, id, Timestamp::MAX_UTC, 100_000).unwrap()));
    answers.push(format!("{:?}", reading::oldest(db, id).unwrap()));
    answers
}

/// Gaps, odd times, rollovers, estimates, doubts; some before and some after the month.
fn readings() -> impl Strategy<Value = Vec<Reading>> {
    let step = prop_oneof![
        8 => Just(QUARTER),
        3 => 1..QUARTER,
        1 => QUARTER..40 * QUARTER,
        1 => MONTH_MS / 3..MONTH_MS,
    ];
    let rise = prop_oneof![8 => 0_i64..500, 1 => Just(0_i64), 1 => Just(-9_000_000_i64), 1 => 0..90_000_000_i64];
    let quality = prop_oneof![20 => Just(Quality::Actual), 2 => Just(Quality::Estimated), 1 => Just(Quality::Suspect)];
    proptest::collection::vec((step, rise, quality), 0..200).prop_map(|steps| {
        let (mut at, mut wh) = (START - 5 * QUARTER, 10_000_000_i64);
        let next = |(step, rise, quality): (i64, i64, Quality)| {
            at += step;
            wh = (wh + rise).rem_euclid(100_000_000);
            given(at, wh, quality)
        };
        steps.into_iter().map(next).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_sealed_reads_as_what_was_not(readings in readings(), touched in any::<proptest::sample::Index>()) {
        let mut site = site(&readings);
        let id = site.installation;
        let before = asked(&site.writer, id, &readings);
        let inside = |r: &&Reading| month().contains(r.at);
        let believed = readings.iter().filter(inside).filter(|r| r.quality != Quality::Suspect).count();
        prop_assert_eq!(seal_november(&mut site).unwrap(), believed);
        prop_assert_eq!(blocks(&site), u64::from(believed > 0));
        prop_assert_eq!(&asked(&site.writer, id, &readings), &before);
        prop_assert_eq!(&all(&site.writer, id), &readings);
        // Once more is nothing; a second judgement opens the block and the next sealing closes it.
        prop_assert_eq!(seal_november(&mut site).unwrap(), 0);
        if !readings.is_empty() {
            let (there, mut expected) = (touched.index(readings.len()), readings.clone());
            expected[there].quality = Quality::Estimated;
            let at = readings[there].at;
            site.writer.transaction(|tx| reading::judge(tx, id, at, Quality::Estimated)).unwrap();
            prop_assert_eq!(&all(&site.writer, id), &expected);
            seal_november(&mut site).unwrap();
            prop_assert_eq!(&all(&site.writer, id), &expected);
        }
    }
}

#[test]
fn columns_hold_what_rows_hold() {
    let readings = grid(3 * 96);
    let mut site = site(&readings);
    let (id, from, to) = (site.installation, at(20), at(24 * 60));
    let rows = reading::series(&site.writer, id, from, to).unwrap();
    seal_november(&mut site).unwrap();
    let sealed = reading::series(&site.writer, id, from, to).unwrap();
    assert_eq!(rows, sealed);
    assert_eq!((sealed.len(), sealed.at_ms[0], sealed.register_wh[0]), (94, START + 2 * QUARTER, 1_000_062));
    let nothing = reading::series(&site.writer, id, at(-100), at(0)).unwrap();
    assert_eq!(nothing, Series::default());
}

#[test]
fn a_month_is_small_once_sealed() {
    let mut site = site(&grid(2_879));
    assert_eq!(seal_november(&mut site).unwrap(), 2_879);
    let Space { readings, blocks, bytes } = space(&site.writer).unwrap();
    assert_eq!((readings, blocks), (2_879, 1));
    assert!(bytes <= 2 * 4096, "{bytes}");
    let left: i64 = site.writer.connection.query_row("SELECT count(*) FROM reading", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[test]
fn an_open_month_is_not_sealed() {
    let mut site = Site::new();
    let id = site.installation;
    site.writer.transaction(|tx| reading::insert(tx, id, given(START + 5, 1_000_001, Quality::Actual))).unwrap();
    assert!(matches!(seal_november(&mut site), Err(Error::Refused(_))));
    assert_eq!((blocks(&site), all(&site.writer, id).len()), (0, 1));
}

#[test]
fn what_changes_a_sealed_month_opens_it_and_it_is_sealed_anew() {
    let readings = grid(96);
    let mut site = site(&readings);
    let id = site.installation;
    seal_november(&mut site).unwrap();
    assert_eq!(unsealed(&site.writer, month().to).unwrap(), None);
    // The same instant twice is refused as before, and the block stays.
    let again = site.writer.transaction(|tx| reading::insert(tx, id, readings[7]));
    assert!(matches!(again, Err(Error::Refused(_))));
    assert_eq!(blocks(&site), 1);
    // A late reading between two others.
    let late = given(START + 90_000, 1_000_003, Quality::Actual);
    site.writer.transaction(|tx| reading::insert(tx, id, late)).unwrap();
    assert_eq!((blocks(&site), all(&site.writer, id)[0]), (0, late));
    assert_eq!(unsealed(&site.writer, month().to).unwrap(), Some((id, late.at)));
    assert_eq!(seal_november(&mut site).unwrap(), 97);
    // A correction: what was there before stays known.
    let reading = Reading { register: Energy::from_wh(1_000_002), ..late };
    let by_hand = ByHand { reading, reason: "digit".to_owned(), actor: "clerk".to_owned(), made_at: at(99) };
    let old = site.writer.transaction(|tx| reading::correct(tx, id, &by_hand)).unwrap();
    assert_eq!(old, Some((late.register, Quality::Actual)));
    assert_eq!(seal_november(&mut site).unwrap(), 97);
    assert_eq!(all(&site.writer, id)[0], reading);
    // A doubt takes its reading out of the block for good, with the doubt.
    site.writer.transaction(|tx| reading::judge(tx, id, late.at, Quality::Suspect)).unwrap();
    assert_eq!(seal_november(&mut site).unwrap(), 96);
    assert_eq!(all(&site.writer, id)[0].quality, Quality::Suspect);
    let suspect = given(START + 95_000, 9, Quality::Suspect);
    site.writer.transaction(|tx| reading::insert_suspect(tx, id, suspect, "zero_glitch")).unwrap();
    seal_november(&mut site).unwrap();
    let doubt = "SELECT doubt FROM reading WHERE register = 9";
    let doubt: String = site.writer.connection.query_row(doubt, [], |row| row.get(0)).unwrap();
    assert_eq!((doubt.as_str(), all(&site.writer, id)[1]), ("zero_glitch", suspect));
}

#[test]
fn a_purge_takes_blocks_and_parts_of_blocks() {
    let mut site = site(&grid(96));
    let id = site.installation;
    seal_november(&mut site).unwrap();
    let mut purge = |minutes| site.writer.transaction(|tx| reading::purge(tx, id, at(minutes))).unwrap();
    assert_eq!((purge(0), purge(60)), (0, 3));
    assert_eq!(reading::oldest(&site.writer, id).unwrap(), Some(at(60)));
    assert_eq!(seal_november(&mut site).unwrap(), 93);
    let purged = site.writer.transaction(|tx| reading::purge(tx, id, month().to)).unwrap();
    assert_eq!((purged, blocks(&site), reading::oldest(&site.writer, id).unwrap()), (93, 0, None));
}

#[test]
fn a_sealing_that_is_cut_short_changes_nothing() {
    let readings = grid(500);
    let mut site = site(&readings);
    let (id, path) = (site.installation, site.path());
    let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        site.writer.transaction(|tx| {
            assert_eq!(seal(tx, id, month())?, 500);
            std::panic::resume_unwind(Box::new("power cut"));
            #[allow(unreachable_code)]
            Ok(())
        })
    }));
    assert!(died.is_err());
    let folder = site.crash();
    let mut writer = open(&path, &KEY).unwrap();
    assert_eq!((space(&writer).unwrap().blocks, all(&writer, id)), (0, readings.clone()));
    // The same step finds what is left to do. The files as they are in the midst of the next hold the whole block.
    writer.transaction(|tx| seal(tx, id, month())).unwrap();
    let copy = tempfile::tempdir().unwrap();
    let to = copy.path().join("roomwatt.db");
    let stopped: Result<()> = writer.transaction(|tx| {
        reading::insert(tx, id, given(START + 77, 1_000_000, Quality::Actual))?;
        for end in ["", "-wal"] {
            std::fs::copy(format!("{}{end}", path.display()), format!("{}{end}", to.display()))?;
        }
        Err(Error::Busy)
    });
    assert!(matches!(stopped, Err(Error::Busy)));
    let again = open(&to, &KEY).unwrap();
    assert_eq!((space(&again).unwrap().blocks, all(&again, id)), (1, readings));
    drop(folder);
}

#[test]
fn a_reader_beside_sees_every_reading_once_while_months_are_sealed_and_opened() {
    let readings = grid(600);
    let mut site = site(&readings);
    let (id, path) = (site.installation, site.path());
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let reader = Reader::open(&path, &KEY).unwrap();
            let mut looked = 0;
            while looked < 20 || !done.load(std::sync::atomic::Ordering::Relaxed) {
                assert_eq!(all(&reader, id), readings);
                assert_eq!(reading::base(&reader, id, at(60)).unwrap(), Some(readings[3]));
                assert_eq!(reading::latest(&reader, id, at(60), 3).unwrap().len(), 3);
                looked += 1;
            }
        });
        for _ in 0..40 {
            seal_november(&mut site).unwrap();
            site.writer.transaction(|tx| reading::judge(tx, id, readings[9].at, Quality::Actual)).unwrap();
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        reader.join().unwrap();
    });
}

#[test]
fn the_months_of_the_autumn_change_meet_without_a_gap() {
    let berlin = Zone::parse("Europe/Berlin").unwrap();
    let october = berlin.span(Month::new(2026, 10).unwrap().dates());
    let november = berlin.span(november().dates());
    assert_eq!((october.to, october.duration().num_hours()), (november.from, 31 * 24 + 1));
    let count = (november.to - october.from).num_minutes() / 15;
    let of = |i: i64| given(millis(october.from) + i * QUARTER, 1_000_000 + i, Quality::Actual);
    let readings: Vec<Reading> = (0..count).map(of).collect();
    let mut site = Site::new();
    let id = site.installation;
    let sealed = site.writer.transaction(|tx| {
        readings.iter().try_for_each(|reading| reading::insert(tx, id, *reading))?;
        month_close::insert(tx, &closed_until(november.to))?;
        Ok([seal(tx, id, november)?, seal(tx, id, october)?])
    });
    assert_eq!(sealed.unwrap(), [30 * 96, 31 * 96 + 4]);
    assert_eq!(all(&site.writer, id), readings);
    let edge = reading::between(&site.writer, id, of(2_979).at, of(2_983).at).unwrap();
    assert_eq!(edge, readings[2_979..2_983]);
    assert_eq!(reading::base(&site.writer, id, of(2_980).at).unwrap(), Some(of(2_980)));
}

/// A month with its roll-ups, sealed.
fn with_rollups() -> Site {
    let readings = grid(400);
    let mut site = site(&readings);
    let mut batch = Batch::default();
    for pair in readings.windows(2) {
        let start = millis(pair[0].at);
        let hour = timestamp(start - start.rem_euclid(3_600_000));
        let slot = Slot { hour, day: day("2026-11-01"), month: november() };
        batch.add(site.point, slot, Sum::actual(pair[1].register - pair[0].register));
    }
    site.writer.transaction(|tx| batch.write(tx)).unwrap();
    seal_november(&mut site).unwrap();
    assert!(site.verification().is_good(), "{:?}", site.verification().problems);
    site
}

#[test]
fn verify_finds_blocks_that_are_not_as_they_were_written() {
    for sql in [
        "UPDATE reading_block SET data = substr(data, 1, length(data) - 3)",
        "UPDATE reading_block SET count = count - 1",
        "UPDATE reading_block SET version = 9",
        "UPDATE reading_block SET last_at = last_at + 1",
        "UPDATE reading_block SET checksum = checksum + 1",
        "UPDATE rollup_hour SET wh = wh + 100000; UPDATE rollup_day SET wh = wh + 100000 * (SELECT count(*) FROM \
         rollup_hour); UPDATE rollup_month SET wh = wh + 100000 * (SELECT count(*) FROM rollup_hour)",
    ] {
        let site = with_rollups();
        site.tamper(sql);
        let problems = site.verification().problems;
        let [Problem::Sealed { installation, fault }] = problems.as_slice() else { panic!("{sql}: {problems:?}") };
        assert_eq!(*installation, site.installation);
        assert!(fault.contains("installation 1"), "{fault}");
        if sql.contains("reading_block") {
            let id = site.installation;
            assert!(matches!(reading::series(&site.writer, id, at(0), at(99)), Err(Error::Damaged(_))), "{sql}");
        }
    }
}

#[test]
fn what_is_not_a_block_never_becomes_readings() {
    let mut off_grid = grid(50);
    off_grid[20].at += chrono::Duration::milliseconds(1);
    let mut gaps = grid(52);
    gaps.remove(7);
    gaps.remove(30);
    for readings in [grid(50), gaps, off_grid] {
        let series: Series = readings.into_iter().collect();
        let data = block::encode(&series).unwrap();
        let check = |data: &[u8], count: usize| {
            let mut to = Series::default();
            // Without the checksum in front of it, the decoder may take damage for other numbers; it never panics.
            block::decode(2, count, data, &mut to).is_ok().then_some(to)
        };
        assert_eq!(check(&data, 50), Some(series));
        for count in [49, 51, usize::MAX] {
            assert_eq!(check(&data, count), None, "{count}");
        }
        (0..data.len()).for_each(|end| assert_eq!(check(&data[..end], 50), None, "{end}"));
        for at in 0..data.len() {
            let mut bent = data.clone();
            bent[at] ^= 0x55;
            check(&bent, 50);
        }
    }
    assert!(matches!(block::decode(3, 1, &[0], &mut Series::default()), Err(Error::Damaged(_))));
}

/// Written by the first version of the format: three readings on the hour, the second of them estimated.
const VERSION_1: &str = "1d70636f210300c10401040200000010000041f3000000000024004008001b70636f210300c104010402000000100000000000000000000400002070636f210300c1040104020000001000401f0000000000005c0000a08f3801000101";

#[test]
fn blocks_of_the_first_version_are_still_read() {
    let data: Vec<u8> =
        (0..VERSION_1.len()).step_by(2).map(|at| u8::from_str_radix(&VERSION_1[at..at + 2], 16).unwrap()).collect();
    let mut series = Series::default();
    block::decode(1, 3, &data, &mut series).unwrap();
    let hour = |n: i64, wh, quality| given(START + n * 4 * QUARTER, wh, quality);
    let expected =
        [hour(0, 1_000, Quality::Actual), hour(1, 1_500, Quality::Estimated), hour(2, 2_250, Quality::Actual)];
    assert_eq!(series, expected.into_iter().collect());
}

/// What a month of a load that nobody can foretell takes: several blocks, of which a page holds four.
#[test]
fn a_block_that_would_have_a_page_to_itself_is_parted() {
    let mut wh = 1_000_000;
    let noise = (1..=2_879_i64).map(|i| {
        wh += (i * i * 7_919 + i * 104_729) % 251;
        given(START + i * QUARTER, wh, if i % 500 == 0 { Quality::Estimated } else { Quality::Actual })
    });
    let readings: Vec<Reading> = noise.collect();
    let mut site = site(&readings);
    let id = site.installation;
    let before = asked(&site.writer, id, &readings);
    assert_eq!(seal_november(&mut site).unwrap(), 2_879);
    assert!(blocks(&site) > 1);
    assert_eq!(asked(&site.writer, id, &readings), before);
    // One part is opened by a change; sealed anew, all of it is as before.
    site.writer.transaction(|tx| reading::judge(tx, id, readings[1_700].at, Quality::Suspect)).unwrap();
    site.writer.transaction(|tx| reading::judge(tx, id, readings[1_700].at, Quality::Actual)).unwrap();
    let parts = blocks(&site);
    assert_eq!(seal_november(&mut site).unwrap(), 2_879);
    assert_eq!((blocks(&site), asked(&site.writer, id, &readings)), (parts + 1, before));
    // Thinned, the month is one block again.
    let gone = site.writer.transaction(|tx| reading_block::thin(tx, id, month(), &[readings[99].at])).unwrap();
    assert_eq!((gone, blocks(&site)), (2_879 - 4, 1));
    assert_eq!(all(&site.writer, id), [readings[0], readings[98], readings[99], readings[2_878]]);
}
