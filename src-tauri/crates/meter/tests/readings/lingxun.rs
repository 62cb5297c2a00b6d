//! Lingxun: a breaker; the low byte of its state says open or closed, the high byte whether it is locked.

use super::reads;

#[test]
fn closed() {
    reads(
        "lingxun-lx47le-125",
        &[
            (0x0000, &[0x00F0]),
            (0x0004, &[0x01F4]),
            (0x0005, &[0x001E]),
            (0x0006, &[0x0052, 0x0023]),
            (0x0008, &[0x00E7]),
            (0x0009, &[0x04D2]),
            (0x000A, &[0x0062]),
            (0x000B, &[0x0AE9]),
            (0x000C, &[0x0230]),
            (0x000D, &[0x0001, 0x81CD]),
        ],
        &[],
        "98.765 kWh; 2793.000 W; 560.000 var; cos 0.980; 50.000 Hz; 231.000 V; 12.340 A; leaks 0.030 A; 42.0 -5.0 °C; relay on",
    );
}

#[test]
fn open_and_locked() {
    reads(
        "lingxun-lx47le-125",
        &[
            (0x0000, &[0x010F]),
            (0x0004, &[0x01F4]),
            (0x0005, &[0x001E]),
            (0x0006, &[0x0052, 0x0023]),
            (0x0008, &[0x00E7]),
            (0x0009, &[0x04D2]),
            (0x000A, &[0x0062]),
            (0x000B, &[0x0AE9]),
            (0x000C, &[0x0230]),
            (0x000D, &[0x0001, 0x81CD]),
        ],
        &[],
        "98.765 kWh; 2793.000 W; 560.000 var; cos 0.980; 50.000 Hz; 231.000 V; 12.340 A; leaks 0.030 A; 42.0 -5.0 °C; relay off; locked",
    );
}
