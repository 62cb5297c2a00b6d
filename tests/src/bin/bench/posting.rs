//! The journal: a hundred thousand double-entry entries over a thousand accounts, beside hledger reading as many.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use ledger::{Book, Cause, Draft, Line, Series, Tender};
use store::{Key, balance};
use units::{AccountId, Money, Month, timestamp};

use crate::table::{Figure, Row};

const ENTRIES: i64 = 100_000;
/// How many of them make a transaction when all are posted, as when a journal is taken over.
const TOGETHER: i64 = 10_000;
const ACCOUNTS: i64 = 1_000;
const RUNS: usize = 3;
/// 2026-11-01 in Shanghai.
const AT: i64 = 1_793_462_400_000;

/// How long it may take, and how long hledger took on the machine for which that was set: the share tells more than
/// the seconds where another machine is slower.
const LIMIT_S: f64 = 0.5;
const HLEDGER_S: f64 = 3.98;

/// How much slower than the trial of `figures.md` the real road may be, for the entries a second.
const SLOWER: f64 = 1.5;

pub fn measure() -> Result<Vec<Row>, String> {
    let folder = crate::folder()?;
    let whole: Vec<Duration> = (0..RUNS).map(|run| posted(folder.path(), run)).collect::<Result<_, _>>()?;
    let figure = Figure::seconds(&whole);
    let row = Row::new(
        "100,000 entries over 1,000 accounts posted in ten commits, all balances",
        figure,
        format!("{LIMIT_S} s: {}", figure.at_most(LIMIT_S)),
    );
    let mut rows = vec![match hledger(folder.path()) {
        Ok(peer) => {
            let (ours, share) = (Figure::once(figure.value / peer.value, ""), LIMIT_S / HLEDGER_S);
            let goal =
                format!("{}; {share:.3} of hledger's time: {:.3}, {}", row.goal, ours.value, ours.at_most(share));
            Row { goal, ..row }.beside("hledger balance", peer)
        }
        Err(sentence) => {
            println!("  {sentence}");
            row
        }
    }];
    for (batch, count, trial) in [(1, 3_000, 4_560.0), (10, 20_000, 36_500.0), (100, 50_000, 163_700.0)] {
        let runs: Vec<Duration> = (0..RUNS).map(|_| rate(folder.path(), batch, count)).collect::<Result<_, _>>()?;
        let figure = Figure::rate(u32::try_from(count).unwrap_or(0), &runs, "/s");
        let limit = trial / SLOWER;
        let goal = format!("{limit:.0} /s: {}", figure.at_least(limit));
        rows.push(Row::new(format!("entries a second, {batch} per commit"), figure, goal));
    }
    Ok(rows)
}

fn posted(folder: &Path, run: usize) -> Result<Duration, String> {
    let mut site = Site::new(folder)?;
    let from = Instant::now();
    site.post(0..ENTRIES, TOGETHER)?;
    let balances = balance::all(&site.writer).map_err(|error| error.to_string())?;
    let time = from.elapsed();
    let sum: i64 = balances.values().map(|balance| balance.minor()).sum();
    if sum != 0 || balances.len() != usize::try_from(ACCOUNTS).unwrap_or(0) + 1 {
        return Err(format!("run {run}: {} balances that add up to {sum}", balances.len()));
    }
    Ok(time)
}

fn rate(folder: &Path, batch: i64, count: i64) -> Result<Duration, String> {
    let mut site = Site::new(folder)?;
    let from = Instant::now();
    site.post(0..count, batch)?;
    Ok(from.elapsed())
}

/// An encrypted database of its own with a writer.
struct Site {
    writer: store::Writer,
    _folder: tempfile::TempDir,
}

impl Site {
    fn new(under: &Path) -> Result<Self, String> {
        let folder = tempfile::tempdir_in(under).map_err(|error| error.to_string())?;
        let writer =
            store::create(&folder.path().join("roomwatt.db"), &Key([7; 32])).map_err(|error| error.to_string())?;
        Ok(Self { writer, _folder: folder })
    }

    fn post(&mut self, entries: std::ops::Range<i64>, batch: i64) -> Result<(), String> {
        let mut next = entries.start;
        while next < entries.end {
            let until = (next + batch).min(entries.end);
            let posted = self.writer.transaction(|tx| (next..until).try_for_each(|n| tx.post(top_up(n)).map(drop)));
            posted.map_err(|error| error.to_string())?;
            next = until;
        }
        Ok(())
    }
}

fn account(n: i64) -> i64 {
    n % ACCOUNTS + 1
}

fn minor(n: i64) -> i64 {
    100 + n % 900
}

fn top_up(n: i64) -> Draft {
    let amount = minor(n);
    Draft {
        at: timestamp(AT + n),
        cause: Cause::TopUp,
        key: format!("bench-{n}"),
        booking: Month::new(2026, 11).unwrap_or_else(|| unreachable!("November")),
        service: None,
        lines: vec![
            Line::new(Book::Tender(Tender::Cash), Money::from_minor(amount)),
            Line::new(Book::Tenant(AccountId(account(n))), Money::from_minor(-amount)),
        ],
        memo: String::new(),
        reverses: None,
        receipt: Some(Series::new(2026, 1)),
        actor: "bench".to_owned(),
    }
}

/// The same entries as a journal of hledger, read and balanced.
fn hledger(folder: &Path) -> Result<Figure, String> {
    let mut journal = String::new();
    for n in 0..ENTRIES {
        let (account, units, cents) = (account(n), minor(n) / 100, minor(n) % 100);
        let written = writeln!(
            journal,
            "2026-11-01 top-up {n}\n    assets:cash  {units}.{cents:02} CNY\n    liabilities:tenant:{account}  -{units}.{cents:02} CNY\n"
        );
        written.map_err(|error| error.to_string())?;
    }
    let file = folder.join("entries.journal");
    std::fs::write(&file, journal).map_err(|error| error.to_string())?;
    let once = |_| {
        let from = Instant::now();
        let output = Command::new("hledger").arg("-f").arg(&file).args(["balance", "--flat"]).output();
        let output = output.map_err(|error| format!("no peer: hledger cannot be started ({error})"))?;
        let said = String::from_utf8_lossy(&output.stdout).lines().count();
        let all = i64::try_from(said).unwrap_or(0) > ACCOUNTS;
        if output.status.success() && all { Ok(from.elapsed()) } else { Err("hledger gave no balances".to_owned()) }
    };
    (0..RUNS).map(once).collect::<Result<Vec<_>, _>>().map(|runs| Figure::seconds(&runs))
}
