import { execFileSync, type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { ready, roomwatt, root, stop } from "./service";

/** From an empty folder to the first tenant, with meters that answer real frames over TCP. */
async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const found = server.address();
      server.close(() => resolve(typeof found === "object" && found ? found.port : 0));
    });
  });
}

const folder = mkdtempSync(path.join(tmpdir(), "roomwatt-setup-"));
const programs: ChildProcess[] = [];
let address = "";
let port = 0;

test.beforeAll(async () => {
  port = await freePort();
  const meters = ["sim", "--port", `tcp://127.0.0.1:${port}`, "--units", "1-8", "--profile", "eastron-sdm120"];
  programs.push(spawn(roomwatt, meters, { stdio: "ignore" }));
  execFileSync(roomwatt, ["init", "--data", folder, "--currency", "GBP", "--name", "Elm Street 4"], { stdio: "ignore" });
  const service = spawn(roomwatt, ["run", "--data", folder, "--http", "127.0.0.1:0", "--ui", path.join(root, "ui/dist")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  programs.push(service);
  address = await ready(service);
});

test.afterAll(async () => {
  for (const program of programs.reverse()) await stop(program);
  rmSync(folder, { recursive: true, force: true });
});

async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(root, `test-output/browser/setup-${name}.png`) });
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa"]).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
  expect.soft(found, name).toEqual([]);
}

test("an empty folder becomes a house whose first tenant has paid", async ({ page }) => {
  test.setTimeout(180_000);
  await page.addInitScript(() => localStorage.setItem("roomwatt.language", "en"));
  await page.goto(address);
  const done = (step: string) => expect(page.getByTestId(`setup-${step}`)).toHaveAttribute("data-done", "true");
  const next = page.getByTestId("setup-next");

  await expect(page.getByRole("heading", { name: "Welcome to Elm Street 4" })).toBeVisible();
  await look(page, "home");
  await page.getByTestId("next-step").click();
  await expect(page.getByTestId("site-name")).toHaveValue("Elm Street 4");
  await page.getByTestId("site-currency").selectOption("EUR");
  await page.getByTestId("site-landlord").fill("Elm Street Lettings");
  await look(page, "site");
  await page.getByTestId("site-save").click();
  await done("site");
  await next.click();

  await page.getByTestId("rooms-floor").fill("1");
  await page.getByTestId("rooms-paste").fill("Room\tArea\n101\t18,5\n102\t21\n103\t21\n103\t19\n105\n106\t20\n107\t20\n108\t24");
  await expect(page.getByTestId("rooms-add")).toBeDisabled();
  await look(page, "rooms-wrong");
  await page.getByTestId("rooms-paste").fill("Room\tArea\n101\t18,5\n102\t21\n103\t21\n104\t19\n105\n106\t20\n107\t20\n108\t24");
  await page.getByTestId("rooms-add").click();
  await expect(page.getByTestId("rooms-there").getByRole("listitem")).toHaveCount(8);
  await done("rooms");
  await look(page, "rooms");
  await next.click();

  await page.getByTestId("road-tcp").check();
  await page.getByTestId("line-address").fill("nowhere");
  await page.getByTestId("line-save").click();
  await expect(page.getByTestId("line-address")).toHaveAttribute("aria-invalid", "true");
  await look(page, "line-wrong");
  await page.getByTestId("line-address").fill(`127.0.0.1:${port}`);
  await page.getByTestId("line-save").click();
  await expect(page.getByTestId("line-state")).toContainText("connected");
  await done("line");
  await look(page, "line");
  await next.click();

  await page.getByTestId("by-hand").click();
  await page.getByTestId("device-units").fill("1-8");
  await page.getByTestId("device-profile").selectOption("eastron-sdm120");
  await page.getByTestId("device-add").click();
  await expect(page.getByTestId("devices-answering")).toHaveText("8 of 8 answer", { timeout: 30_000 });
  await done("devices");
  await look(page, "devices");
  await next.click();

  await page.getByTestId("assign-1").click();
  await expect(page.getByTestId("measured-101")).toContainText("kWh");
  await look(page, "assign");
  await page.getByTestId("assign-all").click();
  await done("assign");
  await expect(page.getByTestId("measured-108")).toContainText("unit 8");
  await look(page, "assigned");
  await next.click();

  await page.getByTestId("tariff-price").fill("dear");
  await page.getByTestId("setup-tariff-save").click();
  await expect(page.getByTestId("tariff-price")).toHaveAttribute("aria-invalid", "true");
  await look(page, "tariff-wrong");
  await page.getByTestId("tariff-price").fill("0.32");
  await page.getByTestId("setup-tariff-save").click();
  await expect(page.getByTestId("tariff-holds")).toBeVisible();
  await done("tariff");
  await look(page, "tariff");
  await next.click();

  await look(page, "tenant");
  await page.getByTestId("move-in-101").click();
  await page.getByTestId("tenant-name").fill("The first tenant");
  await page.getByTestId("step-next").click();
  await page.getByTestId("step-next").click();
  await page.getByTestId("first-amount").fill("50");
  await page.getByTestId("step-next").click();
  await page.getByTestId("step-finish").click();
  await expect(page.getByTestId("moved-in")).toContainText("€ 50.00");

  await page.evaluate(() => (location.hash = "#/settings/setup/tenant"));
  await expect(page.getByTestId("tenant-of-101")).toHaveText("The first tenant");
  await expect(page.getByTestId("setup-all-done")).toBeVisible();
  await look(page, "done");
  // What is measured, priced and booked keeps its currency.
  await page.getByTestId("setup-site").click();
  await expect(page.getByTestId("site-currency")).toBeDisabled();
  await page.getByTestId("nav-home").click();
  await expect(page.getByTestId("card-powered")).toContainText("8");
  await look(page, "home-after");
});

for (const [language, theme] of [["zh-CN", "dark"], ["zh-CN", "light"], ["en", "dark"]] as const) {
  test(`every step can be read by everyone, ${language}, ${theme}`, async ({ page }) => {
    await page.addInitScript(
      ([language, theme]) => {
        localStorage.setItem("roomwatt.language", language);
        localStorage.setItem("roomwatt.theme", theme);
      },
      [language, theme] as const,
    );
    await page.goto(address);
    await expect(page.getByTestId("nav-home")).toBeVisible();
    for (const step of ["site", "rooms", "line", "devices", "assign", "tariff", "tenant"]) {
      await page.evaluate((hash) => (location.hash = hash), `#/settings/setup/${step}`);
      await expect(page.getByTestId(`setup-${step}`)).toHaveAttribute("aria-current", "step");
      await look(page, `${step}-${language}-${theme}`);
    }
  });
}

test("no step is wider than a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(address);
  await expect(page.getByTestId("nav-home")).toBeVisible();
  for (const step of ["site", "rooms", "line", "devices", "assign", "tariff", "tenant"]) {
    await page.evaluate((hash) => (location.hash = hash), `#/settings/setup/${step}`);
    await expect(page.getByTestId(`setup-${step}`)).toHaveAttribute("aria-current", "step");
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect.soft(excess, step).toBe(0);
    await page.screenshot({ path: path.join(root, `test-output/browser/setup-${step}-phone.png`), fullPage: true });
  }
});
