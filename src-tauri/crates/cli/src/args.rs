use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Prepaid electricity for landlords and dormitories.
#[derive(Debug, Parser)]
#[command(name = "roomwatt", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(
    after_help = "Exit codes: 0 done, 1 refused or failed, 2 wrong usage. ROOMWATT_KEY is the key of the database where it is \
    not in its file; ROOMWATT_LOG says what is logged on stderr."
)]
pub struct Args {
    /// Print JSON; errors too, as {"code", "message"} on stderr
    #[arg(long, global = true)]
    pub json: bool,
    /// The data folder [default: this user's own]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the meter models that can be read
    Profiles,
    /// List the serial ports of this machine
    Ports,
    /// Find which devices answer on a line, and what they may be; Ctrl-C stops
    Scan(crate::scan::Scan),
    /// Give one device another address, speed or frame, with proof before and after
    SetAddress(crate::change::SetAddress),
    /// Read one meter once
    Read(Line),
    /// Test a line: read its units in turn, so many rounds
    Poll(Poll),
    /// Switch one relay and print the state read back
    Relay {
        #[command(flatten)]
        line: Line,
        /// Which relay of a board, counted from 1
        #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u8).range(1..))]
        channel: u8,
        state: State,
    },
    /// Be virtual meters on a line until stopped
    Sim(Sim),
    /// Make a data folder: a site of your own, to be set up, or the demonstration
    Init(Init),
    /// Run the service until stopped
    Run {
        /// Serve the operations over HTTP; port 0 takes any free one
        #[arg(long, value_name = "ADDR:PORT")]
        http: Option<SocketAddr>,
        /// Serve the user interface built in this folder too
        #[arg(long, value_name = "DIR", requires = "http")]
        ui: Option<PathBuf>,
    },
    /// List the rooms with balance, supply and reason
    Rooms,
    /// Show one room and why its supply is as it is
    Room { name: String },
    /// Take a payment
    Topup(TopUp),
    /// Write a room's statement as a PDF
    Statement(Statement),
    /// Check the books: balances, hash chain, receipts, sums from scratch
    Verify,
    /// Work out a bill from a case file: readings, tariff and sharing in, lines with their arithmetic out
    #[command(
        after_help = "The format, with examples, is described in assets/examples/README.md. No data folder is needed."
    )]
    Bill {
        /// A JSON file; `-` reads it from stdin
        #[arg(value_name = "CASE.json")]
        case: PathBuf,
    },
    /// Look at tariff files
    Tariff {
        #[command(subcommand)]
        what: Tariff,
    },
    #[command(flatten)]
    Books(crate::books::Books),
    #[command(flatten)]
    People(crate::tenancy::People),
    #[command(flatten)]
    Supply(crate::supply::Supply),
    #[command(flatten)]
    Safe(crate::backup::Safe),
    #[command(flatten)]
    Lines(crate::lines::Lines),
    /// Call any operation with JSON arguments
    Call {
        name: String,
        /// A JSON object; `-` reads it from stdin
        #[arg(value_name = "JSON")]
        args: Option<String>,
    },
    /// Show the recovery key, or put it back
    Key {
        /// Read a recovery key from stdin and keep it as this folder's key file
        #[arg(long)]
        restore: bool,
    },
    /// Print a completion script
    Completions { shell: clap_complete::Shell },
}

#[derive(Debug, clap::Args)]
pub struct Init {
    /// The simulated building with 90 days of its history
    #[arg(long, conflicts_with_all = ["name", "currency", "zone"])]
    pub demo: bool,
    /// The name of the site
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Three letters, such as CNY
    #[arg(long, value_name = "CODE", required_unless_present = "demo")]
    pub currency: Option<String>,
    /// Such as Asia/Shanghai [default: this computer's]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Tariff {
    /// Say what is wrong in a tariff file, or print it as the program understands it
    Check {
        #[arg(value_name = "FILE.toml")]
        file: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub struct Poll {
    /// Unit addresses, such as 1-32 or 1,5,7-9
    #[arg(long, value_parser = units)]
    pub units: Units,
    /// A model of `roomwatt profiles`, or a profile file of your own
    #[arg(long, value_name = "ID")]
    pub profile: String,
    /// How often each unit is read
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub cycles: u32,
    #[command(flatten)]
    pub port: PortArgs,
}

/// One unit on one line.
#[derive(Debug, clap::Args)]
pub struct Line {
    /// The unit's address on the line
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=247))]
    pub unit: u8,
    /// A model of `roomwatt profiles`, or a profile file of your own
    #[arg(long, value_name = "ID")]
    pub profile: String,
    #[command(flatten)]
    pub port: PortArgs,
}

