use chrono::{Days, NaiveDate};
use num_bigint::BigInt;
use proptest::prelude::*;
use units::{Currency, DateRange, Energy, Price};

use super::exact::{Keys, Run, split_in};
use super::*;

fn october(day: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 1).unwrap() + Days::new(day - 1)
}

fn dates(first: u64, end: u64) -> DateRange {
    DateRange { first: october(first), end: october(end) }
}

fn pool(key: Key) -> Pool {
    Pool { name: "stairs".into(), from: october(1), key, vacancy: Vacancy::OwnerBears }
}

/// Room of 20 m² with one occupant, 100 kWh and weight 1, for the whole month.
fn stay(first: u64, end: u64) -> Stay {
    Stay { dates: dates(first, end), area_dm2: 2_000, occupants: 1, consumption: Energy::from_wh(100_000), weight: 1 }
}

fn tenant(account: i64, stays: &[Stay]) -> Leg {
    Leg { account: AccountId(account), holder: Holder::Tenancy, stays: stays.to_vec(), settled: None }
}

fn vacant(account: i64, stays: &[Stay]) -> Leg {
    Leg { holder: Holder::Owner, ..tenant(account, stays) }
}

/// The same cost on each of the days.
fn daily(days: std::ops::RangeInclusive<u64>, minor: i64) -> Vec<DayCost> {
    let cost = Money::from_minor(minor);
    days.map(|day| DayCost { day: october(day), cost, provisional: false }).collect()
}

fn provisional(costs: Vec<DayCost>) -> Vec<DayCost> {
    costs.into_iter().map(|cost| DayCost { provisional: true, ..cost }).collect()
}

/// The legs' shares, then what is unclaimed.
fn shares(split: &Apportionment) -> Vec<i64> {
    let legs = split.legs.iter().map(|leg| leg.amount.minor());
    legs.chain([split.owner.unclaimed.minor()]).collect()
}

fn check(pool: &Pool, costs: &[DayCost], legs: &[Leg], expected: &[i64]) -> Apportionment {
    let split = apportion(pool, costs, legs).unwrap();
    assert_eq!(shares(&split), expected);
    adds_up(&split);
    split
}

fn adds_up(split: &Apportionment) {
    let legs: Money = split.legs.iter().map(|leg| leg.amount).sum();
    assert_eq!(legs + split.owner.amount(), split.cost);
}

#[test]
fn rule_11_each_key_has_its_own_measure() {
    let large = Stay { area_dm2: 4_000, occupants: 3, consumption: Energy::from_wh(300_000), weight: 9, ..stay(1, 32) };
    let legs = [tenant(1, &[stay(1, 32)]), tenant(2, &[large])];
    for (kind, expected) in [
        (KeyKind::Equal, [1_550, 1_550, 0]),
        (KeyKind::Area, [1_033, 2_067, 0]),
        (KeyKind::OccupantDays, [775, 2_325, 0]),
        (KeyKind::Consumption, [775, 2_325, 0]),
        (KeyKind::Fixed, [310, 2_790, 0]),
    ] {
        check(&pool(Key::one(kind)), &daily(1..=31, 100), &legs, &expected);
    }
    let mix = Key::mix(&[(30, KeyKind::Equal), (70, KeyKind::Fixed), (0, KeyKind::Area)]).unwrap();
    // 3100 × (0.3 × 1/2 + 0.7 × 1/10) = 682.
    check(&pool(mix), &daily(1..=31, 100), &legs, &[682, 2_418, 0]);
}

#[test]
fn rule_11_each_day_is_split_by_the_keys_of_that_day() {
    // Two rooms; a second person moves into the first on the 11th, the second falls vacant on the 21st.
    let joined = Stay { occupants: 2, ..stay(11, 32) };
    let legs = [tenant(1, &[stay(1, 11), joined]), tenant(2, &[stay(1, 21)]), vacant(3, &[stay(21, 32)])];
    let by_heads = pool(Key::one(KeyKind::OccupantDays));
    // 10 days at 1/2, 10 at 2/3, 11 at 2/3 (the vacant room counts one).
    check(&by_heads, &daily(1..=31, 90), &legs, &[450 + 600 + 660, 450 + 300, 330, 0]);
    let costs: Vec<DayCost> = daily(1..=10, 90).into_iter().chain(daily(11..=31, 9)).collect();
    check(&by_heads, &costs, &legs, &[450 + 60 + 66, 450 + 30, 33, 0]);
}

