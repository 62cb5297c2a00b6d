use proptest::prelude::*;
use units::{AccountId, EntryId, Money, Month, TenancyId, timestamp};

use super::*;

const SERIES: Series = Series::new(2026, 1);

fn line(book: Book, minor: i64) -> Line {
    Line::new(book, Money::from_minor(minor))
}

fn top_up(key: &str, minor: i64) -> Draft {
    Draft {
        at: timestamp(1_700_000_000_000),
        cause: Cause::TopUp,
        key: key.to_owned(),
        booking: Month::new(2026, 11).unwrap(),
        service: None,
        lines: vec![line(Book::Tender(Tender::Cash), minor), line(Book::Tenant(AccountId(12)), -minor)],
        memo: String::new(),
        reverses: None,
        receipt: Some(SERIES),
        actor: "clerk".to_owned(),
    }
}

fn check(change: impl FnOnce(&mut Draft), expected: &Result<(), LedgerError>) {
    let mut draft = top_up("k", 5000);
    change(&mut draft);
    assert_eq!(&draft.check(), expected);
}

#[test]
fn a_draft_is_an_entry_or_says_why_not() {
    check(|_| {}, &Ok(()));
    check(|d| d.lines.clear(), &Err(LedgerError::TooFewLines));
    check(|d| d.lines.truncate(1), &Err(LedgerError::TooFewLines));
    check(|d| d.lines.push(line(Book::Suspense, 0)), &Err(LedgerError::ZeroLine(Book::Suspense)));
    check(|d| d.lines.push(line(Book::Suspense, -1)), &Err(LedgerError::Unbalanced(-1)));
    check(|d| d.lines[0].amount = Money::from_minor(5001), &Err(LedgerError::Unbalanced(1)));
    check(|d| d.key.clear(), &Err(LedgerError::BadKey));
    check(|d| d.key = "a\nb".to_owned(), &Err(LedgerError::BadKey));
    check(|d| d.key = "键".repeat(200), &Ok(()));
    check(|d| d.key = "k".repeat(201), &Err(LedgerError::BadKey));
    check(|d| d.actor.clear(), &Err(LedgerError::BadActor));
    check(|d| d.memo = "m".repeat(2001), &Err(LedgerError::BadMemo));
    check(|d| d.memo = "a\0b".to_owned(), &Err(LedgerError::BadMemo));
    check(|d| d.memo = "two\nlines".to_owned(), &Ok(()));
    check(|d| d.cause = Cause::Reversal, &Err(LedgerError::ReversesNothing));
    check(|d| d.reverses = Some(EntryId(1)), &Err(LedgerError::ReversesWithoutReversal(Cause::TopUp)));
}

#[test]
fn the_sum_of_huge_lines_does_not_wrap() {
    let huge = (1 << 53) - 1;
    check(|d| d.lines = vec![line(Book::Suspense, huge); 4096], &Err(LedgerError::Unbalanced(4096 * i128::from(huge))));
}

#[test]
fn sealing_wants_the_receipt_that_was_asked_for() {
    let seal = |draft: Draft, receipt| draft.seal(&Head::START, receipt).map(|entry| entry.receipt);
    let mut silent = top_up("k", 1);
    silent.receipt = None;
    assert_eq!(seal(top_up("k", 1), Some(SERIES.number(7))), Ok(Some(SERIES.number(7))));
    assert_eq!(seal(top_up("k", 1), None), Err(LedgerError::WrongReceipt(SERIES)));
    assert_eq!(seal(top_up("k", 1), Some(SERIES.number(0))), Err(LedgerError::WrongReceipt(SERIES)));
    assert_eq!(seal(top_up("k", 1), Some(Series::new(2025, 1).number(7))), Err(LedgerError::WrongReceipt(SERIES)));
    assert_eq!(seal(silent.clone(), Some(SERIES.number(7))), Err(LedgerError::UnaskedReceipt(SERIES.number(7))));
    assert_eq!(seal(silent, None), Ok(None));
}

#[test]
fn an_entry_can_only_take_back_an_earlier_one() {
    let first = top_up("a", 5000).seal(&Head::START, Some(SERIES.number(1))).unwrap();
    let month = first.draft.booking;
    let mut back = Draft::reversal_of(&first, first.draft.at, month, "b", "clerk", "typing error");
    assert_eq!(back.check(), Ok(()));
    assert_eq!(back.amount_on(Book::Tenant(AccountId(12))), Money::from_minor(5000));
    assert!(back.clone().seal(&first.head(), None).is_ok());
    for later in [0, 2, 9] {
        back.reverses = Some(EntryId(later));
        assert_eq!(back.clone().seal(&first.head(), None), Err(LedgerError::ReversesLater(EntryId(later))));
    }
}

