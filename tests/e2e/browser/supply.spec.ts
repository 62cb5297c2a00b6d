import { createServer, type Server } from "node:http";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, root, test, type Service } from "./service";

/** Rules of supply, loads and messages as an office walks them, on the demonstration building. */
async function open(page: Page, service: Service, screen: string): Promise<void> {
  await page.addInitScript(() => localStorage.setItem("roomwatt.language", "en"));
  await page.goto(service.address);
  await expect(page.getByTestId("nav-home")).toBeVisible();
  await go(page, screen);
}

const go = (page: Page, screen: string) => page.evaluate((hash) => (location.hash = hash), `#/${screen}`);

async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(root, `test-output/browser/supply-${name}.png`) });
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa"]).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
  expect.soft(found, name).toEqual([]);
}

interface Row {
  name: string;
  state: string;
  supply: string;
  power_w: number | null;
  lock: { until: number | null } | null;
}

async function rooms(page: Page): Promise<Row[]> {
  return page.evaluate(async () => {
    const headers = { "content-type": "application/json", "x-roomwatt-token": sessionStorage.getItem("roomwatt.token") ?? "" };
    const answer = await fetch("/api/rooms", { method: "POST", headers, body: "{}" });
    return (await answer.json()) as Row[];
  });
}

/** The room that draws the most, as soon as the meters have been read. */
async function drawing(page: Page): Promise<string> {
  const most = async () =>
    (await rooms(page))
      .filter((row) => row.state === "on" && row.supply === "on" && row.lock === null)
      .sort((a, b) => (b.power_w ?? 0) - (a.power_w ?? 0))[0];
  await expect.poll(async () => (await most())?.power_w ?? 0, { timeout: 30_000 }).toBeGreaterThan(2);
  return (await most())?.name ?? "";
}

async function choosePlace(page: Page, room: string): Promise<void> {
  const place = page.getByTestId("rule-place");
  const option = place.locator("option", { hasText: new RegExp(`/ ${room}$`) });
  await place.selectOption((await option.getAttribute("value")) ?? "");
}

test("a limit is set and said in words; the room that passes it says why, and is let go by a person's word", async ({
  page,
  service,
}) => {
  test.setTimeout(180_000);
  await open(page, service, "settings/supply/load-+");
  const room = await drawing(page);
  await choosePlace(page, room);
  await page.getByTestId("limit-w").fill("0");
  await page.getByTestId("rule-save").click();
  await expect(page.getByTestId("limit-w")).toHaveAttribute("aria-invalid", "true");
  await page.getByTestId("limit-w").fill("1");
  await page.getByTestId("over-s").fill("0");
  await page.getByLabel("Back by itself (times)").fill("0");
  await look(page, "limit-form");
  await page.getByTestId("rule-save").click();
  const kept = page.getByTestId("kind-load");
  await expect(kept).toContainText(room);
  await expect(kept).toContainText("No more than 1 W.");
  await look(page, "limit");

  const locked = async () => (await rooms(page)).find((row) => row.name === room)?.lock?.until === null;
  await expect.poll(locked, { timeout: 60_000 }).toBe(true);
  await go(page, `rooms/${room}/why`);
  await expect(page.getByTestId("room-why")).toContainText("Supply is off");
  await expect(page.getByTestId("rule-overload")).toContainText("decides");
  await expect(page.getByTestId("held-load")).toContainText("Overload");
  await expect(page.getByTestId("why-steps").last()).toContainText("above the limit of 1 W");
  await look(page, "tripped");
  await page.getByTestId("tab-timeline").click();
  await page.getByRole("link", { name: "Why?" }).first().click();
  await expect(page.getByTestId("why-answer")).toContainText(`Room ${room}`);
  await expect(page.getByTestId("rule-overload")).toContainText("decides");

  await go(page, "alarms/loads");
  await page.getByTestId(/^load-\d+$/).filter({ hasText: room }).first().click();
  await expect(page.getByTestId("load-curve").locator("svg")).toBeVisible();
  await look(page, "curve");
  await page.getByTestId("load-table").click();
  await expect(page.getByRole("table")).toContainText("W");

  // What was agreed comes first: else the room would pass its limit again at once.
  await go(page, "settings/supply");
  await page.getByTestId("kind-load").getByRole("link", { name: /Change/ }).click();
  await page.getByTestId("limit-w").fill("9000");
  await page.getByTestId("rule-save").click();
  await expect(page.getByTestId("kind-load")).toContainText("No more than 9,000 W.");

  await go(page, "alarms/loads");
  const release = page.getByTestId(`release-${room}`);
  await release.getByTestId("release-submit").click();
  await expect(release.getByTestId("release-note")).toHaveAttribute("aria-invalid", "true");
  await release.getByTestId("release-note").fill("kettle taken away");
  await release.getByTestId("release-submit").click();
  await expect(page.getByTestId(`release-${room}`)).toHaveCount(0);
  const lit = async () => (await rooms(page)).find((row) => row.name === room)?.supply;
  await expect.poll(lit, { timeout: 60_000 }).toBe("on");
  await page.getByTestId(/^load-\d+$/).filter({ hasText: room }).first().click();
  await expect(page.getByText("kettle taken away")).toBeVisible();

  await go(page, "settings/supply/house");
  await expect(page.getByTestId("house-sheet")).toContainText("No more than 9,000 W.");
  await page.getByTestId("house-language").selectOption("zh-CN");
  await expect(page.getByTestId("house-sheet")).toContainText("不超过 9,000 W");
  await look(page, "house");
});