#[test]
fn rule_11_vacancy_is_the_owners_or_the_others() {
    let legs = [tenant(1, &[stay(1, 32)]), tenant(2, &[stay(1, 32)]), vacant(3, &[stay(1, 32)])];
    let owner_bears = pool(Key::one(KeyKind::Area));
    check(&owner_bears, &daily(1..=3, 100), &legs, &[100, 100, 100, 0]);
    let others_bear = Pool { vacancy: Vacancy::OthersBear, ..owner_bears };
    check(&others_bear, &daily(1..=3, 100), &legs, &[150, 150, 0, 0]);
    check(&others_bear, &daily(1..=3, 100), &legs[2..], &[0, 300]);
}

#[test]
fn rule_11_a_day_without_keys_is_the_owners() {
    let nobody = Stay { occupants: 0, ..stay(1, 11) };
    let legs = [tenant(1, &[nobody, stay(11, 32)])];
    check(&pool(Key::one(KeyKind::OccupantDays)), &daily(1..=31, 10), &legs, &[210, 100]);
    // Half of the mix has a key.
    let mix = Key::mix(&[(1, KeyKind::Equal), (1, KeyKind::OccupantDays)]).unwrap();
    check(&pool(mix), &daily(1..=10, 10), &legs, &[50, 50]);
    check(&pool(Key::one(KeyKind::Equal)), &daily(1..=3, 10), &[], &[30]);
    check(&pool(Key::one(KeyKind::Equal)), &[], &legs, &[0, 0]);
}

#[test]
fn rule_11_every_small_cost_is_rounded_by_largest_remainder_and_ties_by_leg() {
    for cost in -40..=40_i64 {
        for rooms in 1..=7_i64 {
            let legs: Vec<Leg> = (0..rooms).map(|account| tenant(account, &[stay(1, 32)])).collect();
            let split = apportion(&pool(Key::one(KeyKind::Equal)), &daily(1..=1, cost), &legs).unwrap();
            adds_up(&split);
            for (index, leg) in split.legs.iter().enumerate() {
                let first = i64::try_from(index).unwrap() < cost.abs() % rooms;
                let expected = (cost.abs() / rooms + i64::from(first)) * cost.signum();
                assert_eq!(leg.amount.minor(), expected, "{cost} over {rooms}, leg {index}");
            }
        }
    }
}

#[test]
fn rule_11_the_cumulated_share_is_rounded_and_not_the_days() {
    let legs = [tenant(1, &[stay(1, 32)]), tenant(2, &[stay(1, 32)]), tenant(3, &[stay(1, 32)])];
    let equal = pool(Key::one(KeyKind::Equal));
    let mut posted = [0; 3];
    for day in 1..=31 {
        let split = apportion(&equal, &daily(1..=day, 10), &legs).unwrap();
        adds_up(&split);
        for (sum, leg) in posted.iter_mut().zip(&split.legs) {
            *sum += leg.amount.minor() - *sum;
        }
        let exact = i64::try_from(day).unwrap() * 10;
        assert!(posted.iter().all(|sum| (sum * 3 - exact).abs() < 3), "{day}: {posted:?}");
    }
    assert_eq!(posted, [104, 103, 103]);
}

