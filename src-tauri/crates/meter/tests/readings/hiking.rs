//! Hiking: a capture of 19 registers.

use super::reads;

/// The registers of a real meter, as github.com/dzlabing/dds238 prints them in a row; which energy is which, after the
/// register list (its demo names them the other way round).
#[test]
fn dds238_4w_as_captured() {
    reads(
        "hiking-dds238-4w",
        &[
            (0x0008, &[0x0000, 0x095F]),
            (0x000A, &[0x0000, 0x127D]),
            (0x000C, &[0x0902]),
            (0x000D, &[0x003E]),
            (0x000E, &[0x0084]),
            (0x000F, &[0xFFFE]),
            (0x0010, &[0x0395]),
            (0x0011, &[0x1387]),
            (0x001A, &[0x0000]),
        ],
        &[],
        "47.330 kWh; 23.990 kWh back; 132.000 W; -2.000 var; cos 0.917; 49.990 Hz; 230.600 V; 0.620 A; relay off",
    );
}

#[test]
fn dds238_2_zns_version_1() {
    reads(
        "hiking-dds238-2-zns-v1",
        &[
            (0x0004, &[0x0000, 0x095F]),
            (0x0006, &[0x0000, 0x127D]),
            (0x000C, &[0x0902]),
            (0x000D, &[0x003E]),
            (0x000E, &[0x0084]),
            (0x000F, &[0xFFFE]),
            (0x0010, &[0x0395]),
            (0x0011, &[0x1387]),
        ],
        &[],
        "47.330 kWh; 23.990 kWh back; 132.000 W; -2.000 var; cos 0.917; 49.990 Hz; 230.600 V; 0.620 A",
    );
}

#[test]
fn dds238_2_zns_as_captured() {
    reads(
        "hiking-dds238-2-zns",
        &[
            (0x0008, &[0x0000, 0x095F]),
            (0x000A, &[0x0000, 0x127D]),
            (0x000C, &[0x0902]),
            (0x000D, &[0x003E]),
            (0x000E, &[0x0084]),
            (0x000F, &[0xFFFE]),
            (0x0010, &[0x0395]),
            (0x0011, &[0x1387]),
        ],
        &[],
        "47.330 kWh; 23.990 kWh back; 132.000 W; -2.000 var; cos 0.917; 49.990 Hz; 230.600 V; 0.620 A",
    );
}

#[test]
fn dds238_2_znsr_as_captured() {
    reads(
        "hiking-dds238-2-znsr",
        &[
            (0x0008, &[0x0000, 0x095F]),
            (0x000A, &[0x0000, 0x127D]),
            (0x000C, &[0x0902]),
            (0x000D, &[0x003E]),
            (0x000E, &[0x0084]),
            (0x000F, &[0xFFFE]),
            (0x0010, &[0x0395]),
            (0x0011, &[0x1387]),
            (0x001A, &[0x0000]),
        ],
        &[],
        "47.330 kWh; 23.990 kWh back; 132.000 W; -2.000 var; cos 0.917; 49.990 Hz; 230.600 V; 0.620 A; relay off",
    );
}
