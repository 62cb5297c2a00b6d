//! A new site is set up from the command line: addresses, a list of rooms, labels, health and tables.

use serde_json::{Value, json};

use crate::program::{Outcome, Running, Service, command, finish, on, run};

fn meters(units: &str) -> (Running, String) {
    let mut sim = command();
    sim.args(["sim", "--port", "rtu+tcp://127.0.0.1:0", "--units", units, "--profile", "chint-dtsu666"]);
    let mut running = Running::start(&mut sim);
    let ready: Value = serde_json::from_str(&running.line()).expect("one line of JSON");
    (running, ready["port"].as_str().expect("a port").to_owned())
}

fn last(outcome: &Outcome) -> Value {
    assert_eq!(outcome.code, 0, "{outcome:?}");
    serde_json::from_str(outcome.stdout.lines().last().expect("a line")).expect("a line of JSON")
}

#[test]
fn an_address_is_changed_with_proof_and_a_taken_one_is_left_alone() {
    let (_meters, port) = meters("1,2");
    let to = |unit: &'static str, to: &'static str, more: &'static [&'static str]| {
        let words =
            ["set-address", "--port", &port, "--profile", "chint-dtsu666", "--unit", unit, "--to", to, "--json"];
        run(words.iter().copied().chain(more.iter().copied()))
    };
    let plan = to("1", "9", &["--dry-run"]).json();
    assert!(plan["steps"].as_array().is_some_and(|steps| steps.len() >= 4), "{plan}");
    let taken = to("1", "2", &[]);
    assert_eq!(taken.code, 1, "{taken:?}");
    assert!(taken.stderr.contains("change-untouched"), "{taken:?}");
    let done = last(&to("1", "9", &[]));
    assert_eq!((&done["unit"], &done["holds"]), (&json!(9), &json!("now")), "{done}");
    let gone = to("1", "5", &[]);
    assert!(gone.code == 1 && gone.stderr.contains("change-untouched"), "{gone:?}");
    assert_eq!(last(&to("9", "1", &[]))["unit"], json!(1));
    for wrong in [&["--to", "0"][..], &["--to", "3", "--to-baud", "9600"], &[]] {
        let words = ["set-address", "--port", &port, "--unit", "1", "--profile", "chint-dtsu666"];
        assert_eq!(run(words.iter().chain(wrong)).code, 2, "{wrong:?}");
    }
}

#[test]
fn a_list_is_assigned_as_a_whole_and_what_stands_is_told_labelled_and_exported() {
    let (_meters, port) = meters("1,2");
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    assert_eq!(on(data, "init --currency EUR --name Elm --zone Europe/Berlin").code, 0);
    let call =
        |name: &str, args: Value| finish(command().arg("--data").arg(data).args(["call", name, &args.to_string()]));
    call("add_rooms", json!({ "building": "House", "floor": "1", "rooms": [{ "name": "101" }, { "name": "102" }] }))
        .json();
    call("save_line", json!({ "name": "Line 1", "address": port })).json();
    let list = |text: &str| {
        let file = data.join("list.csv");
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    };
    let wrong = list("Room,Unit,Model,Register\n101,1,chint-dtsu666,12.5\n109,2,chint-dtsu666,7\n");
    let refused = on(data, &format!("assign {wrong} --json"));
    assert!(refused.code == 1 && refused.stderr.contains("list-wrong"), "{refused:?}");
    let seen: Value = serde_json::from_str(&refused.stdout).unwrap();
    assert_eq!((&seen["rows"][1]["number"], &seen["rows"][1]["verdict"]), (&json!(3), &json!("wrong")), "{seen}");
    let right = list("Room,Unit,Model,Register\n101,1,chint-dtsu666,12.5\n102,2,chint-dtsu666,7\n");
    assert_eq!(on(data, &format!("assign {right} --dry-run --json")).json()["to_assign"], json!(2));
    assert_eq!(on(data, &format!("assign {right} --json")).json()["done"], json!(true));
    assert_eq!(on(data, &format!("assign {right} --dry-run --json")).json()["same"], json!(2));
    let health = on(data, "health --json").json();
    assert_eq!((&health[0]["name"], &health[0]["devices"]), (&json!("Line 1"), &json!(2)), "{health}");
    let pdf = data.join("labels.pdf");
    assert!(on(data, &format!("labels --out {} --json", pdf.display())).json()["bytes"].as_u64() > Some(1000));
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF"));
    let csv = data.join("r.csv");
    on(data, &format!("export --from 2020-01-01 --to 2030-01-01 --by day --out {} --json", csv.display())).json();
    let table = std::fs::read_to_string(&csv).unwrap();
    assert!(table.starts_with("\u{feff}Room or point,Day"), "{table}");
    // What needs a line is refused without one.
    let nobody = on(data, "crossed-check --consent --rooms 101 --json");
    assert!(nobody.code == 1 && nobody.stderr.contains("no-lines-here"), "{nobody:?}");
    assert_eq!(on(data, "export --from 2020-01-01 --to 2030-01-01 --out a.ods").code, 1);
}