#[test]
fn rule_11_the_basis_says_how_the_share_came_about() {
    let joined = Stay { occupants: 2, ..stay(11, 32) };
    let legs = [tenant(1, &[stay(1, 11), joined]), tenant(2, &[stay(1, 32)])];
    let split = check(&pool(Key::one(KeyKind::OccupantDays)), &daily(1..=31, 100), &legs, &[1_900, 1_200, 0]);
    assert_eq!(
        split.legs[0].arithmetic(Currency::CNY),
        "10.00 × 1/2 (10-01–10-10, 10 d) + 21.00 × 2/3 (10-11–10-31, 21 d) = 19.00 → 19.00"
    );
    let share = pool(Key::one(KeyKind::OccupantDays)).share(&split.legs[0], Energy::from_wh(31_000), Currency::CNY);
    assert_eq!((&*share.pool, share.version, share.amount.minor()), ("stairs", october(1), 1_900));
    assert_eq!((share.basis, share.provisional), (split.legs[0].arithmetic(Currency::CNY), false));
    let rows = &split.legs[0].basis.rows;
    assert_eq!((rows[1].days, rows[1].own, rows[1].sum, rows[1].cost), (21, 2, 3, Money::from_minor(2_100)));

    let three = [tenant(1, &[stay(1, 32)]), tenant(2, &[stay(1, 32)]), tenant(3, &[stay(1, 32)])];
    let mix = Key::mix(&[(30, KeyKind::Area), (70, KeyKind::Consumption)]).unwrap();
    let split = check(&pool(mix), &daily(5..=5, -1_000), &three, &[-334, -333, -333, 0]);
    assert_eq!(
        split.legs[0].arithmetic(Currency::CNY),
        "-10.00 × 30/100 × 20.00/60.00 m² (10-05, 1 d) + -10.00 × 70/100 × 100.00/300.00 kWh (10-05, 1 d) \
         = -3.33333… → -3.34"
    );
    let yen = Currency::parse("JPY").unwrap();
    let split = apportion(&pool(Key::one(KeyKind::Equal)), &daily(5..=5, 10), &three[..2]).unwrap();
    assert_eq!(split.legs[0].arithmetic(yen), "10 × 1/2 (10-05, 1 d) = 5 → 5");
    let split = apportion(&pool(Key::one(KeyKind::Equal)), &daily(5..=5, 10), &[tenant(1, &[])]).unwrap();
    assert_eq!(split.legs[0].arithmetic(yen), "0");
}

#[test]
fn rule_11_a_late_bill_books_its_difference_on_the_old_basis() {
    let by_area = pool(Key::one(KeyKind::Area));
    // The second tenant left on the 16th and was settled; the third came in his place.
    let mut legs = [tenant(1, &[stay(1, 32)]), tenant(2, &[stay(1, 16)]), tenant(3, &[stay(16, 32)])];
    let accrued = provisional(daily(1..=31, 100));
    let at_move_out = apportion(&by_area, &accrued[..15], &legs[..2]).unwrap();
    assert_eq!(shares(&at_move_out), [750, 750, 0]);
    legs[1].settled = Some(at_move_out.legs[1].amount);
    let bill = spread(Money::from_minor(6_200), &accrued).unwrap();
    let restated = restate(&by_area, &accrued, &bill, &legs).unwrap();
    adds_up(&restated.before);
    adds_up(&restated.after);
    let told: Vec<_> = restated.differences.iter().map(|d| (d.account.0, d.amount.minor())).collect();
    assert_eq!(told, [(1, 1_550), (3, 800)]);
    assert_eq!(restated.owner, Money::from_minor(750));
    assert_eq!(restated.after.owner.settled, Money::from_minor(750));
    assert!(restated.after.legs.iter().all(|leg| leg.provisional.is_zero()));
    // The same bill again changes nothing.
    let again = restate(&by_area, &bill, &bill, &legs).unwrap();
    assert_eq!((again.differences.len(), again.owner), (0, Money::ZERO));
}

#[test]
fn rule_11_a_settled_share_stays_when_later_days_move_the_odd_cent() {
    let equal = pool(Key::one(KeyKind::Equal));
    let legs = |settled| {
        let left = Leg { settled, ..tenant(1, &[stay(1, 2)]) };
        [left, tenant(2, &[stay(1, 32)]), tenant(3, &[stay(1, 32)])]
    };
    // 33⅓ each after the first day: the first leg has the odd cent. Two days later another one has it.
    let first = apportion(&equal, &daily(1..=1, 100), &legs(None)).unwrap();
    assert_eq!(shares(&first), [34, 33, 33, 0]);
    let costs: Vec<DayCost> = daily(1..=1, 100).into_iter().chain(daily(2..=2, 1)).collect();
    assert_eq!(shares(&apportion(&equal, &costs, &legs(None)).unwrap()), [33, 34, 34, 0]);
    let settled = apportion(&equal, &costs, &legs(Some(Money::from_minor(34)))).unwrap();
    assert_eq!(shares(&settled), [34, 34, 34, 0]);
    assert_eq!(settled.owner.settled, Money::from_minor(-1));
    adds_up(&settled);
}

