/** A room as it stands in a pasted list. */
export interface PastedRoom {
  name: string;
  /** In square metres, with a point; empty where none is given. */
  area: string;
  floor: string;
  /** Why it cannot be added, as the last part of a message's id. */
  problem: "twice" | "there" | "area" | null;
}

const AREA = /^\d{1,5}([.,]\d{1,2})?$/;
const UNIT = /\s*(m²|m2|㎡|qm|sqm|平方米|平米)$/i;

/** The cells of a line: a spreadsheet's tabs, else semicolons, else commas, else wide gaps. */
function cells(line: string): string[] {
  const by = line.includes("\t")
    ? "\t"
    : /[;；]/.test(line)
      ? /[;；]/
      : /[,，、]\s/.test(line)
        ? /[,，、]\s+/
        : /\s{2,}/;
  const found = line.split(by).map((cell) => cell.trim());
  if (found.length > 1) return found;
  // "101,18.5": the first comma divides, a later one is that of a decimal.
  const comma = line.match(/^([^,，]+)[,，](.+)$/);
  return comma ? [comma[1] ?? "", comma[2] ?? ""].map((cell) => cell.trim()) : found;
}

/**
 * Reads rooms as they come from a spreadsheet: name, area and floor of one room on each line. A first line that only
 * names its columns is left out. `known` are the names that are taken already.
 */
export function pastedRooms(text: string, floor: string, known: Iterable<string>): PastedRoom[] {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map(cells);
  const area = (line: string[]) => (line[1] ?? "").replace(UNIT, "");
  const heading = lines.length > 1 && area(lines[0] ?? []) !== "" && !/\d/.test((lines[0] ?? []).join(""));
  const taken = new Set(known);
  const seen = new Set<string>();
  return lines.slice(heading ? 1 : 0).map((line) => {
    const name = line[0] ?? "";
    const wrong = area(line) !== "" && (!AREA.test(area(line)) || /^[0.,]+$/.test(area(line)));
    const problem = taken.has(name) ? "there" : seen.has(name) ? "twice" : wrong ? "area" : null;
    seen.add(name);
    return { name, area: area(line).replace(",", "."), floor: line[2] || floor.trim(), problem };
  });
}

/** `1-8, 12` as unit addresses in order; null where it is none. */
export function units(text: string): number[] | null {
  const found = new Set<number>();
  const parts = text.split(/[,，;；\s]+/).filter(Boolean);
  for (const part of parts) {
    const range = part.match(/^(\d{1,3})(?:[-–—~](\d{1,3}))?$/);
    if (!range) return null;
    const from = Number(range[1]);
    const to = Number(range[2] ?? range[1]);
    if (from < 1 || to > 247 || from > to) return null;
    for (let unit = from; unit <= to; unit++) found.add(unit);
  }
  return found.size > 0 ? [...found].sort((a, b) => a - b) : null;
}
