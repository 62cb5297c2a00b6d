use units::{millis, timestamp};

use super::*;
use crate::building::Measures;
use crate::wire::Fault;

fn profile(name: &str) -> Option<Arc<Profile>> {
    let text = match name {
        "eastron-sdm120" => include_str!("../../../../../assets/meters/eastron-sdm120.toml"),
        "eastron-sdm630" => include_str!("../../../../../assets/meters/eastron-sdm630.toml"),
        "hiking-dds238-4w" => include_str!("../../../../../assets/meters/hiking-dds238-4w.toml"),
        "relay-board-8" => include_str!("../../../../../assets/meters/relay-board-8.toml"),
        _ => return None,
    };
    Some(Arc::new(Profile::parse(text).unwrap()))
}

fn read(text: &str) -> Result<Scenario> {
    Scenario::parse(text, timestamp(0), &profile)
}

const HOUSE: &str = r#"
seed = 4
zone = "Asia/Shanghai"
start = "2026-08-25 18:00"
speed = 60

[[line]]
name = "A"

[[board]]
unit = 31
profile = "relay-board-8"

[[meter]]
name = "101"
unit = 1
profile = "eastron-sdm120"
relay = { board = 31, channel = 2 }
occupants = 3
appliances = { kettle = 1, laptop = 3 }
register_kwh = "1234.567"
error_ppm = 0

[[meter.use]]
appliance = "hair-dryer"
at = "+0:10:00"
lasts_s = 300
watts = 1800

[[meter]]
name = "102"
unit = 2
profile = "hiking-dds238-4w"
speaks = { baud = 2400 }

[[meter]]
name = "twin"
unit = 2
profile = "eastron-sdm120"

[[meter]]
name = "corridor"
measures = "common"
unit = 3
profile = "eastron-sdm120"

[[meter]]
name = "supply"
measures = "supply"
unit = 4
profile = "eastron-sdm630"

[[happening]]
at = "day 2 07:00"
until = "day 2 08:00"
what = "power-failure"

[[happening]]
at = "+1:00"
what = "bypass"
room = "102"
share_percent = 30

[[happening]]
what = "faults"
units = "1-2"
rates = { flip = 20, zero = 3 }
late_by_ms = 700
"#;

#[test]
fn a_house_is_as_it_was_written() {
    let scenario = read(HOUSE).unwrap();
    assert_eq!((scenario.seed, scenario.speed, scenario.zone.name()), (4, 60, "Asia/Shanghai"));
    assert_eq!(scenario.start.to_rfc3339(), "2026-08-25T10:00:00+00:00");
    assert_eq!(scenario.lines[0].port, PortSpec::Pty(None));
    let house = scenario.house();
    let placed = |name: &str| house.placed().iter().find(|placed| placed.name == name).unwrap().clone();
    assert_eq!(placed("101").relay, Some(crate::RelayAt::Board { unit: 31, channel: 1 }));
    assert_eq!(placed("102").relay, Some(crate::RelayAt::Meter { channel: 0 }));
    assert_eq!(placed("supply").measures, Measures::Supply);
    assert_eq!(house.register(placed("101").address).unwrap().wh(), 1_234_567);
    assert_ne!(placed("twin").address, placed("102").address, "the house can tell them apart");
    let lines = scenario.lines_of(&Arc::new(Mutex::new(house)), &(Arc::new(|| timestamp(0)) as Clock));
    assert_eq!(lines[0].units(), [31, 1, 2, 2, 3, 4], "and the line cannot");
}

#[test]
fn what_is_to_happen_happens() {
    let scenario = read(HOUSE).unwrap();
    let mut house = scenario.house();
    let at = |name: &str| scenario.plan.meters.iter().find(|meter| meter.placed.name == name).unwrap().placed.address;
    house.advance(scenario.start + TimeDelta::minutes(11));
    assert!(house.power_mw(at("101")).unwrap() > 1_500_000, "the hair dryer is on");
    house.advance(scenario.start + TimeDelta::hours(13) + TimeDelta::minutes(30));
    assert!(!house.answers(at("supply")));
    house.advance(scenario.start + TimeDelta::hours(15));
    assert!(house.answers(at("supply")));
    assert!(house.unmetered("102").unwrap().wh() > 0);
}

#[test]
fn a_clock_runs_at_the_scenario_s_speed() {
    let scenario = read(HOUSE).unwrap();
    let clock = scenario.clock(|| Duration::from_secs(10));
    assert_eq!(millis(clock()) - millis(scenario.start), 600_000);
}

#[test]
fn faults_strike_those_who_were_named() {
    let scenario = read(HOUSE).unwrap();
    let [(0, trouble)] = &scenario.troubles[..] else { panic!("{:?}", scenario.troubles) };
    assert_eq!(trouble.whom, crate::wire::Whom::Units([1, 2].into()));
    assert_eq!((trouble.faults.rate(Fault::Flip), trouble.faults.rate(Fault::Zero)), (20, 3));
    assert_eq!(trouble.faults.late_by, Duration::from_millis(700));
}

#[track_caller]
fn refused(text: &str, line: usize, key: &str, part: &str) {
    let error = read(text).unwrap_err();
    assert_eq!((error.line, error.key.as_str()), (line, key), "{error}");
    assert!(error.problem.contains(part), "{error}");
}

