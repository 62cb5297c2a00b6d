import { FluentResource } from "@fluent/bundle";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Words } from "$lib/state/words.svelte";

const LOCALES = join(import.meta.dirname, "../../../assets/locales");
const SOURCES = join(import.meta.dirname, "..");
const SCREENS = [
  "app.ftl",
  "screen-lines.ftl",
  "screen-losses.ftl",
  "screen-money.ftl",
  "screen-restore.ftl",
  "screen-setup.ftl",
  "screen-supply.ftl",
  "screen-tariffs.ftl",
  "screen-tenancy.ftl",
];
const OURS = [...SCREENS, "protect.ftl", "supply.ftl"];

/** Id and the variables it uses, "days-left $days". */
function shape(language: string, file: string): string[] {
  const text = readFileSync(join(LOCALES, language, file), "utf8");
  const messages = text.split(/^(?=[a-z][\w-]* =)/m).filter((part) => /^[a-z][\w-]* =/.test(part));
  const parsed = new FluentResource(text).body.map((message) => message.id);
  // A message with a mistake in it is dropped by the parser without a word.
  expect(messages.map((part) => part.split(" =")[0])).toEqual(parsed);
  expect(new Set(parsed).size).toBe(parsed.length);
  return messages.map((part) => {
    const variables = new Set(part.match(/\$[a-z_]+/g));
    return [part.split(" =")[0], ...[...variables].sort()].join(" ");
  });
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "tests" || entry.name === "fixtures") return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(svelte|ts)$/.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}

describe.each(OURS)("%s", (file) => {
  test("both languages say the same things with the same values", () => {
    const english = shape("en", file).map((line) => line.split(" "));
    const chinese = new Map(shape("zh-CN", file).map((line) => [line.split(" ")[0], line.split(" ")]));
    expect([...chinese.keys()].sort()).toEqual(english.map(([id]) => id).sort());
    // A language may leave a value out where the count needs no plural, but may not use an unknown one.
    for (const [id, ...variables] of english)
      expect(variables, id).toEqual(expect.arrayContaining(chinese.get(id)?.slice(1) ?? ["missing"]));
  });
});

test("every message that the screens ask for exists, and none is left over", () => {
  const known = SCREENS.flatMap((file) => shape("en", file)).map((line) => line.split(" ")[0] ?? "");
  expect(new Set(known).size).toBe(known.length);
  const code = sources(SOURCES).join("\n");
  const whole = [...code.matchAll(/\bsay\(\s*["']([a-z0-9_-]+)["']/g)].map((found) => found[1] ?? "");
  const chosen = [...code.matchAll(/[?:]\s*"([a-z]+(?:-[a-z0-9]+)*)"/g)].map((found) => found[1] ?? "");
  const begun = [...code.matchAll(/`([a-z]+(?:-[a-z]+)*-)\$\{/g)].map((found) => found[1] ?? "");
  expect(whole.length).toBeGreaterThan(150);
  expect(whole.filter((id) => !known.includes(id))).toEqual([]);
  for (const [, start = ""] of code.matchAll(/\bsay\(\s*`([a-z]+(?:-[a-z]+)*-)\$\{/g))
    expect(
      known.some((id) => id.startsWith(start)),
      start,
    ).toBe(true);
  const used = new Set([...whole, ...chosen]);
  expect(known.filter((id) => !used.has(id) && !begun.some((start) => id.startsWith(start)))).toEqual([]);
});

describe("words", () => {
  test("follow the site until a person chooses", () => {
    const words = new Words();
    words.suggest("zh-CN");
    expect(words.say("nav-rooms")).toBe("房间");
    words.choose("en");
    words.suggest("zh-CN");
    expect(words.say("nav-rooms")).toBe("Rooms");
    expect(new Words().language).toBe("en");
  });

  test("count properly", () => {
    const words = new Words();
    expect(words.say("days-left", { days: 0 })).toBe("less than a day");
    expect(words.say("days-left", { days: 1 })).toBe("1 day left");
    expect(words.say("days-left", { days: 12 })).toBe("12 days left");
  });

  test("show a missing message instead of nothing", () =>
    expect(new Words().say("no-such")).toBe("[no-such]"));
});
