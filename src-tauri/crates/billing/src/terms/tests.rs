use super::*;

#[test]
fn tax_is_taken_and_extracted_to_the_cent_in_every_small_case() {
    for percent in ["0", "5", "6.25", "13", "20", "100"] {
        let percent = Percent::parse(percent).unwrap();
        let p = percent.micro();
        for minor in -700..=700_i64 {
            let nearest = |numerator: i64, denominator: i64| {
                let twice = (2 * numerator.abs() + denominator) / (2 * denominator);
                Money::from_minor(twice * numerator.signum())
            };
            let amount = Money::from_minor(minor);
            assert_eq!(percent.of(amount), Ok(nearest(minor * p, 100_000_000)), "{percent} of {minor}");
            assert_eq!(percent.within(amount), Ok(nearest(minor * p, 100_000_000 + p)), "{percent} within {minor}");
        }
    }
}

#[test]
fn percentages_are_read_and_printed_exactly() {
    for (text, shown) in [("5", "5"), ("12.50", "12.5"), ("0.000001", "0.000001"), ("0", "0"), ("1000", "1000")] {
        assert_eq!(Percent::parse(text).unwrap().to_string(), shown);
    }
    for wrong in ["-1", "1000.1", "0.0000001", "5%", "", "five"] {
        assert!(Percent::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_top_up_costs_its_fee_and_never_more_than_itself() {
    let fee = |percent, fixed, most: Option<i64>, top_up| {
        let percent = Percent::parse(percent).unwrap();
        let fee = TopUpFee { percent, fixed: Money::from_minor(fixed), most: most.map(Money::from_minor) };
        fee.of(Money::from_minor(top_up)).unwrap().minor()
    };
    assert_eq!(fee("0.6", 0, None, 5_000), 30);
    assert_eq!(fee("0.6", 0, None, 250), 2);
    assert_eq!(fee("0.6", 10, None, 5_000), 40);
    assert_eq!(fee("5", 0, Some(100), 5_000), 100);
    assert_eq!(fee("0", 100, None, 30), 30);
    assert_eq!(fee("5", 100, None, 0), 0);
}

#[test]
fn a_season_may_pass_the_new_year() {
    let day = |text| MonthDay::parse(text).unwrap();
    let winter = Season { name: "winter".into(), from: day("11-01"), to: day("02-28") };
    for (text, inside) in [("11-01", true), ("12-31", true), ("02-28", true), ("02-29", false), ("10-31", false)] {
        assert_eq!(winter.contains(day(text)), inside, "{text}");
    }
    for wrong in ["2-1", "13-01", "02-30", "0701", "", "aa-bb"] {
        assert_eq!(MonthDay::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_top_up_bears_the_sum_of_the_taxes_that_prices_do_not_contain() {
    let tax = |percent: &str, included: bool| Tax {
        name: percent.into(),
        percent: Percent::parse(percent).unwrap(),
        included,
        on: Taxed::ALL.to_vec(),
    };
    let of =
        |taxes: Vec<Tax>| Terms { taxes, ..Terms::flat(Price::default()) }.top_up_tax().map(|rate| rate.to_string());
    assert_eq!(of(vec![]), None);
    assert_eq!(of(vec![tax("13", true)]), None);
    assert_eq!(of(vec![tax("13", true), tax("6.5", false)]).as_deref(), Some("6.5"));
    assert_eq!(of(vec![tax("9", false), tax("6.5", false)]).as_deref(), Some("15.5"));
}
