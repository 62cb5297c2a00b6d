use units::{EntryId, Money, Month, Timestamp};

use crate::{Book, Entry, LedgerError, Series};

/// Why an entry was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    TopUp,
    /// The daily difference between due and posted.
    Charge,
    /// A difference for a month before the open one, by name.
    Correction,
    Reversal,
    Refund,
    Grant,
    EmergencyCredit,
    Deposit,
    /// Move-out: what is left goes where rules 1 and 10 say.
    Settlement,
    /// Money put in order between books, such as out of suspense.
    Transfer,
    /// What the till counted otherwise, found at the close of the day.
    CashCount,
    /// A month of a post-paid account becomes due (rule 10). Made void, it is taken back by a reversal and keeps its
    /// number.
    Bill,
    /// What the close of a month leaves to the owner, such as the remainder of a shared cost.
    MonthClose,
    WriteOff,
    /// A balance taken over from the books before these.
    Opening,
}

impl Cause {
    pub const ALL: [Self; 15] = [
        Self::TopUp,
        Self::Charge,
        Self::Correction,
        Self::Reversal,
        Self::Refund,
        Self::Grant,
        Self::EmergencyCredit,
        Self::Deposit,
        Self::Settlement,
        Self::Transfer,
        Self::CashCount,
        Self::Bill,
        Self::MonthClose,
        Self::WriteOff,
        Self::Opening,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::TopUp => "top_up",
            Self::Charge => "charge",
            Self::Correction => "correction",
            Self::Reversal => "reversal",
            Self::Refund => "refund",
            Self::Grant => "grant",
            Self::EmergencyCredit => "emergency_credit",
            Self::Deposit => "deposit",
            Self::Settlement => "settlement",
            Self::Transfer => "transfer",
            Self::CashCount => "cash_count",
            Self::Bill => "bill",
            Self::MonthClose => "month_close",
            Self::WriteOff => "write_off",
            Self::Opening => "opening",
        }
    }

    pub fn parse(code: &str) -> Result<Self, LedgerError> {
        Self::ALL.into_iter().find(|c| c.code() == code).ok_or_else(|| LedgerError::NotCause(code.to_owned()))
    }
}

/// An amount on a book: debit positive, credit negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Line {
    pub book: Book,
    pub amount: Money,
}

impl Line {
    pub const fn new(book: Book, amount: Money) -> Self {
        Self { book, amount }
    }
}

/// An entry before it is posted: everything but its number, its receipt's number and its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// When it was made; kept to the millisecond.
    pub at: Timestamp,
    pub cause: Cause,
    /// Makes a retry harmless (rule 4): minted when a form opens, or account + service period + ordinal.
    pub key: String,
    /// The open month in which it books.
    pub booking: Month,
    /// The month that it is for, where that has a meaning (rule 3).
    pub service: Option<Month>,
    pub lines: Vec<Line>,
    pub memo: String,
    /// The entry that this one takes back; exactly the reversals have it.
    pub reverses: Option<EntryId>,
    /// The series from which the posting takes a receipt number, if it is to have one.
    pub receipt: Option<Series>,
    pub actor: String,
}

impl Draft {
    /// Whether this may become an entry.
    pub fn check(&self) -> Result<(), LedgerError> {
        if !is_name(&self.key) {
            return Err(LedgerError::BadKey);
        }
        if !is_name(&self.actor) {
            return Err(LedgerError::BadActor);
        }
        if self.memo.len() > 2000 && self.memo.chars().count() > 2000 || self.memo.contains('\0') {
            return Err(LedgerError::BadMemo);
        }
        match (self.cause, self.reverses) {
            (Cause::Reversal, None) => return Err(LedgerError::ReversesNothing),
            (Cause::Reversal, Some(_)) | (_, None) => {}
            (cause, Some(_)) => return Err(LedgerError::ReversesWithoutReversal(cause)),
        }
        self.check_lines()
    }

    fn check_lines(&self) -> Result<(), LedgerError> {
        if self.lines.len() < 2 {
            return Err(LedgerError::TooFewLines);
        }
        if let Some(line) = self.lines.iter().find(|line| line.amount.is_zero()) {
            return Err(LedgerError::ZeroLine(line.book));
        }
        match self.lines.iter().map(|line| i128::from(line.amount.minor())).sum() {
            0 => Ok(()),
            sum => Err(LedgerError::Unbalanced(sum)),
        }
    }

    /// The draft that takes `entry` back, line by line. It has no receipt of its own: a void keeps its number.
    pub fn reversal_of(entry: &Entry, at: Timestamp, booking: Month, key: &str, actor: &str, memo: &str) -> Self {
        let taken_back = |line: &Line| Line::new(line.book, -line.amount);
        Self {
            at,
            cause: Cause::Reversal,
            key: key.to_owned(),
            booking,
            service: entry.draft.service,
            lines: entry.draft.lines.iter().map(taken_back).collect(),
            memo: memo.to_owned(),
            reverses: Some(entry.id),
            receipt: None,
            actor: actor.to_owned(),
        }
    }

    /// Whether a second draft with the same key is a repetition of this one, and not another wish under an old key.
    ///
    /// A repetition may come later, in another month or year, or from another desk: the instant, the booking month,
    /// the year of the receipt and the actor do not count.
    pub fn same_content(&self, other: &Self) -> bool {
        self.key == other.key
            && self.cause == other.cause
            && self.service == other.service
            && self.lines == other.lines
            && self.memo == other.memo
            && self.reverses == other.reverses
            && self.receipt.is_some() == other.receipt.is_some()
    }

    /// The sum of this draft's lines on `book`; zero when it has none there.
    pub fn amount_on(&self, book: Book) -> Money {
        self.lines.iter().filter(|line| line.book == book).map(|line| line.amount).sum()
    }
}

fn is_name(text: &str) -> bool {
    let fits = text.len() <= 200 || text.chars().count() <= 200;
    !text.is_empty() && fits && !text.chars().any(char::is_control)
}