test("an alarm is marked as seen with a note", async ({ page, service }) => {
  await open(page, service, "alarms");
  const waiting = page.getByTestId("alarms-waiting");
  const alarm = waiting.getByRole("article").first();
  await expect(alarm).toBeVisible();
  const text = (await alarm.locator("p").first().textContent()) ?? "";
  await alarm.getByRole("button", { name: "Mark as seen" }).click();
  await alarm.getByRole("textbox").fill("the electrician comes at ten");
  await look(page, "alarm");
  await alarm.getByRole("button", { name: "Mark as seen" }).click();
  const seen = page.getByRole("article").filter({ hasText: text }).filter({ hasText: "the electrician comes at ten" });
  await expect(seen.first()).toBeVisible();
});

test("lights out shows its week, refuses what is no time, and acts only after its number is confirmed", async ({
  page,
  service,
}) => {
  await open(page, service, "settings/supply/lights_out-+");
  await choosePlace(page, "101");
  const week = page.getByTestId("week-preview");
  await expect(week.getByRole("img")).toHaveCount(7);
  await page.getByTestId("hours-0-to").fill("25:00");
  await expect(week.getByRole("alert")).toContainText("25:00");
  await page.getByTestId("rule-save").click();
  await expect(page.getByTestId("hours-error")).toContainText("25:00");
  await expect(page.getByTestId("hours-0-to")).toHaveValue("25:00");
  await page.getByTestId("hours-0-to").fill("05:30");
  await expect(week.getByRole("img", { name: /00:00–05:30/ }).first()).toBeVisible();
  await page.getByTestId("hours-special-add").click();
  await expect(week).toContainText("Exam weeks");
  await expect(page.getByTestId("week-rooms")).toContainText("1 room");
  await look(page, "lights-out");
  await page.getByTestId("rule-save").click();
  const rule = page.getByTestId("kind-lights_out");
  await expect(rule).toContainText("not in force yet");
  await rule.getByRole("link", { name: /Look and confirm/ }).click();
  await page.getByTestId("agree").check();
  await page.getByTestId("rule-save").click();
  await expect(rule).toContainText("1 room goes by it");
  await expect(rule).not.toContainText("not in force yet");
  await rule.getByRole("button", { name: /^Remove/ }).click();
  await rule.getByRole("button", { name: "Remove it now" }).click();
  await expect(rule).toHaveCount(0);
});

test("a room is locked off for work on the wires until somebody says that it is done", async ({ page, service }) => {
  await open(page, service, "rooms/306");
  await page.getByTestId("btn-maintenance").click();
  await page.getByTestId("maintenance-submit").click();
  await expect(page.getByTestId("maintenance-note")).toHaveAttribute("aria-invalid", "true");
  await page.getByTestId("maintenance-note").fill("new socket, by the electrician");
  await look(page, "work");
  await page.getByTestId("maintenance-submit").click();
  await expect(page.getByTestId("held-maintenance")).toContainText("new socket");
  await expect(page.getByTestId("room-relay")).toContainText("Open", { timeout: 30_000 });
  await page.getByTestId("btn-work-done").click();
  await page.getByTestId("maintenance-note").fill("socket tested");
  await page.getByTestId("work-done-sure").check();
  await page.getByTestId("maintenance-submit").click();
  await expect(page.getByTestId("held-maintenance")).toHaveCount(0);
});

test.describe("messages", () => {
  let server: Server;
  let address = "";
  const heard: string[] = [];

  test.beforeAll(async () => {
    server = createServer((request, response) => {
      let text = "";
      request.on("data", (part: Buffer) => (text += part.toString()));
      request.on("end", () => {
        heard.push(`${request.url ?? ""} ${text}`);
        response.end('{"id":"heard"}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const found = server.address();
    address = `http://127.0.0.1:${typeof found === "object" && found ? found.port : 0}`;
  });

  test.afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  test("a channel is tried against its server before it is relied on", async ({ page, service }) => {
    await open(page, service, "alarms/channels");
    await page.getByTestId("channel-new").click();
    await page.getByTestId("kind-ntfy").check();
    await page.getByTestId("channel-name").fill("Office phone");
    await page.getByTestId("setting-server").fill(address);
    await page.getByTestId("channel-save").click();
    await expect(page.getByRole("alert")).toContainText("Fill this in");
    await expect(page.getByTestId("setting-topic")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByTestId("setting-server")).toHaveValue(address);
    await page.getByTestId("setting-topic").fill("a-house-by-the-lake");
    await page.getByTestId("channel-save").click();
    await page.getByTestId("trial-send").click();
    await expect(page.getByTestId("trial-result")).toContainText("Accepted", { timeout: 30_000 });
    await expect(page.getByTestId("trial-result")).toContainText("heard");
    expect(heard.join("\n")).toContain("/a-house-by-the-lake");
    expect(heard.join("\n")).toContain("trial message");
    await look(page, "channel");
    await page.getByTestId("channel-done").click();
    await expect(page.getByTestId(/^channel-\d+$/)).toContainText("Office phone");

    await page.getByTestId("contact-new").click();
    await page.getByTestId("contact-name").fill("The office");
    await page.getByTestId("quiet-from").fill("late");
    await page.getByTestId("contact-save").click();
    await expect(page.getByTestId("quiet-from")).toHaveAttribute("aria-invalid", "true");
    await page.getByTestId("quiet-from").fill("22:00");
    await page.getByTestId("contact-save").click();
    await expect(page.getByTestId(/^contact-\d+$/)).toContainText("The office");
    await look(page, "contacts");

    await page.getByTestId("tab-sent").click();
    await expect(page.getByTestId(/^delivery-\d+$/).filter({ hasText: "trial message" })).toContainText("Accepted");
    await look(page, "sent");
  });
});
