//! What was collected beside what the electricity cost (rule 22).

use crate::View;
use crate::dto::*;
use crate::error::{Refusal, Result};

pub(crate) fn fairness(_: &View, _: FairnessArgs) -> Result<Fairness> {
    Err(Refusal::broken("no comparison yet"))
}
