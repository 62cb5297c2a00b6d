use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// What tells apart the lines of one kind and version. Its text is what the store keeps: `band=peak;tier=2;name=VAT 5 %`;
/// the name is last, so that it may hold any text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Detail {
    pub band: Option<Arc<str>>,
    /// Counted from 1.
    pub tier: Option<u32>,
    /// Of an allowance, a surcharge, a pool or a tax.
    pub name: Option<Arc<str>>,
}

/// The text is no detail of a charge line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not the detail of a charge line; write for example band=peak;tier=2")]
pub struct NotDetail(pub String);

impl Detail {
    /// The only line of its kind and version.
    pub const NONE: Self = Self { band: None, tier: None, name: None };

    pub fn named(name: &Arc<str>) -> Self {
        Self { name: Some(Arc::clone(name)), ..Self::NONE }
    }

    /// A text that may stand for a band: it must not hold the signs that separate.
    pub fn is_band(text: &str) -> bool {
        !text.is_empty() && text.trim() == text && !text.contains([';', '=', ',']) && !text.contains(char::is_control)
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(band) = &self.band {
            write!(f, "band={band}")?;
            separator = ";";
        }
        if let Some(tier) = self.tier {
            write!(f, "{separator}tier={tier}")?;
            separator = ";";
        }
        match &self.name {
            Some(name) => write!(f, "{separator}name={name}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Detail {
    type Err = NotDetail;

    fn from_str(text: &str) -> Result<Self, NotDetail> {
        let wrong = || NotDetail(text.to_owned());
        let mut detail = Self::NONE;
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(name) = rest.strip_prefix("name=") {
                detail.name = Some(name.into());
                break;
            }
            let (part, tail) = rest.split_once(';').unwrap_or((rest, ""));
            match part.split_once('=') {
                Some(("band", band)) if detail.band.is_none() && detail.tier.is_none() && Self::is_band(band) => {
                    detail.band = Some(band.into());
                }
                Some(("tier", tier)) if detail.tier.is_none() => {
                    detail.tier = Some(tier.parse().map_err(|_| wrong())?);
                }
                _ => return Err(wrong()),
            }
            rest = tail;
        }
        Ok(detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_text_and_back() {
        for text in ["", "band=peak", "tier=2", "band=spitze (1);tier=3", "band=peak;tier=2;name=VAT 5 %", "name=a;b=c"]
        {
            assert_eq!(text.parse::<Detail>().unwrap().to_string(), text);
        }
        for wrong in ["peak", "band=", "tier=x", "tier=-1", "tier=1;band=peak", "band=a;band=b", "colour=red"] {
            assert!(wrong.parse::<Detail>().is_err(), "{wrong}");
        }
    }
}
