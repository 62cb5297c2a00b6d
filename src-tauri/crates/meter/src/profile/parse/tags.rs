//! `[identity]` and `[[probe]]`: who the device says that it is.

use crate::number::Encoding;

use super::super::point::Identity;
use super::super::probe::{Expected, Probe};
use super::super::reader::{Reader, Told};
use super::super::tag::{Shape, Tag};
use super::{REGISTERS, Result, WORD_ORDER, registers};

#[derive(Clone, Copy)]
enum Type {
    Number(Encoding),
    Text,
    Characters,
}

const TYPES: [(&str, Type); 5] = [
    ("u16", Type::Number(Encoding::U16)),
    ("u32", Type::Number(Encoding::U32)),
    ("u64", Type::Number(Encoding::U64)),
    ("text", Type::Text),
    ("characters", Type::Characters),
];

pub(super) fn identity(table: &Reader<'_>) -> Result<Identity> {
    let tag = tag(table)?;
    let encoding = match tag.shape {
        Shape::Number(encoding) | Shape::Hex(encoding) => encoding,
        Shape::Text | Shape::Characters => Encoding::U16,
    };
    let most = i64::try_from(encoding.ones()).unwrap_or(i64::MAX);
    let unavailable = table.numbers_or_names("unavailable", most, &[("ones", encoding.ones())])?.unwrap_or_default();
    table.finish()?;
    Ok(Identity { tag, unavailable })
}

pub(super) fn probe(table: &Reader<'_>) -> Result<Probe> {
    let tag = tag(table)?;
    let told = table.numbers_or_texts("expect")?.ok_or_else(|| table.wrong("expect", "this key is required"))?;
    let is_number = matches!(tag.shape, Shape::Number(_) | Shape::Hex(_));
    let expected = match told.as_slice() {
        [Told::Text(text)] if is_number && text == "refusal" => Expected::Refusal,
        _ => Expected::AnyOf(told.into_iter().map(|told| said(table, &tag, told)).collect::<Result<_>>()?),
    };
    table.finish()?;
    Ok(Probe { tag, expected })
}

/// As [`Tag::text`] would print it.
fn said(table: &Reader<'_>, tag: &Tag, told: Told) -> Result<String> {
    let wrong = |problem: &str| Err(table.wrong("expect", problem));
    match (tag.shape, told) {
        (Shape::Number(encoding) | Shape::Hex(encoding), Told::Number(number)) if number > encoding.ones() => {
            wrong("the number is larger than the register")
        }
        (Shape::Number(_), Told::Number(number)) => Ok(number.to_string()),
        (Shape::Hex(_), Told::Number(number)) => {
            let digits = 4 * usize::from(tag.registers);
            Ok(format!("{number:0digits$X}"))
        }
        (Shape::Text | Shape::Characters, Told::Text(text)) => Ok(text),
        (Shape::Number(_) | Shape::Hex(_), Told::Text(_)) => wrong("write numbers for a number, or \"refusal\""),
        (Shape::Text | Shape::Characters, Told::Number(_)) => wrong("write texts for a text"),
    }
}

fn tag(table: &Reader<'_>) -> Result<Tag> {
    let kind = table.required_word("type", &TYPES)?;
    let is_hex = table.word("shown", &[("decimal", false), ("hex", true)])?.unwrap_or(false);
    let length = table.integer("registers", 1, 32)?.map(registers);
    let (shape, registers) = match (kind, length) {
        (Type::Number(_), Some(_)) => return Err(table.wrong("registers", "only a text has a length of its own")),
        (Type::Number(encoding), None) if is_hex => (Shape::Hex(encoding), encoding.registers()),
        (Type::Number(encoding), None) => (Shape::Number(encoding), encoding.registers()),
        (_, None) => return Err(table.wrong("registers", "a text has a length; write how many registers")),
        (Type::Text, Some(length)) => (Shape::Text, length),
        (Type::Characters, Some(length)) => (Shape::Characters, length),
    };
    let address = table.address("address")?;
    if u32::from(address) + u32::from(registers) > 0x1_0000 {
        return Err(table.wrong("address", "the register lies beyond the end of the table"));
    }
    Ok(Tag {
        function: table.required_word("table", &REGISTERS)?,
        address,
        registers,
        shape,
        low_word_first: table.word("words", &WORD_ORDER)?.unwrap_or(false),
    })
}
