//! How long the large jobs take, printed by `cargo test -p store pace -- --nocapture`. The limits are wide: they
//! catch an index gone missing, not a slow morning.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::time::{Duration, Instant};

use units::{Quality, Reading};

use super::*;

#[test]
fn a_hundred_thousand_entries() {
    let mut site = Site::new();
    let account = |i: i64| AccountId(i % 1000 + 1);
    let start = Instant::now();
    for chunk in 0..1000 {
        site.writer
            .transaction(|tx| {
                for i in chunk * 100..chunk * 100 + 100 {
                    tx.post(top_up(account(i), &format!("key-{i}"), 100 + i % 900))?;
                }
                Ok(())
            })
            .unwrap();
    }
    let posted = start.elapsed();
    assert_eq!(balance::all(&site.writer).unwrap().len(), 1001);
    println!("post 100,000 entries and read all balances: {posted:?}, {:?}", start.elapsed());
    let start = Instant::now();
    assert!(site.verification().is_good());
    println!("verify them: {:?}", start.elapsed());
    let start = Instant::now();
    let page = entry::movements(&site.writer, Book::Tenant(AccountId(7)), None, 50).unwrap();
    println!("an account's page: {:?}", start.elapsed());
    assert_eq!(page.len(), 50);
    assert!(posted < Duration::from_secs(20), "{posted:?}");
}

#[test]
fn ninety_days_of_readings() {
    let mut site = Site::new();
    let installed: Vec<_> = site
        .writer
        .transaction(|tx| {
            (0..26_u8)
                .map(|i| room(tx, None, &format!("r{i}"), i + 1).map(|(_, _, point, id)| (point, id)))
                .collect::<Result<_>>()
        })
        .unwrap();
    let start = Instant::now();
    for date in 0..90_i64 {
        site.writer
            .transaction(|tx| {
                let mut batch = rollup::Batch::default();
                let day = day("2026-11-01") + chrono::Days::new(date.unsigned_abs());
                for (point, id) in &installed {
                    for quarter in 0..96 {
                        let minutes = (date * 96 + quarter) * 15;
                        let register = Energy::from_wh(1_000_000 + minutes);
                        let reading = Reading { at: at(minutes + 15), register, quality: Quality::Actual };
                        reading::insert(tx, *id, reading)?;
                        let slot = rollup::Slot { hour: at(minutes / 60 * 60), day, month: Month::of(day) };
                        batch.add(*point, slot, rollup::Sum::actual(Energy::from_wh(15)));
                    }
                }
                batch.write(tx)
            })
            .unwrap();
    }
    let taken = start.elapsed();
    println!("{} readings with roll-ups: {taken:?}", 90 * 26 * 96);
    assert!(rollup::disagreeing(&site.writer).unwrap().is_empty());
    assert!(taken < Duration::from_secs(20), "{taken:?}");
}
