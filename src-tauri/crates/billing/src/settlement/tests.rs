use std::collections::BTreeMap;

use super::*;

const ACCOUNT: AccountId = AccountId(7);
const TENANCY: TenancyId = TenancyId(3);

fn m(minor: i64) -> Money {
    Money::from_minor(minor)
}

/// `[balance, grant, emergency, debt, receivable, deposit]`
fn standing(figures: [i64; 6]) -> Standing {
    let [balance, grant, emergency, debt, receivable, deposit] = figures.map(m);
    Standing { account: ACCOUNT, tenancy: TENANCY, balance, grant, emergency, debt, receivable, deposit }
}

/// What stands on each book after the steps, debit positive.
fn books_after(standing: &Standing, settlement: &Settlement) -> BTreeMap<Book, i64> {
    let mut books = BTreeMap::from([
        (Book::Tenant(ACCOUNT), -standing.balance.minor()),
        (Book::Grant(ACCOUNT), -standing.grant.minor()),
        (Book::EmergencyCredit(ACCOUNT), standing.emergency.minor()),
        (Book::Debt(ACCOUNT), standing.debt.minor()),
        (Book::Receivable(ACCOUNT), standing.receivable.minor()),
        (Book::Deposit(TENANCY), -standing.deposit.minor()),
    ]);
    for step in &settlement.steps {
        assert_eq!(step.lines.iter().map(|line| line.amount).sum::<Money>(), Money::ZERO, "{:?}", step.name);
        assert!(step.lines.iter().all(|line| !line.amount.is_zero()), "{:?}", step.name);
        for line in &step.lines {
            *books.entry(line.book).or_default() += line.amount.minor();
        }
    }
    books.retain(|_, amount| *amount != 0);
    books
}

/// Expects `[grant reversed, deposit set off, refundable, owed]`.
fn check(figures: [i64; 6], deposit: DepositAtMoveOut, expected: [i64; 4], steps: &[StepName]) {
    let settlement = settle(&standing(figures), deposit);
    let Settlement { grant_reversed, deposit_set_off, refundable, owed, .. } = settlement;
    let told = [grant_reversed, deposit_set_off, refundable, owed].map(Money::minor);
    assert_eq!(told, expected, "{figures:?}");
    let names: Vec<StepName> = settlement.steps.iter().map(|step| step.name).collect();
    assert_eq!(names, steps, "{figures:?}");
}

use DepositAtMoveOut::{Keep, SetOff};
use StepName::{CreditSetOff, DepositSetOff, GrantReversed, HandedOver};

#[test]
fn rule_10_every_case_of_a_move_out() {
    for (figures, deposit, expected, steps) in [
        // Nothing stands open.
        ([0, 0, 0, 0, 0, 0], SetOff, [0, 0, 0, 0], &[][..]),
        // Credit is paid out.
        ([700, 0, 0, 0, 0, 0], SetOff, [0, 0, 700, 0], &[HandedOver]),
        // Credit and deposit are.
        ([700, 0, 0, 0, 0, 2_000], SetOff, [0, 0, 2_700, 0], &[HandedOver]),
        // Granted money is not.
        ([700, 50, 0, 0, 0, 0], SetOff, [50, 0, 700, 0], &[GrantReversed, HandedOver]),
        ([0, 50, 0, 0, 0, 0], SetOff, [50, 0, 0, 0], &[GrantReversed]),
        // Credit pays what is owed before the deposit does.
        ([700, 0, 300, 0, 0, 2_000], SetOff, [0, 0, 2_400, 0], &[CreditSetOff, HandedOver]),
        ([700, 0, 300, 400, 0, 0], SetOff, [0, 0, 0, 0], &[CreditSetOff]),
        ([700, 0, 300, 500, 0, 250], SetOff, [0, 100, 150, 0], &[CreditSetOff, DepositSetOff, HandedOver]),
        ([700, 0, 300, 500, 200, 250], SetOff, [0, 250, 0, 50], &[CreditSetOff, DepositSetOff, HandedOver]),
        // The deposit pays a negative balance.
        ([-500, 0, 0, 0, 0, 2_000], SetOff, [0, 500, 1_500, 0], &[DepositSetOff, HandedOver]),
        ([-500, 0, 0, 0, 0, 250], SetOff, [0, 250, 0, 250], &[DepositSetOff, HandedOver]),
        ([-500, 0, 0, 0, 0, 0], SetOff, [0, 0, 0, 500], &[HandedOver]),
        // A post-paid room with an open bill.
        ([0, 0, 0, 0, 200, 2_000], SetOff, [0, 200, 1_800, 0], &[DepositSetOff, HandedOver]),
        // A deposit that is kept pays nothing.
        ([-500, 0, 0, 0, 0, 2_000], Keep, [0, 0, 0, 500], &[HandedOver]),
        ([700, 0, 300, 0, 0, 2_000], Keep, [0, 0, 400, 0], &[CreditSetOff, HandedOver]),
    ] {
        check(figures, deposit, expected, steps);
    }
}

