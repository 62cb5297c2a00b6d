"""Makes the fonts in this folder from Debian's fonts-noto-cjk (see README.md for the commands)."""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

SOURCE = Path("/usr/share/fonts/opentype/noto")
HERE = Path(__file__).resolve().parent
SIMPLIFIED_CHINESE = 2  # the index of "Noto Sans CJK SC" in Debian's collections
FAMILY = "Roomwatt Sans SC"
VERSION = "1.000"
# Without locl: the other regions' forms would double the size, and the default forms are the Simplified Chinese ones.
FEATURES = ["calt", "ccmp", "kern", "liga", "mark", "palt", "halt"]

# Latin with its European extensions, Greek, Cyrillic, Vietnamese, punctuation, currency, arrows, mathematics, shapes.
ALPHABETS = [(0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x18F), (0x192, 0x192), (0x1A0, 0x1B0), (0x1CD, 0x1DC), (0x218, 0x21B),
             (0x2B0, 0x2DD), (0x300, 0x304), (0x370, 0x3FF), (0x400, 0x45F), (0x1E80, 0x1EFF), (0x2000, 0x206F),
             (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218B), (0x2190, 0x21FF), (0x2200, 0x22FF),
             (0x2460, 0x24FF), (0x2500, 0x25FF), (0x2600, 0x266F), (0x2713, 0x2717), (0x3000, 0x303F), (0xFF00, 0xFFEF)]
# Characters of given names outside GBK that people really have.
NAMES = "㛃䶮䲟㳚㟃㸌㭎㙍㠇㰀㬎㧑㧟㩳㮾㱮㴔㺄䁖䃅䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲠䲢䴓䴔䴕䴖䴗䴘䴙"


def double_bytes(codec, leads, trails):
    for lead in leads:
        for trail in trails:
            try:
                yield from bytes([lead, trail]).decode(codec)
            except UnicodeDecodeError:
                pass


def characters(codec):
    wanted = set(double_bytes(codec, range(0x81, 0xFF), range(0x40, 0xFF)))
    wanted |= {chr(code) for first, last in ALPHABETS for code in range(first, last + 1)}
    return wanted | set(NAMES)


def rename(font, style):
    postscript = f"RoomwattSansSC-{style}"
    own = {1: FAMILY, 2: style, 3: f"{VERSION};{postscript}", 4: f"{FAMILY} {style}" if style != "Regular" else FAMILY,
           5: f"Version {VERSION}; subset of Noto Sans CJK SC 2.004", 6: postscript,
           10: "Subset of Noto Sans CJK SC, renamed; made by assets/fonts/subset.py of Roomwatt"}
    table = font["name"]
    kept = {0, 8, 9, 11, 12, 13, 14}
    table.names = [record for record in table.names if record.nameID in kept and record.langID == 0x409]
    for number, text in own.items():
        table.setName(text, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [postscript]
    top = cff.topDictIndex[0]
    top.FullName, top.FamilyName = own[4], FAMILY
    for part in top.FDArray:
        part.FontName = part.FontName.replace("NotoSansCJKsc", "RoomwattSansSC").replace("NotoSansCJKjp", "RoomwattSansSC")


def make(style, codec, out, flavor=None):
    font = TTFont(SOURCE / f"NotoSansCJK-{style}.ttc", fontNumber=SIMPLIFIED_CHINESE)
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    options.flavor = flavor
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(characters(codec)))
    subsetter.subset(font)
    rename(font, style)
    font.flavor = flavor
    font.save(HERE / out)
    print(out, (HERE / out).stat().st_size, "bytes,", font["maxp"].numGlyphs, "glyphs", file=sys.stderr)


if __name__ == "__main__":
    for style in ("Regular", "Bold"):
        make(style, "gbk", f"RoomwattSansSC-{style}.otf")
        make(style, "gb2312", f"RoomwattSansSC-{style}.woff2", "woff2")
