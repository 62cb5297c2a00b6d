//! Finding ports and what answers on them: by whoever runs the line, or on a port that is free.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use engine::wire;
use serde_json::{Value, json};

use crate::args::{Parity, Units, units};
use crate::failure::Failure;
use crate::held::{Holder, holder_of};
use crate::output::{Output, table, text};
use crate::run::Signals;

/// As meters leave the factory, the most frequent first.
const BAUDS: [u32; 4] = [9600, 2400, 19_200, 4800];
const PARITIES: [Parity; 2] = [Parity::None, Parity::Even];

/// How often the running program is asked how far it is.
const LOOK: Duration = Duration::from_millis(300);

/// What is searched, and where.
#[derive(Debug, clap::Args)]
pub struct Scan {
    /// A device path, tcp://host:port or rtu+tcp://host:port
    #[arg(long, value_name = "P")]
    pub port: String,
    /// Unit addresses, such as 1-32 or 1,5,7-9
    #[arg(long, default_value = "1-247", value_parser = units)]
    pub units: Units,
    /// Speeds, the likeliest first [default: that of the line where the site runs, else 9600,2400,19200,4800]
    #[arg(long, value_delimiter = ',', value_name = "LIST",
        value_parser = clap::value_parser!(u32).range(300..=1_000_000))]
    pub bauds: Vec<u32>,
    /// Parities, the likeliest first [default: that of the line where the site runs, else none,even]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LIST")]
    pub parities: Vec<Parity>,
    /// [default: those of the line where the site runs, else 1]
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=2))]
    pub stop_bits: Option<u8>,
    /// Which models the devices may be [default: all of `roomwatt profiles`]
    #[arg(long, value_delimiter = ',', value_name = "IDS")]
    pub profile: Vec<String>,
    /// The longest wait for an answer; after the first answers less is waited, and at the second look 600 ms at least. A
    /// site that runs waits as it is used to
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    pub timeout_ms: u64,
}

pub fn ports(output: Output) -> Result<(), Failure> {
    output.for_programs().show(&wire::ports(), |ports| {
        let cells = |port: &Value| {
            let usb = match (text(port, "/vid"), text(port, "/pid")) {
                ("", _) => String::new(),
                (vendor, product) => format!("{vendor}:{product}"),
            };
            let told = ["/product", "/serial", "/stable"].map(|name| text(port, name).to_owned());
            [text(port, "/path").to_owned(), usb].into_iter().chain(told).collect::<Vec<_>>()
        };
        let rows: Vec<_> = ports.as_array().into_iter().flatten().map(cells).collect();
        table(&["port", "usb", "product", "serial", "stable name"], &rows)
    })
}

/// One JSON line for each thing found and now and then one about progress; the first signal stops it in order. `folder`
/// is looked at for a running program that has the port.
pub fn scan(output: Output, folder: Result<&Path, Failure>, scan: &Scan) -> Result<(), Failure> {
    let output = output.for_programs();
    match folder.ok().and_then(|folder| holder_of(folder, &scan.port)) {
        Some(holder) => by_the_site(output, holder, scan),
        None => on_the_port(output, scan),
    }
}

