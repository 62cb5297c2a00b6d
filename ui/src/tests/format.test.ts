import { describe, expect, test } from "vitest";
import { byName, Formats, shiftDay, typed } from "$lib/format";
import { grouped } from "$lib/group";
import { parse, roomHref } from "$lib/place";

const en = new Formats("en", "Asia/Shanghai");
const zh = new Formats("zh-CN", "Asia/Shanghai");
const plain = (text: string) => text.replace(/\s/g, " ");

test.each([
  [0, "0.00 kWh"],
  [999, "1.00 kWh"],
  [9_994, "9.99 kWh"],
  [86_420, "86.4 kWh"],
  [1_204_310, "1,204 kWh"],
  [-5_500, "-5.50 kWh"],
])("%d Wh is %s", (wh, text) => expect(plain(en.energy(wh))).toBe(text));

test.each([
  [0, "0 W"],
  [1240, "1,240 W"],
  [14_230, "14.2 kW"],
])("%d W is %s", (w, text) => expect(plain(en.power(w))).toBe(text));

test("a register keeps its digits", () => expect(plain(en.register(1_204_310))).toBe("1,204.31 kWh"));

describe("times are those of the site", () => {
  const at = Date.UTC(2026, 10, 23, 16, 5); // the 24th, five past midnight, in Shanghai
  test("day and time", () => {
    expect(en.day(at)).toBe("2026-11-24");
    expect(en.time(at)).toBe("00:05");
    expect(en.date(at)).toBe("Tuesday, November 24");
    expect(zh.date(at)).toBe("11月24日星期二");
  });
  test("today is only a time, another day has its date", () => {
    expect(en.moment(at, at + 3_600_000)).toBe("00:05");
    expect(en.moment(at, at + 86_400_000)).toBe("Nov 24 00:05");
  });
  test.each([
    [4_000, "4 sec. ago"],
    [90_000, "2 min. ago"],
    [2 * 3_600_000, "2 hr. ago"],
    [3 * 86_400_000, "3 days ago"],
    [-5_000, "now"],
  ])("%d ms earlier", (ms, text) => expect(en.ago(at - ms, at)).toBe(text));
  test("a month", () => {
    expect(en.month("2026-10")).toBe("October 2026");
    expect(zh.month("2026-10")).toBe("2026年10月");
  });
});

test.each([
  [4218, 2, "42.18"],
  [2000, 2, "20"],
  [5, 2, "0.05"],
  [-112, 2, "-1.12"],
  [0, 2, "0"],
  [1500, 0, "1500"],
  [1234, 3, "1.234"],
])("%d with %d digits is typed %s", (minor, digits, text) =>
  expect(typed({ minor, text: "" }, digits)).toBe(text),
);

test("days are counted over months and years", () => {
  expect(shiftDay("2026-03-01", -1)).toBe("2026-02-28");
  expect(shiftDay("2026-12-31", 1)).toBe("2027-01-01");
});

test("2-9 stands before 2-10", () => {
  const names = ["2-10", "2-9", "10-1", "2-1"].map((name) => ({ name }));
  expect(names.sort(byName("en")).map((row) => row.name)).toEqual(["2-1", "2-9", "2-10", "10-1"]);
});

test("groups keep the order of appearance", () =>
  expect(grouped(["b1", "a1", "b2"], (text) => text.charAt(0))).toEqual([
    ["b", ["b1", "b2"]],
    ["a", ["a1"]],
  ]));

test.each([
  ["", { view: "home", room: null, tab: null, item: null, filter: null }],
  ["#/rooms?filter=low", { view: "rooms", room: null, tab: null, item: null, filter: "low" }],
  ["#/rooms/2-9%2FA/why", { view: "rooms", room: "2-9/A", tab: "why", item: null, filter: null }],
  ["#/rooms/100%", { view: "rooms", room: "100%", tab: null, item: null, filter: null }],
  ["#/rooms/203/tenant/in", { view: "rooms", room: "203", tab: "tenant", item: "in", filter: null }],
  ["#/settings/tariffs/a%2Fb", { view: "settings", room: null, tab: "tariffs", item: "a/b", filter: null }],
  ["#/nowhere/at/all", { view: "home", room: null, tab: null, item: null, filter: null }],
])("the address %s", (hash, place) => expect(parse(hash)).toEqual(place));

test("a room's address is read back", () => expect(parse(roomHref("2/3 b", "use")).room).toBe("2/3 b"));
