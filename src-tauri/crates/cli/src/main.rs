//! `roomwatt`: the command line and the headless service.
//!
//! Each command is a few words over the engine's list of operations, or over its `wire` for those that need no data
//! folder. Scripts may rely on the names, the JSON keys and the exit codes: 0 done, 1 refused or failed, 2 wrong
//! usage. Results go to stdout, one clear sentence about anything else to stderr.

mod args;
mod backup;
mod base64;
mod bill;
mod books;
mod change;
mod failure;
mod held;
mod keys;
mod lines;
mod money;
mod office;
mod output;
mod papers;
mod rooms;
mod run;
mod scan;
mod supply;
mod tenancy;
mod wire;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use tracing_subscriber::EnvFilter;

use args::{Args, Command, Tariff};
use failure::Failure;
use output::Output;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return failure::usage(&error),
    };
    let log = EnvFilter::try_from_env("ROOMWATT_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(log).with_writer(std::io::stderr).init();
    match perform(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(args.json),
    }
}

fn perform(args: &Args) -> Result<(), Failure> {
    let output = Output::new(args.json);
    let folder = || office::folder(args.data.as_deref());
    let free = |port: &str| held::must_be_free(folder().as_deref().map_err(Failure::clone), port);
    match &args.command {
        Command::Profiles => wire::profiles(output),
        Command::Ports => scan::ports(output),
        Command::Scan(search) => scan::scan(output, folder().as_deref().map_err(Failure::clone), search),
        Command::SetAddress(wish) => change::set_address(output, folder().as_deref().map_err(Failure::clone), wish),
        Command::Read(line) => free(&line.port.port).and_then(|()| wire::read(output, line)),
        Command::Poll(poll) => free(&poll.port.port).and_then(|()| wire::poll(output, poll)),
        Command::Relay { line, channel, state } => {
            free(&line.port.port).and_then(|()| wire::relay(output, line, *channel, *state))
        }
        Command::Sim(sim) => wire::sim(output, sim),
        Command::Init(init) => run::init(output, &folder()?, init),
        Command::Run { http, ui } => run::run(output, &folder()?, *http, ui.as_deref()),
        Command::Rooms => rooms::rooms(output, &folder()?),
        Command::Room { name } => rooms::room(output, &folder()?, name),
        Command::Topup(top_up) => money::top_up(output, &folder()?, top_up),
        Command::Statement(statement) => papers::statement(output, &folder()?, statement),
        Command::Verify => money::verify(output, &folder()?),
        Command::Bill { case } => bill::bill(output, case),
        Command::Tariff { what: Tariff::Check { file } } => bill::tariff(output, file),
        Command::Books(command) => books::perform(output, &folder()?, command),
        Command::Lines(command) => lines::run(output, &folder()?, command),
        Command::Supply(command) => supply::run(output, &folder()?, command),
        Command::Safe(command) => backup::run(output, &folder()?, command),
        Command::People(command) => tenancy::perform(output, &folder()?, command),
        Command::Call { name, args } => rooms::call(output, &folder()?, name, args.as_deref()),
        Command::Key { restore } => keys::key(output, &folder()?, *restore),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "roomwatt", &mut script);
            output.write(&script)
        }
    }
}
