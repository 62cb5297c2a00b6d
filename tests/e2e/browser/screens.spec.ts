import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, root, test, type Service } from "./service";

const SCREENS = [
  "home", "rooms", "rooms/308", "rooms/308/why", "rooms/308/tenant", "rooms/308/tenant/out", "rooms/308/meter",
  "rooms/208/tenant/in", "money", "money/common", "money/common/new", "money/day", "money/month", "money/bills", "meters",
  "reports", "reports/energy", "reports/losses", "reports/fairness", "settings", "settings/tariffs", "settings/tariffs/+",
  "settings/tariffs/Dormitory, flat price", "settings/grants", "settings/grants/allowance-+", "settings/grants/quota-+",
  "settings/calendar", "settings/supply", "settings/supply/load-+", "settings/supply/forbidden-+", "settings/supply/lights_out-+",
  "settings/supply/after_hours-+", "settings/supply/lifeline-+", "settings/supply/safety-+", "settings/supply/shadow-+",
  "settings/supply/house", "alarms", "alarms/loads", "alarms/ahead", "alarms/sent", "alarms/channels", "alarms/channels/new",
  "settings/setup", "settings/setup/assign", "help",
]; // prettier-ignore

async function open(page: Page, service: Service, theme: string, language: string): Promise<void> {
  await page.addInitScript(
    ([theme, language]) => {
      localStorage.setItem("roomwatt.theme", theme);
      localStorage.setItem("roomwatt.language", language);
    },
    [theme, language],
  );
  await page.goto(service.address);
  await expect(page.getByTestId("nav-home")).toBeVisible();
  await expect(page.getByTestId("demo-banner")).toBeVisible();
}

for (const language of ["en", "zh-CN"]) {
  for (const theme of ["light", "dark"]) {
    test(`every screen can be read by everyone, ${language}, ${theme}`, async ({ page, service }) => {
      test.setTimeout(300_000);
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      await open(page, service, theme, language);
      for (const screen of SCREENS) {
        await test.step(screen, async () => {
          await page.evaluate((hash) => (location.hash = hash), `#/${screen}`);
          await expect(page.locator("main h1, main h2").first()).toBeVisible();
          await expect(page.locator("main [aria-busy='true']")).toHaveCount(0);
          await expect(page.locator("html")).toHaveAttribute("lang", language);
          await expect(page.locator("main .skeleton")).toHaveCount(0);
          const picture = `${screen.replaceAll(/[^a-z0-9]+/gi, "-")}-${language}-${theme}.png`;
          await page.screenshot({ path: path.join(root, "test-output/browser", picture) });
          const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa"]).analyze();
          const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
          expect.soft(found, screen).toEqual([]);
        });
      }
      expect(complaints).toEqual([]);
    });
  }
}

test("no screen is wider than a phone", async ({ page, service }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, service, "light", "en");
  for (const screen of SCREENS) {
    await page.evaluate((hash) => (location.hash = hash), `#/${screen}`);
    await expect(page.locator("main h1, main h2").first()).toBeVisible();
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect.soft(excess, screen).toBe(0);
  }
});

test("a stranger without the token gets nothing", async ({ service, playwright }) => {
  const { origin } = new URL(service.address);
  const stranger = await playwright.request.newContext();
  const answer = await stranger.post(`${origin}/api/rooms`, { data: {} });
  expect([401, 403]).toContain(answer.status());
  expect(await answer.text()).not.toContain("308");
  await stranger.dispose();
});