#[test]
fn a_repetition_may_come_later_but_must_ask_for_the_same() {
    let first = top_up("k", 5000);
    let same = |change: fn(&mut Draft)| {
        let mut other = first.clone();
        change(&mut other);
        first.same_content(&other)
    };
    assert!(same(|d| d.at += chrono::Duration::days(40)));
    assert!(same(|d| d.booking = d.booking.next()));
    assert!(same(|d| d.receipt = Some(Series::new(2027, 1))));
    assert!(same(|d| d.actor = "landlord".to_owned()));
    assert!(!same(|d| d.key = "l".to_owned()));
    assert!(!same(|d| d.lines = top_up("k", 5001).lines));
    assert!(!same(|d| d.lines[0].book = Book::Tender(Tender::Card)));
    assert!(!same(|d| d.cause = Cause::Refund));
    assert!(!same(|d| d.memo = "x".to_owned()));
    assert!(!same(|d| d.service = Some(d.booking)));
    assert!(!same(|d| d.receipt = None));
    assert!(!same(|d| d.reverses = Some(EntryId(1))));
}

/// The bytes of an entry are a promise to every journal ever written. This value was computed outside the program
/// (Python's hashlib over the layout that `compute_hash` documents).
#[test]
fn the_canonical_form_does_not_drift() {
    let entry = top_up("k", 5000).seal(&Head::START, Some(SERIES.number(1))).unwrap();
    assert_eq!(entry.hash.to_string(), "cd3ad90f9666b409e77fa0d34f71bb438be93c251b4d3a982767bd10657829ac");
}

fn journal(amounts: &[i64]) -> Vec<Entry> {
    let mut head = Head::START;
    let seal = |(i, minor): (usize, &i64)| {
        let number = SERIES.number(u32::try_from(i + 1).unwrap());
        let entry = top_up(&format!("k{i}"), *minor).seal(&head, Some(number)).unwrap();
        head = entry.head();
        entry
    };
    amounts.iter().enumerate().map(seal).collect()
}

fn faults(entries: &[Entry]) -> Vec<Fault> {
    let mut verifier = Verifier::new();
    entries.iter().flat_map(|entry| verifier.feed(entry)).collect()
}

fn tampered(change: impl FnOnce(&mut Vec<Entry>)) -> Vec<Fault> {
    let mut entries = journal(&[100, 200, 300]);
    change(&mut entries);
    faults(&entries)
}

/// What somebody who knows the format would do: change an entry and give it a fitting hash.
fn rehash(entry: &mut Entry) {
    entry.hash = entry.compute_hash();
}

#[test]
fn every_kind_of_damage_is_found() {
    let second = EntryId(2);
    assert_eq!(tampered(|_| {}), vec![]);
    assert_eq!(tampered(|j| j[1].draft.memo = "x".to_owned()), vec![Fault::Changed(second)]);
    assert_eq!(
        tampered(|j| {
            j[1].draft.memo = "x".to_owned();
            rehash(&mut j[1]);
        }),
        vec![Fault::Broken(EntryId(3))]
    );
    assert_eq!(
        tampered(|j| drop(j.remove(1))),
        vec![
            Fault::Gap { expected: second, found: EntryId(3) },
            Fault::ReceiptGap { id: EntryId(3), expected: SERIES.number(2), found: SERIES.number(3) },
        ]
    );
    assert_eq!(
        tampered(|j| {
            j[2].draft.lines[0].amount = Money::from_minor(301);
            rehash(&mut j[2]);
        }),
        vec![Fault::Wrong { id: EntryId(3), error: LedgerError::Unbalanced(1) }]
    );
    assert_eq!(
        tampered(|j| {
            j[2].draft.key = "k0".to_owned();
            rehash(&mut j[2]);
        }),
        vec![Fault::RepeatedKey(EntryId(3))]
    );
    assert_eq!(
        tampered(|j| {
            j[2].receipt = Some(SERIES.number(4));
            rehash(&mut j[2]);
        }),
        vec![Fault::ReceiptGap { id: EntryId(3), expected: SERIES.number(3), found: SERIES.number(4) }]
    );
    assert_eq!(
        tampered(|j| {
            j[2].receipt = None;
            rehash(&mut j[2]);
        }),
        vec![Fault::ReceiptMismatch(EntryId(3))]
    );
}

