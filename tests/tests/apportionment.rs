//! Apportionment against a reference written from rule 11 alone: day by day, room by room, in rational numbers.
//!
//! The reference knows no stretches, no common denominator and no running totals. Each day's cost is split by the keys
//! of that day; what a leg has of all days is summed; the sums are rounded to whole minor units by largest remainder,
//! ties by leg; settled tenancies keep what they were settled with, and the owner has the difference.

use billing::apportion::{
    Apportionment, DayCost, Holder, Key, KeyKind, Leg, Pool, Stay, Vacancy, apportion, restate, spread,
};
use chrono::{Days, NaiveDate};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use proptest::prelude::*;
use units::{AccountId, DateRange, Energy, Money};

const DAYS: usize = 12;

/// Who has a room on a day: a leg's index, and the room's keys for it.
#[derive(Debug, Clone, Copy)]
struct RoomDay {
    leg: usize,
    area: u64,
    occupants: u64,
    consumption: i64,
    weight: u64,
}

#[derive(Debug, Clone)]
struct House {
    /// The first leg is the owner's, for vacant rooms; each other one is a tenancy.
    settled: Vec<Option<i64>>,
    /// By room, then by day.
    rooms: Vec<Vec<RoomDay>>,
    /// By day: cost and whether it is provisional; a day may have none.
    costs: Vec<Option<(i64, bool)>>,
    mix: Vec<(i64, KeyKind)>,
    vacancy: Vacancy,
}

/// Shares in minor units: of each leg, then of the owner beside the legs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shares {
    legs: Vec<i64>,
    unclaimed: i64,
    settled: i64,
}

fn ratio(whole: i64) -> BigRational {
    BigRational::from_integer(whole.into())
}

fn key_of(kind: KeyKind, room: &RoomDay) -> i64 {
    match kind {
        KeyKind::Equal => 1,
        KeyKind::Area => i64::try_from(room.area).unwrap(),
        KeyKind::OccupantDays => i64::try_from(room.occupants).unwrap(),
        KeyKind::Consumption => room.consumption.max(0),
        KeyKind::Fixed => i64::try_from(room.weight).unwrap(),
    }
}

/// Rule 11, word by word.
fn reference(house: &House, costs: &[Option<i64>]) -> Shares {
    let mut exact = vec![BigRational::zero(); house.settled.len() + 1];
    let whole: i64 = house.mix.iter().map(|(weight, _)| weight).sum();
    for (day, cost) in costs.iter().enumerate() {
        let Some(cost) = cost else { continue };
        for (weight, kind) in &house.mix {
            let part = ratio(*cost) * ratio(*weight) / ratio(whole);
            let bears = |room: &&RoomDay| room.leg != 0 || house.vacancy == Vacancy::OwnerBears;
            let rooms: Vec<&RoomDay> = house.rooms.iter().map(|room| &room[day]).filter(bears).collect();
            let sum: i64 = rooms.iter().map(|room| key_of(*kind, room)).sum();
            if sum == 0 {
                exact[house.settled.len()] += part;
            } else {
                for room in rooms {
                    exact[room.leg] += &part * ratio(key_of(*kind, room)) / ratio(sum);
                }
            }
        }
    }
    let mut legs = rounded(&exact);
    let unclaimed = legs.pop().unwrap();
    let mut settled = 0;
    for (share, fixed) in legs.iter_mut().zip(&house.settled) {
        if let Some(fixed) = fixed {
            settled += *share - fixed;
            *share = *fixed;
        }
    }
    Shares { legs, unclaimed, settled }
}

/// By largest remainder, ties to the first; a cost taken back is the mirror image of one.
fn rounded(exact: &[BigRational]) -> Vec<i64> {
    let sum: BigRational = exact.iter().sum();
    let leading = exact.iter().find(|share| !share.is_zero()).cloned().unwrap_or_else(BigRational::zero);
    if sum.is_negative() || (sum.is_zero() && leading.is_negative()) {
        let mirrored: Vec<BigRational> = exact.iter().map(|share| -share).collect();
        return rounded(&mirrored).into_iter().map(|share| -share).collect();
    }
    let mut shares: Vec<i64> = exact.iter().map(|share| share.floor().to_i64().unwrap()).collect();
    let mut by_remainder: Vec<usize> = (0..exact.len()).collect();
    by_remainder.sort_by_key(|&leg| (-(&exact[leg] - exact[leg].floor()), leg));
    let missing = sum.to_i64().unwrap() - shares.iter().sum::<i64>();
    for leg in by_remainder.into_iter().take(usize::try_from(missing).unwrap()) {
        shares[leg] += 1;
    }
    shares
}

