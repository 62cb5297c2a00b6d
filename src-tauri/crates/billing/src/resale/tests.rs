use super::*;

const SHIPPED: [(&str, &str); 3] = [
    ("CN", include_str!("../../../../../assets/tariffs/resale/cn.toml")),
    ("GB", include_str!("../../../../../assets/tariffs/resale/gb.toml")),
    ("ZA", include_str!("../../../../../assets/tariffs/resale/za.toml")),
];

fn shipped(country: &str) -> RuleSet {
    let (_, text) = SHIPPED.iter().find(|(code, _)| *code == country).unwrap();
    RuleSet::parse(text).unwrap()
}

fn amounts(amounts: &[(Component, i64)]) -> Vec<(Component, Money)> {
    amounts.iter().map(|(component, minor)| (*component, Money::from_minor(*minor))).collect()
}

fn m(minor: i64) -> Money {
    Money::from_minor(minor)
}

use Component::{Common, Energy as Used, Service, Standing, Tax};

/// 1,000 kWh supplied; a bill of 250.00 with standing charge and tax. Expects the warnings.
fn check(country: &str, sold_kwh: i64, collected: &[(Component, i64)], expected: &[ResaleWarning]) -> ResaleReport {
    let billed = amounts(&[(Used, 20_000), (Standing, 3_810), (Tax, 1_190)]);
    let report = resale_guard(
        &shipped(country),
        &ResaleFacts {
            currency: Currency::parse("GBP").unwrap(),
            billed: &billed,
            declared: &[],
            collected: &amounts(collected),
            supplied: Energy::from_wh(1_000_000),
            sold: Energy::from_wh(sold_kwh * 1_000),
        },
    );
    assert_eq!(report.warnings, expected);
    report
}

#[test]
fn rule_22_what_is_collected_is_compared_with_the_bill() {
    let report = check("GB", 1_000, &[(Used, 20_000), (Standing, 3_810), (Tax, 1_190), (Service, 500)], &[]);
    assert_eq!((report.allowed, report.collected, report.separately), (m(25_000), m(25_000), m(500)));
    let quarter = Price::parse("0.25").unwrap();
    assert_eq!((report.paid_per_kwh, report.charged_per_kwh), (Some(quarter), Some(quarter)));

    let above = ResaleWarning::AboveCost { excess: m(1) };
    let charged = Price::parse("0.25001").unwrap();
    let dearer = ResaleWarning::AbovePrice { paid: quarter, charged, excess: m(1) };
    check("GB", 1_000, &[(Used, 25_001)], &[above, dearer]);
}

#[test]
fn rule_22_a_kwh_is_not_sold_for_more_than_it_cost_although_the_whole_bill_is_larger() {
    // The owner used half himself and the tenants paid 200.00 for the other half.
    let (paid, charged) = (Price::parse("0.25").unwrap(), Price::parse("0.40").unwrap());
    let dearer = ResaleWarning::AbovePrice { paid, charged, excess: m(7_500) };
    check("GB", 500, &[(Used, 20_000)], &[dearer]);
    check("GB", 500, &[(Used, 12_500)], &[]);
    check("GB", 0, &[], &[]);
}

#[test]
fn rule_22_what_may_never_be_charged_is_named() {
    let forbidden = ResaleWarning::Forbidden { component: Service, amount: m(500) };
    let report = check("ZA", 1_000, &[(Used, 24_000), (Service, 500), (Common, 900)], &[forbidden]);
    // It counts as price, so that it cannot hide.
    assert_eq!((report.collected, report.separately), (m(24_500), m(900)));
}

#[test]
fn rule_22_declared_cost_counts_only_where_it_may_be_in_the_price() {
    let billed = amounts(&[(Used, 10_000)]);
    let declared = amounts(&[(Tax, 500), (Service, 9_999)]);
    let collected = amounts(&[(Used, 10_500)]);
    let facts = ResaleFacts {
        currency: Currency::CNY,
        billed: &billed,
        declared: &declared,
        collected: &collected,
        supplied: Energy::from_wh(100_000),
        sold: Energy::from_wh(100_000),
    };
    let report = resale_guard(&shipped("CN"), &facts);
    assert_eq!((report.allowed, report.warnings.len()), (m(10_500), 0));
    let early = resale_guard(&shipped("CN"), &ResaleFacts { billed: &[], ..facts });
    assert_eq!(early.warnings, [ResaleWarning::NoBill]);
}