#[test]
fn an_entry_taken_back_twice_is_found() {
    let mut entries = journal(&[100]);
    for key in ["r1", "r2"] {
        let head = entries.last().unwrap().head();
        let first = &entries[0];
        let back = Draft::reversal_of(first, first.draft.at, first.draft.booking, key, "clerk", "");
        entries.push(back.seal(&head, None).unwrap());
    }
    assert_eq!(faults(&entries), vec![Fault::WrongReversal { id: EntryId(3), target: EntryId(1) }]);
}

#[test]
fn a_sum_beyond_money_is_found() {
    let huge = (1 << 53) - 1;
    let expected = [Book::Tender(Tender::Cash), Book::Tenant(AccountId(12))];
    assert_eq!(faults(&journal(&[huge, 1])), expected.map(|book| Fault::Overflow { id: EntryId(2), book }).to_vec());
}

proptest! {
    #[test]
    fn any_journal_that_was_posted_verifies_and_adds_up(amounts in prop::collection::vec(1_i64..1_000_000_000, 0..40)) {
        let entries = journal(&amounts);
        prop_assert_eq!(faults(&entries), vec![]);
        let mut verifier = Verifier::new();
        for entry in &entries {
            verifier.feed(entry);
        }
        let totals = verifier.finish();
        let sum = Money::from_minor(amounts.iter().sum());
        prop_assert_eq!(totals.books.values().copied().sum::<Money>(), Money::ZERO);
        let tenant = totals.books.get(&Book::Tenant(AccountId(12))).copied().unwrap_or_default();
        prop_assert_eq!(credit(tenant), sum);
        prop_assert_eq!(totals.entries, u64::try_from(amounts.len()).unwrap());
        prop_assert_eq!(totals.head, entries.last().map(Entry::head).unwrap_or_default());
        prop_assert_eq!(totals.receipts.get(&SERIES).copied().unwrap_or(0), u32::try_from(amounts.len()).unwrap());
    }

    #[test]
    fn any_changed_amount_key_or_text_is_found(at in 0_usize..10, what in 0_u8..5, by in 1_i64..1000) {
        let mut entries = journal(&[500; 10]);
        let draft = &mut entries[at].draft;
        match what {
            0 => draft.lines[0].amount += Money::from_minor(by),
            1 => draft.key.push('x'),
            2 => draft.memo.push('x'),
            3 => draft.at += chrono::Duration::milliseconds(by),
            _ => draft.lines[1].book = Book::Tenant(AccountId(12 + by)),
        }
        prop_assert!(faults(&entries).contains(&Fault::Changed(EntryId(i64::try_from(at).unwrap() + 1))));
    }
}

fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

fn moves() -> Vec<Move> {
    let (account, tenancy, tender, amount) = (AccountId(12), TenancyId(7), Tender::Cash, money(500));
    let parts = PaidParts {
        fee: money(10),
        tax: money(20),
        emergency: money(30),
        debt: money(40),
        bills: money(50),
        balance: money(350),
    };
    vec![
        Move::Paid { account, tender, parts },
        Move::Refunded { account, tender, amount },
        Move::DepositTaken { tenancy, tender, amount },
        Move::DepositReturned { tenancy, tender, amount },
        Move::EmergencyDrawn { account, amount },
        Move::DebtAgreed { account, amount },
        Move::DebtTakenOver { account, amount },
        Move::Granted { account, amount },
        Move::GrantEnded { account, amount },
        Move::Billed { account, amount },
        Move::OwnerBears { account, amount: -amount },
        Move::OwnerBearsCommon { amount },
        Move::CashCounted { tender, over: -amount },
        Move::FormerPaid { tenancy, tender, amount },
        Move::FormerRefunded { tenancy, tender, amount },
        Move::WrittenOff { tenancy, amount },
    ]
}

fn moved(what: Move, n: usize) -> Draft {
    Draft { cause: what.cause(), lines: what.lines(), receipt: None, ..top_up(&format!("move-{n}"), 1) }
}

#[test]
fn every_move_is_an_entry() {
    for (n, what) in moves().into_iter().enumerate() {
        assert_eq!(moved(what, n).check(), Ok(()), "{what:?}");
    }
}