fn day(index: usize) -> NaiveDate {
    NaiveDate::from_ymd_opt(2028, 2, 24).unwrap() + Days::new(u64::try_from(index).unwrap())
}

impl House {
    fn pool(&self) -> Pool {
        Pool { name: "p".into(), from: day(0), key: Key::mix(&self.mix).unwrap(), vacancy: self.vacancy }
    }

    /// One stay for each room and run of days that are alike.
    fn legs(&self) -> Vec<Leg> {
        let leg = |index: usize| Leg {
            account: AccountId(i64::try_from(index).unwrap()),
            holder: if index == 0 { Holder::Owner } else { Holder::Tenancy },
            stays: Vec::new(),
            settled: self.settled[index].map(Money::from_minor),
        };
        let mut legs: Vec<Leg> = (0..self.settled.len()).map(leg).collect();
        for (room, at) in self.rooms.iter().flat_map(|room| room.iter().zip(0..)) {
            let stay = Stay {
                dates: DateRange { first: day(at), end: day(at + 1) },
                area_dm2: room.area,
                occupants: room.occupants,
                consumption: Energy::from_wh(room.consumption),
                weight: room.weight,
            };
            let stays = &mut legs[room.leg].stays;
            match stays.last_mut().filter(|last| last.dates.end == stay.dates.first && same_keys(last, &stay)) {
                Some(last) => last.dates.end = stay.dates.end,
                None => stays.push(stay),
            }
        }
        legs
    }

    fn costs(&self) -> Vec<DayCost> {
        let cost = |(at, cost): (usize, &Option<(i64, bool)>)| {
            cost.map(|(minor, provisional)| DayCost { day: day(at), cost: Money::from_minor(minor), provisional })
        };
        self.costs.iter().enumerate().filter_map(cost).collect()
    }

    fn minor(&self) -> Vec<Option<i64>> {
        self.costs.iter().map(|cost| cost.map(|(minor, _)| minor)).collect()
    }
}

fn same_keys(a: &Stay, b: &Stay) -> bool {
    (a.area_dm2, a.occupants, a.consumption, a.weight) == (b.area_dm2, b.occupants, b.consumption, b.weight)
}

fn shares(split: &Apportionment) -> Shares {
    Shares {
        legs: split.legs.iter().map(|leg| leg.amount.minor()).collect(),
        unclaimed: split.owner.unclaimed.minor(),
        settled: split.owner.settled.minor(),
    }
}

prop_compose! {
    /// A room that changes hands and keys a few times; holders are drawn from the legs.
    fn any_room(legs: usize)(
        changes in prop::collection::vec(
            (0..DAYS, 0..legs, 0..4_000_u64, 0..4_u64, -50_000..400_000_i64, 0..4_u64), 1..4,
        ),
    ) -> Vec<RoomDay> {
        (0..DAYS)
            .map(|at| {
                let change = changes.iter().filter(|change| change.0 <= at).max_by_key(|change| change.0);
                let (_, leg, area, occupants, consumption, weight) = *change.unwrap_or(&changes[0]);
                RoomDay { leg, area, occupants, consumption, weight }
            })
            .collect()
    }
}

fn any_mix() -> impl Strategy<Value = Vec<(i64, KeyKind)>> {
    let kinds = prop::sample::subsequence(KeyKind::ALL.to_vec(), 1..=3);
    (kinds, prop::collection::vec(1..100_i64, 3)).prop_map(|(kinds, weights)| weights.into_iter().zip(kinds).collect())
}

