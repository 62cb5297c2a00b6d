//! Finding ports and what answers on them.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use engine::wire;
use serde_json::Value;

use crate::args::{Parity, Units, units};
use crate::failure::Failure;
use crate::output::{Output, table, text};
use crate::run::Signals;

/// What is searched, and where.
#[derive(Debug, clap::Args)]
pub struct Scan {
    /// A device path, tcp://host:port or rtu+tcp://host:port
    #[arg(long, value_name = "P")]
    pub port: String,
    /// Unit addresses, such as 1-32 or 1,5,7-9
    #[arg(long, default_value = "1-247", value_parser = units)]
    pub units: Units,
    /// Speeds, the likeliest first
    #[arg(long, value_delimiter = ',', default_value = "9600,2400,19200,4800", value_name = "LIST",
        value_parser = clap::value_parser!(u32).range(300..=1_000_000))]
    pub bauds: Vec<u32>,
    /// Parities, the likeliest first
    #[arg(long, value_enum, value_delimiter = ',', default_value = "none,even", value_name = "LIST")]
    pub parities: Vec<Parity>,
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2))]
    pub stop_bits: u8,
    /// Which models the devices may be [default: all of `roomwatt profiles`]
    #[arg(long, value_delimiter = ',', value_name = "IDS")]
    pub profile: Vec<String>,
    /// The longest wait for an answer; after the first answers less is waited, and at the second look 600 ms at least
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

/// One JSON line for each thing found and now and then one about progress; the first signal stops it in order.
pub fn scan(output: Output, scan: &Scan) -> Result<(), Failure> {
    let output = output.for_programs();
    let parities: Vec<_> = scan.parities.iter().map(|parity| crate::wire::parity(*parity)).collect();
    let search = wire::Scan {
        port: &scan.port,
        units: &scan.units.0,
        bauds: &scan.bauds,
        parities: &parities,
        stop_bits: scan.stop_bits,
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
