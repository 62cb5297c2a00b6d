//! Move-out: where everything goes that a tenancy has or owes (`rules.md` 1, 7 and 10).

use ledger::{Book, Line, Revenue, Tender};
use units::{AccountId, Money, TenancyId};

/// What stands on the books of a tenancy. Every figure but the balance is zero or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub account: AccountId,
    pub tenancy: TenancyId,
    /// Prepaid credit; negative where more was used than paid.
    pub balance: Money,
    /// Granted money that is left.
    pub grant: Money,
    /// Emergency credit owed.
    pub emergency: Money,
    /// Older debt owed.
    pub debt: Money,
    /// Post-paid bills that are open.
    pub receivable: Money,
    pub deposit: Money,
}

impl Standing {
    /// The standing once the last charges are posted: granted money is used first. Charges may be negative.
    pub fn after(self, last_charges: Money) -> Self {
        let from_grant = last_charges.min(self.grant).max(Money::ZERO);
        Self { grant: self.grant - from_grant, balance: self.balance - (last_charges - from_grant), ..self }
    }
}

/// What becomes of the deposit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DepositAtMoveOut {
    /// It pays what credit does not; the rest is returned.
    SetOff,
    /// It stays held as it is, for example until the room has been inspected.
    Keep,
}

/// A step of the settlement: an entry of the journal by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub name: StepName,
    /// Debits positive, credits negative; they sum to zero and none is zero.
    pub lines: Vec<Line>,
}

/// Why money moves at a move-out; the order is that of the entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepName {
    /// Granted money that was not used is taken back; it is never paid out.
    GrantReversed,
    /// The tenant's own credit pays what is owed.
    CreditSetOff,
    /// The deposit pays what credit could not: the named entry of rule 10.
    DepositSetOff,
    /// What is left, to either side, stands from now on under the former tenant's name.
    HandedOver,
}

/// The settled tenancy. One of `refundable` and `owed` is zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    pub steps: Vec<Step>,
    pub grant_reversed: Money,
    pub deposit_set_off: Money,
    /// To be paid out to the former tenant. Until it is, it stays a liability.
    pub refundable: Money,
    /// To be asked of the former tenant.
    pub owed: Money,
}

/// Settles a tenancy whose last charges are posted. Afterwards all books of its account are at zero, and the next
/// tenant inherits neither debt nor credit.
///
/// Credit, then deposit, pay in this order: emergency credit, open bills, older debt; the deposit before them what the
/// balance is below zero.
pub fn settle(standing: &Standing, deposit: DepositAtMoveOut) -> Settlement {
    let Standing { account, tenancy, grant, .. } = *standing;
    let mut books = Books::new(standing, deposit);
    let steps = [
        (StepName::GrantReversed, vec![(Book::Grant(account), grant), (Book::GrantsGiven, -grant)]),
        (StepName::CreditSetOff, books.pay_from(Book::Tenant(account))),
        (StepName::DepositSetOff, books.pay_from(Book::Deposit(tenancy))),
        (StepName::HandedOver, books.hand_over(Book::FormerTenant(tenancy))),
    ];
    let on = |step: &Step, book: Book| -> Money {
        step.lines.iter().filter(|line| line.book == book).map(|line| line.amount).sum()
    };
    let steps: Vec<Step> = steps.into_iter().filter_map(|(name, amounts)| step(name, amounts)).collect();
    let sum = |name: StepName, book: Book| -> Money {
        steps.iter().filter(|step| step.name == name).map(|step| on(step, book)).sum()
    };
    let former = sum(StepName::HandedOver, Book::FormerTenant(tenancy));
    Settlement {
        grant_reversed: grant,
        deposit_set_off: sum(StepName::DepositSetOff, Book::Deposit(tenancy)),
        refundable: (-former).max(Money::ZERO),
        owed: former.max(Money::ZERO),
        steps,
    }
}

fn step(name: StepName, amounts: Vec<(Book, Money)>) -> Option<Step> {
    let lines: Vec<Line> = amounts
        .into_iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(book, amount)| Line::new(book, amount))
        .collect();
    (!lines.is_empty()).then_some(Step { name, lines })
}

/// The tenancy's books with what stands on each: debit positive, credit negative.
struct Books(Vec<(Book, Money)>);

impl Books {
    fn new(standing: &Standing, deposit: DepositAtMoveOut) -> Self {
        let Standing { account, tenancy, .. } = *standing;
        let deposit = match deposit {
            DepositAtMoveOut::SetOff => standing.deposit,
            DepositAtMoveOut::Keep => Money::ZERO,
        };
        Self(vec![
            (Book::Deposit(tenancy), -deposit),
            (Book::Tenant(account), -standing.balance),
            (Book::EmergencyCredit(account), standing.emergency),
            (Book::Receivable(account), standing.receivable),
            (Book::Debt(account), standing.debt),
        ])
    }

    /// Pays what stands to the debit of other books out of the credit of one.
    fn pay_from(&mut self, from: Book) -> Vec<(Book, Money)> {
        let credit = self.0.iter().filter(|(book, _)| *book == from).map(|(_, amount)| -*amount).sum::<Money>();
        let mut left = credit.max(Money::ZERO);
        let mut moved = Vec::new();
        for (book, amount) in self.0.iter_mut().filter(|(book, amount)| *book != from && amount.is_positive()) {
            let part = left.min(*amount);
            moved.push((*book, -part));
            *amount = *amount - part;
            left = left - part;
        }
        let paid = -moved.iter().map(|(_, amount)| *amount).sum::<Money>();
        self.0.iter_mut().filter(|(book, _)| *book == from).for_each(|(_, amount)| *amount += paid);
        moved.insert(0, (from, paid));
        moved
    }

    /// Closes every book against one.
    fn hand_over(self, to: Book) -> Vec<(Book, Money)> {
        let net = self.0.iter().map(|(_, amount)| *amount).sum();
        self.0.into_iter().map(|(book, amount)| (book, -amount)).chain([(to, net)]).collect()
    }
}

/// Pays out to a former tenant what a settlement left; nothing when that is more than is refundable, or not positive.
pub fn refund(tenancy: TenancyId, amount: Money, refundable: Money, tender: Tender) -> Option<Vec<Line>> {
    let allowed = amount.is_positive() && amount <= refundable;
    let lines = || vec![Line::new(Book::FormerTenant(tenancy), amount), Line::new(Book::Tender(tender), -amount)];
    allowed.then(lines)
}

/// What becomes of a difference that is found after a tenancy was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Later {
    /// The former tenant owes it.
    Receivable,
    /// The former tenant has it to his credit, however little it is.
    Payable,
    /// Too little to ask for.
    WrittenOff,
}

/// Books a later difference of a settled tenancy by name (`rules.md` 1): it never moves to another tenant.
///
/// `amount` is what is charged more (positive) or less. What is owed up to `write_off` is written off; what is due to
/// the former tenant never is. Nothing for a difference of zero.
pub fn later(tenancy: TenancyId, kind: Revenue, amount: Money, write_off: Money) -> Option<(Later, Vec<Line>)> {
    let (what, book) = if amount.is_negative() {
        (Later::Payable, Book::FormerTenant(tenancy))
    } else if amount <= write_off {
        (Later::WrittenOff, Book::WriteOff)
    } else {
        (Later::Receivable, Book::FormerTenant(tenancy))
    };
    let lines = || vec![Line::new(book, amount), Line::new(Book::Revenue(kind), -amount)];
    (!amount.is_zero()).then(|| (what, lines()))
}

#[cfg(test)]
mod tests;