#[test]
fn what_is_wrong_is_told_with_line_and_key() {
    let one = "[[line]]\nname = \"A\"\n[[meter]]\nname = \"1\"\nunit = 1\nprofile = \"eastron-sdm120\"\n";
    let relayed = one.replace("eastron-sdm120", "hiking-dds238-4w");
    let more = |text: &str| format!("{one}{text}");
    for (text, line, key, part) in [
        ("seed = ".to_owned(), 1, "", ""),
        ("zone = \"Mars\"\n".to_owned(), 1, "zone", "time zone"),
        ("start = \"noon\"\n".to_owned(), 1, "start", "2026-10-01 18:00"),
        ("speed = 0\n".to_owned(), 1, "speed", "from 1"),
        (String::new(), 1, "line", "[[line]]"),
        ("[[line]]\nname = \"A\"\n".to_owned(), 1, "meter", "[[meter]]"),
        ("[[line]]\nname = \"A\"\n[[line]]\nname = \"A\"\n".to_owned(), 4, "line[1].name", "there already"),
        ("[[line]]\nname = \"A\"\nbaut = 9600\n".to_owned(), 3, "line[0].baut", "not known"),
        (one.replace("unit = 1", "unit = 300"), 5, "meter[0].unit", "1 to 247"),
        (one.replace("eastron-sdm120", "nobody"), 6, "meter[0].profile", "roomwatt profiles"),
        (one.replace("name = \"1\"\n", ""), 3, "meter[0].name", "required"),
        (more("line = \"B\"\n"), 7, "meter[0].line", "“B”"),
        (more("relay = \"meter\"\n"), 7, "meter[0].relay", "no relay"),
        (more("relay = 3\n"), 7, "meter[0].relay", "board = 31"),
        (more("relay = { board = 9, channel = 1 }\n"), 7, "meter[0].relay.board", "unit 9"),
        (more("below = [\"1\"]\n"), 7, "meter[0].below", "feeder"),
        (more("measures = \"feeder\"\nbelow = [\"9\"]\n"), 8, "meter[0].below", "“9”"),
        (more("measures = \"common\"\noccupants = 2\n"), 8, "meter[0].occupants", "only in a room"),
        (more("appliances = { oven = 1 }\n"), 7, "meter[0].appliances.oven", "kettle"),
        (more("register_kwh = -3\n"), 7, "meter[0].register_kwh", "decimal"),
        (more("[[meter.use]]\nappliance = \"kettle\"\nat = \"soon\"\n"), 9, "meter[0].use[0].at", "day 2"),
        (more("[[meter.use]]\nappliance = \"kettle\"\nat = \"+0:10\"\n"), 7, "meter[0].use[0].lasts_s", "required"),
        (more("[[board]]\nunit = 2\nprofile = \"eastron-sdm120\"\n"), 9, "board[0].profile", "no relay"),
        (more("[[happening]]\nat = \"+1:00\"\n"), 7, "happening[0].what", "required"),
        (more("[[happening]]\nwhat = \"fire\"\n"), 8, "happening[0].what", "power-failure"),
        (more("[[happening]]\nwhat = \"bypass\"\nroom = \"7\"\n"), 9, "happening[0].room", "“7”"),
        (more("[[happening]]\nwhat = \"bypass\"\nroom = \"1\"\n"), 7, "happening[0].share_percent", "appliances"),
        (
            more("[[happening]]\nwhat = \"bypass\"\nroom = \"1\"\nappliances = [\"oven\"]\n"),
            10,
            "happening[0].appliances",
            "kettle",
        ),
        (
            more("[[happening]]\nwhat = \"crossed-meters\"\nrooms = [\"1\", \"1\"]\n"),
            9,
            "happening[0].rooms",
            "two rooms",
        ),
        (
            more("[[happening]]\nwhat = \"silence\"\nmeter = \"1\"\nat = \"+1:00\"\nuntil = \"+1:00\"\n"),
            11,
            "happening[0].until",
            "after",
        ),
        (
            more("[[happening]]\nwhat = \"register\"\nmeter = \"1\"\nregister_kwh = 1\nuntil = \"+1:00\"\n"),
            11,
            "happening[0].until",
            "does not end",
        ),
        (more("[[happening]]\nwhat = \"faults\"\nrates = { rust = 5 }\n"), 9, "happening[0].rates.rust", "flip"),
        (more("[[happening]]\nwhat = \"faults\"\nrates = { flip = 2000 }\n"), 9, "happening[0].rates.flip", "1000"),
        (
            more("[[happening]]\nwhat = \"faults\"\nunits = \"0-3\"\nrates = { flip = 1 }\n"),
            9,
            "happening[0].units",
            "1-4,7",
        ),
        (
            format!("{relayed}[[meter]]\nname = \"1\"\nunit = 2\nprofile = \"eastron-sdm120\"\n"),
            8,
            "meter[1].name",
            "there already",
        ),
    ] {
        refused(&text, line, key, part);
    }
}

#[test]
fn the_examples_that_ship_are_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/scenarios");
    let meters = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/meters");
    let profile = |id: &str| {
        let text = std::fs::read_to_string(format!("{meters}/{id}.toml")).ok()?;
        Profile::parse(&text).ok().map(Arc::new)
    };
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = std::fs::read_to_string(&path).unwrap();
            let scenario = Scenario::parse(&text, timestamp(0), &profile);
            let scenario = scenario.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            scenario.house().advance(scenario.start + TimeDelta::days(2));
            seen += 1;
        }
    }
    assert!(seen >= 4, "{seen}");
}
