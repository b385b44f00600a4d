// The dashboard's looks: a calm teal with enough contrast for text, and the variables that differ from Mantine's.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** White on the seventh has 5.9:1, which WhatsApp's own green (1.98:1) is far from. */
const teal: MantineColorsTuple = [
  "#ecf8f5",
  "#d5eee8",
  "#abdccf",
  "#7dc9b6",
  "#54b59f",
  "#339f89",
  "#1c8773",
  "#0f7361",
  "#095e50",
  "#044a3f",
];

export const theme = createTheme({
  primaryColor: "teal",
  primaryShade: 7,
  colors: { teal },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", "Noto Sans Devanagari", sans-serif',
  headings: { fontWeight: "650" },
  components: {
    // What stands behind is held still by a rule of theme/page.css: the library's way writes styles into the page.
    Modal: { defaultProps: { lockScroll: false, centered: true } },
    Drawer: { defaultProps: { lockScroll: false } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
  },
});

/** Mantine's own secondary text and placeholders are too faint to be read by everybody (below 4.5:1). */
export const ownVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#57606a",
    "--mantine-color-placeholder": "#69717b",
    "--mantine-color-error": "#c01c28",
    "--mantine-color-anchor": "#0b6554",
    "--surface-page": "#f6f8f7",
    "--surface-card": "#ffffff",
    "--surface-line": "#dfe5e2",
    "--surface-quiet": "#eef3f1",
  },
  dark: {
    "--mantine-color-body": "#151a19",
    "--mantine-color-dimmed": "#a9b4b0",
    "--mantine-color-placeholder": "#98a39f",
    "--mantine-color-error": "#ff8f8f",
    "--mantine-color-anchor": "#7dc9b6",
    "--surface-page": "#101413",
    "--surface-card": "#191f1d",
    "--surface-line": "#2c3532",
    "--surface-quiet": "#202826",
  },
});
