//! DDM18SD: floats. The voltage is that of the frame in its register list, 01 04 04 43 6B 58 0E 25 D8; the rest is
//! what github.com/SmartBlug/xtm35sc shows of its relative: 50.00 Hz, 0.60 A, 75.5 W.

use super::reads;

#[test]
fn ddm18sd() {
    reads(
        "ddm18sd",
        &[
            (0x0000, &[0x436B, 0x580E]),
            (0x0008, &[0x3F19, 0x999A]),
            (0x0012, &[0x4297, 0x0000]),
            (0x001A, &[0xC225, 0x0000]),
            (0x002A, &[0x3F7E, 0xB852]),
            (0x0036, &[0x4248, 0x0000]),
            (0x0100, &[0x4640, 0xE6B6]),
        ],
        &[],
        "12345.678 kWh; 75.500 W; -41.250 var; cos 0.995; 50.000 Hz; 235.344 V; 0.600 A",
    );
}
