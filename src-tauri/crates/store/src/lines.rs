//! The lines of an entry as they stand in its row: `[[book, amount, previous, after], ...]`, JSON that SQL reads too.

use ledger::{Book, Line};
use units::{EntryId, Money};

/// A line with its place on the trail of its book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed {
    /// The number of the book.
    pub book: i64,
    pub amount: Money,
    /// The last entry on the book before this one; zero when there is none.
    pub previous: EntryId,
    /// The sum of the book after the whole entry, debit positive.
    pub after: Money,
}

impl Placed {
    pub fn line(&self, book: Book) -> Line {
        Line::new(book, self.amount)
    }
}

pub(crate) fn write(lines: &[Placed]) -> String {
    let mut text = String::with_capacity(2 + 40 * lines.len());
    let mut open = "[[";
    for line in lines {
        text.push_str(open);
        push(&mut text, line.book);
        text.push(',');
        push(&mut text, line.amount.minor());
        text.push(',');
        push(&mut text, line.previous.0);
        text.push(',');
        push(&mut text, line.after.minor());
        open = "],[";
    }
    text.push_str("]]");
    text
}

fn push(text: &mut String, value: i64) {
    if value.is_negative() {
        text.push('-');
    }
    let mut digits = [b'0'; 20];
    let mut rest = value.unsigned_abs();
    let mut first = digits.len() - 1;
    loop {
        digits[first] = b"0123456789"[usize::try_from(rest % 10).unwrap_or(0)];
        rest /= 10;
        if rest == 0 {
            break;
        }
        first -= 1;
    }
    text.push_str(std::str::from_utf8(&digits[first..]).unwrap_or_default());
}

/// None when it is no such text, or an amount is larger than money can be.
pub(crate) fn read(text: &str) -> Option<Vec<Placed>> {
    text.strip_prefix("[[")?.strip_suffix("]]")?.split("],[").map(read_one).collect()
}

fn read_one(text: &str) -> Option<Placed> {
    let mut numbers = text.split(',').map(|number| number.parse::<i64>().ok());
    let mut next = || numbers.next().flatten();
    let (book, amount, previous, after) = (next()?, next()?, next()?, next()?);
    let money = |minor| Money::new(minor).ok();
    let placed = Placed { book, amount: money(amount)?, previous: EntryId(previous), after: money(after)? };
    numbers.next().is_none().then_some(placed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_as_they_were_written() {
        let most = (1 << 53) - 1;
        for amounts in [vec![5000, -5000], vec![most, -most, 1, -1, 10, -10, 99, -99]] {
            let line = |(book, minor): (i64, &i64)| Placed {
                book,
                amount: Money::from_minor(*minor),
                previous: EntryId(book * 7 - 7),
                after: Money::from_minor(-minor),
            };
            let lines: Vec<_> = (1..).zip(&amounts).map(line).collect();
            assert_eq!(read(&write(&lines)), Some(lines));
        }
        let lines = read("[[1,5000,0,5000],[2,-5000,3,-700]]").unwrap();
        assert_eq!(write(&lines), "[[1,5000,0,5000],[2,-5000,3,-700]]");
    }

    #[test]
    fn other_texts_are_no_lines() {
        for text in ["", "[]", "[[]]", "[[1,2,3]]", "[[1,2,3,4,5]]", "[[1,2,3,x]]", "[[1,9007199254740992,3,4]]"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
