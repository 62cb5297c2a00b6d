//! Socomec: integers; the frequency finer on the E2x.

use super::reads;

#[test]
fn countis_e23() {
    reads(
        "socomec-countis-e23",
        &[
            (0xC558, &[0x0000, 0x59A7]),
            (0xC55A, &[0x0000, 0x59EC]),
            (0xC55C, &[0x0000, 0x5A82]),
            (0xC55E, &[0x0000, 0xC343]),
            (0xC560, &[0x0000, 0x01F5]),
            (0xC562, &[0x0000, 0x2FDA]),
            (0xC564, &[0x0001, 0x1171]),
            (0xC568, &[0xFFFF, 0xFE97]),
            (0xC56A, &[0xFFFF, 0xFFDD]),
            (0xC56C, &[0x0000, 0x016B]),
            (0xC56E, &[0xFFFF, 0xFC1D]),
            (0xC702, &[0x0096, 0xB43F]),
            (0xC708, &[0x0000, 0x0096]),
        ],
        &[],
        "98765.430 kWh; 1.500 kWh back; -3610.000 W; 3630.000 VA; -350.000 var; cos -0.995; 49.987 Hz; 229.510 230.200 231.700 V; 0.501 12.250 70.001 A",
    );
}

#[test]
fn countis_e34() {
    reads(
        "socomec-countis-e34",
        &[
            (0xC558, &[0x0000, 0x59A7]),
            (0xC55A, &[0x0000, 0x59EC]),
            (0xC55C, &[0x0000, 0x5A82]),
            (0xC55E, &[0x0000, 0x1386]),
            (0xC560, &[0x0000, 0x01F5]),
            (0xC562, &[0x0000, 0x2FDA]),
            (0xC564, &[0x0001, 0x1171]),
            (0xC568, &[0xFFFF, 0xFE97]),
            (0xC56A, &[0xFFFF, 0xFFDD]),
            (0xC56C, &[0x0000, 0x016B]),
            (0xC56E, &[0xFFFF, 0xFC1D]),
            (0xC702, &[0x0096, 0xB43F]),
            (0xC708, &[0x0000, 0x0096]),
        ],
        &[],
        "98765.430 kWh; 1.500 kWh back; -3610.000 W; 3630.000 VA; -350.000 var; cos -0.995; 49.980 Hz; 229.510 230.200 231.700 V; 0.501 12.250 70.001 A",
    );
}

#[test]
fn countis_e14_at_its_largest() {
    reads(
        "socomec-countis-e14",
        &[
            (0xC558, &[0x0000, 0x59A7]),
            (0xC55E, &[0x0000, 0xC343]),
            (0xC560, &[0x0000, 0x01F5]),
            (0xC568, &[0xFFFF, 0xFE97]),
            (0xC56A, &[0xFFFF, 0xFFDD]),
            (0xC56C, &[0x0000, 0x016B]),
            (0xC56E, &[0xFFFF, 0xFC1D]),
            (0xC702, &[0xFFFF, 0xFFFF]),
            (0xC708, &[0x0000, 0x0096]),
        ],
        &[],
        "42949672.950 kWh; 1.500 kWh back; -3610.000 W; 3630.000 VA; -350.000 var; cos -0.995; 49.987 Hz; 229.510 V; 0.501 A",
    );
}
