//! A scan of virtual meters at the pace of a real wire.

use std::ops::ControlFlow;
use std::time::Duration;

use bus::{BoxFuture, Found, Link, Scanned, Search, Settings, Sharing, Summary, Wire, scan_link};

use super::*;

/// Scans a line at 9600 baud whose meters think for 20 ms, under paused time.
async fn scanned(line: &Line, units: impl Iterator<Item = u8>) -> (Vec<Found>, Summary) {
    let (line, pace) = (line.clone(), Pace::at(9600, 10).with_turnaround(Duration::from_millis(20)));
    let link = Link::Connect(Box::new(move || -> BoxFuture<std::io::Result<Box<dyn Wire>>> {
        let (ours, theirs) = tokio::io::duplex(512);
        tokio::spawn(answer(theirs, Desk::new(line.clone(), Framing::Rtu, pace)));
        Box::pin(async move { Ok(Box::new(ours) as Box<dyn Wire>) })
    }));
    let folder = format!("{}/../../../assets/meters", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let tomls = files.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let ids = tomls.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
    let profiles = ids.map(|id| profile(&id).unwrap()).collect();
    let settings = vec![Settings { timeout: Duration::from_millis(300), ..Settings::default() }];
    let search = Search { settings, units: units.collect(), profiles };
    let mut found = Vec::new();
    let summary = scan_link(&link, &search, |scanned| {
        if let Scanned::Device(device) = scanned {
            found.push(device);
        }
        ControlFlow::Continue(())
    });
    let summary = summary.await.unwrap();
    (found, summary)
}

#[tokio::test(start_paused = true)]
async fn thirty_two_meters_among_every_model_that_ships_take_less_than_forty_seconds() {
    let units: Vec<u8> = (1..=32).collect();
    let line = independent_line(1, &profile("eastron-sdm120").unwrap(), &units, &clock_at(timestamp(EVENING)));
    let (found, summary) = scanned(&line, 1..=32).await;
    assert!(summary.elapsed < Duration::from_secs(40), "{:?}", summary.elapsed);
    assert_eq!(found.len(), 32);
    for device in found {
        let ids: Vec<&str> = device.guesses.iter().map(|guess| guess.profile.id()).collect();
        assert!(ids.contains(&"eastron-sdm120"), "unit {}: {ids:?}", device.unit);
        assert_eq!(device.sharing, Sharing::Alone);
    }
}

#[tokio::test(start_paused = true)]
async fn two_meters_on_one_address_are_spotted() {
    let clock = clock_at(timestamp(EVENING));
    let line = independent_line(1, &profile("eastron-sdm120").unwrap(), &[1, 2, 2, 3], &clock);
    let (found, summary) = scanned(&line, 1..=4).await;
    let shared = |unit: u8| found.iter().find(|device| device.unit == unit).map(|device| device.sharing);
    assert_eq!((shared(1), shared(3), shared(4)), (Some(Sharing::Alone), Some(Sharing::Alone), None));
    // Heard only in pieces, or whole and twice.
    assert!(shared(2) == Some(Sharing::Likely) || summary.garbled == 1, "{found:?}");
}
