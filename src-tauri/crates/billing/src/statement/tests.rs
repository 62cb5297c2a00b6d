use units::{Price, Quality, Zone};

use super::*;
use crate::{Quantity, Rate, Tariff, Tenancy, charges, register_at};

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn october() -> Month {
    Month::new(2026, 10).unwrap()
}

fn reading(at: &str, wh: i64) -> Reading {
    Reading { at: instant(at), register: Energy::from_wh(wh), quality: Quality::Actual }
}

fn readings() -> [Reading; 4] {
    [
        reading("2026-09-30T12:00:00Z", 1_000_000),
        reading("2026-09-30T20:00:00Z", 1_001_000),
        reading("2026-10-20T00:00:00Z", 1_123_000),
        reading("2026-11-02T00:00:00Z", 1_200_000),
    ]
}

/// A month whose edges fall between readings: registers and lines are cut at the same watt-hour.
fn statement() -> Statement {
    let tariff = Tariff::parse(
        "name = \"t\"\ncurrency = \"CNY\"\n[[version]]\nfrom = 2026-01-01\nprice = 0.6083\n[[version]]\nfrom = 2026-10-15\nprice = 0.65\ndaily_fee = 0.2",
    );
    let period = Zone::parse("Asia/Shanghai").unwrap().span(october().dates());
    let tariff = tariff.unwrap();
    let tenancy = Tenancy { from: instant("2026-01-01T00:00:00Z"), to: None };
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    let usage = crate::between(&readings(), None).unwrap();
    let facts = crate::Conditions::plain(october(), tenancy, zone, &tariff).facts(&usage, period.to);
    let charges = charges(&facts).unwrap().lines;
    let edge = |at| register_at(&readings(), None, at).unwrap().unwrap();
    let payment = |minor, receipt: &str| Payment {
        at: instant("2026-10-05T04:00:00Z"),
        receipt: receipt.to_owned(),
        tender: Tender::Cash,
        amount: Money::from_minor(minor),
    };
    let mut statement = Statement {
        month: october(),
        period,
        currency: Currency::CNY,
        opening: Money::from_minor(4_218),
        closing: Money::ZERO,
        registers: vec![RegisterSpan {
            meter: "2109".to_owned(),
            opening: edge(period.from),
            closing: edge(period.to),
            modulus: None,
        }],
        charges,
        corrections: vec![Correction {
            service: october().previous(),
            kind: ChargeKind::Energy,
            version: "2026-01-01".parse().unwrap(),
            detail: Detail::NONE,
            energy: Energy::from_wh(-100),
            amount: Money::from_minor(-6),
        }],
        payments: vec![payment(5_000, "2026-00412"), payment(2_000, "2026-00413"), payment(-2_000, "2026-00414")],
        adjustments: vec![Adjustment {
            at: instant("2026-10-06T04:00:00Z"),
            cause: "grant".to_owned(),
            amount: Money::from_minor(300),
        }],
        held: None,
    };
    statement.closing = statement.computed_closing();
    statement
}

#[test]
fn a_month_adds_up_by_hand() {
    let statement = statement();
    let totals = statement.check().unwrap();
    // The month starts half-way between the first two readings, and ends 280 of 312 hours after the third.
    let register = |reading: Reading| (reading.register.wh(), reading.quality);
    assert_eq!(register(statement.registers[0].opening), (1_000_500, Quality::Estimated));
    assert_eq!(register(statement.registers[0].closing), (1_123_000 + 69_102, Quality::Estimated));
    // The price changes 332 of 460 hours after the second reading.
    let lines: Vec<_> = statement.charges.iter().map(|line| (line.quantity, line.amount.minor())).collect();
    let energy = |wh| Quantity::Energy(Energy::from_wh(wh));
    let days = Quantity::Days { days: 17, of: 31 };
    assert_eq!(lines, [(energy(500 + 88_052), 5_387), (energy(33_948 + 69_102), 6_698), (days, 340)]);
    assert_eq!(totals.energy, Energy::from_wh(191_602));
    assert_eq!((totals.charges.minor(), totals.corrections.minor()), (12_425, -6));
    assert_eq!((totals.payments.minor(), totals.adjustments.minor()), (5_000, 300));
    assert_eq!(statement.closing.minor(), 4_218 + 5_000 + 300 + 6 - 12_425);
    assert_eq!((totals.estimated, totals.uncharged), (Energy::ZERO, Energy::ZERO));
}

