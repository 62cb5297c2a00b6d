use std::fmt;

use units::{AccountId, TenancyId};

use crate::LedgerError;

/// What a person pays with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tender {
    Cash,
    Transfer,
    Card,
    WeChat,
    Alipay,
}

impl Tender {
    pub const ALL: [Self; 5] = [Self::Cash, Self::Transfer, Self::Card, Self::WeChat, Self::Alipay];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Transfer => "transfer",
            Self::Card => "card",
            Self::WeChat => "wechat",
            Self::Alipay => "alipay",
        }
    }

    pub fn parse(code: &str) -> Result<Self, LedgerError> {
        Self::ALL.into_iter().find(|t| t.code() == code).ok_or_else(|| LedgerError::NotTender(code.to_owned()))
    }
}

/// What a charge is earned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Revenue {
    Energy,
    DailyFee,
    ServiceFee,
    Common,
    Minimum,
    /// The service fee of a top-up (rule 9).
    TopUpFee,
    /// What of all the others is tax: a debit, against tax payable (rule 8).
    TaxIncluded,
    Other,
}

impl Revenue {
    pub const ALL: [Self; 8] = [
        Self::Energy,
        Self::DailyFee,
        Self::ServiceFee,
        Self::Common,
        Self::Minimum,
        Self::TopUpFee,
        Self::TaxIncluded,
        Self::Other,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Energy => "energy",
            Self::DailyFee => "daily_fee",
            Self::ServiceFee => "service_fee",
            Self::Common => "common",
            Self::Minimum => "minimum",
            Self::TopUpFee => "top_up_fee",
            Self::TaxIncluded => "tax_included",
            Self::Other => "other",
        }
    }
}

/// The chart of accounts (`rules.md` 14). Assets and expenses carry debits, liabilities and revenue credits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Book {
    /// Liability: the prepaid credit of a tenancy's account.
    Tenant(AccountId),
    /// Asset: money received by one means.
    Tender(Tender),
    /// Revenue by kind.
    Revenue(Revenue),
    /// Liability: tax collected.
    TaxPayable,
    /// Asset: emergency credit drawn and not yet repaid (rule 9).
    EmergencyCredit(AccountId),
    /// Asset: an older debt that top-ups repay by shares.
    Debt(AccountId),
    /// Liability: granted money, used first and never paid out (rule 7).
    Grant(AccountId),
    /// Expense: what was granted.
    GrantsGiven,
    /// Expense: what the owner bears, such as vacancy and loss (rules 11, 12).
    OwnersShare,
    /// Liability: a deposit held, set off only at settlement (rule 10).
    Deposit(TenancyId),
    /// Liability or receivable of somebody who has moved out (rule 1).
    FormerTenant(TenancyId),
    /// Asset: bills of a post-paid account.
    Receivable(AccountId),
    /// What the till counted more or less than the journal.
    CashOverShort,
    /// Money that could not be assigned yet.
    Suspense,
    /// Expense: what will never be paid.
    WriteOff,
}

/// What a book is, for a balance sheet and an income statement: assets and expenses = liabilities and revenue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BookKind {
    Asset,
    Liability,
    Revenue,
    Expense,
}

impl Book {
    /// What kind of book it is. Former tenants may stand on either side; they are counted with what is owed to people.
    pub const fn kind(&self) -> BookKind {
        match self {
            Self::Tender(_) | Self::EmergencyCredit(_) | Self::Debt(_) | Self::Receivable(_) => BookKind::Asset,
            Self::Tenant(_)
            | Self::TaxPayable
            | Self::Grant(_)
            | Self::Deposit(_)
            | Self::FormerTenant(_)
            | Self::Suspense => BookKind::Liability,
            Self::Revenue(_) => BookKind::Revenue,
            Self::GrantsGiven | Self::OwnersShare | Self::CashOverShort | Self::WriteOff => BookKind::Expense,
        }
    }

    /// The stable name under which the store and exports know the book.
    pub fn code(&self) -> String {
        self.to_string()
    }

