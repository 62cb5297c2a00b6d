use billing::Percent;
use billing::energy_balance::AccuracyClass;
use units::Energy;

use crate::DAY;

/// The hours in which a house sleeps.
const NIGHT: std::ops::Range<usize> = 1..5;

/// One meter's energy, hour by hour, in Wh. An hour that is not well known (estimated, missing, doubtful) is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    pub class: AccuracyClass,
    pub hours: Vec<Option<i64>>,
}

/// A meter, and those that count the same energy below it. All have the same hours.
#[derive(Debug, Clone, Copy)]
pub struct Branch<'a> {
    pub above: &'a Meter,
    pub below: &'a [Meter],
    /// What wires and meters themselves take, as a part of what comes in.
    pub technical: Percent,
}

/// An hour in which every meter of a branch is well known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LossHour {
    pub supply: Energy,
    /// What the meters below counted.
    pub counted: Energy,
}

impl LossHour {
    pub fn loss(&self) -> Energy {
        self.supply - self.counted
    }
}

/// The sums of some hours, and what of the loss is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total {
    pub supply: Energy,
    pub counted: Energy,
    /// What the technical part explains.
    pub technical: Energy,
    /// How far the accuracy of the meters lets supply and counted differ.
    pub band: Energy,
    /// Hours that count, and those that do not because a meter was not well known.
    pub hours: usize,
    pub left_out: usize,
}

impl Total {
    pub fn loss(&self) -> Energy {
        self.supply - self.counted
    }

    /// What is missing beyond all explanation; zero within it.
    pub fn unexplained(&self) -> Energy {
        let beyond = self.loss() - self.technical - self.band;
        if beyond.is_negative() { Energy::ZERO } else { beyond }
    }

    /// More was counted below than came in, beyond what accuracy explains: a wire, a ratio or a meter is wrong.
    pub fn backwards(&self) -> bool {
        self.loss().wh() < -self.band.wh()
    }
}

/// Hour by hour; none where a meter of the branch is not well known.
pub fn hours(branch: &Branch<'_>) -> Vec<Option<LossHour>> {
    let hour = |(index, supply): (usize, &Option<i64>)| {
        let below = branch.below.iter().map(|meter| meter.hours.get(index).copied().flatten());
        let counted = below.sum::<Option<i64>>()?;
        Some(LossHour { supply: Energy::new((*supply)?)?, counted: Energy::new(counted)? })
    };
    branch.above.hours.iter().enumerate().map(hour).collect()
}

/// The sums over some of the hours. The errors of meters are independent of each other and add by squares (JCGM
/// 100:2008, 5.1.2); each meter's own error is the same in every hour.
pub fn total(branch: &Branch<'_>, within: std::ops::Range<usize>) -> Total {
    let mut total = Total::default();
    let mut of_each = vec![0_i64; branch.below.len() + 1];
    let all = hours(branch);
    for (index, hour) in all.iter().enumerate().take(within.end).skip(within.start) {
        let Some(hour) = hour else {
            total.left_out += 1;
            continue;
        };
        total.hours += 1;
        total.supply += hour.supply;
        total.counted += hour.counted;
        of_each[0] += hour.supply.wh();
        for (sum, meter) in of_each[1..].iter_mut().zip(branch.below) {
            *sum += meter.hours[index].unwrap_or(0);
        }
    }
    let classes = std::iter::once(branch.above).chain(branch.below).map(|meter| meter.class);
    let squares = of_each.iter().zip(classes).fold(0_u128, |sum, (wh, class)| {
        let error = u128::from(wh.unsigned_abs()) * u128::from(class.hundredths());
        sum.saturating_add(error.saturating_mul(error))
    });
    // Classes are in hundredths of a per cent.
    let band = (squares.isqrt() + 1).div_ceil(10_000);
    total.band =
        if squares == 0 { Energy::ZERO } else { i64::try_from(band).ok().and_then(Energy::new).unwrap_or_default() };
    let technical = i128::from(total.supply.wh().max(0)) * i128::from(branch.technical.micro()) / Percent::WHOLE;
    total.technical = i64::try_from(technical).ok().and_then(Energy::new).unwrap_or_default();
    total
}