fn any_house() -> impl Strategy<Value = House> {
    (1..6_usize).prop_flat_map(|legs| {
        let settled = prop::collection::vec(prop::option::weighted(0.2, -200..2_000_i64), legs);
        let rooms = prop::collection::vec(any_room(legs), 1..6);
        let costs = prop::collection::vec(prop::option::weighted(0.9, (-500..3_000_i64, any::<bool>())), DAYS);
        let vacancy = prop_oneof![Just(Vacancy::OwnerBears), Just(Vacancy::OthersBear)];
        (settled, rooms, costs, any_mix(), vacancy).prop_map(|(settled, rooms, costs, mix, vacancy)| House {
            settled,
            rooms,
            costs,
            mix,
            vacancy,
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn rule_11_shares_are_those_of_the_reference(house in any_house()) {
        let split = apportion(&house.pool(), &house.costs(), &house.legs()).unwrap();
        prop_assert_eq!(shares(&split), reference(&house, &house.minor()));
        let total: Money = split.legs.iter().map(|leg| leg.amount).sum();
        prop_assert_eq!(total + split.owner.amount(), split.cost);
    }

    #[test]
    fn rule_11_what_is_provisional_is_the_share_with_it_less_the_share_without(house in any_house()) {
        let house = House { settled: vec![None; house.settled.len()], ..house };
        let split = apportion(&house.pool(), &house.costs(), &house.legs()).unwrap();
        let firm: Vec<Option<i64>> =
            house.costs.iter().map(|cost| cost.map(|(minor, provisional)| if provisional { 0 } else { minor })).collect();
        let (all, firm) = (reference(&house, &house.minor()), reference(&house, &firm));
        let told: Vec<i64> = split.legs.iter().map(|leg| leg.provisional.minor()).collect();
        let expected: Vec<i64> = all.legs.iter().zip(&firm.legs).map(|(all, firm)| all - firm).collect();
        prop_assert_eq!(told, expected);
        prop_assert_eq!(split.owner.provisional.minor(), all.unclaimed - firm.unclaimed);
    }

    #[test]
    fn rule_11_the_printed_rows_add_up_to_the_share_before_rounding(house in any_house()) {
        let split = apportion(&house.pool(), &house.costs(), &house.legs()).unwrap();
        for leg in &split.legs {
            let mut sum = BigRational::zero();
            for row in &leg.basis.rows {
                let part = |(n, of): (i128, i128)| BigRational::new(n.into(), of.into());
                sum += ratio(row.cost.minor()) * part(row.part) * part((row.own, row.sum));
            }
            let unrounded = leg.basis.unrounded();
            let thousandths = (&sum * ratio(1_000)).trunc();
            prop_assert_eq!(thousandths.to_integer(), unrounded.thousandths.into());
            prop_assert_eq!((sum * ratio(1_000)).is_integer(), unrounded.exact);
            if house.settled[usize::try_from(leg.account.0).unwrap()].is_none() {
                prop_assert!((i128::from(leg.amount.minor()) * 1_000 - unrounded.thousandths).abs() <= 1_000);
            }
        }
    }

    #[test]
    fn rule_11_a_late_bill_books_the_difference_and_leaves_settled_tenancies_alone(
        house in any_house(), bill in -2_000..40_000_i64,
    ) {
        let before = house.costs();
        prop_assume!(!before.is_empty());
        let after = spread(Money::from_minor(bill), &before).unwrap();
        // In proportion to the provisional cost of each day, or evenly.
        let days = house.minor();
        let by_cost: Vec<i64> = days.iter().flatten().map(|cost| (*cost).max(0)).collect();
        let weights = if by_cost.iter().all(|weight| *weight == 0) { vec![1; by_cost.len()] } else { by_cost };
        let sum: i64 = weights.iter().sum();
        // The sums of the days so far are rounded: the days of one month of the bill stay within a cent of their part.
        let so_far = |days: usize| {
            let part: i64 = weights[..days].iter().sum();
            (ratio(bill) * ratio(part) / ratio(sum)).round().to_i64().unwrap()
        };
        let mut expected = (0..weights.len()).map(|at| so_far(at + 1) - so_far(at));
        let spread_days: Vec<Option<i64>> = days.iter().map(|cost| cost.and_then(|_| expected.next())).collect();
        let told: Vec<i64> = after.iter().map(|day| day.cost.minor()).collect();
        prop_assert_eq!(told, spread_days.iter().flatten().copied().collect::<Vec<_>>());

        let restated = restate(&house.pool(), &before, &after, &house.legs()).unwrap();
        let (old, new) = (reference(&house, &days), reference(&house, &spread_days));
        let expected: Vec<(i64, i64)> = (0..)
            .zip(old.legs.iter().zip(&new.legs))
            .map(|(account, (old, new))| (account, new - old))
            .filter(|(_, difference)| *difference != 0)
            .collect();
        let told: Vec<_> = restated.differences.iter().map(|d| (d.account.0, d.amount.minor())).collect();
        prop_assert!(told.iter().all(|(account, _)| house.settled[usize::try_from(*account).unwrap()].is_none()));
        prop_assert_eq!(told, expected);
        let owner = new.unclaimed + new.settled - old.unclaimed - old.settled;
        prop_assert_eq!(restated.owner.minor(), owner);
        let all: Money = restated.differences.iter().map(|d| d.amount).sum();
        let cost = |costs: &[DayCost]| costs.iter().map(|day| day.cost).sum::<Money>();
        prop_assert_eq!(all + restated.owner, cost(&after) - cost(&before));
    }
}
