// Writes the theme's variables into a stylesheet when the dashboard is built. Mantine would write them into the page,
// which a policy without inline styles forbids.
import {
  convertCssVariables,
  defaultCssVariablesResolver,
  mergeMantineTheme,
  DEFAULT_THEME,
} from "@mantine/core";
import type { Plugin } from "vite";
import { theme, ownVariables } from "../src/theme/theme.ts";

const name = "virtual:theme.css";
const resolved = `\0${name}`;

export function themeStyles(): Plugin {
  return {
    name: "theme-styles",
    resolveId: (id) => (id === name ? resolved : null),
    load: (id) => (id === resolved ? themeSheet() : null),
  };
}

/** The whole of it: what the theme leaves alone, what it changes, and each scheme's own. */
export function themeSheet(): string {
  const whole = mergeMantineTheme(DEFAULT_THEME, theme);
  const known = defaultCssVariablesResolver(whole);
  const own = ownVariables(whole);
  return convertCssVariables(
    {
      variables: { ...known.variables, ...own.variables },
      light: { ...known.light, ...own.light, "--mantine-color-scheme": "light" },
      dark: { ...known.dark, ...own.dark, "--mantine-color-scheme": "dark" },
    },
    ":root",
  );
}
