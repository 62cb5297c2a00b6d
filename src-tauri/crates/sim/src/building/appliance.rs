//! What hangs on a socket, and what it makes of the mains.

/// A kind of load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Appliance {
    /// Chargers and clocks that are never off.
    Standby,
    Lights,
    Television,
    Laptop,
    Fridge,
    /// 1.2 to 2 kW for a few minutes.
    Kettle,
    RiceCooker,
    /// An induction hob; at low heat it switches itself on and off every few seconds.
    Hob,
    HairDryer,
    /// Water kept warm for the shower.
    WaterHeater,
    WashingMachine,
    /// A compressor that is either on or off.
    AirConditioner,
    /// A compressor that goes up and down by ramps.
    InverterAirConditioner,
    /// With a thermostat.
    FanHeater,
    /// Lamps of stairs and corridor.
    StairLights,
    Router,
    Pump,
    /// The load by which the demonstration shows credit running out.
    Heavy,
}

impl Appliance {
    pub const ALL: [Self; 18] = [
        Self::Standby,
        Self::Lights,
        Self::Television,
        Self::Laptop,
        Self::Fridge,
        Self::Kettle,
        Self::RiceCooker,
        Self::Hob,
        Self::HairDryer,
        Self::WaterHeater,
        Self::WashingMachine,
        Self::AirConditioner,
        Self::InverterAirConditioner,
        Self::FanHeater,
        Self::StairLights,
        Self::Router,
        Self::Pump,
        Self::Heavy,
    ];

    /// As scenarios write it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Standby => "standby",
            Self::Lights => "lights",
            Self::Television => "television",
            Self::Laptop => "laptop",
            Self::Fridge => "fridge",
            Self::Kettle => "kettle",
            Self::RiceCooker => "rice-cooker",
            Self::Hob => "hob",
            Self::HairDryer => "hair-dryer",
            Self::WaterHeater => "water-heater",
            Self::WashingMachine => "washing-machine",
            Self::AirConditioner => "air-conditioner",
            Self::InverterAirConditioner => "inverter-air-conditioner",
            Self::FanHeater => "fan-heater",
            Self::StairLights => "stair-lights",
            Self::Router => "router",
            Self::Pump => "pump",
            Self::Heavy => "heavy",
        }
    }

    /// Of such a device, W, where nobody says.
    pub const fn usual_w(self) -> u32 {
        match self {
            Self::Standby => 8,
            Self::Lights => 24,
            Self::Television => 85,
            Self::Laptop => 52,
            Self::Fridge => 75,
            Self::Kettle => 1_700,
            Self::RiceCooker => 640,
            Self::Hob => 1_400,
            Self::HairDryer => 1_300,
            Self::WaterHeater | Self::FanHeater => 1_500,
            Self::WashingMachine => 1_850,
            Self::AirConditioner => 800,
            Self::InverterAirConditioner => 900,
            Self::StairLights => 120,
            Self::Router => 28,
            Self::Pump => 370,
            Self::Heavy => 9_000,
        }
    }

    /// A plain resistance: its power follows the square of the voltage, at a power factor of 1.
    pub(super) const fn is_resistive(self) -> bool {
        matches!(self, Self::Kettle | Self::RiceCooker | Self::HairDryer | Self::WaterHeater | Self::FanHeater)
    }

    /// Reactive for 1000 of active power; electronics lead, motors lag. A power factor of 0.62 is 1265.
    pub(super) const fn reactive_per_mille(self) -> i64 {
        match self {
            Self::Standby => -1_330,
            Self::Lights | Self::StairLights => -480,
            Self::Television => -330,
            Self::Laptop => -1_265,
            Self::Fridge => 800,
            Self::Hob => -140,
            Self::WashingMachine => 330,
            Self::AirConditioner => 430,
            Self::InverterAirConditioner => -250,
            Self::Router => -1_000,
            Self::Pump => 750,
            Self::Kettle | Self::RiceCooker | Self::HairDryer | Self::WaterHeater | Self::FanHeater | Self::Heavy => 0,
        }
    }

    /// How far its power wavers from second to second, per mille either way.
    pub(super) const fn wavers_per_mille(self) -> i64 {
        match self {
            Self::Laptop => 40,
            Self::Television | Self::Hob => 20,
            Self::InverterAirConditioner | Self::Pump | Self::WashingMachine | Self::Heavy => 12,
            _ => 6,
        }
    }
}
