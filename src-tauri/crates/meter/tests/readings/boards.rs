//! Boards: coils, and registers that read 1 or 0.

use super::reads;

const SECOND_AND_LAST: &str = "relay off; relay on; relay off; relay off; relay off; relay off; relay off; relay on";

#[test]
fn plain_coils() {
    reads("relay-board-8", &[], &[1, 7], SECOND_AND_LAST);
}

#[test]
fn waveshare() {
    reads("waveshare-relay-8", &[], &[1, 7], SECOND_AND_LAST);
}

#[test]
fn r421a08() {
    reads("relay-board-r421a08", &[(0x0001, &[0, 1, 0, 0, 0, 0, 0, 1])], &[], SECOND_AND_LAST);
}

#[test]
fn wirenboard() {
    let shown = "relay on; relay off; relay off; relay off; relay off; relay on; serial 4254321";
    reads("wirenboard-mr6c", &[(270, &[0x0040, 0xEA71])], &[0, 5], shown);
}

#[test]
fn wirenboard_mr3() {
    reads("wirenboard-mr3", &[(270, &[0x0132, 0xABCD])], &[1], "relay off; relay on; relay off; serial 20097997");
}
