import { existsSync } from "node:fs";
import path from "node:path";
import { defineConfig, devices } from "@playwright/test";

const root = path.resolve(__dirname, "../../..");
/** Debian's Chromium, else Chrome; else what `npx playwright install chromium` brought. */
const chromium = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((program) => existsSync(program));

export default defineConfig({
  testDir: ".",
  outputDir: path.join(root, "test-output/browser/runs"),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 860 },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    },
  },
  projects: [{ name: "chromium" }],
});