#[test]
fn rule_11_provisional_shares_are_told_apart_and_never_cut() {
    let legs = [tenant(1, &[stay(1, 32)]), tenant(2, &[stay(1, 32)])];
    let costs: Vec<DayCost> = daily(1..=10, 100).into_iter().chain(provisional(daily(11..=31, 10))).collect();
    let split = check(&pool(Key::one(KeyKind::Equal)), &costs, &legs, &[605, 605, 0]);
    assert_eq!(split.legs[0].provisional, Money::from_minor(105));
    let m = Money::from_minor;
    for (balance, provisional, expected) in [
        (0, 105, CutBasis::Above),
        (-1, 105, CutBasis::OnlyProvisional { firm: m(104) }),
        (-105, 105, CutBasis::OnlyProvisional { firm: m(0) }),
        (-106, 105, CutBasis::Below),
        (-1, 0, CutBasis::Below),
        (-1, -50, CutBasis::Below),
        (5, -50, CutBasis::Above),
    ] {
        assert_eq!(cut_basis(m(balance), Money::ZERO, m(provisional)), expected, "{balance} {provisional}");
    }
}

#[test]
fn rule_11_a_bill_not_known_yet_is_accrued_at_the_declared_rate() {
    let days: Vec<_> = (1..=31).map(|day| (october(day), Energy::from_wh(333))).collect();
    let total = |rate| {
        let costs = accrue(rate, &days, Currency::CNY).unwrap();
        assert!(costs.iter().all(|cost| cost.provisional));
        costs.iter().map(|cost| cost.cost.minor()).sum::<i64>()
    };
    // 10.323 kWh × 0.50 = 5.1615, and not 31 rounded days of 0.17.
    assert_eq!(total(Accrual::PerKwh(Price::parse("0.5").unwrap())), 516);
    assert_eq!(total(Accrual::PerDay(Money::from_minor(7))), 217);
    assert_eq!(total(Accrual::PerMonth(Money::from_minor(1_000))), 1_000);
    let across = [(october(31), Energy::ZERO), (october(32), Energy::ZERO)];
    let costs = accrue(Accrual::PerMonth(Money::from_minor(3_100)), &across, Currency::CNY).unwrap();
    assert_eq!(costs.iter().map(|cost| cost.cost.minor()).collect::<Vec<_>>(), [100, 103]);
}

#[test]
fn rule_11_a_day_costs_what_is_due_more_at_its_end() {
    let due = [
        (october(1), Money::from_minor(100)),
        (october(2), Money::from_minor(250)),
        (october(4), Money::from_minor(240)),
    ];
    let costs = by_day(&due);
    assert_eq!(costs.iter().map(|cost| cost.cost.minor()).collect::<Vec<_>>(), [100, 150, -10]);
    assert!(costs.iter().zip(due).all(|(cost, (day, _))| cost.day == day && !cost.provisional));
}

#[test]
fn rule_11_a_bill_is_spread_in_proportion_or_evenly() {
    let spread_of = |bill, costs: &[i64]| {
        let days: Vec<DayCost> =
            costs.iter().enumerate().flat_map(|(i, c)| daily(i as u64 + 1..=i as u64 + 1, *c)).collect();
        let spread = spread(Money::from_minor(bill), &days).unwrap();
        assert!(spread.iter().zip(&days).all(|(s, d)| s.day == d.day && !s.provisional));
        spread.iter().map(|day| day.cost.minor()).collect::<Vec<_>>()
    };
    assert_eq!(spread_of(1_000, &[1, 2, 3]), [167, 333, 500]);
    assert_eq!(spread_of(-1_000, &[1, 2, 3]), [-167, -333, -500]);
    assert_eq!(spread_of(10, &[0, 0, 0]), [3, 4, 3]);
    // The first 31 of 61 days bear 31/61 of the bill.
    assert_eq!(spread_of(10_000, &[0; 61])[..31].iter().sum::<i64>(), 5_082);
    assert_eq!(spread_of(10, &[-5, 5]), [0, 10]);
    assert_eq!(spread(Money::from_minor(10), &[]), Err(ApportionError::NoDays));
}

