//! What leaves the program on paper: a statement of one page with its chart, and a year's chart.

use std::thread;
use std::time::{Duration, Instant};

use engine::words::{Language as Words, Words as Texts};
use report::chart::{Bar, Bars, Line, Mark, Point, Size, Theme, Unit, bars, line};
use report::{BalanceLine, Charge, Fact, Issuer, Labels, Language, MeterLine, Note, Payment, Statement};

use crate::table::{Figure, Row};

const STATEMENTS: u32 = 40;
const CHARTS: usize = 200;
const RUNS: usize = 5;

pub fn statements() -> Result<Vec<Row>, String> {
    let page = statement()?;
    // Fonts are read and templates parsed once in the life of the program.
    let first = Instant::now();
    print(&page)?;
    let first = first.elapsed();
    let mut rows = vec![Row::new("the first statement of a run", Figure::seconds(&[first]), "-")];
    for (threads, goal) in [(1_u32, None), (2, Some(100.0))] {
        let runs: Vec<Duration> = (0..RUNS).map(|_| on_threads(&page, threads)).collect::<Result<_, _>>()?;
        let figure = Figure::rate(STATEMENTS * threads, &runs, "/s");
        let goal = goal.map_or("-".to_owned(), |goal| format!("{goal:.0} /s on two cores: {}", figure.at_least(goal)));
        rows.push(Row::new(format!("one-page statements with chart, tagged PDF, {threads} thread(s)"), figure, goal));
    }
    Ok(rows)
}

pub fn chart() -> Result<Vec<Row>, String> {
    let chart = year();
    let size = Size { width: 960, height: 240 };
    let mut times = Vec::with_capacity(CHARTS);
    for _ in 0..CHARTS {
        let from = Instant::now();
        let svg = line(&chart, size, Theme::Light).map_err(|error| error.to_string())?;
        times.push(from.elapsed().as_secs_f64() * 1000.0);
        if !svg.ends_with("</svg>") {
            return Err("the chart is no picture".to_owned());
        }
    }
    // The few that met another process say nothing of the work.
    times.sort_by(f64::total_cmp);
    let figure = Figure::median(times[CHARTS / 20..CHARTS * 19 / 20].to_vec(), "ms");
    Ok(vec![Row::new("a year's chart of 35,040 points, SVG", figure, format!("1 ms: {}", figure.at_most(1.0)))])
}

fn on_threads(page: &Statement, threads: u32) -> Result<Duration, String> {
    let from = Instant::now();
    let done: Vec<Result<(), String>> = thread::scope(|scope| {
        let workers: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| (0..STATEMENTS).try_for_each(|_| print(page)))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or(Err("a thread broke".to_owned()))).collect()
    });
    done.into_iter().collect::<Result<(), String>>()?;
    Ok(from.elapsed())
}

/// Chart, layout and PDF, as the engine does them for each request.
fn print(page: &Statement) -> Result<(), String> {
    let page = Statement { chart: month()?, ..page.clone() };
    let paper = page.lay_out().map_err(|error| error.to_string())?;
    let pdf = paper.pdf().map_err(|error| error.to_string())?;
    if paper.page_count() == 1 && pdf.starts_with(b"%PDF") {
        Ok(())
    } else {
        Err("it is not one page of PDF".to_owned())
    }
}

fn month() -> Result<String, String> {
    let day = |n: i64| Bar {
        label: n.to_string(),
        tip: String::new(),
        actual: 2_600 + n * 7_919 % 4_300,
        estimated: if n == 23 { 2_350 } else { 0 },
    };
    let chart = Bars {
        title: "Energy by day".into(),
        summary: "Most on 18 October".into(),
        unit: Unit { text: "kWh".into(), size: 1000 },
        bars: (1..=31).map(day).collect(),
    };
    bars(&chart, Size { width: 650, height: 138 }, Theme::Paper).map_err(|error| error.to_string())
}

fn year() -> Line {
    let point = |n: i64| Point { at: n, value: (n % 5_000 != 77).then_some(150 + n * 7_919 % 1_900) };
    Line {
        title: "Power".into(),
        summary: "A year by quarters of an hour".into(),
        unit: Unit { text: "W".into(), size: 1 },
        from: 0,
        to: 35_040,
        points: (0..35_040).map(point).collect(),
        marks: (0..12).map(|month| Mark { at: month * 2_920, label: format!("{}月", month + 1) }).collect(),
        limit: None,
    }
}

/// Chinese with Latin, so that both kinds of letters are set.
fn statement() -> Result<Statement, String> {
    let words = Texts::new(Words::ZhCn);
    let text = str::to_owned;
    let fact = |label: &str, value: &str| Fact { label: text(label), value: text(value) };
    let term = |sign: &str, label: &str, amount: &str| BalanceLine {
        sign: text(sign),
        label: text(label),
        amount: text(amount),
    };
    let charge = |what: &str, quantity: &str, rate: &str, amount: &str| Charge {
        what: text(what),
        detail: None,
        quantity: text(quantity),
        rate: text(rate),
        amount: text(amount),
        estimated: false,
    };
    let payment = |at: &str, receipt: &str, amount: &str| Payment {
        at: text(at),
        receipt: text(receipt),
        what: text("现金 cash"),
        amount: text(amount),
    };
    Ok(Statement {
        language: Language::ZhCn,
        labels: Labels::look_up(|id, arguments| words.say(id, arguments)),
        title: text("电费对账单，203 房，2026年10月"),
        month: text("2026年10月"),
        standing: None,
        issuer: Issuer {
            name: text("公寓管理处 Garden House"),
            lines: vec![text("花园路 18 号"), text("0571 5550 0134")],
        },
        facts: vec![
            fact("户名", "李珺 Amelia Hart"),
            fact("房间", "2 楼 203"),
            fact("户号", "100203"),
            fact("计费周期", "2026-10-01 / 2026-11-01"),
            fact("电价", "¥ 0.6083 / kWh"),
            fact("出具日期", "2026-11-01 00:05"),
        ],
        balance: vec![
            term("", "余额", "¥ 31.44"),
            term("+", "充值", "¥ 150.00"),
            term("−", "费用", "¥ 93.39"),
            term("=", "余额", "¥ 88.05"),
        ],
        meters: vec![MeterLine {
            meter: text("21450203 (SDM120)"),
            opening: text("1,873.21 kWh"),
            opening_at: text("2026-10-01 00:00"),
            closing: text("2,011.44 kWh"),
            closing_at: text("2026-11-01 00:00"),
            factor: text("1"),
            energy: text("138.23 kWh"),
            estimated: false,
        }],
        meters_total: None,
        charges: vec![
            charge("电量 Energy", "138.23 kWh", "¥ 0.6083", "¥ 84.09"),
            charge("日租费 Daily fee", "31 / 31", "¥ 9.30", "¥ 9.30"),
        ],
        charges_total: text("¥ 93.39"),
        payments: vec![
            payment("2026-10-06 18:03", "2026-00388", "¥ 50.00"),
            payment("2026-10-21 08:41", "2026-00412", "¥ 100.00"),
        ],
        payments_total: text("¥ 150.00"),
        chart: month()?,
        chart_summary: text("138.23 kWh, 2026年10月"),
        notes: vec![Note {
            heading: text("如何充值"),
            text: text("请到管理处以现金、微信或支付宝充值，并说明房间号。"),
        }],
        journal_head: format!("1842, {}", "9f2c51d0".repeat(8)),
    })
}
