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
            (0x0000, &[0x0001, 0x0315]),
            (0x000A, &[0x0001, 0x0000]),
            (0x0014, &[0x0000, 0x0315]),
            (0x0061, &[0x08FB]),
            (0x0062, &[0x08FC]),
            (0x0063, &[0x08FD]),
            (0x0064, &[0x01F5]),
            (0x0065, &[0x0000]),
            (0x0066, &[0x1F3F]),
            (0x0077, &[0x1385]),
            (0x016A, &[0xFFFF, 0xFFF4]),
            (0x0172, &[0xFFFF, 0xFE9D]),
            (0x017A, &[0x0001, 0x11EB]),
            (0x017F, &[0xFC29]),
        ],
        &[],
        "655.360 kWh; 7.890 kWh back; -12.000 W; 70123.000 VA; -355.000 var; cos -0.983; 49.970 Hz; 229.900 230.000 230.100 V; 5.010 0.000 79.990 A",
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

/// As the maker's set-up program reads it: 48 registers from 0200h.
fn block_at_0200h(kind: u16, state: u16) -> [(u16, [u16; 48]); 1] {
    let mut held = [0xAAAA; 48];
    let voltages_and_currents = [0x08FB, 0x08FC, 0x08FD, 0x01F5, 0x0000, 0x1F3F];
    let powers = [0xFFF4, 0x0000, 0x02C1, 0x02B5, 0xFFFF, 0x0001, 0x0002, 0x0002];
    let factors = [0x03E8, 0x03E8, 0x03D9, 0x03D9, 0x0001, 0x0001];
    held[0] = kind;
    held[1..7].copy_from_slice(&voltages_and_currents);
    held[7..15].copy_from_slice(&powers);
    held[15..21].copy_from_slice(&factors);
    held[21..23].copy_from_slice(&[0x0096, 0xB43F]);
    held[36] = state;
    [(0x0200, held)]
}

#[test]
fn dtsy1352_0200h_with_one_phase_still_closed() {
    let [(start, held)] = block_at_0200h(5, 0x2010);
    let shown = "98765.430 kWh; 693.000 W; 2.000 var; cos 0.985; 229.900 230.000 230.100 V; 5.010 0.000 79.990 A; \
                 relay on; overload";
    reads("acrel-dtsy1352-0200h", &[(start, &held)], &[], shown);
}

#[test]
fn ddsy1352_0200h_that_opened_by_itself() {
    let [(start, held)] = block_at_0200h(7, 0x0120);
    let shown = "98765.430 kWh; 693.000 W; 2.000 var; cos 0.985; 229.900 V; 5.010 A; relay off; fault";
    reads("acrel-ddsy1352-0200h", &[(start, &held)], &[], shown);
}
