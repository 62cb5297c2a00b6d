//! The command line as scripts meet it: the real program, its exit codes, its stdout and stderr.

mod bill;
mod books;
#[cfg(unix)]
mod kill;
#[cfg(unix)]
mod lines;
#[cfg(target_os = "linux")]
mod peers;
mod program;
#[cfg(unix)]
mod scan;
#[cfg(unix)]
mod site;
mod usage;
