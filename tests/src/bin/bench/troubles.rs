//! Troubles of the house behind the real engine on its real lines: crossed meters, a line that dies, a day on which the
//! program did not run. How soon each is told, and how many alarms it takes.

use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use engine::{Engine, Start, words::Language};
use serde_json::{Value, json};
use sim::Happening;

use crate::energy;
use crate::relay::{Desk, House, is_let};
use crate::table::{Figure, Row};

const PATIENCE: Duration = Duration::from_secs(180);
/// Rooms under the check for crossed wires, the first two of them crossed.
const CHECKED: usize = 6;

pub fn measure() -> Result<Vec<Row>, String> {
    let folder = crate::folder()?;
    energy::demo(folder.path(), Arc::new(crate::now))?.stop();
    let (mut house, _moved) = House::behind(folder.path())?;
    let desk = open(folder.path(), chrono::TimeDelta::zero())?;
    let measured = crossed(&desk, &house).and_then(|mut rows| {
        rows.extend(dead_line(&desk, &mut house)?);
        Ok(rows)
    });
    desk.engine.stop();
    let mut rows = measured?;
    rows.extend(unwatched(folder.path())?);
    Ok(rows)
}

fn open(folder: &std::path::Path, later: chrono::TimeDelta) -> Result<Desk, String> {
    let start = Start {
        data: folder.to_owned(),
        make: engine::Make::Nothing,
        clock: Arc::new(move || crate::now() + later),
        lines: true,
        language: Language::En,
    };
    Desk::new(Engine::start(start).map_err(|error| error.to_string())?)
}

fn crossed(desk: &Desk, house: &House) -> Result<Vec<Row>, String> {
    let draws = |room: &Value| is_let(room) && room["supply"] == "on" && room["power_w"].as_i64() > Some(30);
    let rooms = desk
        .until("six rooms that draw something", |rooms| rooms.iter().filter(|room| draws(room)).count() >= CHECKED)?;
    let names: Vec<String> = rooms
        .iter()
        .filter(|room| draws(room))
        .filter_map(|room| room["name"].as_str().map(str::to_owned))
        .take(CHECKED)
        .collect();
    let (one, other) = (names[0].clone(), names[1].clone());
    house
        .building
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .schedule(crate::now(), Happening::CrossMeters { one, other });
    let from = Instant::now();
    let asked = json!({ "rooms": names, "seconds": 10, "protected": false, "consent": true });
    desk.call("start_crossed_check", asked)?;
    let done = wait(|| Ok(Some(desk.call("crossed_check", json!({}))?).filter(|check| check["running"] == false)))?;
    let took = from.elapsed().as_secs_f64() / f64::from(u32::try_from(CHECKED).unwrap_or(1));
    let of = |state: &str| {
        let rows = done["rows"].as_array().into_iter().flatten();
        rows.filter(|row| row["state"] == state).filter_map(|row| row["room"].as_str()).collect::<Vec<_>>()
    };
    let wrong = of("crossed").into_iter().filter(|room| !names[..2].iter().any(|name| name == room)).count();
    Ok(vec![
        Row::new("crossed meters: found by the check, of 2", Figure::count(of("crossed").len() - wrong, "rooms"), "2"),
        Row::new("right rooms called crossed, of 4", Figure::count(wrong, "rooms"), "0"),
        Row::new("the check for a room, from order to proof", Figure::once(took, "s"), "-"),
    ])
}

fn dead_line(desk: &Desk, house: &mut House) -> Result<Vec<Row>, String> {
    let alarms = || -> Result<Vec<Value>, String> {
        Ok(desk.call("alarms", json!({}))?.as_array().cloned().unwrap_or_default())
    };
    let before = alarms()?.len();
    house.lines.clear();
    let from = Instant::now();
    let down = |alarms: &[Value]| alarms.iter().filter(|alarm| kind(alarm).starts_with("line_down")).count();
    wait(|| Ok((down(&alarms()?) > 0).then_some(())))?;
    let took = from.elapsed().as_secs_f64();
    // What else it would say comes within a round of polls.
    thread::sleep(Duration::from_secs(20));
    let more = alarms()?.len().saturating_sub(before);
    Ok(vec![
        Row::new("two dead lines of 28 devices: told after", Figure::once(took, "s"), "-"),
        Row::new("alarms of both together", Figure::count(more, "alarms"), "2: one a line"),
    ])
}

fn unwatched(folder: &std::path::Path) -> Result<Vec<Row>, String> {
    let from = Instant::now();
    let desk = open(folder, chrono::TimeDelta::days(1))?;
    let told = wait(|| {
        let alarms = desk.call("alarms", json!({}))?.as_array().cloned().unwrap_or_default();
        Ok(alarms.iter().any(|alarm| kind(alarm) == "unwatched").then_some(()))
    });
    let took = from.elapsed().as_secs_f64();
    desk.engine.stop();
    told?;
    Ok(vec![Row::new("a day without the program: told after its start", Figure::once(took, "s"), "-")])
}

fn kind(alarm: &Value) -> &str {
    alarm["kind"].as_str().unwrap_or_default()
}

fn wait<T>(mut look: impl FnMut() -> Result<Option<T>, String>) -> Result<T, String> {
    let from = Instant::now();
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        if from.elapsed() > PATIENCE {
            return Err("waited too long".to_owned());
        }
        thread::sleep(Duration::from_millis(100));
    }
}
