import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const tauri = {
  group: ["@tauri-apps/*"],
  message: "Only src/lib/backend speaks to Tauri; take the Backend from the context.",
};

export default ts.config(
  { ignores: ["dist", "node_modules", "src/lib/backend/bindings"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, __FIXTURES__: "readonly" } } },
  { files: ["*.config.js", "*.config.ts", "src/tests/**"], languageOptions: { globals: globals.node } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig },
    },
    // The only markup from outside is the engine's own charts, shown by one component.
    rules: { "svelte/no-at-html-tags": "error" },
  },
  { rules: { "no-restricted-imports": ["error", { patterns: [tauri] }] } },
  { files: ["src/lib/backend/**"], rules: { "no-restricted-imports": "off" } },
);
