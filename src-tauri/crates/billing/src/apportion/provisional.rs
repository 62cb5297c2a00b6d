use units::Money;

/// What a balance says about cutting when part of what was charged is provisional.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutBasis {
    /// Not below the cut-off.
    Above,
    /// Below the cut-off only because of provisional shares: no ground for a cut. `firm` is the balance without them.
    OnlyProvisional { firm: Money },
    /// Below the cut-off without them too.
    Below,
}

/// A provisional share alone never takes a room below the cut-off (`rules.md` 11).
///
/// `provisional` is the sum of [`super::LegShare::provisional`] over the pools of the account that are not final. One
/// that is negative is a credit and counts in the room's favour as it stands.
pub fn cut_basis(balance: Money, cut_off: Money, provisional: Money) -> CutBasis {
    let firm = balance + provisional.max(Money::ZERO);
    if balance >= cut_off {
        CutBasis::Above
    } else if firm >= cut_off {
        CutBasis::OnlyProvisional { firm }
    } else {
        CutBasis::Below
    }
}
