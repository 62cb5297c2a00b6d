#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| roomwatt_fuzz::tcp(data));
