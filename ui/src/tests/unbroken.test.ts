import { expect, test } from "vitest";
import { plain, unbroken } from "$lib/backend/unbroken";
import { withDigits } from "$lib/format";

test.each([
  ["Energy 4.41 kWh: ¥ 2.69 + Daily fee ¥ 0.20", "Energy 4.41\u00a0kWh: ¥\u00a02.69 + Daily fee ¥\u00a00.20"],
  [
    "因余额（−¥ 2.85）低于停电限额 ¥ 0.00 而断电。",
    "因余额（−¥\u00a02.85）低于停电限额 ¥\u00a00.00 而断电。",
  ],
  ["A price in € is asked", "A price in € is asked"],
  ["Room 101 Wing", "Room 101 Wing"],
  ["9 W above 1,000 W", "9\u00a0W above 1,000\u00a0W"],
])("%s", (text, kept) => expect(unbroken(text)).toBe(kept));

test("amounts are whole whatever their symbol, and all else is as it was", () => {
  expect(
    unbroken({ rows: [{ balance: { minor: -500, text: "−CHF 5.00" }, at: 7, name: "CHF 5", none: null }] }),
  ).toEqual({
    rows: [{ balance: { minor: -500, text: "−CHF\u00a05.00" }, at: 7, name: "CHF 5", none: null }],
  });
});

test.each([
  ["2037.77", "2037.770"],
  ["2037.764", "2037.764"],
  ["12", "12.000"],
])("%s in a column is %s", (text, shown) => expect(withDigits(text, 3)).toBe(shown));

test("a text that is edited goes back with the spaces it came with", () => {
  const text = "# 30 kWh a month are free\nprice = 5 # ¥ 5";
  const shown = unbroken({ tariff: { toml: text } });
  expect(shown.tariff.toml).not.toBe(text);
  expect(plain({ ...shown, rows: [text], none: null, n: 7 })).toEqual({
    tariff: { toml: text },
    rows: [text],
    none: null,
    n: 7,
  });
});
