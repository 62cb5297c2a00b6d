use std::collections::BTreeSet;

use typst::foundations::{Array, Bytes, Dict, IntoValue, Str, Value};

use super::press;

/// Printed where the font lacks a character: the mark that typesetters use for it.
pub const REPLACEMENT: char = '〓';

/// Turns texts into what a template reads, and notes the characters that could not be printed.
#[derive(Default)]
pub(crate) struct Ink {
    replaced: BTreeSet<char>,
}

impl Ink {
    pub fn text(&mut self, text: &str) -> Value {
        Value::Str(Str::from(self.clean(text)))
    }

    /// A text, or nothing at all.
    pub fn maybe(&mut self, text: Option<&str>) -> Value {
        text.map_or(Value::None, |text| self.text(text))
    }

    /// A picture; its texts are cleaned like all others.
    pub fn svg(&mut self, svg: &str) -> Value {
        if svg.is_empty() { Value::None } else { Bytes::new(self.clean(svg).into_bytes()).into_value() }
    }

    pub fn texts(&mut self, texts: &[String]) -> Value {
        Value::Array(texts.iter().map(|text| self.text(text)).collect::<Array>())
    }

    pub fn each<T>(&mut self, items: &[T], mut ink: impl FnMut(&mut Self, &T) -> Dict) -> Value {
        Value::Array(items.iter().map(|item| Value::Dict(ink(self, item))).collect::<Array>())
    }

    pub fn into_replaced(self) -> Vec<char> {
        self.replaced.into_iter().collect()
    }

    fn clean(&mut self, text: &str) -> String {
        text.chars()
            .map(|c| match c {
                '\n' => c,
                '\t' | '\r' => ' ',
                c if !c.is_control() && press::has_glyph(c) => c,
                c => {
                    self.replaced.insert(c);
                    REPLACEMENT
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_characters_are_visible_and_reported() {
        let mut ink = Ink::default();
        assert_eq!(ink.text("喆堃玥 − ¥ € £ × – “”"), Value::Str("喆堃玥 − ¥ € £ × – “”".into()));
        assert_eq!(ink.text("a🙂b\u{7}🙂"), Value::Str("a〓b〓〓".into()));
        assert_eq!(ink.into_replaced(), ['\u{7}', '🙂']);
    }
}
