use plotters::style::RGBColor;

/// The surface that a chart is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// The light window.
    Light,
    /// The dark window.
    Dark,
    /// A white page, with the paper's own font and without anything for a mouse.
    Paper,
}

/// The colours and font of a theme: the values of the user interface's tokens of the same names.
pub(super) struct Palette {
    pub name: &'static str,
    pub accent: RGBColor,
    pub ink: RGBColor,
    pub line: RGBColor,
    pub base: RGBColor,
    pub cut: RGBColor,
    /// How strong the area under a line is.
    pub area: f64,
    pub font: &'static str,
}

impl Theme {
    pub(super) const fn palette(self) -> Palette {
        match self {
            Self::Light => Palette {
                name: "light",
                accent: RGBColor(0x0b, 0x6e, 0x66),
                ink: RGBColor(0x6b, 0x72, 0x7a),
                line: RGBColor(0xe8, 0xe7, 0xe1),
                base: RGBColor(0xc9, 0xc8, 0xc1),
                cut: RGBColor(0xb3, 0x26, 0x1e),
                area: 0.10,
                font: "inherit",
            },
            Self::Dark => Palette {
                name: "dark",
                accent: RGBColor(0x4f, 0xc4, 0xb8),
                ink: RGBColor(0x96, 0x9f, 0xa8),
                line: RGBColor(0x2c, 0x32, 0x37),
                base: RGBColor(0x4a, 0x52, 0x59),
                cut: RGBColor(0xff, 0x8a, 0x80),
                area: 0.14,
                font: "inherit",
            },
            Self::Paper => Palette {
                name: "paper",
                accent: RGBColor(0x0b, 0x6e, 0x66),
                ink: RGBColor(0x5a, 0x61, 0x69),
                line: RGBColor(0xe2, 0xe1, 0xdb),
                base: RGBColor(0xb9, 0xb8, 0xb1),
                cut: RGBColor(0xb3, 0x26, 0x1e),
                area: 0.10,
                font: "Roomwatt Sans SC",
            },
        }
    }

    /// Whether somebody may point at the chart.
    pub(super) const fn is_screen(self) -> bool {
        matches!(self, Self::Light | Self::Dark)
    }
}
