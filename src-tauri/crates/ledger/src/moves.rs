use units::{AccountId, Money, TenancyId};

use crate::{Book, Cause, Line, Revenue, Tender};

/// What a payment is used for, in the order of rule 9. None of the parts is negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PaidParts {
    pub fee: Money,
    /// Tax that falls due at the payment (rule 8).
    pub tax: Money,
    /// Emergency credit repaid.
    pub emergency: Money,
    /// Older debt repaid.
    pub debt: Money,
    /// Bills of a post-paid account, the oldest first.
    pub bills: Money,
    /// What the balance rises by.
    pub balance: Money,
}

/// An entry that is not a charge, by what happened. Amounts are positive unless it is said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Paid {
        account: AccountId,
        tender: Tender,
        parts: PaidParts,
    },
    /// Credit handed back while the tenancy goes on.
    Refunded {
        account: AccountId,
        tender: Tender,
        amount: Money,
    },
    DepositTaken {
        tenancy: TenancyId,
        tender: Tender,
        amount: Money,
    },
    DepositReturned {
        tenancy: TenancyId,
        tender: Tender,
        amount: Money,
    },
    EmergencyDrawn {
        account: AccountId,
        amount: Money,
    },
    /// What the balance is below zero becomes a debt that top-ups repay by shares.
    DebtAgreed {
        account: AccountId,
        amount: Money,
    },
    /// A debt taken over from the books before these.
    DebtTakenOver {
        account: AccountId,
        amount: Money,
    },
    Granted {
        account: AccountId,
        amount: Money,
    },
    /// What is left of a grant expires or is taken back; it is never paid out (rule 7).
    GrantEnded {
        account: AccountId,
        amount: Money,
    },
    /// A month of a post-paid account falls due; below zero when the month came to a credit.
    Billed {
        account: AccountId,
        amount: Money,
    },
    /// The owner bears what stands on an owner's account; below zero when it stands to his credit.
    OwnerBears {
        account: AccountId,
        amount: Money,
    },
    /// The owner bears a part of a common cost that no tenancy does; below zero when too much was borne.
    OwnerBearsCommon {
        amount: Money,
    },
    /// The till has more than the books say; below zero when it has less.
    CashCounted {
        tender: Tender,
        over: Money,
    },
    /// A former tenant pays what is owed.
    FormerPaid {
        tenancy: TenancyId,
        tender: Tender,
        amount: Money,
    },
    /// A former tenant is paid what is left.
    FormerRefunded {
        tenancy: TenancyId,
        tender: Tender,
        amount: Money,
    },
    /// What a former tenant owes will never be paid.
    WrittenOff {
        tenancy: TenancyId,
        amount: Money,
    },
}

impl Move {
    pub const fn cause(&self) -> Cause {
        match self {
            Self::Paid { .. } => Cause::TopUp,
            Self::FormerPaid { .. } => Cause::Settlement,
            Self::Refunded { .. } | Self::FormerRefunded { .. } => Cause::Refund,
            Self::DepositTaken { .. } | Self::DepositReturned { .. } => Cause::Deposit,
            Self::EmergencyDrawn { .. } => Cause::EmergencyCredit,
            Self::DebtAgreed { .. } => Cause::Transfer,
            Self::DebtTakenOver { .. } => Cause::Opening,
            Self::Granted { .. } | Self::GrantEnded { .. } => Cause::Grant,
            Self::Billed { .. } => Cause::Bill,
            Self::OwnerBears { .. } | Self::OwnerBearsCommon { .. } => Cause::MonthClose,
            Self::CashCounted { .. } => Cause::CashCount,
            Self::WrittenOff { .. } => Cause::WriteOff,
        }
    }

    /// The lines of the entry: they add up to zero, and none is zero where the amount is not.
    pub fn lines(&self) -> Vec<Line> {
        let (debit, credit, amount) = match *self {
            Self::Paid { account, tender, parts } => return parts.lines(account, tender),
            Self::Refunded { account, tender, amount } => (Book::Tenant(account), Book::Tender(tender), amount),
            Self::DepositTaken { tenancy, tender, amount } => (Book::Tender(tender), Book::Deposit(tenancy), amount),
            Self::DepositReturned { tenancy, tender, amount } => (Book::Deposit(tenancy), Book::Tender(tender), amount),
            Self::EmergencyDrawn { account, amount } => (Book::EmergencyCredit(account), Book::Tenant(account), amount),
            Self::DebtAgreed { account, amount } => (Book::Debt(account), Book::Tenant(account), amount),
            Self::DebtTakenOver { account, amount } => (Book::Debt(account), Book::Suspense, amount),
            Self::Granted { account, amount } => (Book::GrantsGiven, Book::Grant(account), amount),
            Self::GrantEnded { account, amount } => (Book::Grant(account), Book::GrantsGiven, amount),
            Self::Billed { account, amount } => (Book::Receivable(account), Book::Tenant(account), amount),
            Self::OwnerBears { account, amount } => (Book::OwnersShare, Book::Tenant(account), amount),
            Self::OwnerBearsCommon { amount } => (Book::OwnersShare, Book::Revenue(Revenue::Common), amount),
            Self::CashCounted { tender, over } => (Book::Tender(tender), Book::CashOverShort, over),
            Self::FormerPaid { tenancy, tender, amount } => (Book::Tender(tender), Book::FormerTenant(tenancy), amount),
            Self::FormerRefunded { tenancy, tender, amount } => {
                (Book::FormerTenant(tenancy), Book::Tender(tender), amount)
            }
            Self::WrittenOff { tenancy, amount } => (Book::WriteOff, Book::FormerTenant(tenancy), amount),
        };
        vec![Line::new(debit, amount), Line::new(credit, -amount)]
    }
}

impl PaidParts {
    pub fn whole(&self) -> Money {
        [self.fee, self.tax, self.emergency, self.debt, self.bills, self.balance].into_iter().sum()
    }

    fn lines(&self, account: AccountId, tender: Tender) -> Vec<Line> {
        let parts = [
            (Book::Revenue(Revenue::TopUpFee), self.fee),
            (Book::TaxPayable, self.tax),
            (Book::EmergencyCredit(account), self.emergency),
            (Book::Debt(account), self.debt),
            (Book::Receivable(account), self.bills),
            (Book::Tenant(account), self.balance),
        ];
        let parts = parts.into_iter().filter(|(_, part)| !part.is_zero()).map(|(book, part)| Line::new(book, -part));
        std::iter::once(Line::new(Book::Tender(tender), self.whole())).chain(parts).collect()
    }
}
