//! What may still be on its way: answers to questions that were given up, and a second copy of the last answer, as
//! gateways send them. A sound frame of the right unit and length does not tell to which of two equal questions it is
//! the answer.
//!
//! What is on its way along one wire arrives in the order in which it was asked for. So an answer that no older question
//! can have tells that nothing older is left; and a question to which nothing under way could be the answer needs no
//! proof. On a clean line that is every question but one that is put to a unit twice running.

use std::collections::VecDeque;
use std::time::Duration;

use meter::{Request, rtu};
use tokio::time::Instant;

/// Nothing is taken to be under way for longer: twenty times the time-out that a line has unless it is told otherwise.
const LONGEST: Duration = Duration::from_secs(10);

/// All that a whole answer tells of its question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kind {
    unit: u8,
    code: u8,
    length: usize,
}

impl Kind {
    fn of(unit: u8, request: &Request) -> Self {
        Self { unit, code: request.code(), length: rtu::reply_len(request) }
    }

    /// Whether an answer to one could pass for an answer to the other when its unit may be wrong, as of a meter that
    /// was set to another's address.
    fn is_like(&self, other: &Self) -> bool {
        (self.code, self.length) == (other.code, other.length)
    }
}

#[derive(Debug, Default)]
pub(crate) struct UnderWay {
    /// The last question whose answer was taken, and when.
    answered: Option<(Kind, Instant)>,
    /// Those asked since then that nothing answered, oldest first. The one now in flight is the last.
    open: VecDeque<(Kind, Instant)>,
}

impl UnderWay {
    /// Whether something under way could be taken for the answer to this request.
    pub(crate) fn may_answer(&mut self, unit: u8, request: &Request) -> bool {
        self.forget();
        let kind = Kind::of(unit, request);
        self.answered.is_some_and(|(answered, _)| answered == kind)
            || self.open.iter().any(|(open, _)| open.is_like(&kind))
    }

    /// Whether a unit may still answer to what it was asked.
    pub(crate) fn owes(&self, unit: u8) -> bool {
        self.open.iter().any(|(open, _)| open.unit == unit)
    }

    pub(crate) fn asked(&mut self, unit: u8, request: &Request) {
        self.open.push_back((Kind::of(unit, request), Instant::now()));
    }

    /// An answer to this request came. It may be that to an older one like it: only what was asked before that is over.
    /// Or it is the copy of the last answer, and nothing is.
    pub(crate) fn answered(&mut self, unit: u8, request: &Request) {
        let kind = Kind::of(unit, request);
        if self.answered.take().is_some_and(|(answered, _)| answered == kind) {
            return;
        }
        self.over(|open| open.is_like(&kind));
        self.answered = Some((kind, Instant::now()));
    }

    /// This request was refused. A refusal does not tell how much was asked for.
    pub(crate) fn refused(&mut self, unit: u8, request: &Request) {
        let code = request.code();
        self.over(|open| (open.unit, open.code) == (unit, code));
        self.answered = None;
    }

    fn over(&mut self, mut could_be: impl FnMut(&Kind) -> bool) {
        let first = self.open.iter().position(|(open, _)| could_be(open));
        self.open.drain(..first.map_or(0, |first| first + 1));
    }

    fn forget(&mut self) {
        let Some(from) = Instant::now().checked_sub(LONGEST) else { return };
        self.answered = self.answered.filter(|(_, at)| *at > from);
        while self.open.front().is_some_and(|(_, at)| *at <= from) {
            self.open.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use meter::{Block, Function};

    use super::*;

    fn read(count: u16) -> Request {
        Request::Read(Block { function: Function::HoldingRegisters, start: 8, count })
    }

    /// What happened on the line, in order: a unit, how many registers it was asked for, and what came of it.
    fn after(happened: &[(u8, u16, &str)]) -> UnderWay {
        let mut under_way = UnderWay::default();
        for (unit, count, came) in happened {
            under_way.asked(*unit, &read(*count));
            match *came {
                "answer" => under_way.answered(*unit, &read(*count)),
                "refusal" => under_way.refused(*unit, &read(*count)),
                _ => {}
            }
        }
        under_way
    }

    #[test]
    fn a_question_is_proven_first_where_something_else_could_answer_it() {
        for (happened, needs_proof) in [
            (&[][..], false),
            // In turn, and by blocks of two lengths.
            (&[(1, 19, "answer"), (2, 19, "answer")], false),
            (&[(1, 19, "answer"), (1, 6, "answer")], false),
            // Running: the same again may be a copy.
            (&[(2, 19, "answer"), (1, 19, "answer")], true),
            (&[(1, 19, "answer"), (2, 19, "nothing")], true),
            (&[(1, 19, "answer"), (2, 6, "refusal")], false),
            // Given up: its answer may be late, or another unit's name on it.
            (&[(1, 19, "nothing")], true),
            (&[(2, 19, "nothing")], true),
            (&[(2, 6, "nothing")], false),
            (&[(1, 19, "nothing"), (1, 2, "answer")], false),
            (&[(2, 19, "nothing"), (1, 2, "answer")], false),
            (&[(1, 19, "nothing"), (1, 2, "refusal")], false),
            (&[(1, 19, "nothing"), (2, 2, "refusal")], false),
            // The guard's own answer may be late or a copy too.
            (&[(1, 2, "nothing"), (1, 19, "nothing"), (1, 2, "answer")], true),
            (&[(1, 2, "nothing"), (1, 19, "nothing"), (1, 2, "answer"), (1, 2, "answer")], true),
            (&[(1, 2, "answer"), (1, 19, "nothing"), (1, 2, "answer")], true),
            (&[(1, 2, "answer"), (1, 19, "nothing"), (1, 2, "answer"), (1, 2, "answer")], false),
        ] {
            assert_eq!(after(happened).may_answer(1, &read(19)), needs_proof, "{happened:?}");
        }
    }

    #[test]
    fn a_line_that_is_back_is_proven_in_a_few_reads() {
        let hammered: Vec<_> = (0..200).map(|n| (1 + n % 32, if n % 2 == 0 { 19 } else { 2 }, "nothing")).collect();
        let mut under_way = after(&hammered);
        let mut reads = 0;
        while under_way.may_answer(1, &read(19)) {
            under_way.asked(1, &read(2));
            under_way.answered(1, &read(2));
            reads += 1;
        }
        assert!(reads > 0 && reads <= 200, "{reads}");
    }
}
