// How the dashboard is built: hashed files, no inline script, the theme's variables as a stylesheet.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { themeStyles } from "./build/theme-styles.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

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
  },
  server: {
    proxy: { "^/(v1|docs|openapi\\.json)": { target: "http://127.0.0.1:8484", changeOrigin: true } },
  },
});
