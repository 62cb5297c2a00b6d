import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => ({
  // Relative addresses work for Tauri's own protocol and for any folder of a web server alike.
  base: "./",
  plugins: [svelte()],
  resolve: {
    alias: { $lib: here("src/lib"), $parts: here("src/parts"), $domain: here("src/domain") },
    // Without it the tests would load Svelte's server build, which renders but never updates.
    ...(mode === "test" ? { conditions: ["browser"] } : {}),
  },
  // The fixtures leave the bundle with this: a build folds the condition away.
  define: { __FIXTURES__: JSON.stringify(mode !== "production") },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { port: 5317, strictPort: true, fs: { allow: [here("."), here("../assets")] } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/tests/setup.ts"],
    restoreMocks: true,
  },
}));
