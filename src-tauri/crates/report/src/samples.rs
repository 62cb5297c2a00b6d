//! Papers as a landlord would get them, for the tests.

use crate::chart::{Bar, Bars, Size, Theme, Unit, bars};
use crate::*;

/// The messages of a language, read without the engine's words: only plain ones.
pub fn labels(language: Language) -> Labels {
    let file = match language {
        Language::En => include_str!("../../../../assets/locales/en/paper.ftl"),
        Language::ZhCn => include_str!("../../../../assets/locales/zh-CN/paper.ftl"),
    };
    Labels::look_up(|id, arguments| {
        let line = file.lines().find_map(|line| line.strip_prefix(id)?.strip_prefix(" = "));
        let mut text = line.unwrap_or_else(|| panic!("{id} is in no message file")).to_owned();
        for (name, value) in arguments {
            text = text.replace(&format!("{{ ${name} }}"), value);
        }
        text
    })
}

pub fn chart(language: Language) -> String {
    let english = language == Language::En;
    let day = |n: i64| Bar {
        label: if english { format!("{n} Oct") } else { format!("{n} 日") },
        actual: if n == 23 { 1_200 } else { 2_600 + n * 7_919 % 4_300 },
        estimated: if n == 23 { 2_350 } else { 0 },
        ..Bar::default()
    };
    let chart = Bars {
        title: "Energy by day".into(),
        summary: "Most on 18 October".into(),
        unit: Unit { text: "kWh".into(), size: 1000 },
        bars: (1..=31).map(day).collect(),
    };
    bars(&chart, Size { width: 650, height: 138 }, Theme::Paper).unwrap()
}

fn fact(label: &str, value: &str) -> Fact {
    Fact { label: label.into(), value: value.into() }
}

fn term(sign: &str, label: &str, amount: &str) -> BalanceLine {
    BalanceLine { sign: sign.into(), label: label.into(), amount: amount.into() }
}

fn charge(what: &str, detail: Option<&str>, quantity: &str, rate: &str, amount: &str) -> Charge {
    Charge {
        what: what.into(),
        detail: detail.map(str::to_owned),
        quantity: quantity.into(),
        rate: rate.into(),
        amount: amount.into(),
        estimated: detail.is_some_and(|detail| detail.contains("2.35")),
    }
}

fn payment(at: &str, what: &str, receipt: &str, amount: &str) -> Payment {
    Payment { at: at.into(), receipt: receipt.into(), what: what.into(), amount: amount.into() }
}

fn note(heading: &str, text: &str) -> Note {
    Note { heading: heading.into(), text: text.into() }
}

const HEAD: &str = "1842, 9f2c51d07a3be864c1f09d52ab7743e018c65fd2b9a04e7731dd60c8f5a2be19";

pub fn english() -> Statement {
    Statement {
        language: Language::En,
        labels: labels(Language::En),
        title: "Electricity statement, room 203, October 2026".into(),
        month: "October 2026".into(),
        standing: None,
        issuer: Issuer {
            name: "Linden House".into(),
            lines: vec![
                "18 Garden Road, Hangzhou 310012".into(),
                "Telephone 0571 5550 0134, Monday to Friday 9 to 17".into(),
            ],
        },
        facts: vec![
            fact("Tenant", "Amelia Hart"),
            fact("Room", "203, Linden House"),
            fact("Account no.", "100203"),
            fact("Period", "1 Oct 2026 to before 1 Nov 2026 (Asia/Shanghai)"),
            fact("Tariff", "House tariff, ¥ 0.6083 per kWh"),
            fact("Issued", "1 Nov 2026, 00:05"),
        ],
        balance: vec![
            term("", "Balance on 1 Oct", "¥ 31.44"),
            term("+", "Paid in", "¥ 150.00"),
            term("−", "Charged", "¥ 96.02"),
            term("=", "Balance on 1 Nov", "¥ 85.42"),
        ],
        meters: vec![MeterLine {
            meter: "21450203 (SDM120)".into(),
            opening: "1,873.21 kWh".into(),
            opening_at: "1 Oct 2026, 00:00".into(),
            closing: "2,011.44 kWh".into(),
            closing_at: "1 Nov 2026, 00:00".into(),
            factor: "1".into(),
            energy: "138.23 kWh".into(),
            estimated: false,
        }],
        meters_total: None,
        charges: vec![
            charge("Energy", Some("of which 2.35 kWh estimated"), "138.23 kWh", "¥ 0.6083", "¥ 84.09"),
            charge("Daily fee", None, "31 of 31 days", "¥ 9.30", "¥ 9.30"),
            charge(
                "Correction for September: Energy",
                Some("meter read after the outage of 29 September"),
                "4.32 kWh",
                "¥ 0.6083",
                "¥ 2.63",
            ),
        ],
        charges_total: "¥ 96.02".into(),
        payments: vec![
            payment("6 Oct 2026, 18:03", "Cash", "2026-00388", "¥ 50.00"),
            payment("21 Oct 2026, 08:41", "WeChat Pay", "2026-00412", "¥ 100.00"),
        ],
        payments_total: "¥ 150.00".into(),
        chart: chart(Language::En),
        chart_summary: "138.23 kWh in October 2026; most on 18 October with 6.82 kWh.".into(),
        notes: vec![
            note(
                "How to top up",
                "Pay at the office in cash, by card, WeChat or Alipay, and say your room. You get a numbered receipt at once.",
            ),
            note(
                "When power is cut",
                "You are warned below ¥ 20.00. Below ¥ 0.00 the supply may be cut, never before you were told and never in friendly hours. A top-up brings it back.",
            ),
            note(
                "Something not right?",
                "Read your meter and compare it with the closing reading. Every figure can be checked with a calculator. Ask the office, 0571 5550 0134; you may see all readings of your room.",
            ),
        ],
        journal_head: HEAD.into(),
    }
}

