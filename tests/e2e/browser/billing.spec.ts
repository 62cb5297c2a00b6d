import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, root, test, type Service } from "./service";

/** The roads of billing as a landlord walks them, on the demonstration building. */
async function open(page: Page, service: Service, screen: string): Promise<void> {
  await page.addInitScript(() => localStorage.setItem("roomwatt.language", "en"));
  await page.goto(service.address);
  await expect(page.getByTestId("nav-home")).toBeVisible();
  await page.evaluate((hash) => (location.hash = hash), `#/${screen}`);
}

const picture = (page: Page, name: string) =>
  page.screenshot({ path: path.join(root, `test-output/browser/billing-${name}.png`) });

test("a price change is planned ahead, with its month beside it", async ({ page, service }) => {
  await open(page, service, "settings/tariffs");
  await page.getByTestId("tariff-Dormitory, flat price").click();
  await page.getByTestId("tariff-plan").click();
  const total = page.getByTestId("preview-total");
  await expect(total).toBeVisible();
  const before = await total.textContent();
  await page.getByTestId("version-price").fill("0.7");
  await expect(total).not.toHaveText(before ?? "");
  await picture(page, "plan");
  await page.getByTestId("backtest-run").click();
  await expect(page.getByTestId("backtest-totals")).toBeVisible();
  await page.getByTestId("tariff-save").click();
  const planned = page.locator("li.planned");
  await expect(planned).toContainText("0.7");
  await picture(page, "planned");
});

test("a tariff by the hour shows its day; a mistake in the file is shown at its line", async ({ page, service }) => {
  await open(page, service, "settings/tariffs/+");
  await page.getByTestId("start-bands").click();
  await page.getByTestId("tariff-name").fill("Day and night");
  await page.getByTestId("band-price-0").fill("0.617");
  await page.getByTestId("band-price-1").fill("0.307");
  const preview = page.getByTestId("tariff-preview");
  await expect(preview.getByRole("img")).toHaveAttribute("aria-label", /night .*0.307.*day .*0.617/);
  await page.getByTestId("from-0-1").fill("21:00");
  await expect(page.getByTestId("tariff-problem")).toBeVisible();
  await expect(page.getByTestId("tariff-save")).toBeDisabled();
  await page.getByTestId("to-0-0").fill("21:00");
  await expect(page.getByTestId("tariff-problem")).toBeHidden();
  await picture(page, "bands");
  await page.getByTestId("as-file").click();
  const file = page.getByTestId("tariff-text");
  await file.fill((await file.inputValue()).replace("0.617", "dear"));
  await expect(page.getByTestId("tariff-problem")).toContainText(/Line \d+/);
  await expect(file).toHaveAttribute("aria-invalid", "true");
  await picture(page, "file");
  await file.fill((await file.inputValue()).replace("dear", "0.62"));
  await page.getByTestId("tariff-save").click();
  await expect(page.getByRole("heading", { name: "Day and night" })).toBeVisible();
});

test("a tenant moves out with a settlement, and the next one moves in with neither debt nor credit", async ({
  page,
  service,
}) => {
  await open(page, service, "rooms/203/tenant");
  await page.getByTestId("btn-move-out").click();
  await page.getByTestId("step-next").click();
  await expect(page.getByTestId("settlement-result")).toContainText("¥");
  await picture(page, "settlement");
  await page.getByTestId("step-next").click();
  await page.getByTestId("step-finish").click();
  await expect(page.getByTestId("moved-out")).toBeVisible();
  const paper = page.waitForEvent("download");
  await page.getByTestId("settlement-pdf").click();
  expect((await paper).suggestedFilename()).toMatch(/\.pdf$/);
  await picture(page, "moved-out");
  await page.getByTestId("next-tenant").click();
  await page.getByTestId("tenant-name").fill("The next tenant");
  await page.getByTestId("tenant-people").fill("2");
  await page.getByTestId("step-next").click();
  await page.getByTestId("step-next").click();
  await page.getByTestId("first-amount").fill("50");
  await page.getByTestId("deposit").fill("200");
  await page.getByTestId("step-next").click();
  await expect(page.getByTestId("move-in-summary")).toContainText("The next tenant");
  await picture(page, "move-in-check");
  await page.getByTestId("step-finish").click();
  await expect(page.getByTestId("moved-in")).toContainText("¥ 50.00");
  await page.getByRole("link", { name: "Room 203" }).last().click();
  await page.getByTestId("tab-tenant").click();
  await expect(page.getByTestId("money-deposit")).toContainText("200.00");
  await picture(page, "new-tenant");
});

test("a day is closed with what was counted", async ({ page, service }) => {
  await open(page, service, "money/day");
  const cash = page.getByTestId("counted-cash");
  const expected = await page.getByTestId("count-cash").locator("td b").textContent();
  const amount = (expected ?? "").replace(/[^\d.]/g, "");
  // One unit more than the books say lies in the drawer.
  await cash.fill(`${amount}`.replace(/^(\d+)/, (whole) => String(Number(whole) + 1)));
  await expect(page.getByTestId("count-cash")).toContainText("+¥ 1.00");
  await picture(page, "count");
  await page.getByTestId("close-day").click();
  await expect(page.getByTestId("day-closed")).toBeVisible();
  await expect(page.getByTestId("day-difference")).toContainText("1.00");
});

test("common electricity is set up with a live example", async ({ page, service }) => {
  await open(page, service, "money/common");
  await page.getByTestId("pool-new").click();
  await page.getByTestId("pool-name").fill("Corridor light");
  await page.getByTestId("step-next").click();
  await page.getByTestId("step-next").click();
  const example = page.getByTestId("pool-example");
  await expect(example.getByTestId("share-101")).toContainText("¥");
  await page.getByTestId("basis-occupant_days").check();
  await expect(example.getByTestId("share-101")).toContainText("¥");
  await picture(page, "pool-keys");
  await page.getByTestId("step-next").click();
  await page.getByTestId("step-finish").click();
  await page.getByTestId(/^pool-\d+$/).filter({ hasText: "Corridor light" }).click();
  await expect(page.getByRole("heading", { name: "Corridor light" })).toBeVisible();
  await expect(page.getByTestId("pool-edit")).toBeVisible();
  await picture(page, "pool");
});

test("a closed month is locked: only a correction by name changes it; the present one cannot be closed yet", async ({
  page,
  service,
}) => {
  await open(page, service, "money/month");
  await expect(page.getByTestId("month-closed")).toBeVisible();
  await expect(page.getByTestId("close-month")).toHaveCount(0);
  await page.getByText("Correct this month for a room").click();
  await page.getByTestId("correct-room").selectOption("101");
  await page.getByTestId("correct-look").click();
  await expect(page.getByText("Nothing changes.")).toBeVisible();
  await picture(page, "month-closed");
  await page.getByRole("button", { name: "Later" }).click();
  await expect(page.getByText("This month is not over yet.")).toBeVisible();
  await picture(page, "month");
});

test("the trial balance agrees and opens to the entries of a book", async ({ page, service }) => {
  await open(page, service, "reports/books");
  await expect(page.getByTestId("books-balanced")).toContainText("agree");
  await page.getByRole("link", { name: "Cash", exact: true }).click();
  await expect(page.getByRole("grid").getByRole("row").nth(1)).toContainText("¥");
  await picture(page, "book");
});