/// A line, and how it is spoken on.
#[derive(Debug, clap::Args)]
pub struct PortArgs {
    /// A device path, tcp://host:port or rtu+tcp://host:port
    #[arg(long, value_name = "P")]
    pub port: String,
    #[arg(long, default_value_t = 9600, value_parser = clap::value_parser!(u32).range(300..=1_000_000))]
    pub baud: u32,
    #[arg(long, value_enum, default_value_t = Parity::None)]
    pub parity: Parity,
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2))]
    pub stop_bits: u8,
    /// How long to wait for an answer
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    pub timeout_ms: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Parity {
    None,
    Even,
    Odd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum State {
    On,
    Off,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "The format of a scenario, with examples, is described in assets/scenarios/README.md.")]
pub struct Sim {
    /// Play a whole scenario, with lines of its own; `-` reads it from stdin
    #[arg(value_name = "SCENARIO.toml", conflicts_with_all = ["port", "units", "profile", "baud", "parity"])]
    pub scenario: Option<PathBuf>,
    /// Simulated seconds in a real one, instead of the scenario's own
    #[arg(long, value_name = "N", requires = "scenario", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub speed: Option<u32>,
    /// A device path, or tcp://host:port or rtu+tcp://host:port to listen on
    #[arg(long, value_name = "P", required_unless_present = "scenario")]
    pub port: Option<String>,
    #[arg(long, default_value_t = 9600, value_parser = clap::value_parser!(u32).range(300..=1_000_000))]
    pub baud: u32,
    #[arg(long, value_enum, default_value_t = Parity::None)]
    pub parity: Parity,
    /// Unit addresses, such as 1-32 or 1,5,7-9
    #[arg(long, value_parser = units, required_unless_present = "scenario")]
    pub units: Option<Units>,
    /// A model of `roomwatt profiles`, or a profile file of your own
    #[arg(long, value_name = "ID", required_unless_present = "scenario")]
    pub profile: Option<String>,
}

/// Unit addresses without repetition, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Units(pub Vec<u8>);

#[derive(Debug, clap::Args)]
pub struct TopUp {
    /// The room
    pub name: String,
    /// As written on paper: 50 or 50.00
    #[arg(allow_hyphen_values = true)]
    pub amount: String,
    /// cash, transfer, card, wechat or alipay
    #[arg(long)]
    pub tender: String,
    /// Names this payment: the same key again is the same receipt [default: a new one]
    #[arg(long)]
    pub key: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Statement {
    /// The room
    pub name: String,
    /// Such as 2026-10
    #[arg(long)]
    pub month: String,
    /// Where the PDF goes
    #[arg(long, value_name = "F.pdf")]
    pub out: PathBuf,
    /// en or zh-CN [default: the site's]
    #[arg(long)]
    pub language: Option<String>,
}

pub fn units(text: &str) -> Result<Units, String> {
    let wrong = || format!("“{text}” is not a list of units from 1 to 247; write for example 1-32 or 1,5,7-9");
    let unit = |text: &str| text.trim().parse().ok().filter(|unit| (1..=247_u8).contains(unit)).ok_or_else(wrong);
    let mut units = Vec::new();
    for part in text.split(',') {
        match part.split_once('-') {
            Some((first, last)) => {
                let (first, last) = (unit(first)?, unit(last)?);
                if first > last {
                    return Err(wrong());
                }
                units.extend(first..=last);
            }
            None => units.push(unit(part)?),
        }
    }
    units.sort_unstable();
    units.dedup();
    Ok(Units(units))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_contradict_nothing() {
        Args::command().debug_assert();
    }

    #[test]
    fn units_are_ranges_and_single_ones() {
        assert_eq!(units("1-3"), Ok(Units(vec![1, 2, 3])));
        assert_eq!(units("7, 2-3,3"), Ok(Units(vec![2, 3, 7])));
        for wrong in ["", "0", "248", "3-1", "1-", "a", "1..3"] {
            assert!(units(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_negative_amount_reaches_the_engine_to_be_refused_there() {
        let args = Args::try_parse_from(["roomwatt", "topup", "101", "-5", "--tender", "cash", "--key", "k"]).unwrap();
        assert!(matches!(args.command, Command::Topup(TopUp { amount, .. }) if amount == "-5"));
    }
}
