use super::*;

fn class(hundredths: u16) -> AccuracyClass {
    AccuracyClass::new(hundredths).unwrap()
}

fn meters(energies: &[i64]) -> Vec<Counted> {
    energies.iter().map(|wh| Counted { energy: Energy::from_wh(*wh), class: AccuracyClass::ONE }).collect()
}

/// Class 1 throughout; expects `(unexplained, band, verdict)`.
fn check(supply: &[i64], rooms: &[i64], common: &[i64], other: [i64; 3], expected: (i64, i64, Verdict)) {
    let [shared_loss, held, estimated] = other.map(Energy::from_wh);
    let balance = energy_balance(&BranchEnergy {
        supply: &meters(supply),
        generation: &[],
        rooms: &meters(rooms),
        common: &meters(common),
        shared_loss,
        held,
        estimated,
    });
    let right = balance.rooms + balance.common + balance.held + balance.estimated + balance.unexplained;
    assert_eq!(balance.supply + balance.generation, right);
    assert_eq!((balance.unexplained.wh(), balance.band.wh(), balance.verdict), expected);
}

#[test]
fn rule_13_the_sides_are_equal_and_what_is_unexplained_is_judged() {
    // √(30² + 40²) = 50, √(100² + 50²) = 111.8.
    check(&[3_000], &[4_000], &[], [0; 3], (-1_000, 50, Verdict::Alarm));
    check(&[10_000], &[5_000], &[], [0; 3], (5_000, 112, Verdict::Alarm));
    check(&[10_000], &[5_000], &[], [300, 4_000, 588], (112, 112, Verdict::InBand));
    check(&[10_000], &[5_000], &[], [300, 4_000, 587], (113, 112, Verdict::Alarm));
    check(&[10_000], &[5_000], &[], [300, 4_000, 812], (-112, 112, Verdict::InBand));
    check(&[], &[], &[], [0; 3], (0, 0, Verdict::InBand));
}

#[test]
fn rule_13_a_room_in_a_hundred_does_not_hide_in_the_band() {
    // A hundred rooms of 100 kWh behind one supply meter of class 0.5; one room bypasses its meter.
    let supply = [Counted { energy: Energy::from_wh(10_000_000), class: class(50) }];
    let rooms = meters(&[100_000; 99]);
    let none = Energy::ZERO;
    let branch = BranchEnergy {
        supply: &supply,
        generation: &[],
        rooms: &rooms,
        common: &[],
        shared_loss: none,
        held: none,
        estimated: none,
    };
    let balance = energy_balance(&branch);
    assert_eq!((balance.unexplained.wh(), balance.verdict), (100_000, Verdict::Alarm));
    // √(50,000² + 99 × 1,000²) Wh; a plain sum would be 149,000.
    assert_eq!(balance.band.wh(), 50_981);
}

#[test]
fn rule_13_generation_is_on_the_side_of_the_supply() {
    let (generation, rooms) = (meters(&[2_000]), meters(&[1_990]));
    let none = Energy::ZERO;
    let balance = energy_balance(&BranchEnergy {
        supply: &[],
        generation: &generation,
        rooms: &rooms,
        common: &[],
        shared_loss: none,
        held: none,
        estimated: none,
    });
    assert_eq!((balance.unexplained.wh(), balance.verdict), (10, Verdict::InBand));
}

#[test]
fn rule_13_a_tenancys_lines_are_its_registers() {
    let of = |account, lines, registers| TenancyEnergy {
        account: AccountId(account),
        lines: Energy::from_wh(lines),
        registers: Energy::from_wh(registers),
    };
    let wrong = disagreeing(&[of(1, 5_000, 5_000), of(2, 5_001, 5_000), of(3, 0, 0)]);
    assert_eq!(wrong, [of(2, 5_001, 5_000)]);
    assert_eq!(wrong[0].difference(), Energy::from_wh(1));
}

#[test]
fn accuracy_classes_print_as_on_the_meter() {
    for (hundredths, text) in [(100, "1"), (50, "0.5"), (20, "0.2"), (200, "2"), (25, "0.25"), (105, "1.05")] {
        assert_eq!(class(hundredths).to_string(), text);
        assert_eq!(class(hundredths).hundredths(), hundredths);
    }
    assert_eq!(AccuracyClass::new(0), None);
    assert_eq!(AccuracyClass::new(1_001), None);
}
