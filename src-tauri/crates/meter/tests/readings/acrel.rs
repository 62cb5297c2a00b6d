//! Acrel: integers, kW and kWh with decimals, the prepaid meters with two words for the relay.

use super::reads;

#[test]
fn ddsd1352() {
    reads(
        "acrel-ddsd1352",
        &[
            (0x0000, &[0x0096, 0xB43F]),
            (0x000B, &[0x090A]),
            (0x000C, &[0x02C1]),
            (0x000D, &[0xF9BD]),
            (0x000F, &[0x065F]),
            (0x0010, &[0xFC29]),
            (0x0011, &[0x1385]),
        ],
        &[],
        "98765.430 kWh; -1603.000 W; 1631.000 VA; cos -0.983; 49.970 Hz; 231.400 V; 7.050 A",
    );
}

#[test]
fn ddsy1352_that_was_ordered_open() {
    reads(
        "acrel-ddsy1352",
        &[
            (0x0000, &[0x0096, 0xB43F]),
            (0x000B, &[0x090A]),
            (0x000C, &[0x02C1]),
            (0x000D, &[0xF9BD]),
            (0x000F, &[0x065F]),
            (0x0010, &[0xFC29]),
            (0x0011, &[0x1385]),
            (0x0057, &[0x0001, 0x0001]),
        ],
        &[],
        "98765.430 kWh; -1603.000 W; 1631.000 VA; cos -0.983; 49.970 Hz; 231.400 V; 7.050 A; relay off",
    );
}

#[test]
fn ddsy1352_that_was_left_to_itself() {
    reads(
        "acrel-ddsy1352",
        &[
            (0x0000, &[0x0096, 0xB43F]),
            (0x000B, &[0x090A]),
            (0x000C, &[0x02C1]),
            (0x000D, &[0xF9BD]),
            (0x000F, &[0x065F]),
            (0x0010, &[0xFC29]),
            (0x0011, &[0x1385]),
            (0x0057, &[0x0000, 0x0000]),
        ],
        &[],
        "98765.430 kWh; -1603.000 W; 1631.000 VA; cos -0.983; 49.970 Hz; 231.400 V; 7.050 A; relay on",
    );
}

#[test]
fn dtsy1352_that_was_ordered_closed() {
    reads(
        "acrel-dtsy1352",
        &[(0x0000, &[0xFFFF, 0xFFFF]), (0x0057, &[0x0001, 0x0000])],
        &[],
        "42949672.950 kWh; relay on",
    );
}

#[test]
fn adl400() {
    reads(
        "acrel-adl400",
        &[
            (0x0000, &[0x0001, 0x0000]),
            (0x0061, &[0x08FB]),
            (0x0062, &[0x08FC]),
            (0x0063, &[0x08FD]),
            (0x0064, &[0x01F5]),
            (0x0065, &[0x0000]),
            (0x0066, &[0x1F3F]),
            (0x016A, &[0xFFFF, 0xFFF4]),
        ],
        &[],
        "655.360 kWh; -12.000 W; 229.900 230.000 230.100 V; 5.010 0.000 79.990 A",
    );
}

#[test]
fn adl3000() {
    reads(
        "acrel-adl3000",
        &[(0x000A, &[0x0001, 0xE240]), (0x0014, &[0x0000, 0x0315])],
        &[],
        "1234.560 kWh; 7.890 kWh back",
    );
}