#[test]
fn rule_22_a_rooms_price_per_kwh() {
    let price = |minor, wh| price_per_kwh(m(minor), Energy::from_wh(wh), Currency::CNY).map(|p| p.to_string());
    assert_eq!(price(6_083, 100_000), Some("0.6083".to_owned()));
    assert_eq!(price(100, 3_000), Some("0.333333".to_owned()));
    assert_eq!(price(200, 3_000), Some("0.666667".to_owned()));
    assert_eq!(price(100, 0), None);
}

#[test]
fn rule_22_the_shipped_rules_read_and_are_marked_to_be_checked() {
    for (country, text) in SHIPPED {
        let rules = RuleSet::parse(text).unwrap();
        assert_eq!((rules.country.as_str(), &rules.checked), (country, &Checked::ToBeChecked));
        assert_eq!(rules.pass(Used), Pass::InPrice, "{country}");
        assert!(rules.sources.iter().all(|source| source.address.starts_with("http")), "{country}");
        assert!(!rules.in_force(rules.from.pred_opt().unwrap()) && rules.in_force(rules.from));
    }
}

#[test]
fn rule_22_rules_that_cannot_be_read_are_refused_by_line_and_key() {
    let (_, text) = SHIPPED[1];
    let line = |needle: &str| text.lines().position(|line| line.starts_with(needle)).unwrap() + 1;
    let check = |from: &str, to: &str, line: usize, key: &str, problem: RuleSetProblem| {
        assert!(text.contains(from), "{from}");
        let refused = RuleSet::parse(&text.replacen(from, to, 1));
        assert_eq!(refused, Err(RuleSetError { line, key: key.to_owned(), problem }));
    };
    check("country = \"GB\"", "country = \"gb\"", line("country"), "country", RuleSetProblem::NotCountry);
    check("from = 2003-01-01", "from = \"x\"", line("from"), "from", RuleSetProblem::NotDate);
    check(
        "from = 2003-01-01\n",
        "from = 2003-01-01\nuntil = 2003-01-01\n",
        line("from") + 1,
        "until",
        RuleSetProblem::EndsFirst,
    );
    check("to be checked by a person\"", "fine\"", line("status"), "status", RuleSetProblem::NotStatus);
    check("status = ", "state = ", line("status"), "state", RuleSetProblem::Unknown);
    check("name = \"energy\"", "name = \"gas\"", line("name = \"energy\""), "name", RuleSetProblem::NotComponent);
    check("name = \"standing\"", "name = \"energy\"", line("name = \"standing\""), "name", RuleSetProblem::Twice(Used));
    check(
        "pass = \"in_price\"\n\n",
        "pass = \"yes\"\n\n",
        line("name = \"energy\"") + 1,
        "pass",
        RuleSetProblem::NotPass,
    );
    check("name = \"Maximum", "name = \"\" #", line("name"), "name", RuleSetProblem::NotText);
    let component = line("[[component]]");
    let refused = RuleSet::parse(&text.replace("[[component]]\nname = \"service\"\npass = \"separately\"\n", ""));
    assert_eq!(refused.unwrap_err().problem, RuleSetProblem::Absent(Service));
    let refused = RuleSet::parse(&text.lines().take(component - 1).collect::<Vec<_>>().join("\n"));
    assert_eq!(refused.unwrap_err().problem, RuleSetProblem::Missing);
    assert!(matches!(RuleSet::parse("country ="), Err(RuleSetError { problem: RuleSetProblem::Syntax(_), .. })));
    let checked = RuleSet::parse(&text.replace("to be checked by a person\"", "checked by the office\""));
    assert_eq!(checked.unwrap().checked, Checked::By("the office".to_owned()));
}
