import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { test as base } from "@playwright/test";

export const root = path.resolve(__dirname, "../../..");
export const roomwatt = path.join(root, "target/debug/roomwatt");

/** The headless service on a simulated building in a folder of its own. */
export interface Service {
  folder: string;
  /** Where the pages are, with the token in the fragment. */
  address: string;
}

export async function ready(service: ChildProcess): Promise<string> {
  if (!service.stdout) throw new Error("roomwatt run cannot be heard");
  for await (const line of createInterface({ input: service.stdout })) {
    const said = JSON.parse(line) as { ready?: boolean; http?: string };
    if (said.ready && said.http) return said.http;
  }
  throw new Error("roomwatt run ended before it was ready; what it said on stderr is above");
}

export async function stop(service: ChildProcess): Promise<number | null> {
  if (service.exitCode !== null) return service.exitCode;
  const ended = new Promise<number | null>((resolve) => service.once("exit", (code) => resolve(code)));
  service.kill("SIGTERM");
  return ended;
}

export const test = base.extend<object, { service: Service }>({
  service: [
    // Playwright wants the first argument written so.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      if (!existsSync(roomwatt)) throw new Error(`${roomwatt} is not there: \`cargo xtask test\` builds it`);
      const folder = mkdtempSync(path.join(tmpdir(), "roomwatt-browser-"));
      execFileSync(roomwatt, ["init", "--data", folder, "--demo"], { stdio: "inherit" });
      const words = ["run", "--data", folder, "--http", "127.0.0.1:0", "--ui", path.join(root, "ui/dist")];
      const service = spawn(roomwatt, words, { stdio: ["ignore", "pipe", "inherit"] });
      const address = await ready(service);
      await use({ folder, address });
      const code = await stop(service);
      rmSync(folder, { recursive: true, force: true });
      if (code !== 0) throw new Error(`roomwatt run ended with ${code}`);
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

export { expect } from "@playwright/test";
