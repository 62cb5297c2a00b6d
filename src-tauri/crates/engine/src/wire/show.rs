//! Profiles and samples as JSON; keys are absent where the meter has nothing for them.

use std::time::Duration;

use meter::{Profile, Sample};
use serde_json::{Map, Value, json};

pub(super) fn profile(profile: &Profile) -> Value {
    let mut shown = json!({
        "id": profile.id(),
        "maker": profile.maker(),
        "model": profile.model(),
        "source": profile.sources().join("; "),
        "sources": profile.sources(),
        "notes": profile.notes(),
        "phases": profile.phases(),
        "relays": profile.relay_channels(),
    });
    if let (Some(class), Value::Object(shown)) = (profile.accuracy_class(), &mut shown) {
        shown.insert("accuracy_class".to_owned(), json!(class));
    }
    shown
}

pub(super) fn sample(sample: &Sample) -> Value {
    let mut shown = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            shown.insert(key.to_owned(), value);
        }
    };
    put("energy_import_wh", sample.energy_import.map(|energy| json!(energy.wh())));
    put("energy_export_wh", sample.energy_export.map(|energy| json!(energy.wh())));
    put("power_w", sample.power_mw.map(thousandth));
    put("apparent_va", sample.apparent_mva.map(thousandth));
    put("reactive_var", sample.reactive_mvar.map(thousandth));
    put("power_factor", sample.power_factor_milli.map(thousandth));
    put("frequency_hz", sample.frequency_mhz.map(thousandth));
    put("voltage_v", thousandths(&sample.voltage_mv));
    put("current_a", thousandths(&sample.current_ma));
    put("leakage_a", sample.leakage_ma.map(thousandth));
    let temperatures: Vec<i64> = sample.temperature_deci_c.iter().map(|deci| deci * 100).collect();
    put("temperature_c", thousandths(&temperatures));
    if !sample.flags.is_empty() {
        put("raised", Some(sample.flags.raised().map(|flag| json!(flag.key())).collect()));
    }
    match sample.relays.as_slice() {
        [] => {}
        [one] => put("relay", Some(state(one))),
        board => put("relays", Some(board.iter().map(state).collect())),
    }
    put("serial", sample.serial.as_ref().map(|serial| json!(serial)));
    Value::Object(shown)
}

pub(super) fn tested(tested: &bus::Tested) -> Value {
    json!({
        "elapsed_s": seconds(tested.elapsed),
        "answers": tested.readings,
        "errors": tested.failures,
        "utilisation": thousandth(i64::from(tested.utilisation_permille)),
        "requests": tested.counts.requests,
        "timeouts": tested.counts.timeouts,
        "bad_frames": tested.counts.bad_frames,
        "exceptions": tested.counts.exceptions,
    })
}

pub(super) fn seconds(time: Duration) -> Value {
    thousandth(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}

fn state(closed: &bool) -> Value {
    json!(if *closed { "on" } else { "off" })
}

fn thousandths(values: &[i64]) -> Option<Value> {
    (!values.is_empty()).then(|| values.iter().copied().map(thousandth).collect())
}

/// The number nearest to the exact decimal, which JSON writes with as few digits as say it: 229900 as 229.9.
fn thousandth(milli: i64) -> Value {
    if milli % 1000 == 0 {
        return json!(milli / 1000);
    }
    format!("{}{}.{:03}", if milli < 0 { "-" } else { "" }, milli.unsigned_abs() / 1000, milli.unsigned_abs() % 1000)
        .parse::<f64>()
        .map_or(Value::Null, |value| json!(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::Energy;

    #[test]
    fn a_sample_shows_what_there_is_and_nothing_else() {
        let known = Sample {
            energy_import: Some(Energy::from_wh(1_234_567)),
            power_mw: Some(-1_500),
            power_factor_milli: Some(985),
            voltage_mv: vec![229_900, 230_000],
            relays: vec![false],
            ..Sample::default()
        };
        let shown = json!({
            "energy_import_wh": 1_234_567, "power_factor": 0.985, "power_w": -1.5, "relay": "off", "voltage_v": [229.9, 230],
        });
        assert_eq!(sample(&known), shown);
        assert_eq!(sample(&Sample::default()), json!({}));
    }

    #[test]
    fn a_board_shows_all_its_relays() {
        let board = Sample { relays: vec![true, false], ..Sample::default() };
        assert_eq!(sample(&board), json!({"relays": ["on", "off"]}));
    }
}
