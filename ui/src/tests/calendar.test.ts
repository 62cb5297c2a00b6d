import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import Calendar from "../views/settings/Calendar.svelte";
import { SpyBackend, stage } from "./stage";

test("holidays that come with the program are named in the person's language, own ones as they are written", async () => {
  const backend = new SpyBackend();
  const page = await backend.call("calendar", {});
  backend.answer("calendar", () => ({
    ...page,
    days: [
      { date: "2026-02-15", day_type: "holiday", name: "Spring Festival" },
      { date: "2026-12-26", day_type: "holiday", name: "Boxing Day (substitute day)" },
      { date: "2026-12-27", day_type: "holiday", name: "House party" },
    ],
  }));
  const app = await stage(backend, Calendar, {});
  app.words.choose("zh-CN");
  expect(await screen.findByText("春节")).toBeTruthy();
  expect(screen.getByText("节礼日（补休）")).toBeTruthy();
  expect(screen.getByText("House party")).toBeTruthy();
});