/// The program that has the line searches it; the rest of the site is read meanwhile.
fn by_the_site(output: Output, Holder { mut office, line }: Holder, scan: &Scan) -> Result<(), Failure> {
    let units: Vec<String> = scan.units.0.iter().map(u8::to_string).collect();
    let parities: Vec<_> = scan.parities.iter().map(|parity| crate::wire::parity_code(*parity)).collect();
    let args = json!({
        "line": line, "units": units.join(","), "bauds": scan.bauds, "parities": parities,
        "stop_bits": scan.stop_bits, "profiles": scan.profile,
    });
    let signal = stopped_by_signal()?;
    let mut row = office.call("start_scan", args)?;
    let id = row["id"].clone();
    let (mut told, mut devices, mut garbled, mut stopped) = (Value::Null, 0, 0, false);
    loop {
        let twentieths = row["asked"].as_i64().unwrap_or(0) * 20 / row["of"].as_i64().unwrap_or(1).max(1);
        let at = json!([row["step"], row["doing"], twentieths]);
        if row["running"] == true && told != at {
            let progress = ["step", "asked", "of", "doing"].map(|name| (name.to_owned(), row[name].clone()));
            output.each(&event("progress", progress.into_iter().collect()), by_words)?;
            told = at;
        }
        for device in news(&row["devices"], &mut devices) {
            let mut device = device.clone();
            device["model"] = device["models"][0]["profile"].clone();
            output.each(&event("device", device), self::line)?;
        }
        for note in news(&row["unclear"], &mut garbled) {
            output.each(&event("garbled", json!({ "note": note })), by_words)?;
        }
        if row["running"] == false {
            break;
        }
        if !stopped && signal.load(Ordering::Relaxed) {
            office.call("stop_scan", json!({ "id": id }))?;
            stopped = true;
        }
        std::thread::sleep(LOOK);
        let scans = office.call("scans", json!({}))?;
        let mine = scans.as_array().into_iter().flatten().find(|row| row["id"] == id).cloned();
        row = mine.ok_or_else(|| Failure::new("internal", "the search is not listed any more; scan again"))?;
    }
    if let Some(error) = row["error"].as_str() {
        return Err(Failure::new("scan", error));
    }
    let done = json!({
        "devices": devices, "garbled": garbled, "stopped": stopped, "line": line, "note": row["summary"],
    });
    output.each(&event("done", done), by_words)
}

/// What is in the list and was not there before.
fn news<'v>(list: &'v Value, known: &mut usize) -> &'v [Value] {
    let list = list.as_array().map_or(&[][..], Vec::as_slice);
    &list[std::mem::replace(known, list.len()).min(list.len())..]
}

fn event(name: &str, mut what: Value) -> Value {
    what["event"] = json!(name);
    what
}

fn by_words(event: &Value) -> String {
    match text(event, "/event") {
        "progress" => format!("    {} of {}: {}", event["asked"], event["of"], text(event, "/doing")),
        _ => text(event, "/note").to_owned(),
    }
}

fn on_the_port(output: Output, scan: &Scan) -> Result<(), Failure> {
    let parities = if scan.parities.is_empty() { &PARITIES[..] } else { scan.parities.as_slice() };
    let parities: Vec<_> = parities.iter().map(|parity| crate::wire::parity(*parity)).collect();
    let search = wire::Scan {
        port: &scan.port,
        units: &scan.units.0,
        bauds: if scan.bauds.is_empty() { &BAUDS[..] } else { scan.bauds.as_slice() },
        parities: &parities,
        stop_bits: scan.stop_bits.unwrap_or(1),
        profiles: if scan.profile.is_empty() { wire::Models::Shipped } else { wire::Models::These(&scan.profile) },
        timeout_ms: scan.timeout_ms,
    };
    let stopped = stopped_by_signal()?;
    let mut written = Ok(());
    let done = wire::scan(&search, |event| {
        if written.is_ok() && !event.is_null() {
            written = output.each(&event, line);
        }
        if written.is_err() || stopped.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    written?;
    output.each(&done, |done| {
        let stopped = if done["stopped"] == true { "; stopped before the end" } else { "" };
        format!("{} s: devices {}, requests {}{stopped}", done["elapsed_s"], done["devices"], done["requests"])
    })
}

/// Set by the first signal. The thread that waits for it ends with the program.
pub fn stopped_by_signal() -> Result<Arc<AtomicBool>, Failure> {
    let system = |error| Failure::new("system", error);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(system)?;
    let signals = runtime.block_on(async { Signals::listen() })?;
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    let wait = move || {
        runtime.block_on(signals.any());
        raised.store(true, Ordering::Relaxed);
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(wait).map_err(system)?;
    Ok(flag)
}

fn line(event: &Value) -> String {
    let at = format!("{:>3} at {} {}", event["unit"], event["baud"], text(event, "/parity"));
    match text(event, "/event") {
        "progress" => format!("    {} of {} ({}), address {at}", event["asked"], event["of"], text(event, "/step")),
        "answers" => format!("{at}: answers"),
        "garbled" => format!("{at}: {}", text(event, "/note")),
        _ => {
            let models = event["models"].as_array().into_iter().flatten();
            let models: Vec<&str> = models.map(|model| text(model, "/profile")).collect();
            let serial = match text(event, "/serial") {
                "" => String::new(),
                serial => format!(", serial number {serial}"),
            };
            format!("{at}: {}{serial} ({})", models.join(" or "), text(event, "/note"))
        }
    }
}