/// A month with a line of every kind.
fn every_kind() -> Statement {
    let tariff = Tariff::parse(
        "name = \"t\"\ncurrency = \"CNY\"\n[[version]]\nfrom = 2026-01-01\ndaily_fee = 0.2\nmonthly_fee = 5\nminimum = 200
        [[version.band]]\nname = \"peak\"\nprice = 0.6083\n[[version.band]]\nname = \"valley\"\nprice = 0.3
        [[version.hours]]\nbands = \"08:00-22:00 peak, 22:00-08:00 valley\"
        [version.tiers]\nper = \"month\"\n[[version.tier]]\nup_to_kwh = 100\n[[version.tier]]\nsurcharge = 0.1
        [[version.tax]]\nname = \"VAT\"\npercent = 13\nincluded = true\non = [\"energy\"]
        [[version.tax]]\nname = \"Levy\"\npercent = 2",
    );
    let (tariff, zone) = (tariff.unwrap(), Zone::parse("Asia/Shanghai").unwrap());
    let tenancy = Tenancy { from: instant("2026-01-01T00:00:00Z"), to: None };
    let plain = statement();
    let allowance = crate::Allowance {
        id: units::AllowanceId(1),
        name: "Free".into(),
        per: crate::Cycle::Month,
        grant: Energy::from_wh(30_000),
        each: crate::Each::Room,
        part_cycle: crate::PartCycle::Whole,
        band: None,
        counts_for_tiers: true,
        carry_over: None,
        from: "2026-01-01".parse().unwrap(),
        until: None,
    };
    let surcharge = crate::Surcharge {
        name: "Above quota".into(),
        from: instant("2026-10-25T00:00:00Z"),
        until: None,
        per_kwh: Price::parse("0.05").unwrap(),
    };
    let share = crate::Share {
        pool: "Corridor".into(),
        version: "2026-01-01".parse().unwrap(),
        amount: Money::from_minor(321),
        provisional: true,
        basis: "9.63 / 3".to_owned(),
        energy: Energy::from_wh(16_000),
    };
    let usage = crate::between(&readings(), None).unwrap();
    let conditions = crate::Conditions {
        allowances: std::slice::from_ref(&allowance),
        surcharges: std::slice::from_ref(&surcharge),
        ..crate::Conditions::plain(october(), tenancy, zone, &tariff)
    };
    let facts = conditions.facts(&usage, plain.period.to);
    let charges = charges(&crate::Facts { shares: std::slice::from_ref(&share), ..facts }).unwrap().lines;
    let mut statement = Statement { charges, ..plain };
    statement.closing = statement.computed_closing();
    statement
}

#[test]
fn every_kind_of_line_is_proven() {
    let good = every_kind();
    let totals = good.check().unwrap();
    let kinds: std::collections::BTreeSet<ChargeKind> = good.charges.iter().map(|line| line.kind).collect();
    assert_eq!(kinds, ChargeKind::ALL.into_iter().collect());
    assert_eq!(Some(totals.energy), good.registers[0].rise());
    assert!(totals.within.is_positive());
    let at = |kind| good.charges.iter().position(|line| line.kind == kind).unwrap();
    let check = |kind: ChargeKind, change: &dyn Fn(&mut ChargeLine), found: &dyn Fn(&Mismatch) -> bool| {
        let mut statement = good.clone();
        change(&mut statement.charges[at(kind)]);
        statement.closing = statement.computed_closing();
        let mismatch = statement.check().unwrap_err();
        assert!(found(&mismatch), "{kind}: {mismatch}");
    };
    let cent = Money::from_minor(1);
    for kind in ChargeKind::ALL {
        check(kind, &|line| line.amount += cent, &|m| matches!(m, Mismatch::Line { .. }));
        check(kind, &|line| line.within += cent, &|m| matches!(m, Mismatch::Within { .. }));
        check(kind, &|line| line.quantity = Quantity::Days { days: 1, of: 0 }, &|m| {
            matches!(m, Mismatch::Kind { .. } | Mismatch::Line { .. })
        });
    }
    let rated = |line: &mut ChargeLine| line.amount = line.rate.amount(line.quantity, Currency::CNY).unwrap();
    check(
        ChargeKind::Allowance,
        &|line| {
            line.rate = Rate::PerKwh(Price::parse("0.7").unwrap());
            rated(line);
        },
        &|m| matches!(m, Mismatch::Allowance { .. }),
    );
    check(
        ChargeKind::Minimum,
        &|line| {
            if let Quantity::Minimum { charged, .. } = &mut line.quantity {
                *charged += cent;
            }
            rated(line);
        },
        &|m| matches!(m, Mismatch::Minimum { .. }),
    );
    for kind in [ChargeKind::Tax, ChargeKind::TaxIncluded] {
        check(
            kind,
            &|line| {
                if let Quantity::Charged(sum) = &mut line.quantity {
                    *sum += cent;
                }
                rated(line);
                line.within = line.rate.within(line.quantity).unwrap();
            },
            &|m| matches!(m, Mismatch::Taxed { .. }),
        );
    }
    check(
        ChargeKind::Common,
        &|line| {
            line.rate = Rate::Stated(Money::from_minor(400));
            rated(line);
        },
        &|m| matches!(m, Mismatch::Taxed { .. }),
    );
}

