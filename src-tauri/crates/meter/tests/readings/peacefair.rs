//! Peacefair: unsigned, the low word first.

use super::reads;

#[test]
fn pzem_004t_v3() {
    reads(
        "peacefair-pzem-004t-v3",
        &[
            (0x0000, &[0x0900]),
            (0x0001, &[0x11EB, 0x0001]),
            (0x0003, &[0x710F, 0x0002]),
            (0x0005, &[0x9313, 0x0098]),
            (0x0007, &[0x01F5]),
            (0x0008, &[0x0063]),
            (0x0009, &[0xFFFF]),
        ],
        &[],
        "9999.123 kWh; 16001.500 W; cos 0.990; 50.100 Hz; 230.400 V; 70.123 A; overload",
    );
}
