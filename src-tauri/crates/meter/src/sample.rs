use units::Energy;

/// One complete reading of a device, in exact milli-units. What the device does not measure is
/// `None` or empty; what it measures is always there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sample {
    pub energy_import: Option<Energy>,
    pub energy_export: Option<Energy>,
    pub power_mw: Option<i64>,
    pub apparent_mva: Option<i64>,
    pub reactive_mvar: Option<i64>,
    pub power_factor_milli: Option<i64>,
    pub frequency_mhz: Option<i64>,
    /// Phase to neutral, by phase.
    pub voltage_mv: Vec<i64>,
    /// By phase.
    pub current_ma: Vec<i64>,
    /// By channel; true is closed, that is, supply on.
    pub relays: Vec<bool>,
    /// Only when the identity was asked for and the meter tells one.
    pub serial: Option<String>,
}
