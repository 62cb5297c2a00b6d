use units::Energy;

/// One complete reading of a device, in exact integers. What the device does not measure is
/// `None` or empty; what it measures is always there, except a temperature or leakage whose sensor it
/// says is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sample {
    pub energy_import: Option<Energy>,
    pub energy_export: Option<Energy>,
    /// Active power over all phases in mW; negative is fed back.
    pub power_mw: Option<i64>,
    /// Apparent power over all phases in mVA.
    pub apparent_mva: Option<i64>,
    /// Reactive power over all phases in mvar; most devices call inductive positive.
    pub reactive_mvar: Option<i64>,
    /// Over all phases, per mille: 985 is 0.985. The sign is the device's: of the power, or of lead and lag.
    pub power_factor_milli: Option<i64>,
    /// In mHz: 50 Hz is 50 000.
    pub frequency_mhz: Option<i64>,
    /// Phase to neutral in mV, by phase.
    pub voltage_mv: Vec<i64>,
    /// In mA, by phase.
    pub current_ma: Vec<i64>,
    /// What flows to earth (residual current), in mA.
    pub leakage_ma: Option<i64>,
    /// In tenths of °C, one per sensor that is there, in the order of the profile; `Profile::notes` say where they sit.
    pub temperature_deci_c: Vec<i64>,
    /// By channel; true is closed, that is, supply on.
    pub relays: Vec<bool>,
    /// What the device says of its own state.
    pub flags: Flags,
    /// Only when the identity was asked for and the meter tells one.
    pub serial: Option<String>,
}

impl Sample {
    /// The lowest phase, in mV.
    pub fn least_voltage_mv(&self) -> Option<i64> {
        self.voltage_mv.iter().min().copied()
    }

    /// The highest phase, in mV.
    pub fn greatest_voltage_mv(&self) -> Option<i64> {
        self.voltage_mv.iter().max().copied()
    }

    /// The phase that carries most, in mA and without its direction.
    pub fn greatest_current_ma(&self) -> Option<i64> {
        self.current_ma.iter().map(|current| current.saturating_abs()).max()
    }

    /// The hottest sensor, in tenths of °C.
    pub fn hottest_deci_c(&self) -> Option<i64> {
        self.temperature_deci_c.iter().max().copied()
    }
}

/// A state that a device tells of itself, beyond what it measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// The meter's case is or was open.
    CoverOpen,
    /// The cover of its terminals is or was open.
    TerminalCoverOpen,
    /// A strong magnet is or was near.
    Magnet,
    /// Energy flows against the direction in which it is wired.
    Reversed,
    OverVoltage,
    UnderVoltage,
    /// Over-current or overload.
    Overload,
    ShortCircuit,
    /// Leakage beyond the device's own limit.
    Leakage,
    OverTemperature,
    PhaseLoss,
    PhaseOrder,
    /// Locked at the device: an order to close is not obeyed.
    Locked,
    /// Switched off by the device's own protection.
    Tripped,
    /// The device says that it is itself out of order.
    Fault,
}

impl Flag {
    pub const ALL: [Self; 15] = [
        Self::CoverOpen,
        Self::TerminalCoverOpen,
        Self::Magnet,
        Self::Reversed,
        Self::OverVoltage,
        Self::UnderVoltage,
        Self::Overload,
        Self::ShortCircuit,
        Self::Leakage,
        Self::OverTemperature,
        Self::PhaseLoss,
        Self::PhaseOrder,
        Self::Locked,
        Self::Tripped,
        Self::Fault,
    ];

    /// As profiles write it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::CoverOpen => "cover-open",
            Self::TerminalCoverOpen => "terminal-cover-open",
            Self::Magnet => "magnet",
            Self::Reversed => "reversed",
            Self::OverVoltage => "over-voltage",
            Self::UnderVoltage => "under-voltage",
            Self::Overload => "overload",
            Self::ShortCircuit => "short-circuit",
            Self::Leakage => "leakage",
            Self::OverTemperature => "over-temperature",
            Self::PhaseLoss => "phase-loss",
            Self::PhaseOrder => "phase-order",
            Self::Locked => "locked",
            Self::Tripped => "tripped",
            Self::Fault => "fault",
        }
    }

    /// Whether it speaks of someone having been at the meter.
    pub const fn is_tamper(self) -> bool {
        matches!(self, Self::CoverOpen | Self::TerminalCoverOpen | Self::Magnet | Self::Reversed)
    }
}

/// The flags that a device tells, each raised or not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flags {
    told: Vec<(Flag, bool)>,
}

impl Flags {
    /// Adds what was told. A flag that is told several times (one per phase) is raised if any of them is.
    #[must_use]
    pub fn with(mut self, flag: Flag, raised: bool) -> Self {
        match self.told.binary_search_by_key(&flag, |(told, _)| *told) {
            Ok(at) => self.told[at].1 |= raised,
            Err(at) => self.told.insert(at, (flag, raised)),
        }
        self
    }

    /// Nothing where the device does not tell it, which is not the same as not raised.
    pub fn get(&self, flag: Flag) -> Option<bool> {
        self.told.iter().find(|(told, _)| *told == flag).map(|(_, raised)| *raised)
    }

    pub fn raised(&self) -> impl Iterator<Item = Flag> + '_ {
        self.told.iter().filter(|(_, raised)| *raised).map(|(flag, _)| *flag)
    }

    /// Whether the device tells none at all.
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_that_is_not_told_is_not_the_same_as_one_that_is_clear() {
        let flags = Flags::default().with(Flag::OverVoltage, true).with(Flag::CoverOpen, false);
        let flags = flags.with(Flag::OverVoltage, false);
        assert_eq!(flags.get(Flag::OverVoltage), Some(true));
        assert_eq!(flags.get(Flag::CoverOpen), Some(false));
        assert_eq!(flags.get(Flag::Magnet), None);
        assert_eq!(flags.raised().collect::<Vec<_>>(), [Flag::OverVoltage]);
    }

    #[test]
    fn extremes_are_taken_over_phases_and_sensors_and_need_one() {
        let sample = Sample {
            voltage_mv: vec![230_000, 198_500, 251_200],
            current_ma: vec![1_000, -7_000, 6_500],
            temperature_deci_c: vec![-55, 412],
            ..Sample::default()
        };
        assert_eq!((sample.least_voltage_mv(), sample.greatest_voltage_mv()), (Some(198_500), Some(251_200)));
        assert_eq!((sample.greatest_current_ma(), sample.hottest_deci_c()), (Some(7_000), Some(412)));
        assert_eq!(Sample::default().greatest_current_ma(), None);
    }
}