#[test]
fn moves_go_where_the_rules_say() {
    let (account, tenancy, cash, amount) = (AccountId(12), TenancyId(7), Book::Tender(Tender::Cash), money(500));
    let check = |what: Move, cause: Cause, debit: Book, credit: Book| {
        assert_eq!((what.cause(), what.lines()), (cause, vec![line(debit, 500), line(credit, -500)]), "{what:?}");
    };
    let tender = Tender::Cash;
    let (tenant, grant, former) = (Book::Tenant(account), Book::Grant(account), Book::FormerTenant(tenancy));
    let deposit = Book::Deposit(tenancy);
    check(Move::Refunded { account, tender, amount }, Cause::Refund, tenant, cash);
    check(Move::DepositTaken { tenancy, tender, amount }, Cause::Deposit, cash, deposit);
    check(Move::DepositReturned { tenancy, tender, amount }, Cause::Deposit, deposit, cash);
    check(Move::EmergencyDrawn { account, amount }, Cause::EmergencyCredit, Book::EmergencyCredit(account), tenant);
    check(Move::DebtAgreed { account, amount }, Cause::Transfer, Book::Debt(account), tenant);
    check(Move::DebtTakenOver { account, amount }, Cause::Opening, Book::Debt(account), Book::Suspense);
    check(Move::Granted { account, amount }, Cause::Grant, Book::GrantsGiven, grant);
    check(Move::GrantEnded { account, amount }, Cause::Grant, grant, Book::GrantsGiven);
    check(Move::Billed { account, amount }, Cause::Bill, Book::Receivable(account), tenant);
    check(Move::OwnerBears { account, amount }, Cause::MonthClose, Book::OwnersShare, tenant);
    check(Move::OwnerBearsCommon { amount }, Cause::MonthClose, Book::OwnersShare, Book::Revenue(Revenue::Common));
    check(Move::CashCounted { tender, over: amount }, Cause::CashCount, cash, Book::CashOverShort);
    check(Move::FormerPaid { tenancy, tender, amount }, Cause::Settlement, cash, former);
    check(Move::FormerRefunded { tenancy, tender, amount }, Cause::Refund, former, cash);
    check(Move::WrittenOff { tenancy, amount }, Cause::WriteOff, Book::WriteOff, former);
}

#[test]
fn a_payment_leaves_out_the_parts_that_are_nothing() {
    let parts = PaidParts { balance: money(450), emergency: money(50), ..PaidParts::default() };
    let what = Move::Paid { account: AccountId(12), tender: Tender::Card, parts };
    assert_eq!(parts.whole(), money(500));
    assert_eq!(what.cause(), Cause::TopUp);
    assert_eq!(
        what.lines(),
        [
            line(Book::Tender(Tender::Card), 500),
            line(Book::EmergencyCredit(AccountId(12)), -50),
            line(Book::Tenant(AccountId(12)), -450),
        ]
    );
}

/// Rule 14: the chart has, besides tenants, tenders and revenue per kind: tax payable, emergency credit, debt, grants,
/// owner's share, deposits, former tenants, post-paid receivable, cash over and short, suspense, write-off.
#[test]
fn rule_14_the_chart_is_complete_and_every_trial_balance_adds_up() {
    let chart = [
        ("tenant:1", BookKind::Liability),
        ("tender:cash", BookKind::Asset),
        ("revenue:energy", BookKind::Revenue),
        ("revenue:tax_included", BookKind::Revenue),
        ("tax_payable", BookKind::Liability),
        ("emergency:1", BookKind::Asset),
        ("debt:1", BookKind::Asset),
        ("grant:1", BookKind::Liability),
        ("grants_given", BookKind::Expense),
        ("owners_share", BookKind::Expense),
        ("deposit:1", BookKind::Liability),
        ("former:1", BookKind::Liability),
        ("receivable:1", BookKind::Asset),
        ("cash_over_short", BookKind::Expense),
        ("suspense", BookKind::Liability),
        ("write_off", BookKind::Expense),
    ];
    for (code, kind) in chart {
        assert_eq!(Book::parse(code).map(|book| book.kind()), Ok(kind), "{code}");
    }
    let mut verifier = Verifier::new();
    let mut head = Head::START;
    for (n, what) in moves().into_iter().enumerate() {
        let entry = moved(what, n).seal(&head, None).unwrap();
        head = entry.head();
        assert_eq!(verifier.feed(&entry), []);
        let of = |kinds: [BookKind; 2]| -> i64 {
            let lines = entry.draft.lines.iter().filter(|line| kinds.contains(&line.book.kind()));
            lines.map(|line| line.amount.minor()).sum()
        };
        let (left, right) = ([BookKind::Asset, BookKind::Expense], [BookKind::Liability, BookKind::Revenue]);
        assert_eq!(of(left), -of(right), "{what:?}");
    }
    let books = verifier.finish().books;
    assert_eq!(books.values().map(|sum| sum.minor()).sum::<i64>(), 0);
    let kinds: std::collections::BTreeSet<_> = books.keys().map(Book::kind).collect();
    assert_eq!(kinds.len(), 4);
}
