use crate::{Guard, Rule};

/// Whether a rule is held back by a guard: the specification (`rules.md` 18), asked by every rule that cuts.
///
/// Safety, maintenance, manual off and overload obey nothing. The timetable obeys protection, exemption and its own
/// confirmed batch. Credit and quota obey every guard of data, notice, time and number; that a room is post-paid or
/// lives on emergency credit concerns its credit only.
pub const fn obeys(rule: Rule, guard: Guard) -> bool {
    match rule {
        Rule::NoRelay | Rule::Safety | Rule::Maintenance | Rule::ManualOff | Rule::Overload => false,
        Rule::ManualOn | Rule::On => false,
        Rule::Calendar => matches!(guard, Guard::Protected | Guard::Exempt | Guard::UnconfirmedBatch),
        Rule::Credit => !matches!(guard, Guard::Exempt | Guard::UnconfirmedBatch),
        Rule::Quota => {
            !matches!(guard, Guard::Exempt | Guard::UnconfirmedBatch | Guard::PostPaid | Guard::EmergencyCredit)
        }
    }
}

/// The matrix as a text table, one line a guard, for manuals and for people: `x` where the rule obeys the guard.
pub fn table() -> String {
    let width = Guard::ALL.iter().map(|guard| guard.code().len()).max().unwrap_or(0);
    let mut table = format!("{:width$}", "");
    for rule in Rule::CUTTING {
        table.push_str("  ");
        table.push_str(rule.code());
    }
    table.push('\n');
    for guard in Guard::ALL {
        let mut line = format!("{:width$}", guard.code());
        for rule in Rule::CUTTING {
            let mark = if obeys(rule, guard) { "x" } else { "-" };
            line.push_str(&format!("  {mark:^0$}", rule.code().len()));
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    table
}

#[cfg(test)]
mod tests;
