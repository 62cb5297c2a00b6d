//! What people see on paper.

use crate::samples::{chinese, english, receipt};
use crate::*;

/// Run by hand to look at the papers: `ROOMWATT_LOOK=dir cargo test -p report`.
fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("ROOMWATT_LOOK") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

fn pdf(paper: &Paper, name: &str) -> Vec<u8> {
    let bytes = paper.pdf().unwrap_or_else(|error| panic!("{name}: {error}"));
    keep(name, &bytes);
    bytes
}

fn assert_says(paper: &Paper, texts: &[&str]) {
    let joined = paper.text().replace('\n', "");
    for text in texts {
        assert!(joined.contains(text), "“{text}” is not in:\n{}", paper.text());
    }
}

#[test]
fn a_statement_shows_every_figure_and_how_it_came_about() {
    let paper = english().lay_out().unwrap();
    assert_eq!(paper.page_count(), 1);
    assert!(paper.replaced().is_empty(), "{:?}", paper.replaced());
    assert_says(&paper, &["Electricity statement", "October 2026", "Linden House", "Amelia Hart", "100203"]);
    assert_says(&paper, &["1,873.21 kWh", "2,011.44 kWh", "138.23 kWh", "× 1"]);
    assert_says(&paper, &["¥ 31.44", "+¥ 150.00", "−¥ 96.02", "=¥ 85.42", "×", "¥ 0.6083", "¥ 84.09"]);
    assert_says(&paper, &["2026-00388", "WeChat Pay", "Estimated", "not from the electricity utility", "Page 1 of 1"]);
    assert!(pdf(&paper, "statement-en.pdf").starts_with(b"%PDF-1.7"));
}

#[test]
fn a_statement_speaks_chinese() {
    let paper = chinese().lay_out().unwrap();
    assert!(paper.replaced().is_empty(), "{:?}", paper.replaced());
    assert_eq!(paper.page_count(), 1);
    assert_says(&paper, &["电费对账单", "2026年10月", "王喆", "上期示数", "第 1 页", "并非供电公司账单"]);
    pdf(&paper, "statement-zh.pdf");
}

#[test]
fn the_pdf_is_tagged_titled_and_declares_its_language() {
    let bytes = pdf(&chinese().lay_out().unwrap(), "statement-zh.pdf");
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("pdfuaid") && text.contains("/MarkInfo") && text.contains("/StructTreeRoot"));
    assert!(text.contains("(zh-CN)") && text.contains("/DisplayDocTitle true"));
}

#[test]
fn a_long_statement_goes_on_and_counts_its_pages() {
    let mut long = english();
    long.payments = (0..90).map(|_| long.payments[0].clone()).collect();
    let paper = long.lay_out().unwrap();
    assert!(paper.page_count() >= 3);
    assert_says(&paper, &["Page 1 of", "Page 3 of"]);
    assert_eq!(paper.svg_pages().len(), paper.page_count());
    pdf(&paper, "statement-long.pdf");
}

#[test]
fn an_empty_month_is_a_statement_too() {
    let empty = Statement {
        meters: Vec::new(),
        charges: Vec::new(),
        payments: Vec::new(),
        chart: String::new(),
        notes: Vec::new(),
        standing: Some("as of 14 October 2026, 09:12".into()),
        ..english()
    };
    let paper = empty.lay_out().unwrap();
    assert_says(&paper, &["Nothing was charged in this period.", "Nothing was paid in during this period."]);
    pdf(&paper, "statement-empty.pdf");
}

#[test]
fn a_name_that_the_font_lacks_is_printed_visibly_and_reported() {
    let mut odd = english();
    odd.facts[0].value = "王𪚥🙂 #let x = 1 *b* _i_ $m$ <l> @r \\".into();
    let paper = odd.lay_out().unwrap();
    assert_eq!(paper.replaced(), ['🙂', '𪚥']);
    assert_says(&paper, &["王〓〓 #let x = 1 *b* _i_ $m$ <l> @r \\"]);
    pdf(&paper, "statement-odd.pdf");
}

#[test]
fn receipts_are_printed_on_sheets_and_rolls() {
    for (language, name) in [(Language::En, "en"), (Language::ZhCn, "zh")] {
        for (size, format) in [(ReceiptSize::A5, "a5"), (ReceiptSize::Roll80, "roll")] {
            let paper = receipt(language, size).lay_out().unwrap();
            assert_eq!(paper.page_count(), 1, "{name} {format}");
            assert!(paper.replaced().is_empty());
            assert_says(&paper, &["2026-00412", "¥ 100.00", "−¥ 0.12", "¥ 99.88", "21450203"]);
            pdf(&paper, &format!("receipt-{format}-{name}.pdf"));
        }
    }
}

#[test]
fn a_reversed_receipt_says_so() {
    let mark = Some("Reversed by 2026-00415".into());
    let paper = Receipt { mark, ..receipt(Language::En, ReceiptSize::A5) }.lay_out().unwrap();
    assert_says(&paper, &["Reversed by 2026-00415"]);
    pdf(&paper, "receipt-reversed.pdf");
}

#[test]
fn the_screen_gets_pages_without_text_or_scripts() {
    let pages = receipt(Language::En, ReceiptSize::A5).lay_out().unwrap().svg_pages();
    keep("receipt.svg", pages[0].as_bytes());
    assert!(pages[0].starts_with("<svg") && !pages[0].contains("<script"));
}

#[test]
fn setting_the_same_paper_again_gives_the_same_bytes() {
    let once = pdf(&english().lay_out().unwrap(), "statement-en.pdf");
    assert_eq!(once, pdf(&english().lay_out().unwrap(), "statement-en.pdf"));
}

fn labels(count: usize, language: Language) -> LabelSheet {
    let label = |n: usize| DeviceLabel {
        head: format!("{}", 100 + n),
        lines: vec!["Eastron SDM120".to_owned(), "22031234567".to_owned(), format!("A · {n}")],
        code: format!("101\nEastron SDM120\n22031234567\nA {n}"),
        code_summary: "QR".to_owned(),
    };
    LabelSheet { language, title: "Labels".to_owned(), labels: (1..=count).map(label).collect() }
}

#[test]
fn labels_fill_pages_of_twenty_four_and_carry_a_code_each() {
    let sheet = LabelSheet {
        labels: [
            labels(24, Language::ZhCn).labels,
            vec![DeviceLabel {
                head: "走廊 · 二楼东侧配电箱".to_owned(),
                lines: vec!["安科瑞 DDSY1352".to_owned(), "线路 A · 地址 12".to_owned()],
                code: "走廊".to_owned(),
                code_summary: "二维码".to_owned(),
            }],
        ]
        .concat(),
        ..labels(0, Language::ZhCn)
    };
    let paper = sheet.lay_out().unwrap();
    assert_eq!(paper.page_count(), 2);
    assert!(paper.replaced().is_empty(), "{:?}", paper.replaced());
    assert_says(&paper, &["101", "Eastron SDM120", "22031234567", "走廊", "地址 12"]);
    pdf(&paper, "labels.pdf");
    keep("labels.svg", paper.svg_pages()[0].as_bytes());
    assert!(paper.svg_pages()[0].matches("<image").count() >= 24 || paper.svg_pages()[0].contains("<path"));
}