/// A change to a good statement, and what is found.
fn check(change: impl Fn(&mut Statement), found: impl Fn(&Mismatch) -> bool) {
    let mut statement = statement();
    change(&mut statement);
    let mismatch = statement.check().unwrap_err();
    assert!(found(&mismatch), "{mismatch}");
}

#[test]
fn every_false_figure_is_found() {
    let cent = Money::from_minor(1);
    check(|s| s.closing += cent, |m| matches!(m, Mismatch::Balance { .. }));
    check(|s| s.opening += cent, |m| matches!(m, Mismatch::Balance { .. }));
    check(|s| s.payments[1].amount += cent, |m| matches!(m, Mismatch::Balance { .. }));
    check(|s| s.adjustments.clear(), |m| matches!(m, Mismatch::Balance { .. }));
    check(|s| s.corrections[0].amount += cent, |m| matches!(m, Mismatch::Balance { .. }));
    check(|s| s.charges[1].amount += cent, |m| matches!(m, Mismatch::Line { index: 1, .. }));
    check(|s| s.charges[0].rate = Rate::PerKwh(Price::default()), |m| matches!(m, Mismatch::Line { index: 0, .. }));
    check(|s| s.charges[2].month = october().next(), |m| matches!(m, Mismatch::Month { index: 2 }));
    check(|s| s.registers.clear(), |m| matches!(m, Mismatch::Energy { .. }));
    let watt_hour = Energy::from_wh(1);
    check(|s| s.registers[0].closing.register += watt_hour, |m| matches!(m, Mismatch::Energy { .. }));
    check(|s| s.registers[0].closing.register = Energy::ZERO, |m| matches!(m, Mismatch::Register));
    let held = Held::NoTariff { since: "2026-10-15".parse().unwrap() };
    check(|s| s.held = Some(held), |m| matches!(m, Mismatch::Held));
}

#[test]
fn a_held_charge_says_how_much_energy_waits() {
    let mut statement = statement();
    statement.held = Some(Held::NoTariff { since: "2026-10-15".parse().unwrap() });
    statement.charges.clear();
    statement.closing = statement.computed_closing();
    let totals = statement.check().unwrap();
    assert_eq!((totals.charges, totals.energy), (Money::ZERO, Energy::ZERO));
    assert_eq!(Some(totals.uncharged), statement.registers[0].rise());
}

#[test]
fn registers_add_up_across_an_exchange_and_a_rollover() {
    let mut statement = statement();
    let whole = statement.registers.remove(0);
    let half = Reading { register: whole.opening.register + Energy::from_wh(500), ..whole.opening };
    let rest = whole.rise().unwrap() - Energy::from_wh(500);
    let zero = Reading { register: Energy::from_wh(99_999_900), ..half };
    let end = Reading { register: rest - Energy::from_wh(100), ..whole.closing };
    statement.registers = vec![
        RegisterSpan { closing: half, ..whole.clone() },
        RegisterSpan { opening: zero, closing: end, modulus: Some(Energy::from_wh(100_000_000)), ..whole },
    ];
    assert!(statement.check().is_ok());
}