#[test]
fn a_running_site_changes_its_own_devices_and_asks_them_at_their_new_address() {
    let (_meters, port) = meters("1,2");
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    assert_eq!(on(data, "init --currency EUR --name Elm --zone Europe/Berlin").code, 0);
    let service = Service::start(data);
    let call = |name: &str, args: Value| {
        let (status, answer) = service.call(name, &args).expect("the service answers");
        assert_eq!(status, 200, "{name}: {answer}");
        answer
    };
    let devices = json!([{ "unit": 1, "profile": "chint-dtsu666" }, { "unit": 2, "profile": "chint-dtsu666" }]);
    call("add_devices", json!({ "line": { "name": "Line 1", "address": port }, "devices": devices }));
    // By the port too: whoever has it makes the change.
    let words = format!("set-address --port {port} --unit 1 --to 9 --json");
    let done = last(&on(data, &words));
    assert_eq!(done["done"], json!(true), "{done}");
    let setup = call("setup", json!({}));
    let units: Vec<u64> = setup["devices"].as_array().unwrap().iter().filter_map(|one| one["unit"].as_u64()).collect();
    assert!(units.contains(&9) && units.contains(&2) && !units.contains(&1), "{units:?}");
    // It searches its line too, at the line's own speed; and lets nobody else speak there.
    let searched = on(data, &format!("scan --port {port} --units 1-10 --json"));
    assert_eq!(searched.code, 0, "{searched:?}");
    let events: Vec<Value> = searched.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found: Vec<(&Value, &Value)> =
        events.iter().filter(|one| one["event"] == "device").map(|one| (&one["unit"], &one["baud"])).collect();
    assert_eq!(found, [(&json!(2), &json!(9600)), (&json!(9), &json!(9600))], "{searched:?}");
    let done = events.last().unwrap();
    assert_eq!(
        (&done["event"], &done["devices"], &done["line"]),
        (&json!("done"), &json!(2), &json!("Line 1")),
        "{done}"
    );
    let cycles = ["--cycles", "1"];
    for (command, more) in
        [("read --unit 2", &[][..]), ("poll --units 2", &cycles), ("relay --unit 2 --channel 1 on", &[])]
    {
        let words = format!("{command} --port {port} --profile chint-dtsu666 --json {}", more.join(" "));
        let refused = on(data, &words);
        assert!(refused.code == 1 && refused.stderr.contains("port-held"), "{words}: {refused:?}");
    }
    let taken = on(data, "set-address --line=Line --unit 9 --to 2 --json");
    assert!(taken.code == 1 && taken.stderr.contains("unknown-line"), "{taken:?}");
    let scan = call("start_scan", json!({ "line": "Line 1", "units": "1-10" }));
    let found = loop {
        let scans = call("scans", json!({}));
        let mine = scans.as_array().unwrap().iter().find(|one| one["id"] == scan["id"]).cloned().expect("it is listed");
        if mine["running"] == json!(false) {
            break mine;
        }
    };
    let units: Vec<&Value> = found["devices"].as_array().unwrap().iter().map(|one| &one["unit"]).collect();
    assert_eq!(units, [&json!(2), &json!(9)], "{found}");
}