#[test]
fn rule_11_pools_that_cannot_work_are_refused() {
    assert_eq!(Key::mix(&[]), Err(PoolError::EmptyMix));
    assert_eq!(Key::mix(&[(0, KeyKind::Equal)]), Err(PoolError::ZeroWeights));
    assert_eq!(Key::mix(&[(2, KeyKind::Equal), (-1, KeyKind::Area)]), Err(PoolError::NegativeWeight(-1)));
    assert_eq!(Key::mix(&[(2, KeyKind::Area), (1, KeyKind::Area)]), Err(PoolError::TwiceInMix(KeyKind::Area)));
    assert_eq!(weights(&[0, 0]), Err(PoolError::ZeroWeights));
    assert_eq!(weights(&[]), Err(PoolError::ZeroWeights));
    assert_eq!(weights(&[3, -7]), Err(PoolError::NegativeWeight(-7)));
    assert_eq!(weights(&[0, 2]), Ok(vec![0, 2]));
    assert!(PoolError::ZeroWeights.to_string().starts_with("the weights sum to zero"));
    for kind in KeyKind::ALL {
        assert_eq!(KeyKind::parse(kind.code()), Some(kind));
    }
    let most = daily(1..=2, (1 << 53) - 1);
    let refused = apportion(&pool(Key::one(KeyKind::Equal)), &most, &[tenant(1, &[stay(1, 32)])]);
    assert_eq!(refused, Err(ApportionError::TooLarge));
}

#[test]
fn rule_11_a_large_house_needs_the_wide_numbers_and_gets_them() {
    // The sums of 31 days are 31 different primes or so: their common multiple is beyond i128.
    let legs: Vec<Leg> = (0..40)
        .map(|account| {
            let days = 1..=31;
            let of_day =
                |d: u64| Stay { area_dm2: 1_000 + d * d * 7 + u64::try_from(account).unwrap(), ..stay(d, d + 1) };
            tenant(account, &days.map(of_day).collect::<Vec<_>>())
        })
        .collect();
    let by_area = pool(Key::one(KeyKind::Area));
    let costs = daily(1..=31, 123_457);
    let stretches = Stretches::new(&costs, &legs);
    let keys = stretches.keys(&by_area, &legs);
    assert_eq!(split_in::<i128>(&keys, &stretches.costs), None);
    adds_up(&apportion(&by_area, &costs, &legs).unwrap());
}

prop_compose! {
    /// Keys of a few legs over a few stretches, in two parts of a mix, and the stretches' costs.
    fn small_keys()(
        own in prop::collection::vec(prop::collection::vec(0..50_i128, 5), 0..6),
        mix in prop::collection::vec(1..9_i128, 2),
        costs in prop::collection::vec(-2_000..2_000_i128, 5),
    ) -> (Keys, Vec<i128>) {
        let sums: Vec<i128> = (0..5).map(|s| own.iter().map(|leg| leg[s]).sum()).collect();
        let run = |part, (s, own): (usize, &i128)| Run { part, from: s, to: s + 1, own: *own };
        let legs = own
            .iter()
            .map(|leg| (0..2).flat_map(|part| leg.iter().enumerate().map(move |at| run(part, at))).collect())
            .collect();
        (Keys { mix, sums: vec![sums.clone(), sums], legs }, costs)
    }
}

proptest! {
    #[test]
    fn rule_11_narrow_and_wide_numbers_agree((keys, costs) in small_keys()) {
        let narrow = split_in::<i128>(&keys, &costs);
        prop_assert!(narrow.is_some());
        prop_assert_eq!(&narrow, &split_in::<BigInt>(&keys, &costs));
        let split = narrow.unwrap();
        let sum: i128 = split.legs.iter().sum();
        prop_assert_eq!(sum + split.unclaimed, costs.iter().sum::<i128>());
    }

    #[test]
    fn rule_11_taking_a_cost_back_is_its_mirror_image((keys, costs) in small_keys()) {
        let there = split_in::<i128>(&keys, &costs).unwrap();
        let negated: Vec<i128> = costs.iter().map(|cost| -cost).collect();
        let back = split_in::<i128>(&keys, &negated).unwrap();
        prop_assert!(there.legs.iter().zip(&back.legs).all(|(t, b)| *t == -b));
        prop_assert_eq!(there.unclaimed, -back.unclaimed);
    }
}