    pub fn parse(code: &str) -> Result<Self, LedgerError> {
        let (name, detail) = code.split_once(':').map_or((code, None), |(name, detail)| (name, Some(detail)));
        match detail {
            Some(detail) => Self::with(name, detail),
            None => Self::plain(name),
        }
        .ok_or_else(|| LedgerError::NotBook(code.to_owned()))
    }

    fn plain(name: &str) -> Option<Self> {
        Some(match name {
            "tax_payable" => Self::TaxPayable,
            "grants_given" => Self::GrantsGiven,
            "owners_share" => Self::OwnersShare,
            "cash_over_short" => Self::CashOverShort,
            "suspense" => Self::Suspense,
            "write_off" => Self::WriteOff,
            _ => return None,
        })
    }

    fn with(name: &str, detail: &str) -> Option<Self> {
        let account = || number(detail).map(AccountId);
        let tenancy = || number(detail).map(TenancyId);
        match name {
            "tenant" => account().map(Self::Tenant),
            "tender" => Tender::parse(detail).ok().map(Self::Tender),
            "revenue" => Revenue::ALL.into_iter().find(|r| r.code() == detail).map(Self::Revenue),
            "emergency" => account().map(Self::EmergencyCredit),
            "debt" => account().map(Self::Debt),
            "grant" => account().map(Self::Grant),
            "deposit" => tenancy().map(Self::Deposit),
            "former" => tenancy().map(Self::FormerTenant),
            "receivable" => account().map(Self::Receivable),
            _ => None,
        }
    }
}

/// Written one way only: `007` or `+7` would be a second name for the same book.
fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|n: &i64| n.to_string() == text)
}

impl fmt::Display for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tenant(id) => write!(f, "tenant:{id}"),
            Self::Tender(tender) => write!(f, "tender:{}", tender.code()),
            Self::Revenue(revenue) => write!(f, "revenue:{}", revenue.code()),
            Self::TaxPayable => f.write_str("tax_payable"),
            Self::EmergencyCredit(id) => write!(f, "emergency:{id}"),
            Self::Debt(id) => write!(f, "debt:{id}"),
            Self::Grant(id) => write!(f, "grant:{id}"),
            Self::GrantsGiven => f.write_str("grants_given"),
            Self::OwnersShare => f.write_str("owners_share"),
            Self::Deposit(id) => write!(f, "deposit:{id}"),
            Self::FormerTenant(id) => write!(f, "former:{id}"),
            Self::Receivable(id) => write!(f, "receivable:{id}"),
            Self::CashOverShort => f.write_str("cash_over_short"),
            Self::Suspense => f.write_str("suspense"),
            Self::WriteOff => f.write_str("write_off"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_book_is_read_back_from_its_code() {
        let mut books = vec![
            Book::Tenant(AccountId(12)),
            Book::TaxPayable,
            Book::EmergencyCredit(AccountId(1)),
            Book::Debt(AccountId(2)),
            Book::Grant(AccountId(3)),
            Book::GrantsGiven,
            Book::OwnersShare,
            Book::Deposit(TenancyId(4)),
            Book::FormerTenant(TenancyId(5)),
            Book::Receivable(AccountId(6)),
            Book::CashOverShort,
            Book::Suspense,
            Book::WriteOff,
        ];
        books.extend(Tender::ALL.map(Book::Tender));
        books.extend(Revenue::ALL.map(Book::Revenue));
        for book in books {
            assert_eq!(Book::parse(&book.code()), Ok(book));
        }
    }

    #[test]
    fn a_text_that_names_no_book_is_refused() {
        for text in ["", "tenant", "tenant:", "tenant:x", "tenant:007", "tenant:+7", "tender:gold", "suspense:1", "x:1"]
        {
            assert_eq!(Book::parse(text), Err(LedgerError::NotBook(text.to_owned())));
        }
        assert_eq!(Tender::parse("gold"), Err(LedgerError::NotTender("gold".to_owned())));
    }
}