/// The least loss of the hours of the night, each as the mean of its days, in W: what is lost when everybody sleeps flows
/// all day. The hours begin with a midnight; `within` chooses some of them.
pub fn night_minimum(branch: &Branch<'_>, within: std::ops::Range<usize>) -> Option<i64> {
    let all = hours(branch);
    let mean = |hour: usize| {
        let of_hour = all.iter().enumerate().skip(hour).step_by(DAY).filter(|(at, _)| within.contains(at));
        let losses: Vec<i64> = of_hour.filter_map(|(_, known)| known.map(|known| known.loss().wh())).collect();
        (!losses.is_empty()).then(|| losses.iter().sum::<i64>() / i64::try_from(losses.len()).unwrap_or(i64::MAX))
    };
    NIGHT.filter_map(mean).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(hours: &[Option<i64>]) -> Meter {
        Meter { class: AccuracyClass::ONE, hours: hours.to_vec() }
    }

    fn percent(text: i64) -> Percent {
        Percent::new(text * 1_000_000).unwrap()
    }

    #[test]
    fn an_hour_counts_when_every_meter_is_known() {
        let above = meter(&[Some(1_000), Some(1_000), None, Some(500)]);
        let below = [meter(&[Some(400), None, Some(1), Some(300)]), meter(&[Some(500), Some(1), Some(1), Some(300)])];
        let branch = Branch { above: &above, below: &below, technical: percent(2) };
        let losses: Vec<Option<i64>> = hours(&branch).iter().map(|hour| hour.map(|hour| hour.loss().wh())).collect();
        assert_eq!(losses, [Some(100), None, None, Some(-100)]);
        let sums = total(&branch, 0..4);
        assert_eq!((sums.supply.wh(), sums.counted.wh(), sums.hours, sums.left_out), (1_500, 1_500, 2, 2));
        assert_eq!(sums.technical.wh(), 30);
        assert_eq!(total(&branch, 3..4).loss().wh(), -100);
    }

    #[test]
    fn the_band_adds_by_squares_and_a_meters_error_lasts() {
        let steady = meter(&[Some(1_000); 100]);
        let below = [meter(&[Some(1_000); 100])];
        let branch = Branch { above: &steady, below: &below, technical: percent(0) };
        // 1 % of 100 kWh twice, by squares.
        assert_eq!(total(&branch, 0..100).band.wh(), 1_415);
        assert_eq!(total(&branch, 0..100).unexplained(), Energy::ZERO);
        assert!(!total(&branch, 0..100).backwards());
    }

    #[test]
    fn what_is_beyond_wires_and_accuracy_is_unexplained() {
        let above = meter(&[Some(10_000); 24]);
        let below = [meter(&[Some(9_000); 24])];
        let branch = Branch { above: &above, below: &below, technical: percent(3) };
        let sums = total(&branch, 0..24);
        let band = sums.band.wh();
        assert_eq!(sums.unexplained().wh(), 24_000 - 7_200 - band);
        let turned = Branch { above: &below[0], below: std::slice::from_ref(&above), technical: percent(3) };
        assert!(total(&turned, 0..24).backwards());
    }

    #[test]
    fn the_night_tells_what_flows_all_day() {
        let day = |night: [i64; 2]| {
            (0..24).map(move |hour| match hour {
                2 | 3 => Some(night[hour - 2]),
                _ => Some(500),
            })
        };
        let above = meter(&day([130, 120]).chain(day([150, 180])).collect::<Vec<_>>());
        let below = [meter(
            &day([80, 60]).chain(day([80, 60])).map(|wh| wh.filter(|wh| *wh < 500).or(Some(300))).collect::<Vec<_>>(),
        )];
        let branch = Branch { above: &above, below: &below, technical: percent(0) };
        assert_eq!(night_minimum(&branch, 0..48), Some(60), "02:00 is 50 and 70, 03:00 is 60 and 120");
        assert_eq!(night_minimum(&branch, 24..48), Some(70));
        assert_eq!(night_minimum(&branch, 8..20), None);
    }
}
