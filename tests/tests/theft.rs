//! Who takes what no meter counts is found within two weeks, and nobody else is ever named in a season of 90 days.

use sim::{Appliance, Happening, Part};
use tests::theft::{BEGINS, Found, season};

const SEEDS: [u64; 2] = [1, 8];

#[test]
fn a_house_of_honest_people_is_left_alone() {
    for seed in SEEDS {
        assert_eq!(season(seed, None), [].into(), "seed {seed}");
    }
}

#[test]
fn a_bypass_of_30_percent_is_found_in_its_room_and_in_no_other() {
    for seed in SEEDS {
        let found = season(seed, Some(Happening::Bypass { room: "7".to_owned(), part: Some(Part::Share(300)) }));
        let (first, days, likely) = found[&(Found::Bypass, "7".to_owned())];
        assert!(first > BEGINS && first <= BEGINS + 14 && days > 30 && likely, "seed {seed}: {found:?}");
        assert_eq!(found.len(), 1, "seed {seed}: {found:?}");
    }
}

#[test]
fn a_lead_from_the_corridor_is_found_in_its_room_and_in_no_other() {
    for seed in SEEDS {
        let part = Some(Part::Share(600));
        let lead = Happening::Lead { room: "9".to_owned(), from: "corridor".to_owned(), part };
        let mut found = season(seed, Some(lead));
        let (first, days, likely) = found.remove(&(Found::Lead, "9".to_owned())).unwrap();
        assert!(first > BEGINS && first <= BEGINS + 8 && days > 30 && likely, "seed {seed}: {found:?}");
        let (first, _, _) = found.remove(&(Found::Rise, String::new())).unwrap();
        assert!(first <= BEGINS + 14, "seed {seed}: {found:?}");
        assert_eq!(found, [].into(), "seed {seed}");
    }
}

/// A kettle and a laptop alone have no rhythm by which a room could be told: at most the corridor is, and nobody is named.
#[test]
fn single_appliances_on_a_corridor_are_told_without_a_name() {
    for seed in SEEDS {
        let part = Some(Part::Appliances(vec![Appliance::Kettle, Appliance::Laptop]));
        let lead = Happening::Lead { room: "9".to_owned(), from: "corridor".to_owned(), part };
        let found = season(seed, Some(lead));
        assert!(found.keys().all(|(_, whom)| whom.is_empty() || whom == "9"), "seed {seed}: {found:?}");
    }
    let part = Some(Part::Appliances(vec![Appliance::Kettle, Appliance::Laptop]));
    let lead = Happening::Lead { room: "9".to_owned(), from: "corridor".to_owned(), part };
    assert!(season(4, Some(lead)).contains_key(&(Found::Rise, String::new())), "one that draws enough");
}
