use chrono::NaiveDate;
use units::Money;

use super::plan::Plan;
use crate::{ChargeKind, ChargeLine, Detail, Held, Quantity, Rate, Tax};

/// A tax line in the making.
struct Taxing<'a> {
    tax: &'a Tax,
    /// The first version with this tax.
    version: NaiveDate,
    sum: Money,
    provisional: bool,
}

impl Plan {
    /// One line for each name and rate, on all that bears it in the charge period (`rules.md` 8).
    pub(super) fn tax_lines(&self, lines: &mut Vec<ChargeLine>) -> Result<(), Held> {
        let mut taxings: Vec<Taxing<'_>> = Vec::new();
        for planned in &self.versions {
            for tax in planned.version.terms.taxes.iter().filter(|tax| tax.at_use(self.tax_due)) {
                let same = |t: &Taxing<'_>| {
                    t.tax.name == tax.name && t.tax.percent == tax.percent && t.tax.included == tax.included
                };
                let at = taxings.iter().position(same).unwrap_or_else(|| {
                    let version = planned.version.from;
                    taxings.push(Taxing { tax, version, sum: Money::ZERO, provisional: false });
                    taxings.len() - 1
                });
                for line in lines.iter().filter(|line| tax.covers(line.kind)) {
                    if self.version_of(line) == Some(planned.version.from) {
                        taxings[at].sum = self.sum([taxings[at].sum, line.amount].into_iter())?;
                        taxings[at].provisional |= line.provisional;
                    }
                }
            }
        }
        for Taxing { tax, version, sum, provisional } in taxings {
            let (kind, rate) = if tax.included {
                (ChargeKind::TaxIncluded, Rate::PercentWithin(tax.percent))
            } else {
                (ChargeKind::Tax, Rate::Percent(tax.percent))
            };
            let detail = Detail { name: Some(tax.label()), ..Detail::NONE };
            lines.push(ChargeLine { provisional, ..self.line(kind, version, detail, Quantity::Charged(sum), rate)? });
        }
        Ok(())
    }

    /// The version whose taxes a line bears. A share was made by the version of its pool's tariff: it bears those of
    /// the room's version then in force, or of the first one after.
    fn version_of(&self, line: &ChargeLine) -> Option<NaiveDate> {
        if line.kind != ChargeKind::Common {
            return Some(line.version);
        }
        let mut versions = self.versions.iter().map(|planned| planned.version.from);
        versions.clone().rfind(|from| *from <= line.version).or_else(|| versions.next())
    }
}
