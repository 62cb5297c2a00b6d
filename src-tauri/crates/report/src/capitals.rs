/// Digits, places within a group of four, and groups, as receipts in China write amounts so that no stroke can
/// be added (中国人民银行《支付结算办法》附一: 正确填写票据和结算凭证的基本规定).
const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// An amount of yuan in capital numerals: `人民币壹佰元整`, `人民币贰拾元零伍分`.
///
/// `minor` in fen. A negative amount starts with `负`.
pub fn yuan_in_capitals(minor: i64) -> String {
    let fen_in_all = minor.unsigned_abs();
    let (yuan, jiao, fen) = (fen_in_all / 100, fen_in_all / 10 % 10, fen_in_all % 10);
    let mut text = String::from("人民币");
    if minor < 0 {
        text.push('负');
    }
    if yuan > 0 || fen_in_all == 0 {
        text.push_str(&whole(yuan));
        text.push('元');
    }
    if jiao > 0 {
        text.push(digit(jiao));
        text.push('角');
    } else if fen > 0 && yuan > 0 {
        text.push('零');
    }
    if fen > 0 {
        text.push(digit(fen));
        text.push('分');
    } else {
        text.push('整');
    }
    text
}

fn digit(value: u64) -> char {
    usize::try_from(value % 10).ok().and_then(|value| DIGITS.get(value)).copied().unwrap_or('零')
}

/// A whole number; zeroes between other digits are said once, as the rule allows also across a group.
fn whole(number: u64) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let mut text = String::new();
    let mut zero_is_owed = false;
    for (group, name) in (0_u32..).zip(GROUPS).collect::<Vec<_>>().into_iter().rev() {
        let part = number / 10_u64.pow(4 * group) % 10_000;
        for (place, place_name) in (0_u32..).zip(PLACES).collect::<Vec<_>>().into_iter().rev() {
            let value = part / 10_u64.pow(place) % 10;
            if value == 0 {
                zero_is_owed = !text.is_empty();
                continue;
            }
            if zero_is_owed {
                text.push('零');
                zero_is_owed = false;
            }
            text.push(digit(value));
            text.push_str(place_name);
        }
        if part > 0 {
            text.push_str(name);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_receipts_want_them() {
        for (minor, text) in [
            (0, "人民币零元整"),
            (1, "人民币壹分"),
            (50, "人民币伍角整"),
            (10_000, "人民币壹佰元整"),
            (2_005, "人民币贰拾元零伍分"),
            (2_050, "人民币贰拾元伍角整"),
            (123_456, "人民币壹仟贰佰叁拾肆元伍角陆分"),
            (100_500, "人民币壹仟零伍元整"),
            (1_000_000, "人民币壹万元整"),
            (1_000_100, "人民币壹万零壹元整"),
            (10_100_000, "人民币壹拾万零壹仟元整"),
            (1_000_000_000_000, "人民币壹佰亿元整"),
            (-12, "人民币负壹角贰分"),
        ] {
            assert_eq!(yuan_in_capitals(minor), text, "{minor}");
        }
    }
}