#[test]
fn rule_1_after_a_settlement_nothing_is_left_for_the_next_tenant() {
    let mut cases = 0;
    for balance in [-500, -1, 0, 1, 700] {
        for grant in [0, 50] {
            for owed in [[0, 0, 0], [300, 0, 0], [0, 400, 0], [0, 0, 200], [300, 400, 200]] {
                for (held, deposit) in [(0, SetOff), (250, SetOff), (5_000, SetOff), (250, Keep)] {
                    let standing = standing([balance, grant, owed[0], owed[1], owed[2], held]);
                    let settlement = settle(&standing, deposit);
                    let set_off = if deposit == SetOff { held } else { 0 };
                    let net = balance + set_off - owed.iter().sum::<i64>();
                    let mut expected = BTreeMap::from([
                        (Book::FormerTenant(TENANCY), -net),
                        (Book::GrantsGiven, -grant),
                        (Book::Deposit(TENANCY), set_off - held),
                    ]);
                    expected.retain(|_, amount| *amount != 0);
                    assert_eq!(books_after(&standing, &settlement), expected, "{standing:?}");
                    let sides = (settlement.refundable.minor(), settlement.owed.minor());
                    assert_eq!(sides, (net.max(0), (-net).max(0)), "{standing:?}");
                    cases += 1;
                }
            }
        }
    }
    assert_eq!(cases, 200);
}

#[test]
fn rule_7_the_last_charges_use_granted_money_first() {
    for (balance, grant, charges, expected) in [
        (700, 50, 30, (700, 20)),
        (700, 50, 50, (700, 0)),
        (700, 50, 80, (670, 0)),
        (700, 0, 80, (620, 0)),
        (700, 50, 0, (700, 50)),
        // Something was charged too much: it comes back as the tenant's own money.
        (700, 50, -10, (710, 50)),
    ] {
        let after = standing([balance, grant, 0, 0, 0, 0]).after(m(charges));
        assert_eq!((after.balance.minor(), after.grant.minor()), expected);
    }
}

#[test]
fn rule_1_unclaimed_credit_stays_a_liability_until_it_is_paid_out() {
    let settlement = settle(&standing([700, 0, 0, 0, 0, 0]), SetOff);
    let books = books_after(&standing([700, 0, 0, 0, 0, 0]), &settlement);
    assert_eq!(books, BTreeMap::from([(Book::FormerTenant(TENANCY), -700)]));
    let lines = refund(TENANCY, m(700), settlement.refundable, Tender::Cash).unwrap();
    let expected = [Line::new(Book::FormerTenant(TENANCY), m(700)), Line::new(Book::Tender(Tender::Cash), m(-700))];
    assert_eq!(lines, expected);
    for amount in [701, 0, -1] {
        assert_eq!(refund(TENANCY, m(amount), settlement.refundable, Tender::Cash), None);
    }
}

#[test]
fn rule_1_a_later_difference_is_the_former_tenants_or_written_off() {
    for (amount, expected) in [
        (0, None),
        (1, Some((Later::WrittenOff, Book::WriteOff))),
        (100, Some((Later::WrittenOff, Book::WriteOff))),
        (101, Some((Later::Receivable, Book::FormerTenant(TENANCY)))),
        (-1, Some((Later::Payable, Book::FormerTenant(TENANCY)))),
        (-500, Some((Later::Payable, Book::FormerTenant(TENANCY)))),
    ] {
        let told = later(TENANCY, Revenue::Energy, m(amount), m(100));
        assert_eq!(told.as_ref().map(|(what, lines)| (*what, lines[0].book)), expected, "{amount}");
        if let Some((_, lines)) = told {
            assert_eq!(lines[0].amount, m(amount));
            assert_eq!(lines[1], Line::new(Book::Revenue(Revenue::Energy), m(-amount)));
        }
    }
}

#[test]
fn rule_14_a_settlement_moves_money_only_between_books_of_the_chart() {
    let settlement = settle(&standing([-500, 50, 300, 400, 200, 250]), SetOff);
    let later = later(TENANCY, Revenue::Common, m(1), m(1)).unwrap().1;
    let refund = refund(TENANCY, m(1), m(1), Tender::Transfer).unwrap();
    let lines = settlement.steps.iter().flat_map(|step| &step.lines).chain(&later).chain(&refund);
    let mut books: Vec<Book> = lines.map(|line| line.book).collect();
    assert!(books.iter().all(|book| Book::parse(&book.code()) == Ok(*book)));
    books.sort_unstable();
    books.dedup();
    // Tenant, tender, revenue, emergency, debt, grant, grants given, deposit, former tenant, receivable, write-off.
    assert_eq!(books.len(), 11);
}