pub fn chinese() -> Statement {
    Statement {
        language: Language::ZhCn,
        labels: labels(Language::ZhCn),
        title: "电费对账单，203 房，2026年10月".into(),
        month: "2026年10月".into(),
        standing: None,
        issuer: Issuer {
            name: "菩提苑公寓管理处".into(),
            lines: vec!["杭州市西湖区花园路 18 号，310012".into(), "电话 0571 5550 0134，周一至周五 9:00–17:00".into()],
        },
        facts: vec![
            fact("户名", "王喆、李珺"),
            fact("房间", "2 楼 203"),
            fact("户号", "100203"),
            fact("计费周期", "2026-10-01 起至 2026-11-01 前（Asia/Shanghai）"),
            fact("电价", "居民电价，每千瓦时 ¥ 0.6083"),
            fact("出具日期", "2026-11-01 00:05"),
        ],
        balance: vec![
            term("", "2026-10-01 余额", "¥ 31.44"),
            term("+", "充值", "¥ 150.00"),
            term("−", "费用", "¥ 96.02"),
            term("=", "2026-11-01 余额", "¥ 85.42"),
        ],
        meters: vec![
            MeterLine {
                meter: "21450203（DDSU666）".into(),
                opening: "1,873.21 kWh".into(),
                opening_at: "2026-10-01 00:00".into(),
                closing: "1,960.00 kWh".into(),
                closing_at: "2026-10-20 10:12".into(),
                factor: "1".into(),
                energy: "86.79 kWh".into(),
                estimated: true,
            },
            MeterLine {
                meter: "21459917（DDSU666）".into(),
                opening: "0.00 kWh".into(),
                opening_at: "2026-10-20 10:12".into(),
                closing: "51.44 kWh".into(),
                closing_at: "2026-11-01 00:00".into(),
                factor: "1".into(),
                energy: "51.44 kWh".into(),
                estimated: false,
            },
        ],
        meters_total: Some("138.23 kWh".into()),
        charges: vec![
            charge("电费", Some("其中估算 2.35 kWh"), "138.23 kWh", "¥ 0.6083", "¥ 84.09"),
            charge("每日基本费", None, "31 天（当月 31 天）", "¥ 9.30", "¥ 9.30"),
            charge("2026年9月补正：电费", Some("9 月 29 日停电后补抄电表"), "4.32 kWh", "¥ 0.6083", "¥ 2.63"),
        ],
        payments: vec![
            payment("2026-10-06 18:03", "现金", "2026-00388", "¥ 50.00"),
            payment("2026-10-21 08:41", "微信支付", "2026-00412", "¥ 100.00"),
        ],
        chart: chart(Language::ZhCn),
        chart_summary: "2026年10月共用电 138.23 kWh；10月18日最多，为 6.82 kWh。".into(),
        notes: vec![
            note("如何充值", "请到管理处付款并告知房号，可用现金、银行卡、微信或支付宝；当场出具带编号的收据。"),
            note(
                "何时停电",
                "余额低于 ¥ 20.00 时提醒；低于 ¥ 0.00 时可能停电，但停电前必先通知，友好时段内不停电。充值后即恢复供电。",
            ),
            note(
                "对账单有疑问？",
                "请查看电表并与本期示数核对；账单上每一个数字都可以用计算器验算。如有疑问请联系管理处 0571 5550 0134，您可以查阅本房间的全部读数。",
            ),
        ],
        ..english()
    }
}

pub fn receipt(language: Language, size: ReceiptSize) -> Receipt {
    let english = language == Language::En;
    let say = |en: &'static str, zh: &'static str| if english { en } else { zh };
    Receipt {
        language,
        labels: labels(language),
        size,
        title: say("Receipt 2026-00412", "收据 2026-00412").into(),
        issuer: if english { self::english().issuer } else { chinese().issuer },
        number: "2026-00412".into(),
        mark: None,
        amount: "¥ 100.00".into(),
        amount_in_words: (!english).then(|| yuan_in_capitals(10_000)),
        facts: vec![
            fact(say("Date and time", "日期时间"), "2026-10-21 08:41"),
            fact(say("Room", "房间"), say("203, Linden House", "2 楼 203")),
            fact(say("Tenant", "户名"), say("Amelia Hart", "王喆、李珺")),
            fact(say("Account no.", "户号"), "100203"),
            fact(say("Meter no.", "表号"), "21450203"),
            fact(say("Paid by", "付款方式"), say("WeChat Pay", "微信支付")),
            fact(say("Taken by", "经办人"), say("Front office", "前台")),
        ],
        balance: vec![
            term("", say("Balance before", "充值前余额"), "−¥ 0.12"),
            term("+", say("This payment", "本次充值"), "¥ 100.00"),
            term("=", say("Balance now", "当前余额"), "¥ 99.88"),
        ],
        notes: vec![say("The supply of your room is being switched on again.", "您的房间正在恢复供电。").into()],
        hash: "9f2c51d07a3be864c1f09d52ab7743e018c65fd2b9a04e7731dd60c8f5a2be19".into(),
    }
}
