// How the dashboard is built: hashed files, no inline script, the theme's variables as a stylesheet.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { themeStyles } from "./build/theme-styles.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * What every page asks the API with, and what routes read of an address. Two dozen files of some hundred bytes each
 * compress badly apart: together they are three kilobytes less of the first page, and twenty requests.
 */
const shared =
  /web\/src\/(api\/[\w-]+|pages\/[\w/-]+\/(filters?|looked|mapping|period|place|search|state|status|tabs|token))\.ts$/;

export default defineConfig({
  root: here("."),
  plugins: [react(), themeStyles()],
  resolve: { alias: { "@waypost/sdk": here("../sdk/src/index.ts") } },
  build: {
    target: "es2023",
    // They know light-dark(); for older ones it would be rewritten into something that ours does not trigger.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    manifest: true,
    // Data in an address would need a policy that lets data run.
    assetsInlineLimit: 0,
    // Every browser of that target knows it; the polyfill would be one more program.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "shared", test: shared }] } } },
  },
  server: {
    proxy: { "^/(v1|docs|openapi\\.json)": { target: "http://127.0.0.1:8484", changeOrigin: true } },
  },
});
